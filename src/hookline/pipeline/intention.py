"""What a plan is asked for, and whether there is what was named."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from hookline.model.catalog import Catalog
from hookline.model.choices import Choices
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.difference import Difference
from hookline.model.errors import NeedsMending
from hookline.model.globs import matches
from hookline.model.guard import Override, OverrideKind
from hookline.model.location import Location
from hookline.model.settings import Target


@dataclass(frozen=True, slots=True)
class Intention:
    """What a plan is asked for."""

    target: Target
    """The target."""
    target_place: Location | None = None
    """Where the target's own `project` stands in the configuration."""
    adopt: tuple[str, ...] = ()
    """Globs of names that may be taken over though they differ."""
    choices: Choices = field(default_factory=Choices)
    """Which side wins a conflict, by name."""
    renames: Mapping[str, str] = field(default_factory=dict)
    """New name → old name of the renames that the user accepts."""
    overrides: tuple[Override, ...] = ()
    """What the user allows that a guard would refuse."""
    names: tuple[str, ...] = ()
    """Globs of the webhooks that are planned; empty for all."""
    holds_back: bool = False
    """Whether what is blocked by itself is left as it is, so that the rest can be applied."""
    sets_back: bool = False
    """Whether an earlier commit is meant, which neither a hold nor its age stands against."""
    since: str | None = None
    """What the user calls the branch that it is planned against."""
    since_commit: Commit | None = None
    """The commit of that branch."""

    def require_known(
        self, differences: Sequence[Difference], catalog: Catalog
    ) -> tuple[Diagnostic, ...]:
        """Give a warning (`PLN-NAME`) for each delete that is allowed of what is not there.

        That one may be carried out by now, by the same command line when it ended too early, and
        where it is a slip of the finger the guard still refuses what was meant. For all else that
        is named and not there `NeedsMending` (`PLN-NAME`) is raised: it must not pass for a
        decision.
        """
        known = {each.name for each in differences}
        known |= {each.renamed_from for each in differences if each.renamed_from}
        known |= {each.live.name for each in differences if each.live}
        globs = {*self.names, *self.adopt, *self.choices.git, *self.choices.workspace}
        unknown = [each for each in globs if not any(matches(name, [each]) for name in known)]
        problems = [*self._unknown_webhooks(unknown, known), *self._overrides(catalog)]
        if problems:
            raise NeedsMending(*problems)
        return tuple(self._unknown_deletes(known))

    def _unknown_deletes(self, known: Collection[str]) -> Iterator[Diagnostic]:
        asked = (each for each in self.overrides if each.kind is OverrideKind.DELETE)
        unknown = {name for each in asked for name in each.values if name not in known}
        for found in self._unknown_webhooks(unknown, known):
            yield replace(found, severity=Severity.WARNING)

    def _unknown_webhooks(
        self, unknown: Iterable[str], known: Collection[str]
    ) -> Iterator[Diagnostic]:
        for name in sorted(unknown):
            message = f"no webhook is called {name}, neither in git nor in {self.target.name}"
            yield _unknown(message, name, known)

    def _overrides(self, catalog: Catalog) -> Iterator[Diagnostic]:
        """Find what the command line allows and what there is not.

        A commit may allow what is done by now, so its trailers are not held to this.
        """
        places = {
            name
            for record_type in ("project", "bundle")
            for pair in catalog.ids.get(record_type, {}).items()
            for name in pair
        }
        for override in self.overrides:
            match override.kind:
                case OverrideKind.LAST:
                    for each in sorted({*override.values} - places):
                        message = f"{self.target.name} has no project or bundle {each}"
                        yield _unknown(message, each, places)
                case OverrideKind.EMPTY:
                    for each in sorted({*override.values} - {self.target.name}):
                        message = f"this is a plan for {self.target.name}, and not for {each}"
                        yield _unknown(message, each, [self.target.name])
                case OverrideKind.DELETE | OverrideKind.CHANGES | OverrideKind.REWIND:
                    continue


def _unknown(message: str, name: str, known: Collection[str]) -> Diagnostic:
    near = get_close_matches(name, sorted(known), n=1)
    hint = f'did you mean "{near[0]}"?' if near else "correct the name"
    return Diagnostic(Severity.ERROR, Code.PLN_NAME, message, hint=hint)
