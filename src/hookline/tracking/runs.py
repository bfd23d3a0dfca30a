"""Which runs touched which webhooks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.globs import is_glob, matches
from hookline.model.outcome import Outcome
from hookline.model.state import Run
from hookline.model.trail import Trail


def log(
    trail: Trail, target: str, names: Sequence[str] = (), limit: int | None = None
) -> tuple[Run, ...]:
    """Give the runs of a target, newest first, at most `limit`.

    With `names`, globs, those in which one of these webhooks had an outcome, and only those
    outcomes; what happened to a webhook under its other names counts as well. Raises
    `NeedsMending` (`PLN-NAME`) for a name that no run knows.
    """
    if not names:
        return tuple(each.run for each in islice(trail.runs(), limit))
    return tuple(islice(_touching(trail, target, names), limit))


def _touching(trail: Trail, target: str, names: Sequence[str]) -> Iterator[Run]:
    ids = _ids_called(trail, target, names)
    for each in trail.runs(() if any(map(is_glob, names)) else [*names, *ids]):
        kept = tuple(
            outcome
            for outcome in each.run.outcomes
            if outcome.record_id in ids or matches(outcome.name, names)
        )
        if kept:
            yield replace(each.run, outcomes=kept)


def _ids_called(trail: Trail, target: str, names: Sequence[str]) -> set[str]:
    """Give the ids that were ever called so; a name is known also when it never got an id."""
    ids: set[str] = set()
    known: set[str] = set()
    for each in trail.runs(() if any(map(is_glob, names)) else names):
        for outcome in _called(each.run, names):
            known.add(outcome.name)
            ids |= {outcome.record_id} if outcome.record_id else set()
    unknown = [name for name in names if not any(matches(each, [name]) for each in known)]
    if unknown:
        raise _unknown(trail, target, unknown[0])
    return ids


def _called(run: Run, names: Sequence[str]) -> list[Outcome]:
    return [outcome for outcome in run.outcomes if matches(outcome.name, names)]


def _unknown(trail: Trail, target: str, name: str) -> NeedsMending:
    from difflib import get_close_matches

    known = {outcome.name for each in trail.runs() for outcome in each.run.outcomes}
    near = get_close_matches(name, sorted(known), n=1)
    return NeedsMending.because(
        Code.PLN_NAME,
        f"no run touched a webhook called {name}",
        hint=f"did you mean {near[0]}?"
        if near
        else f"see all runs: hookline log --target {target}",
    )
