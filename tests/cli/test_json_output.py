import json

from hookline.cli.json_output import json_text

HOSTILE = "\x1b[2J\x7f\x9b31m\u202e\u200b\u2028\ufeff\ud800\U000e0041"


def test_nothing_in_json_acts_on_a_terminal() -> None:
    """Control characters, invisible ones and those that turn text around are escaped."""
    text = json_text({"name": HOSTILE})
    assert text.replace("\n", "").isprintable()
    assert json.loads(text) == {"name": HOSTILE}


def test_letters_stay_as_they_are() -> None:
    """A reader sees the names that were written, in any script."""
    assert json_text({"name": "Zürich 漢字 🚲"}) == '{\n  "name": "Zürich 漢字 🚲"\n}\n'
