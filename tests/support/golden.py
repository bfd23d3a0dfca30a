"""Golden files: what was said once, reviewed, and is held to from then on."""

import os
from pathlib import Path

SWITCH = "HOOKLINE_UPDATE_CASES"
"""Set to 1, what is said now is written; review the difference as a user would."""


def compare(path: Path, text: str) -> None:
    """Hold `text` to a golden file, or write it when that was asked for."""
    if os.environ.get(SWITCH) == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
