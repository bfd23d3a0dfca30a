"""Names of targets as parts of refs and of files' names, and where their journals lie."""

import re
from pathlib import Path

from hookline.git.repository import Repository
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


def journal_folder(repository: Repository, target: str) -> Path:
    """Give the folder with the journals of a target's runs that are not recorded."""
    check_target(target)
    return repository.common_folder / "hookline" / "journal" / target


def has_journals(repository: Repository, target: str) -> bool:
    """Say whether a run of the target may not have finished; costs next to nothing."""
    return any(journal_folder(repository, target).glob("*.jsonl"))
