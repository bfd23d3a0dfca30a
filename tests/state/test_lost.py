import pytest

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from tests.support.origins import Origin
from tests.support.repository import ScriptedRepository
from tests.support.shared_states import REF, caught, record, shared


def test_a_ref_that_somebody_deleted(origin: Origin, ours: ScriptedRepository) -> None:
    """The last run that this clone knows of is named, and both commands lead out."""
    revision = record(ours, 7).revision or ""
    origin.git("update-ref", "-d", REF)
    code, message, hint = caught(NeedsMending, shared(ours))
    assert code is Code.STA_GONE
    assert "run run7 (number 7) by Grace Hopper <grace@example.com>" in message
    assert "2026-11-23 14:30 UTC" in message
    put_back, _ = _commands(hint)
    assert hint.endswith("; or begin anew: hookline forget --all --target staging")
    ours.git(*put_back)
    assert shared(ours).read().revision == revision


def _commands(hint: str) -> list[list[str]]:
    """Give the commands of a hint, without the program's name."""
    parts = [part.split(": ", 1)[1] for part in hint.split("; ")]
    return [part.split()[1:] for part in parts]


@pytest.mark.parametrize("way", [0, 1])
def test_a_ref_that_somebody_set_back(origin: Origin, ours: ScriptedRepository, way: int) -> None:
    """Both runs are named, and each of the two commands leads out."""
    first = record(ours).revision or ""
    second = record(ours, 2).revision or ""
    origin.git("update-ref", REF, first)
    code, message, hint = caught(NeedsMending, shared(ours))
    assert code is Code.STA_REWOUND
    assert message.index("run1 (number 1)") < message.index("run2 (number 2)")
    assert ours.git("rev-parse", REF) == second
    ours.git(*_commands(hint)[way])
    assert shared(ours).read().revision == (second, first)[way]


def test_a_ref_that_somebody_replaced(
    origin: Origin, ours: ScriptedRepository, theirs: ScriptedRepository
) -> None:
    """A state of as many runs that are others is no later one, in a shallow clone as well."""
    record(ours)
    origin.git("update-ref", "-d", REF)
    record(theirs, 1, run_id="other")
    code, message, _ = caught(NeedsMending, shared(ours))
    assert code is Code.STA_REWOUND
    assert "run other (number 1)" in message


def test_the_same_run_in_another_commit_is_followed(
    ours: ScriptedRepository, theirs: ScriptedRepository
) -> None:
    """Who writes the chain of the remote anew, with all its runs, has replaced none of them."""
    record(ours, 3)
    shared(theirs).read()
    tree = ours.git("rev-parse", f"{REF}^{{tree}}")
    anew = ours.git("commit-tree", "-m", "Anew", "-p", f"{REF}^", "-p", "HEAD", tree)
    ours.git("push", "--quiet", "--force", "origin", f"{anew}:{REF}")
    assert shared(theirs).read().revision == anew


def test_runs_that_were_recorded_without_a_number_are_followed(
    ours: ScriptedRepository, theirs: ScriptedRepository
) -> None:
    """An older Hookline gave its runs no number; what comes after them is no replacement."""
    record(ours, 0, run_id="old")
    shared(theirs).read()
    after = record(ours, 0, run_id="newer")
    assert shared(theirs).read() == after
    after = record(ours, 1)
    assert shared(theirs).read() == after
