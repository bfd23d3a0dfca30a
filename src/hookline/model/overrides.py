"""How an override is written: as an option of a command, and after `Hookline-Allow:` in a commit.

A list of names has commas between them. A name that itself holds a comma or a quotation mark
stands in quotation marks, as in a shell: `"a,b",c` are two names. Blanks inside a name need none.
"""

import re
import shlex
from collections.abc import Sequence

from hookline.model.guard import Override, OverrideKind

OPTIONS = {
    OverrideKind.DELETE: "--allow-delete",
    OverrideKind.CHANGES: "--allow-changes",
    OverrideKind.EMPTY: "--allow-empty",
    OverrideKind.LAST: "--allow-last",
    OverrideKind.REWIND: "--accept-rewind",
}
"""The option of `plan` and `apply` for each kind."""

FORMS = {
    OverrideKind.DELETE: "NAMES",
    OverrideKind.CHANGES: "N",
    OverrideKind.EMPTY: "TARGET",
    OverrideKind.LAST: "PROJECT",
    OverrideKind.REWIND: "SHA",
}
"""What stands after each kind."""

_SHA = re.compile(r"[0-9a-f]{7,64}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_NEEDS_QUOTES = re.compile(r"""[,"'\\]""")


def parse_override(kind: OverrideKind, text: str, source: str) -> Override:
    """Read what is allowed.

    Raises `ValueError` with a sentence for the user when `text` is not what `kind` needs.
    """
    text = text.strip()
    if not text:
        raise ValueError(f"{FORMS[kind]} is missing")
    match kind:
        case OverrideKind.DELETE | OverrideKind.LAST:
            values = split_names(text)
        case OverrideKind.CHANGES:
            values = (_matching(_NUMBER, text, "is no number of webhooks from 1 up"),)
        case OverrideKind.REWIND:
            wrong = "is no id of a commit: give at least 7 of its hexadecimal digits"
            values = (_matching(_SHA, text.lower(), wrong),)
        case OverrideKind.EMPTY:
            values = (text,)
    return Override(kind, values, source)


def _matching(form: re.Pattern[str], text: str, wrong: str) -> str:
    if not form.fullmatch(text):
        raise ValueError(f"{text!r} {wrong}")
    return text


def split_names(text: str) -> tuple[str, ...]:
    """Read names with commas between them; raises `ValueError` when there is none."""
    words = shlex.shlex(text, posix=True)
    words.whitespace, words.whitespace_split, words.commenters = ",", True, ""
    try:
        names = tuple(name for word in words if (name := word.strip()))
    except ValueError:
        raise ValueError(
            f"{text} has an open quotation mark: put a name that holds one into the other kind"
        ) from None
    if not names:
        raise ValueError(f"{text!r} holds no name")
    return names


def join_names(names: Sequence[str]) -> str:
    """Write names so that `split_names` reads them."""
    return ",".join(_quoted(name) if _NEEDS_QUOTES.search(name) else name for name in names)


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def as_words(kind: OverrideKind, values: Sequence[str]) -> tuple[str, str]:
    """Give the two words of a command line that allow this."""
    return OPTIONS[kind], join_names(values) if _is_list(kind) else values[0]


def as_option(kind: OverrideKind, values: Sequence[str]) -> str:
    """Write the option that allows this, quoted for a shell."""
    return shlex.join(as_words(kind, values))


def describe(override: Override) -> str:
    """Name an override as whoever gave it wrote it: the option, or the trailer and its commit."""
    if override.source.startswith("--"):
        return as_option(override.kind, override.values)
    _, value = as_words(override.kind, override.values)
    return f"`{override.kind} {value}` of {override.source}"


def _is_list(kind: OverrideKind) -> bool:
    return kind in (OverrideKind.DELETE, OverrideKind.LAST)
