"""Which side wins where git and the workspace have both moved."""

from dataclasses import dataclass
from enum import StrEnum

from hookline.model.globs import matches


class Side(StrEnum):
    """The two sides of a conflict."""

    GIT = "git"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user decided, name by name (`--take git:NAME`, `--take workspace:NAME`)."""

    git: tuple[str, ...] = ()
    """Globs of the webhooks whose definition wins."""
    workspace: tuple[str, ...] = ()
    """Globs of the webhooks that stay as the workspace has them."""

    def side(self, name: str) -> Side | None:
        """Give the side that wins for one webhook; None when the user did not say."""
        if matches(name, self.git):
            return Side.GIT
        return Side.WORKSPACE if matches(name, self.workspace) else None
