"""What commands that look back say of a run that was killed."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import PAID, SIGNUP, Shop
from tests.cli.test_saved_plan_crash import apply_until

LATER = "it is not recorded yet; the next apply records it"


@pytest.fixture
def killed(shop: Shop, tmp_path: Path) -> Shop:
    """Give a shop whose second run was killed after the first of its two writes."""
    assert shop.hookline("apply", "--yes").code == 0
    said = SIGNUP.replace("account", "login")
    paid = f"{PAID}  description: Paid.\n"
    shop.commit("Say more", {"webhooks/onboarding.yaml": said, "webhooks/billing.yaml": paid})
    return kill(shop, tmp_path)


def kill(shop: Shop, folder: Path) -> Shop:
    """Apply in a process that is killed after its first write."""
    assert shop.hookline("plan", "--out", "plan.json").code == 0
    log = folder / "writes"
    log.touch()
    apply_until("after write 1", shop.path, log)
    assert len(log.read_text().splitlines()) == 1
    return shop


def test_what_a_killed_run_wrote_is_no_drift(killed: Shop) -> None:
    """The workspace is as Hookline left it, and one line names the run that did not finish."""
    answer = killed.hookline("status", "--drift", "--detailed-exitcode")
    assert (answer.code, answer.out.split(":")[0]) == (0, "No drift")
    assert "note[PLN-UNFINISHED] run " in answer.err
    assert "1 of its 2 changes were carried out" in answer.err
    shown = killed.hookline("status", "--drift", "--format", "json")
    (run,) = json.loads(shown.out)["unrecorded"]
    assert (run["number"], run["at"], shown.err) == (2, None, "")


def test_its_values_are_put_down_to_it(killed: Shop) -> None:
    """When it ended nobody knows, so that no moment is named."""
    answer = killed.hookline("blame", "invoice-paid")
    assert "has not finished" in answer.err
    assert answer.out.endswith("\nThe workspace holds what was applied.\n")
    shown = json.loads(killed.hookline("blame", "invoice-paid", "--format", "json").out)
    (run,) = shown["unrecorded"]
    brought = {each["name"]: each["run"] for each in shown["properties"]}["description"]
    assert brought == run
    assert f"applied by run {run['id']} (2), not recorded yet\n" in answer.out


def test_log_names_it_beside_the_list(killed: Shop) -> None:
    """What is listed is recorded; a run that did nothing to a webhook is not named with it."""
    answer = killed.hookline("log")
    assert answer.out.count("run ") == 1
    assert "has not finished: " in answer.err
    assert LATER in answer.err
    shown = json.loads(killed.hookline("log", "signup", "--format", "json").out)
    (run,) = shown["unrecorded"]
    assert [each["address"] for each in run["outcomes"]] == ["webhook/signup"]
    assert run["at"] is None
    assert [each["number"] for each in shown["runs"]] == [1]
    assert killed.hookline("apply", "--yes", "plan.json").code == 0
    assert "has not finished" not in killed.hookline("log").err


def test_a_first_run_that_was_killed_is_not_nothing(shop: Shop, tmp_path: Path) -> None:
    """Nothing is recorded, and still something was applied."""
    kill(shop, tmp_path)
    answer = shop.hookline("log")
    assert (answer.code, answer.out) == (0, "No run is recorded for local yet.\n")
    assert LATER in answer.err
    assert shop.hookline("log", "invoice-paid").code == 0
    assert shop.hookline("blame", "invoice-paid").code == 0
    assert shop.hookline("status", "--drift").out.startswith("No drift: ")
