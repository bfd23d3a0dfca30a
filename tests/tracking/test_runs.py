"""Which runs are listed for which names."""

import pytest

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.outcome import Result
from hookline.model.state import Run
from hookline.tracking.runs import log
from tests.support.trails import ListTrail, outcome


@pytest.fixture
def trail() -> ListTrail:
    """Give three runs: two webhooks made, one of them renamed, the other deleted."""
    made = ListTrail()
    made.add(outcome(Result.CREATED, "sign-up", "w1"), outcome(Result.CREATED, "paid", "w2"))
    made.add(outcome(Result.RENAMED, "signup", "w1"), outcome(Result.FAILED, "new"))
    made.add(outcome(Result.DELETED, "paid", "w2"))
    return made


def _shown(runs: tuple[Run, ...]) -> list[tuple[str, list[str]]]:
    return [(run.id, [f"{each.result} {each.name}" for each in run.outcomes]) for run in runs]


def test_without_names_all_runs_are_listed(trail: ListTrail) -> None:
    """The newest comes first, and a limit counts runs."""
    assert [run.id for run in log(trail, "local")] == ["run3", "run2", "run1"]
    assert [run.id for run in log(trail, "local", limit=2)] == ["run3", "run2"]
    assert log(ListTrail(), "local") == ()


def test_a_name_lists_its_runs_and_its_outcomes_only(trail: ListTrail) -> None:
    """What a run did to other webhooks is left out, and so are runs that did nothing to it."""
    assert _shown(log(trail, "local", ["paid"])) == [
        ("run3", ["deleted paid"]),
        ("run1", ["created paid"]),
    ]


def test_a_limit_counts_the_runs_that_are_listed(trail: ListTrail) -> None:
    """Runs that touched other webhooks do not use the limit up."""
    assert _shown(log(trail, "local", ["paid"], 1)) == [("run3", ["deleted paid"])]
    assert _shown(log(trail, "local", ["sign*"], 1)) == [("run2", ["renamed signup"])]


@pytest.mark.parametrize("name", ["sign-up", "signup", "sign?up", "signu*"])
def test_a_webhook_is_followed_through_its_names(trail: ListTrail, name: str) -> None:
    """Under its old name or its new one, all that happened to the record is found."""
    assert _shown(log(trail, "local", [name])) == [
        ("run2", ["renamed signup"]),
        ("run1", ["created sign-up"]),
    ]


def test_what_never_got_an_id_is_found_by_its_name(trail: ListTrail) -> None:
    """A create that failed is part of the story of its name."""
    assert _shown(log(trail, "local", ["new"])) == [("run2", ["failed new"])]


def test_a_new_webhook_of_an_old_name_brings_both_stories() -> None:
    """A webhook that was made again under its name has another id, and the same name."""
    trail = ListTrail()
    trail.add(outcome(Result.CREATED, "paid", "w1"))
    trail.add(outcome(Result.CREATED, "paid", "w9"))
    assert [run.id for run in log(trail, "local", ["paid"])] == ["run2", "run1"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("payd", "did you mean paid?"), ("x*", "see all runs: hookline log --target local")],
)
def test_a_name_that_no_run_knows_is_a_mistake(trail: ListTrail, name: str, hint: str) -> None:
    """A slip of the finger does not pass for a webhook that nothing happened to."""
    with pytest.raises(NeedsMending) as raised:
        log(trail, "local", ["paid", name])
    (problem,) = raised.value.diagnostics
    assert problem.code is Code.PLN_NAME
    assert problem.message == f"no run touched a webhook called {name}"
    assert problem.hint == hint
