"""History: what each commit changed of the definitions, newest first."""

from dataclasses import dataclass

from hookline.model.commit import Commit
from hookline.model.document import SourceFile


@dataclass(frozen=True, slots=True)
class FileMove:
    """One file before and after a commit."""

    path: str
    """The file, relative to the root of the definitions."""
    before: SourceFile | None
    """The file before it; None when it was not there, or was no definitions file."""
    after: SourceFile | None
    """The file after it; None when it is not there, or is no definitions file."""


@dataclass(frozen=True, slots=True)
class Step:
    """One commit that changed definitions or `hookline.yaml`, compared with its first parent."""

    commit: Commit
    """The commit."""
    moves: tuple[FileMove, ...]
    """The definitions files that it changed, ordered by path.

    A file that `definitions:` began or ceased to match is among them, changed or not: each side is
    what that commit's own `definitions:` says.
    """
    config: FileMove
    """`hookline.yaml`, whether it changed or not."""
    inside: tuple["Step", ...] = ()
    """For a merge, what the commits changed that it brought in, newest first: the first-parent
    line of each other parent, merges in it with an inside of their own."""


@dataclass(frozen=True, slots=True)
class History:
    """The first-parent line of commits since one that was applied, newest first."""

    steps: tuple[Step, ...] = ()
    """The commits of the line that changed definitions or `hookline.yaml`; others are left out."""
    complete: bool = True
    """Whether the line reaches back to where it was asked to; what is there is true either way."""
    why_incomplete: str = ""
    """Why it does not, in two words for a person, as `shallow clone`; empty when it does."""


@dataclass(frozen=True, slots=True)
class Traced:
    """Which commit moved a value."""

    commit: Commit
    """The commit."""
    merge: Commit | None = None
    """The merge of the line that brought it in; None when it is on the line itself."""
