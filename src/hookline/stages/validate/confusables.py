"""Texts that look alike though their characters differ.

A small table of our own: the Cyrillic and Greek letters that most fonts draw like Latin ones. The
idea of a *skeleton*, in which look-alikes are equal, is that of Unicode Technical Standard 39.
"""

import unicodedata

_LOOK_ALIKES = str.maketrans(
    {
        **dict(zip("АВЕЅІЈКМНОРСТУХԌԚԜ", "ABESIJKMHOPCTYXGQW", strict=True)),  # Cyrillic
        **dict(zip("аеѕіјкорсухԁԛԝһӏү", "aesijkopcyxdqwhly", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),  # Greek
        **dict(zip("αγικνορυχ", "ayikvopux", strict=True)),
    }
)


def fold(text: str) -> str:
    """Give the text as it is when case and the composition of accents do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def skeleton(text: str) -> str:
    """Give the text with look-alike letters made equal; case does not count."""
    return fold(unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES))


def scripts(text: str) -> list[str]:
    """Name the scripts of a text's letters, such as "Latin" and "Cyrillic", in their order."""
    letters = [character for character in text if character.isalpha()]
    return list(dict.fromkeys(_script(letter) for letter in letters))


def _script(letter: str) -> str:
    """Take the script from the letter's Unicode name, which begins with it."""
    return unicodedata.name(letter, "unknown").split()[0].capitalize()
