"""What was named and is not there is refused before it can pass for a decision."""

import pytest

from hookline.model.choices import Choices
from hookline.model.codes import Code
from hookline.model.diagnostics import Severity
from hookline.model.difference import Difference, Standing
from hookline.model.errors import NeedsMending
from hookline.model.guard import Override, OverrideKind
from hookline.pipeline import Intention
from tests.support.webhooks import CATALOG, LOCAL, record

HERE = [
    Difference(Standing.UNMANAGED, "signup", live=record("w1", "signup")),
    Difference(Standing.ABSENT, "paid", renamed_from="payed"),
    Difference(Standing.MANAGED, "news", live=record("w3", "newsletter")),
]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Intention(LOCAL, names=("sigup",)), 'did you mean "signup"?'),
        (Intention(LOCAL, adopt=("x*",)), "correct the name"),
        (Intention(LOCAL, choices=Choices(git=("pay",))), 'did you mean "payed"?'),
        (Intention(LOCAL, choices=Choices(workspace=("nobody",))), "correct the name"),
    ],
)
def test_name_that_nothing_has_is_told_with_the_nearest(asked: Intention, told: str) -> None:
    """A typing slip must not pass for a choice that has nothing to decide."""
    with pytest.raises(NeedsMending) as refused:
        asked.require_known(HERE, CATALOG)
    assert told in refused.value.diagnostics[0].hint


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        (OverrideKind.LAST, ("Onbording",), "local has no project or bundle Onbording"),
        (OverrideKind.EMPTY, ("staging",), "this is a plan for local, and not for staging"),
    ],
)
def test_override_of_what_is_not_there_is_refused(
    kind: OverrideKind, values: tuple[str, ...], told: str
) -> None:
    """What is allowed by mistake is not confirmed as allowed."""
    asked = Intention(LOCAL, overrides=(Override(kind, values, "--option"),))
    with pytest.raises(NeedsMending) as refused:
        asked.require_known(HERE, CATALOG)
    assert [told in each.message for each in refused.value.diagnostics] == [True]


@pytest.mark.parametrize(
    ("values", "told", "hint"),
    [
        (("signup", "singup"), "no webhook is called singup, ", 'did you mean "signup"?'),
        (("n*",), "no webhook is called n*, ", "correct the name"),
    ],
)
def test_allowed_delete_of_what_is_not_there_is_a_warning(
    values: tuple[str, ...], told: str, hint: str
) -> None:
    """The same command line goes on after a run that was killed and had deleted it already."""
    asked = Intention(LOCAL, overrides=(Override(OverrideKind.DELETE, values, "--allow-delete"),))
    (found,) = asked.require_known(HERE, CATALOG)
    assert (found.severity, found.code) == (Severity.WARNING, Code.PLN_NAME)
    assert (found.message.startswith(told), found.hint) == (True, hint)


def test_everything_that_is_there_may_be_named() -> None:
    """Names of git, of the state and of the workspace, globs, places by name and by id."""
    overrides = (
        Override(OverrideKind.DELETE, ("signup", "payed", "newsletter"), "--allow-delete"),
        Override(OverrideKind.LAST, ("Onboarding", "b-1"), "--allow-last"),
        Override(OverrideKind.EMPTY, ("local",), "--allow-empty"),
        Override(OverrideKind.CHANGES, ("7",), "--allow-changes"),
        Override(OverrideKind.REWIND, ("abcdef0",), "--accept-rewind"),
    )
    asked = Intention(LOCAL, adopt=("sign*",), names=("paid", "n?ws"), overrides=overrides)
    assert asked.require_known(HERE, CATALOG) == ()
