"""Names of targets as parts of refs and of files' names."""

import re

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending

_TARGET = re.compile(r"(?!.*\.\.)(?!.*\.lock$)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
"""Names that can be a part of a ref, and of a file's name."""


def check_target(target: str) -> None:
    """Raise `NeedsMending` (`CFG-TARGET`) for a name that cannot be a part of a ref."""
    if _TARGET.fullmatch(target) is None:
        raise NeedsMending.because(
            Code.CFG_TARGET,
            f"{target!r} cannot be the name of a target",
            hint="use letters, digits, - and _",
        )
