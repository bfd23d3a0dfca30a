"""What differs between targets: that they are known, and what then holds on each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from hookline.documents.finding import Finding, Kind
from hookline.documents.words import either, shortened
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import Document
from hookline.model.location import Location
from hookline.model.overlay import ONLY, TARGETS, exists_on, only_of
from hookline.model.property import PropertyTable, Section
from hookline.stages.validate.places import overlays, value_at
from hookline.stages.validate.rulebook import Rulebook, error, warning

_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a definition exists, as far as the names of targets are known."""

    as_written: bool
    """Whether it exists somewhere with its sections as they are written."""
    overlaid: tuple[str, ...] = ()
    """The targets on which it exists with something laid over them."""

    @classmethod
    def of(cls, document: Document, targets: tuple[str, ...] | None) -> "Reach":
        """Find it out; `targets` are those of the configuration, None when nobody knows them."""
        named = overlays(document)
        if not named or not isinstance(document.value, dict):
            return cls(as_written=True)
        only = only_of(document.value)
        overlaid = [name for name in named if exists_on(name, only)]
        if targets is None:
            others = only is None or any(glob not in named for glob in only)
            return cls(others, tuple(overlaid))
        others = any(name not in named and exists_on(name, only) for name in targets)
        return cls(others, tuple(name for name in overlaid if name in targets))


def check_targets(document: Document, rules: Rulebook) -> Iterator[Diagnostic]:
    """Name the targets that the configuration does not have, and overlays without an effect."""
    known = rules.target_names
    if known is None or not isinstance(document.value, dict):
        return
    only = only_of(document.value)
    for name in overlays(document):
        place = document.at_key((TARGETS, name))
        if name not in known:
            yield _no_target(name, known, place)
        elif not exists_on(name, only):
            message = f"what differs for `{shortened(name)}` has no effect: `only:` leaves it out"
            hint = "remove it, or name the target in `only:`"
            yield warning(Code.REF_TARGET, message, place, hint)
    globs = value_at(document, (ONLY,))
    for index, glob in enumerate(globs if isinstance(globs, list) else ()):
        here = (ONLY, index)
        if not isinstance(glob, str) or not glob or here in document.refused:
            continue
        if not any(exists_on(name, (glob,)) for name in known):
            yield _no_target(glob, known, document.at(here))


def _no_target(name: str, known: tuple[str, ...], place: Location) -> Diagnostic:
    near = get_close_matches(name, known, n=1)
    if near:
        hint = f"did you mean `{near[0]}`?"
    elif known:
        hint = f"its targets are {_listed(known)}"
    else:
        hint = "it names no target; add one under its `targets:`"
    message = f"hookline.yaml has no target `{shortened(name)}`"
    if _WILD & set(name):
        message = f"no target of hookline.yaml matches `{shortened(name)}`"
    return error(Code.REF_TARGET, message, place, hint)


def _listed(names: tuple[str, ...], most: int = 5) -> str:
    shown = [f"`{shortened(name)}`" for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    *others, last = shown
    return f"{', '.join(others)} and {last}" if others else last


def missing_on_targets(document: Document, rules: Rulebook) -> Iterator[Finding]:
    """Find what a definition lacks on a target, though another target brings it.

    The schema asks only definitions without overlays for what an overlay may bring.
    """
    if not isinstance(document.value, dict) or TARGETS not in document.value:
        return
    reach = Reach.of(document, rules.target_names)
    for section, names in _required(rules.table):
        written = value_at(document, (section,))
        if not isinstance(written, dict) or not written.keys().isdisjoint(names):
            continue
        needed = either(f"`{name}`" for name in names)
        if reach.as_written:
            yield Finding(
                Kind.MISSING,
                (section, names[0]),
                document.at_key((section,)),
                f"{needed} is missing in `{section}`, and not every target brings its own",
                f"add `{names[0]}:`",
            )
            continue
        for target in reach.overlaid:
            brought = value_at(document, (TARGETS, target, section))
            if isinstance(brought, dict) and not brought.keys().isdisjoint(names):
                continue
            yield Finding(
                Kind.MISSING,
                (TARGETS, target, section, names[0]),
                document.at_key((TARGETS, target)),
                f"{needed} is missing for `{shortened(target)}`",
                f"add `{names[0]}:` to `{section}:`, for this target or for all",
            )


def _required(table: PropertyTable) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """Give what every definition needs, each with what may stand in its place."""
    for known in table:
        if known.required and known.instead and known.section:
            yield known.section, (known.name, *known.instead)
