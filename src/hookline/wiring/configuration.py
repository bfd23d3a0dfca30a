"""Reads the configuration from where the definitions are read."""

from typing import TYPE_CHECKING

from hookline import shipped
from hookline.config.settings_file import load_settings
from hookline.git.repository import Repository
from hookline.model.codes import Code
from hookline.model.document import Document
from hookline.model.errors import NeedsMending
from hookline.model.settings import Settings
from hookline.source.commit import CommitSource

if TYPE_CHECKING:
    from hookline.source.worktree import WorktreeSource


def worktree_source(repository: Repository) -> "WorktreeSource":
    """Give the definitions of the working tree."""
    from hookline.source.worktree import WorktreeSource

    return WorktreeSource(repository)


def load(source: "CommitSource | WorktreeSource") -> tuple[Settings, Document]:
    """Read the configuration beside the definitions, and where each setting stands."""
    schema = shipped.read_schema("hookline.schema.json")
    return load_settings(source.config(), schema, shipped.engines())


def load_branch(source: CommitSource, ref: str) -> tuple[Settings, Document]:
    """Read the configuration of the branch that is planned against."""
    try:
        return load(source)
    except NeedsMending as error:
        if error.diagnostics[0].code is not Code.CFG_MISSING:
            raise
        raise NeedsMending.because(
            Code.CFG_MISSING,
            f"{ref} has no hookline.yaml yet, so there are no targets to plan for",
            hint="until it has one, check the definitions: hookline validate",
        ) from error
