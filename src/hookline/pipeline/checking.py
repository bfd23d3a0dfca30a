"""Git → load → validate: the definitions as a source has them, checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.diagnostics import Diagnostic, errors_in
from hookline.model.errors import Blocked, NeedsMending
from hookline.model.guard import OverrideKind
from hookline.model.overrides import OPTIONS
from hookline.model.ports import DefinitionSource
from hookline.model.property import PropertyTable
from hookline.model.settings import Settings, Target
from hookline.model.snapshot import Snapshot
from hookline.model.values import JSON
from hookline.stages.load import load
from hookline.stages.validate import validate


@dataclass(frozen=True, slots=True)
class Rules:
    """What definitions are held to."""

    table: PropertyTable
    """What each property is."""
    schema: Mapping[str, JSON]
    """The JSON schema of a definition."""
    allowed_names: tuple[str, ...]
    """Globs of the environment variables that a reference may name."""
    target_names: tuple[str, ...] | None = None
    """The targets that a definition may name; None when nobody knows them."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Definitions that were read and checked."""

    snapshot: Snapshot
    """The files they were read from."""
    definitions: tuple[Definition, ...]
    """The valid ones, by file and place."""
    diagnostics: tuple[Diagnostic, ...]
    """Every problem of every file."""
    patterns: tuple[str, ...] = ()
    """The globs of `definitions:` that chose the files."""

    def require_files(self, target: Target | None = None) -> None:
        """Raise `Blocked` (`CFG-EMPTY`) when no file was found.

        A wrong glob must not look like a wish to have no webhooks; `target` is where somebody may
        wish it all the same.
        """
        if self.snapshot.files or self.snapshot.diagnostics:
            return
        raise Blocked.because(
            Code.CFG_EMPTY,
            f"no definition file matches {', '.join(self.patterns)}",
            hint="correct `definitions:` in hookline.yaml, or add the first definition"
            + ("" if self.snapshot.worktree else " and commit it")
            + (f"; or mean it: {OPTIONS[OverrideKind.EMPTY]} {target.name}" if target else ""),
        )

    def require_valid(self) -> None:
        """Raise `NeedsMending` with every problem when one of them is an error."""
        if errors_in(self.diagnostics):
            raise NeedsMending(*self.diagnostics)


def check(source: DefinitionSource, settings: Settings, rules: Rules) -> Checked:
    """Read the definitions and check them."""
    return check_files(source.snapshot(settings.definitions), settings, rules)


def check_files(snapshot: Snapshot, settings: Settings, rules: Rules) -> Checked:
    """Check the definitions in files that were read, or that are about to be written."""
    secrets = [known.name for known in rules.table if known.secret]
    documents, loading = load(snapshot.files, secrets)
    definitions, validating = validate(
        documents, rules.table, rules.schema, rules.allowed_names, rules.target_names
    )
    found = (*snapshot.diagnostics, *loading, *validating)
    return Checked(
        snapshot, tuple(definitions), tuple(sorted(found, key=_place)), settings.definitions
    )


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    location = diagnostic.location
    return (location.path, location.line, location.column) if location else ("", 0, 0)
