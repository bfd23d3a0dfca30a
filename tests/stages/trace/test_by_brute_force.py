"""Random histories: what the trace says is what a walk over whole states says."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from hookline.model.history import Step
from hookline.stages.trace import WHOLE, trace
from tests.support.histories import CONFIG, defined, documents, step
from tests.support.webhooks import webhook_table

NAMES = ("a", "b")
PATHS = ("webhooks/1.yaml", "webhooks/2.yaml")
PROPERTIES = ("description", "flow_id", "project_id", WHOLE)


@dataclass(frozen=True)
class Hook:
    """One definition; what is None does not stand in it."""

    path: str = PATHS[0]
    description: str | None = None
    overlay: str | None = None
    flow: str = "one"
    project: str | None = None
    only: bool = True

    def text(self, name: str) -> str:
        """Write it."""
        lines = ["webhook:", f"  name: {name}", f"  flow_name: {self.flow}"]
        lines += [f"  description: {self.description}"] if self.description else []
        lines += [f"  project_name: {self.project}"] if self.project else []
        if self.overlay:
            lines.append(f"targets: {{here: {{webhook: {{description: {self.overlay}}}}}}}")
        lines += [] if self.only else ["only: [elsewhere]"]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class State:
    """All definitions, and what the configuration says of the target."""

    hooks: tuple[Hook | None, ...]
    project: str = "Home"
    prune: bool = False
    note: int = 0

    def files(self) -> dict[str, str]:
        """Write the files."""
        config = f"project: {self.project}, prune: {str(self.prune).lower()}"
        files = {CONFIG: f"targets: {{here: {{{config}}}}}\n"}
        for path in PATHS:
            texts = [
                hook.text(name)
                for name, hook in zip(NAMES, self.hooks, strict=True)
                if hook and hook.path == path
            ]
            if texts:
                files[path] = f"# {self.note}\n" + "---\n".join(texts)
        return files

    def value(self, number: int, prop: str) -> object:
        """Give the value of a property as the target has it; None where there is none."""
        hook = self.hooks[number]
        if hook is None or not hook.only:
            return self.prune if prop == WHOLE else None
        match prop:
            case "description":
                return hook.overlay or hook.description
            case "flow_id":
                return hook.flow
            case "project_id":
                return hook.project or self.project
            case _:
                return "there"


@dataclass(frozen=True)
class Made:
    """One commit of a line, and those that a merge brought in."""

    subject: str
    before: State
    after: State
    inside: tuple["Made", ...] = field(default=())

    def step(self) -> Step:
        """Write it as the source gives it."""
        inside = [made.step() for made in self.inside]
        return step(self.subject, self.before.files(), self.after.files(), inside)


texts = st.sampled_from(["x", "y"])
hooks = st.builds(
    Hook,
    path=st.sampled_from(PATHS),
    description=st.none() | texts,
    overlay=st.none() | texts,
    flow=texts,
    project=st.none() | st.sampled_from(["Home", "Away"]),
    only=st.sampled_from([True, True, False]),
)
states = st.builds(
    State,
    hooks=st.tuples(*[st.none() | hooks for _ in NAMES]),
    project=st.sampled_from(["Home", "Away"]),
    prune=st.booleans(),
    note=st.integers(0, 1),
)


@st.composite
def lines(draw: st.DrawFn, begin: State, prefix: str, depth: int) -> list[Made]:
    """Make a line from a state, oldest first; merges may leave a state that nobody made."""
    made: list[Made] = []
    for number in range(draw(st.integers(1, 4))):
        subject = f"{prefix}{number}"
        before = made[-1].after if made else begin
        inside: list[Made] = []
        if depth and draw(st.booleans()):
            inside = draw(lines(before, f"{subject}.", depth - 1))
        brought = [st.just(inside[-1].after)] if inside else []
        after = draw(st.one_of(*brought, states))
        made.append(Made(subject, before, after, tuple(inside[::-1])))
    return made


def newest(line: Sequence[Made], number: int, prop: str, to: object = ...) -> list[str] | None:
    """Walk a line from its newest commit: the subjects of merge and commit that moved a value."""
    for made in line:
        before, after = made.before.value(number, prop), made.after.value(number, prop)
        if before != after and to in (..., after):
            deeper = newest(made.inside, number, prop, after)
            return [made.subject, deeper[-1]] if deeper else [made.subject]
    return None


@given(st.data())
def test_the_commit_is_the_newest_that_moved_the_value(data: st.DataObject) -> None:
    """Whatever was edited, moved, removed, overlaid or merged, and by which commit."""
    begin = data.draw(states)
    line = data.draw(lines(begin, "c", 2))[::-1]
    found = trace(
        dict.fromkeys(NAMES, PROPERTIES),
        [made.step() for made in line],
        documents,
        "here",
        webhook_table(),
        defined(line[0].after.files()),
    )
    for number, name in enumerate(NAMES):
        for prop in PROPERTIES:
            expected = newest(line, number, prop)
            traced = found.get((name, prop))
            told = (
                [each.subject for each in (traced.merge, traced.commit) if each] if traced else None
            )
            assert told == expected, (name, prop)
