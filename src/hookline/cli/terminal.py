"""What the terminal can show."""

import os
from typing import TextIO

from hookline.report.style import Style


def style_for(stream: TextIO, when: str = "auto") -> Style:
    """Decide on colour: `always`, `never`, or by NO_COLOR, FORCE_COLOR, TERM and the stream."""
    if when != "auto":
        return Style(when == "always")
    if os.environ.get("NO_COLOR"):
        return Style(False)
    if os.environ.get("FORCE_COLOR"):
        return Style(True)
    return Style(stream.isatty() and os.environ.get("TERM") != "dumb")
