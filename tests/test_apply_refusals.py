"""What stops a plan before its first write, and what is told of it."""

from dataclasses import replace

import pytest

from hookline.apply import Applier, refuse
from hookline.model.change import Blocker, Create
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Related, Severity
from hookline.model.errors import Blocked, NeedsMending
from hookline.model.guard import Guard, GuardVerdict
from hookline.model.location import Location
from hookline.model.plan import Plan
from hookline.model.secret import Reference
from tests.support.memory import GivenSecrets, ListJournal, StoppedClock
from tests.support.plans import SMALL
from tests.support.world import DictWorkspace

(CREATE,) = SMALL.changes
assert isinstance(CREATE, Create)
PLACES = [Location(f"webhooks/{name}.yaml", 4, 8) for name in ("a", "b", "c")]
X, Y = Reference("HOOKLINE_SECRET_X"), Reference("HOOKLINE_SECRET_Y")


def keyed(name: str, key: Reference, place: Location | None) -> Create:
    """Give the making of a webhook with a key."""
    assert isinstance(CREATE, Create)
    return replace(CREATE, name=name, write=replace(CREATE.write, key=key, key_place=place))


def unset(name: str, place: Location | None, *others: Location) -> Diagnostic:
    """Give what is told of a secret that is not set."""
    related = tuple(Related("needed here too", each) for each in others)
    return Diagnostic(Severity.ERROR, Code.SEC_UNSET, f"{name} is not set", place, related=related)


def prepared(plan: Plan, **secrets: str) -> dict[Reference, str]:
    """Give the secrets that are sent for a plan, where only these are set."""
    applier = Applier(DictWorkspace(), GivenSecrets(secrets), ListJournal(), StoppedClock())
    return dict(applier.prepare(plan))


def test_each_missing_secret_is_told_once_with_every_place_that_needs_it() -> None:
    """The first place carries the problem, and the others stand beside it."""
    wanted = [keyed(place.path, X, place) for place in PLACES]
    plan = replace(SMALL, changes=(*wanted, keyed("y", Y, PLACES[0])))
    with pytest.raises(NeedsMending) as caught:
        prepared(plan)
    assert caught.value.diagnostics == (
        unset("HOOKLINE_SECRET_X", *PLACES),
        unset("HOOKLINE_SECRET_Y", PLACES[0]),
    )
    with pytest.raises(NeedsMending) as caught:
        prepared(plan, HOOKLINE_SECRET_X="x")
    assert caught.value.diagnostics == (unset("HOOKLINE_SECRET_Y", PLACES[0]),)
    assert prepared(plan, HOOKLINE_SECRET_X="x", HOOKLINE_SECRET_Y="y") == {X: "x", Y: "y"}


def test_a_missing_secret_without_a_place_is_told_all_the_same() -> None:
    """A plan that does not say where a secret is asked for is refused without a place."""
    with pytest.raises(NeedsMending) as caught:
        prepared(replace(SMALL, changes=(keyed("a", X, None),)))
    assert caught.value.diagnostics == (unset("HOOKLINE_SECRET_X", None),)


def refused(plan: Plan) -> list[Diagnostic]:
    """Give why a plan is refused."""
    with pytest.raises(Blocked) as caught:
        refuse(plan)
    return [*caught.value.diagnostics]


@pytest.mark.parametrize(
    ("blocker", "why", "code", "message", "hint"),
    [
        (
            Blocker.UNMANAGED,
            "",
            Code.PLN_UNMANAGED,
            'webhook "sign up" exists, differs from its definition, and nobody manages it',
            "to take it over: --adopt 'sign up'",
        ),
        (
            Blocker.CONFLICT,
            "",
            Code.PLN_CONFLICT,
            'webhook "sign up" is blocked: it was changed in git and in the workspace',
            "plan again, and say who wins: --take git:'sign up' or --take workspace:'sign up'",
        ),
        (
            Blocker.TRASH,
            "the trash still holds its name",
            Code.PLN_CONFLICT,
            'webhook "sign up" is blocked: the trash still holds its name',
            "",
        ),
    ],
)
def test_what_blocks_a_change_is_told_with_the_way_out(
    blocker: Blocker, why: str, code: Code, message: str, hint: str
) -> None:
    """Whoever is refused reads which webhook it is about, why, and the option that lifts it."""
    held = replace(CREATE, name="sign up", blocked=blocker, why_blocked=why)
    assert refused(replace(SMALL, changes=(held, CREATE))) == [
        Diagnostic(Severity.ERROR, code, message, hint=hint)
    ]


def test_what_a_guard_holds_back_is_told_by_the_guard_alone() -> None:
    """A webhook that a guard holds back is no second problem beside the guard's own words."""
    held = replace(CREATE, blocked=Guard.DELETES)
    verdicts = (
        GuardVerdict(Guard.CHANGES, passed=True, message="1 of 10"),
        GuardVerdict(Guard.DELETES, passed=False, message="3 of 4 would go", names=("signup",)),
    )
    assert refused(replace(SMALL, changes=(held,), guards=verdicts)) == [
        Diagnostic(Severity.ERROR, Code.PLN_GUARD, "refused by the guard deletes: 3 of 4 would go")
    ]
