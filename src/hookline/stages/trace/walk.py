"""The walk from the newest commit to the oldest, until every wanted value has its commit."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hookline.model.commit import Commit
from hookline.model.document import Document, SourceFile
from hookline.model.history import Step, Traced
from hookline.model.overlay import Overlaid, lay_over
from hookline.model.property import PropertyTable
from hookline.model.values import Values
from hookline.stages.trace.files import Files, Place, Read, renamed_from
from hookline.stages.trace.values import TargetSays, is_same, says, value_of


def trace(
    wanted: Mapping[str, Collection[str]],
    steps: Sequence[Step],
    read: Read,
    target: str,
    table: PropertyTable,
    defined: Mapping[str, Document],
    *,
    names: Mapping[str, str] | None = None,
    unheeded: Container[str] = (),
) -> dict[tuple[str, str], Traced]:
    """Say for each wanted value of `target` which of the commits moved it last.

    `wanted` is webhook → properties, as a definition or as the workspace calls them; `WHOLE` is
    the definition's coming and going, and what `prune` makes of its being gone. `steps` come
    newest first. `read` gives the documents of a file, and none for one that cannot be read.
    `defined` is webhook → its document after the newest step, for those that have one.

    A webhook is followed by its name through all files, and with `names`, new → old, through a
    rename. The `hookline.yaml` of a commit in `unheeded` counts as unchanged, as that of a branch
    does which is planned with the targets of another. What none of the commits moved is left out.
    """
    walk = _Walk(Files(read), target, table, unheeded)
    for name, props in wanted.items():
        former = (names or {}).get(name)
        walk.wait(_Thread(name, set(props), name, former, Place.of(defined.get(name))))
    for step in steps:
        if walk.is_done:
            break
        walk.take(step)
    return walk.found


@dataclass(slots=True, eq=False)
class _Thread:
    """One webhook on the way back through history."""

    wanted_as: str
    """The name that it is asked for by."""
    open: set[str]
    """The properties whose commit is still looked for."""
    name: str
    """Its name at this point."""
    former: str | None
    """Its name before a rename that lies further back."""
    place: Place | None
    """Its definition at this point; None where there is none."""

    def go_back(self, sides: "_Sides") -> None:
        """Go to the point before a step."""
        if sides.name_before == self.former:
            self.former = None
        self.name, self.place = sides.name_before, sides.before


@dataclass(frozen=True, slots=True)
class _Sides:
    """A webhook before and after one commit."""

    before: Place | None
    after: Place | None
    name_before: str
    target_before: TargetSays
    target_after: TargetSays


@dataclass(slots=True)
class _Walk:
    files: Files
    target: str
    table: PropertyTable
    unheeded: Container[str]
    found: dict[tuple[str, str], Traced] = field(default_factory=dict)
    waiting: dict[str | None, list[_Thread]] = field(default_factory=dict)
    """File → the webhooks that are defined in it at this point; None for those that are not."""

    @property
    def is_done(self) -> bool:
        return not self.waiting

    def wait(self, thread: _Thread) -> None:
        """Keep a webhook until a commit can say something about it."""
        if thread.open:
            self.waiting.setdefault(thread.place.path if thread.place else None, []).append(thread)

    def take(self, step: Step) -> None:
        """Go one commit back, with the webhooks that it can say something about."""
        config_moved = step.config.before != step.config.after
        paths = list(self.waiting) if config_moved else [None, *(m.path for m in step.moves)]
        for thread in [each for path in paths for each in self.waiting.pop(path, ())]:
            self._follow(thread, step)
            self.wait(thread)

    def _follow(self, thread: _Thread, step: Step) -> None:
        sides = self._sides(step, thread)
        for prop in sorted(thread.open):
            before, after = self._values(sides, prop)
            if self._is_move(before, after):
                inner = self._inside(step, thread, sides.before, prop, after)
                merge = step.commit if inner else None
                self.found[thread.wanted_as, prop] = Traced(inner or step.commit, merge)
                thread.open.discard(prop)
        thread.go_back(sides)

    def _inside(
        self, merge: Step, thread: _Thread, before_merge: Place | None, prop: str, value: Values
    ) -> Commit | None:
        """Find the newest commit that a merge brought in and that moved a value to `value`."""
        inner = replace(thread, place=self._tip(merge.inside, thread.name, before_merge))
        for step in merge.inside:
            sides = self._sides(step, inner)
            before, after = self._values(sides, prop)
            if self._is_move(before, after) and not self._is_move(after, value):
                return self._inside(step, inner, sides.before, prop, value) or step.commit
            inner.go_back(sides)
        return None

    def _tip(self, steps: Sequence[Step], name: str, otherwise: Place | None) -> Place | None:
        """Find where a webhook stood after the newest of the commits that a merge brought in.

        When none of them touched it, it is where it was before the merge.
        """
        for step in steps:
            after = self.files.find(name, (move.after for move in step.moves))
            if after or self.files.find(name, (move.before for move in step.moves)):
                return after
        return otherwise

    def _sides(self, step: Step, thread: _Thread) -> _Sides:
        """Give both sides of a webhook that is where its thread is after the step."""
        place = thread.place
        target_before, target_after = self._targets(step)
        files = {move.path: move.before for move in step.moves}
        if place is not None and place.path not in files:
            return _Sides(place, place, thread.name, target_before, target_after)
        likely = [files.pop(place.path)] if place else []
        before, name = self._before(thread, place, [*likely, *files.values()])
        return _Sides(before, place, name, target_before, target_after)

    def _before(
        self, thread: _Thread, after: Place | None, files: Sequence[SourceFile | None]
    ) -> tuple[Place | None, str]:
        """Find a webhook in the files before a step, and the name that it has there."""
        before = self.files.find(thread.name, files)
        if after is None or thread.former is None:
            return before, thread.name
        declared = renamed_from(after.value)
        # Where names are swapped, the name stood there before as well, for another webhook.
        swapped = before is not None and declared not in (None, renamed_from(before.value))
        for old in (declared, thread.former) if before is None else (declared,) if swapped else ():
            if old is not None and (place := self.files.find(old, files)):
                return place, old
        return before, thread.name

    def _targets(self, step: Step) -> tuple[TargetSays, TargetSays]:
        """Give what the configuration says before and after a step.

        A side that cannot be read says what the other one does: nobody can have applied it.
        """
        before, after = (
            says(next(iter(self.files.documents(file)), None), self.target) if file else None
            for file in (step.config.before, step.config.after)
        )
        if step.commit.sha in self.unheeded:
            before = after
        return before or after or TargetSays(), after or before or TargetSays()

    def _values(self, sides: _Sides, prop: str) -> tuple[Values, Values]:
        return (
            value_of(self._on_target(sides.before), prop, sides.target_before, self.table),
            value_of(self._on_target(sides.after), prop, sides.target_after, self.table),
        )

    def _is_move(self, before: Values, after: Values) -> bool:
        return not is_same(before, after, self.table)

    def _on_target(self, place: Place | None) -> Overlaid | None:
        return lay_over(place.value, self.target, self.table) if place else None
