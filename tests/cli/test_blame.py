"""`hookline blame`, against a real repository and an embedded workspace."""

import json

import pytest

from hookline.model.record import WEBHOOK
from tests.cli.conftest import SIGNUP, Shop

SAID_MORE = SIGNUP.replace("account", "login")


@pytest.fixture
def told(shop: Shop) -> Shop:
    """Give a shop that applied two webhooks, and then changed one of them."""
    assert shop.hookline("apply", "--yes").code == 0
    shop.commit("Say more", {"webhooks/onboarding.yaml": SAID_MORE})
    assert shop.hookline("apply", "--yes").code == 0
    return shop


def test_each_value_names_its_commit_and_run(told: Shop) -> None:
    """What changed later came with another commit and another run than the rest."""
    shown = json.loads(told.hookline("blame", "signup", "--format", "json").out)
    subjects = {each["name"]: each["commit"]["subject"] for each in shown["properties"]}
    numbers = {each["name"]: each["run"]["number"] for each in shown["properties"]}
    assert (subjects["description"], subjects["flow_name"]) == ("Say more", "Begin")
    assert (numbers["description"], numbers["flow_name"]) == (2, 1)
    text = told.hookline("blame", "signup").out
    assert '      description    "Creates the login."\n' in text
    assert ": Say more\n" in text
    assert text.endswith("\nThe workspace holds what was applied.\n")
    assert max(map(len, text.splitlines())) <= 80


def test_drift_is_shown_as_such(told: Shop) -> None:
    """A change by hand stands beside what was applied; offline it is not looked for."""
    record = told.workspace.by_name(WEBHOOK, "signup")
    assert record is not None
    told.workspace.update(WEBHOOK, record.id, {"description": "By hand."}, "by hand")
    text = told.hookline("blame", "signup").out
    assert '      description    applied    "Creates the login."\n' in text
    assert "drift: changed in the workspace by local, " in text
    offline = told.hookline("blame", "signup", "--offline").out
    assert "By hand." not in offline
    assert "not read (--offline)" in offline


def test_a_deleted_webhook(told: Shop) -> None:
    """When it was deleted, and by which commit, can still be asked."""
    told.commit("Drop it", {"webhooks/onboarding.yaml": None})
    assert told.hookline("apply", "--yes").code == 0
    text = told.hookline("blame", "signup").out
    assert "  was deleted by run " in text
    assert ": Drop it\n" in text
    assert '"Creates the login."' in text


def test_a_renamed_webhook(told: Shop) -> None:
    """The old name leads to the webhook that has another one now."""
    renamed = SAID_MORE.replace("name: signup", "name: sign-up") + "renamed_from: signup\n"
    told.commit("Rename", {"webhooks/onboarding.yaml": renamed})
    assert told.hookline("apply", "--yes").code == 0
    text = told.hookline("blame", "signup").out
    assert text.startswith("webhook/sign-up on local, from webhooks/onboarding.yaml\n")
    assert "  was called signup until run " in text


def test_names_that_are_not_managed(told: Shop) -> None:
    """A slip of the finger and a webhook that nobody manages are two answers."""
    told.workspace.create(WEBHOOK, {"name": "theirs"}, "by hand")
    unmanaged = told.hookline("blame", "theirs")
    assert unmanaged.code == 1
    assert "the webhook theirs is in local, and nobody manages it" in unmanaged.err
    unknown = told.hookline("blame", "signupp")
    assert unknown.code == 1
    assert "did you mean signup?" in unknown.err
