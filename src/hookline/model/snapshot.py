"""What a source gives: the definition files of one commit, or of the working tree."""

from dataclasses import dataclass

from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import SourceFile


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The definition files at one moment, and where each came from."""

    commit: Commit | None
    """The commit they were read from; for the working tree its `HEAD`, None when unborn."""
    worktree: bool
    """Whether they were read from the working tree, and so are not what the commit holds."""
    root: str
    """The folder of `hookline.yaml` from the top of the repository; empty at the top."""
    files: tuple[SourceFile, ...]
    """The files that `definitions:` matches, ordered by path."""
    uncommitted: tuple[str, ...] = ()
    """Paths whose definitions in the working tree differ from the commit; empty in a bare one."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What could not be read, such as a symlink or a submodule where a definition should be."""
