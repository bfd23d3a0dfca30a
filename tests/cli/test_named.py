"""`plan NAME…` and `apply NAME…`: some of the webhooks, and what is left out is said."""

import json

import pytest

from tests.cli.conftest import PAID, SIGNUP, Shop

FILE = "webhooks/onboarding.yaml"
LOGIN = SIGNUP.replace("account", "login")


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """Give a shop in which both webhooks were applied, and both changed since."""
    assert shop.hookline("apply", "--yes").code == 0
    later = PAID.replace("billing", "onboarding")
    shop.commit("Change both", {FILE: LOGIN, "webhooks/billing.yaml": later})
    return shop


def applied_commit(shop: Shop) -> str:
    """Give the commit that is applied whole."""
    shown = json.loads(shop.hookline("plan", "--format", "json").out)
    return str(shown["applied_commit"])


def test_plan_narrows_and_says_what_it_leaves_out(shop: Shop) -> None:
    """A reviewer of a part knows that it is one."""
    answer = shop.hookline("plan", "sign*")
    assert "~ webhook/signup" in answer.out
    assert "webhook/invoice-paid" not in answer.out
    assert "1 to update, 0 unchanged." in answer.out
    assert "Left out, because they were not named: invoice-paid." in answer.out
    assert answer.out.splitlines()[-1] == ("Apply with: hookline apply --target local 'sign*'")
    shown = json.loads(shop.hookline("plan", "signup", "--format", "json").out)
    assert shown["left_out"] == ["invoice-paid"]


def test_apply_records_only_what_was_named(shop: Shop) -> None:
    """The applied commit stays, so that the next plan shows the rest with its cause."""
    before = applied_commit(shop)
    applied = shop.hookline("apply", "--yes", "signup")
    assert applied.code == 0
    assert applied.out.splitlines()[-1].endswith("yet: 1 webhook left out.")
    assert applied_commit(shop) == before
    rest = shop.hookline("plan")
    assert "~ webhook/invoice-paid" in rest.out
    assert "Change both" in rest.out
    assert "1 to update, 1 unchanged." in rest.out
    shop.hookline("apply", "--yes")
    assert applied_commit(shop) == shop.repository.head


def test_name_that_nothing_has_is_told_with_the_nearest(shop: Shop) -> None:
    """A slip must not look like a plan without changes."""
    answer = shop.hookline("plan", "signpu", "invoice-paid")
    assert answer.code == 1
    assert "error[PLN-NAME] no webhook is called signpu, neither in git nor in local" in answer.err
    assert 'did you mean "signup"?' in answer.err


def test_nothing_to_do_for_a_name_is_not_said_of_the_rest(shop: Shop) -> None:
    """What was left out still differs."""
    shop.hookline("apply", "--yes", "signup")
    answer = shop.hookline("plan", "signup")
    assert answer.code == 0
    assert "invoice-paid" in answer.out
    assert not answer.out.startswith("No changes. local matches")


def test_removed_webhook_can_be_named(shop: Shop) -> None:
    """It is known by the name that it was applied under."""
    shop.commit("Drop billing", {"webhooks/billing.yaml": None})
    assert "1 to delete, 0 unchanged." in shop.hookline("plan", "invoice-paid").out


def test_swap_is_not_torn_apart(shop: Shop) -> None:
    """A name gets free only when its webhook leaves it, so both go together."""
    shop.hookline("apply", "--yes")
    shop.commit(
        "Swap",
        {
            FILE: LOGIN.replace("name: signup", "name: invoice-paid") + "renamed_from: signup\n",
            "webhooks/billing.yaml": PAID.replace("invoice-paid", "signup")
            + "renamed_from: invoice-paid\n",
        },
    )
    out = shop.hookline("plan", "signup", "--allow-delete", "signup,invoice-paid").out
    assert "2 to rename, 0 unchanged." in out
    assert "Left out" not in out


def test_the_same_command_goes_on_after_what_it_allowed_is_done(shop: Shop) -> None:
    """A run that is tried again, by hand or by a pipeline, is not refused for what it has done."""
    shop.hookline("apply", "--yes")
    shop.commit("Remove", {"webhooks/billing.yaml": None})
    again = [shop.hookline("apply", "--yes", "--allow-delete", "invoice-paid") for _ in range(2)]
    assert [answer.code for answer in again] == [0, 0], again
    assert "warning[PLN-NAME] no webhook is called invoice-paid" in again[1].err + again[1].out
