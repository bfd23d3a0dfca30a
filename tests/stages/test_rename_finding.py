"""Which definition is an applied webhook under another name."""

from dataclasses import replace

import pytest

from hookline.model.definition import Definition
from hookline.model.state import AppliedRecord
from hookline.stages.diff.renames import Naming, by_name, files_that_lost_one
from tests.support.webhooks import applied, definition, state

A, B = "webhooks/a.yaml", "webhooks/b.yaml"
FLOWS = {"one": "f-1", "two": "f-2"}


def wanted(name: str, old: str = "", *, flow: str = "one", path: str = A) -> Definition:
    """Give a definition of a webhook, renamed from `old`."""
    was = f"renamed_from: {old}" if old else ""
    return definition(f"webhook: {{name: {name}, flow_name: {flow}}}\n{was}\n", path)


def was(name: str, *, spent: str = "", flow: str = "one", path: str = A) -> AppliedRecord:
    """Give what was applied to a webhook, whose id is its name."""
    record = applied(f"id-{name}", name, {"flow_id": FLOWS[flow]})
    return replace(record, path=path, renamed_from=spent or None)


def naming(
    here: list[Definition],
    base: list[AppliedRecord],
    before: dict[str, str] | None = None,
    *,
    elsewhere: tuple[Definition, ...] = (),
    live: tuple[str, ...] = (),
    accepted: dict[str, str] | None = None,
) -> Naming:
    """Give what names are matched by; names of files are letters."""
    return Naming(
        here={each.name: each for each in here},
        definitions=(*here, *elsewhere),
        applied=by_name(state(*base)),
        live=live or [each.name for each in base],
        flows=FLOWS,
        names_before={path: tuple(names) for path, names in (before or {}).items()},
        accepted=accepted or {},
    )


def test_one_that_vanished_and_one_that_appeared_in_a_file_are_a_rename() -> None:
    """The name moved, and the flow that both start is the same."""
    assert naming([wanted("b")], [was("a")], {A: "a"}).renames() == {"b": "a"}


@pytest.mark.parametrize(
    ("here", "base", "before"),
    [
        pytest.param([wanted("c")], [was("a"), was("b")], {A: "ab"}, id="two vanished"),
        pytest.param([wanted("b"), wanted("c")], [was("a")], {A: "a"}, id="two appeared"),
        pytest.param([wanted("b", flow="two")], [was("a")], {A: "a"}, id="another flow"),
        pytest.param([wanted("b")], [was("a")], {A: "ab"}, id="it stood there before"),
        pytest.param([wanted("a"), wanted("b")], [was("a")], {A: "a"}, id="nothing vanished"),
        pytest.param([wanted("b")], [was("a")], {}, id="nobody can read the file as it was"),
        pytest.param([wanted("b")], [was("a", path=B)], {B: "a"}, id="across files"),
        pytest.param([wanted("b")], [was("a", path=B)], {A: "a"}, id="applied from elsewhere"),
        pytest.param(
            [wanted("b"), wanted("a", path=B)], [was("a")], {A: "a"}, id="the old one moved away"
        ),
        pytest.param([wanted("b")], [was("a")], {A: "ax"}, id="another target's vanished too"),
    ],
)
def test_nothing_less_is_a_rename(
    here: list[Definition], base: list[AppliedRecord], before: dict[str, str]
) -> None:
    """Where it could be otherwise it is a delete and a create."""
    assert naming(here, base, before).renames() == {}


def test_definition_that_only_takes_away_from_a_target_has_not_vanished() -> None:
    """It is in its file still, for other targets."""
    found = naming([wanted("b")], [was("a")], {A: "a"}, elsewhere=(wanted("a"),))
    assert found.renames() == {}


def test_definition_that_only_just_begins_here_has_not_appeared() -> None:
    """It stood in the file before, for other targets."""
    assert naming([wanted("b")], [was("a")], {A: "ab"}).renames() == {}


def test_old_name_may_be_given_to_another_webhook_at_once() -> None:
    """Another flow under the old name is another webhook."""
    here = [wanted("b"), wanted("a", flow="two", path=B)]
    assert naming(here, [was("a")], {A: "a"}).renames() == {"b": "a"}


def test_names_move_on_from_file_to_file() -> None:
    """The files tell which webhook each is, whatever the names do."""
    here = [wanted("b"), wanted("c", flow="two", path=B)]
    base = [was("a"), was("b", flow="two", path=B)]
    assert naming(here, base, {A: "a", B: "b"}).renames() == {"b": "a", "c": "b"}


def test_flow_that_was_made_again_is_the_same_flow_for_a_rename() -> None:
    """The definition names the flow as it did."""
    base = replace(was("a"), sent={"flow_id": "f-9"}, spelled={"flow_id": "one"})
    assert naming([wanted("b")], [base], {A: "a"}).renames() == {"b": "a"}


def test_declared_rename_is_spent_once_it_is_recorded() -> None:
    """The line may stay in the file; the next webhook called so is not meant."""
    here = [wanted("b", "a", path=B)]
    assert naming(here, [was("a")]).renames() == {"b": "a"}
    assert naming(here, [was("b", spent="a", path=B)]).renames() == {}
    both = [was("b", spent="a", path=B), was("a")]
    assert naming([*here, wanted("a")], both).renames() == {}


def test_declared_rename_onto_a_managed_name_needs_that_one_to_leave() -> None:
    """A swap is one; two definitions cannot become one webhook, and that is told."""
    base = [was("a"), was("b", flow="two", path=B)]
    stuck = naming([wanted("b", "a")], base)
    assert stuck.renames() == {}
    assert ["removal" in each.hint for each in stuck.problems()] == [True]
    swap = naming([wanted("b", "a"), wanted("a", "b", flow="two", path=B)], base)
    assert swap.renames() == {"b": "a", "a": "b"}
    assert swap.problems() == ()


def test_swap_of_webhooks_that_start_one_flow_is_one() -> None:
    """Both names are declared, so nobody has to guess."""
    base = [was("a"), was("b", path=B)]
    here = [wanted("b", "a"), wanted("a", "b", path=B)]
    assert naming(here, base).renames() == {"b": "a", "a": "b"}


def test_swap_back_is_no_spent_declaration() -> None:
    """The lines read like those that are spent; where they stand tells that they are new."""
    base = [was("b", spent="a"), was("a", spent="b", flow="two", path=B)]
    still = [wanted("b", "a"), wanted("a", "b", flow="two", path=B)]
    assert naming(still, base).renames() == {}
    back = [wanted("a", "b"), wanted("b", "a", flow="two", path=B)]
    assert naming(back, base).renames() == {"a": "b", "b": "a"}
    reverted = [wanted("a"), wanted("b", flow="two", path=B)]
    assert naming(reverted, base, {A: "b", B: "a"}).renames() == {"a": "b", "b": "a"}


def test_spent_declaration_stays_spent_in_a_file_that_moved() -> None:
    """The flow tells which webhook it is."""
    base = [was("b", spent="a"), was("a", spent="b", flow="two", path=B)]
    moved = [wanted("b", "a", path="c.yaml"), wanted("a", "b", flow="two", path=B)]
    assert naming(moved, base).renames() == {}


def test_stale_declaration_does_not_hide_what_the_file_tells() -> None:
    """The next rename in the same file is seen, also when the line was never recorded here."""
    once = naming([wanted("c", "a")], [was("b", spent="a")], {A: "b"})
    assert once.renames() == {"c": "b"}
    two_hops = naming([wanted("c", "b")], [was("a")], {A: "a"})
    assert two_hops.renames() == {"c": "a"}
    stranger = naming([wanted("c", "a")], [was("b", spent="a")], {A: "b"}, live=("a", "b"))
    assert stranger.renames() == {"c": "b"}


def test_old_declaration_takes_no_webhook_that_keeps_its_name() -> None:
    """A definition that only begins here does not get the webhook of another one."""
    here = [wanted("b", "a", path=B), wanted("a")]
    assert naming(here, [was("a")], {}).renames() == {}


def test_new_webhook_may_take_the_name_that_a_declared_rename_frees() -> None:
    """The one that stands where the old one stood is the old one."""
    here = [wanted("b", "a"), wanted("a", path=B)]
    assert naming(here, [was("a")]).renames() == {"b": "a"}


def test_declared_rename_of_a_stranger_needs_one_that_goes() -> None:
    """Without a state both names may be there: then each keeps its own."""
    here = [wanted("b", "a")]
    assert naming(here, [], live=("a",)).renames() == {"b": "a"}
    assert naming(here, [], live=("a", "b")).renames() == {}
    assert naming([*here, wanted("a", path=B)], [], live=("a",)).renames() == {}


def test_half_of_a_swap_that_broke_off_goes_on() -> None:
    """Of two records with one name, the one that stepped aside is still to be renamed."""
    aside = was("a")
    done = replace(was("a", spent="b", flow="two", path=B), id="id-b")
    here = [wanted("b", "a"), wanted("a", "b", flow="two", path=B)]
    assert naming(here, [aside, done]).renames() == {"b": "a"}


def test_what_a_person_says_outranks_what_is_seen() -> None:
    """One webhook gets one new name: the accepted one, else the declared one, else the seen one."""
    here = [wanted("b"), wanted("c", path=B), wanted("d", path="d.yaml")]
    assert naming(here, [was("a")], {A: "a"}).renames() == {"b": "a"}
    declared = [wanted("b"), wanted("c", "a", path=B), wanted("d", path="d.yaml")]
    assert naming(declared, [was("a")], {A: "a"}).renames() == {"c": "a"}
    accepted = naming(declared, [was("a")], {A: "a"}, accepted={"d": "a"})
    assert accepted.renames() == {"d": "a"}


@pytest.mark.parametrize(
    ("new", "old", "why"),
    [
        ("z", "a", 'no definition is called "z"'),
        ("b", "c", '"b" is managed already, so it is no new name'),
        ("new", "b", '"b" is defined still'),
        ("new", "ghost", 'no webhook is called "ghost", neither as applied nor in the workspace'),
        ("new", "a", None),
        ("new", "theirs", None),
    ],
)
def test_accepted_rename_is_checked(new: str, old: str, why: str | None) -> None:
    """A pair that is none is told, with what is wrong with it."""
    here, base = [wanted("new"), wanted("b", path=B)], [was("a"), was("b", path=B)]
    found = naming(here, base, live=("a", "b", "theirs"), accepted={new: old})
    assert [each.message for each in found.problems()] == (
        [f"--accept-rename {old}={new}: {why}"] if why else []
    )


def test_name_may_go_on_while_its_own_webhook_gets_a_new_one() -> None:
    """A chain of names is accepted link by link, declared ones included."""
    base = [was("charge"), was("refund", flow="two", path=B)]
    plain = [wanted("charged", path="c.yaml"), wanted("charge", flow="two", path="d.yaml")]
    both = {"charged": "charge", "charge": "refund"}
    assert naming(plain, base, accepted=both).problems() == ()
    assert naming(plain, base, accepted=both).renames() == both
    declared = [plain[0], wanted("charge", "refund", flow="two", path="d.yaml")]
    half = naming(declared, base, accepted={"charged": "charge"})
    assert half.problems() == ()
    assert half.renames() == both
    assert len(naming(plain, base, accepted={"charged": "charge"}).problems()) == 1


def test_only_files_that_lost_one_are_asked_for() -> None:
    """A file that has all that was applied from it tells nothing new."""
    base = state(was("a"), was("b", path=B))
    assert files_that_lost_one([wanted("a"), wanted("b", path=B)], base) == set()
    assert files_that_lost_one([wanted("x"), wanted("b", path=B)], base) == {A}
    assert files_that_lost_one([wanted("a"), wanted("b")], base) == {B}
