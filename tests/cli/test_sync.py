"""What one round of `sync` does: to an embedded workspace, without any remote."""

import json

import pytest

from tests.cli.conftest import PAID, SIGNUP, Shop

BETTER = SIGNUP.replace("Creates the account.", "Better.")


def test_nothing_to_do_is_one_line(shop: Shop) -> None:
    """A job that finds nothing to do says so in one line, and records nothing."""
    assert shop.hookline("sync").code == 0
    before = shop.repository.git("rev-parse", "refs/hookline/state/local")
    answer = shop.hookline("sync")
    head = shop.repository.head[:7]
    assert (answer.code, answer.out) == (0, f"No changes. local matches {head}.\n")
    assert answer.err == ""
    assert shop.repository.git("rev-parse", "refs/hookline/state/local") == before


def test_changes_are_applied_unasked(shop: Shop) -> None:
    """Each change is a line, the last line says how the target stands, and the run is a sync."""
    answer = shop.hookline("sync")
    *changes, last = answer.out.splitlines()
    assert changes == ["  + webhook/invoice-paid  created", "  + webhook/signup  created"]
    assert last.startswith("2 created (run ")
    assert last.endswith(f"). local matches {shop.repository.head[:7]}.")
    assert "sync" in shop.hookline("log").out


def test_conflict_is_left_and_the_rest_applied(shop: Shop) -> None:
    """What git and the workspace both changed stays, and is named; everything else is done."""
    shop.hookline("sync")
    first = shop.repository.head
    live = shop.workspace.by_name("webhook", "signup")
    assert live is not None
    shop.workspace.update("webhook", live.id, {"description": "By hand."}, "by hand")
    paid = PAID.replace("billing\n", "billing\n  description: Paid.\n")
    head = shop.commit(
        "Change both", {"webhooks/onboarding.yaml": BETTER, "webhooks/billing.yaml": paid}
    )
    answer = shop.hookline("sync")
    assert answer.code == 3
    done, left, last = answer.out.splitlines()
    assert done == "  ~ webhook/invoice-paid  updated"
    assert left == "  ! webhook/signup  left: git and the workspace have both moved"
    see = f"hookline plan --target local --commit {head[:7]}"
    assert last.endswith(f"local does not match {head[:7]} yet: 1 webhook left. See: {see}")
    after = shop.workspace.by_id("webhook", live.id)
    assert after is not None
    assert after.values["description"] == "By hand."
    state = json.loads(shop.repository.git("show", "refs/hookline/state/local:run.json"))
    assert state["applied_commit"] == first


def test_what_is_left_records_no_run_of_its_own(shop: Shop) -> None:
    """A round that can only leave what the one before left says so again, and records nothing."""
    shop.workspace.create("webhook", {"name": "signup", "flow_name": "billing"}, "by hand")
    assert shop.hookline("sync").code == 3
    before = shop.repository.git("rev-parse", "refs/hookline/state/local")
    answer = shop.hookline("sync")
    assert answer.code == 3
    assert "No other changes. local does not match" in answer.out
    assert "nobody manages" in answer.out
    assert shop.repository.git("rev-parse", "refs/hookline/state/local") == before


def test_guard_stops_all_of_it(shop: Shop) -> None:
    """Nothing is written where a guard refuses, not even what it would not hold back."""
    many = "---\n".join(f"webhook: {{name: hook-{n}, flow_name: billing}}\n" for n in range(9))
    shop.commit("Add many", {"webhooks/many.yaml": many})
    shop.hookline("sync")
    applied = shop.repository.head[:7]
    shop.commit("Drop them", {"webhooks/many.yaml": None, "webhooks/onboarding.yaml": BETTER})
    answer = shop.hookline("sync")
    assert answer.code == 3
    assert "Refused (deletes)" in answer.out
    last = answer.out.splitlines()[-1]
    assert last.startswith(f"Refused, and nothing was written. local stays at {applied}. See: ")
    live = shop.workspace.by_name("webhook", "signup")
    assert live is not None
    assert live.values["description"] == "Creates the account."


def test_never_goes_back(shop: Shop) -> None:
    """An older commit is not applied, though an embedded target takes it from a person."""
    old = shop.repository.head
    new = shop.commit("Better", {"webhooks/onboarding.yaml": BETTER})
    assert shop.hookline("sync").code == 0
    answer = shop.hookline("sync", "--commit", old)
    assert answer.code == 3
    assert f"{old[:7]} does not come after {new[:7]}" in answer.err
    assert f"local stays at {new[:7]}." in answer.out
    live = shop.workspace.by_name("webhook", "signup")
    assert live is not None
    assert live.values["description"] == "Better."
    assert shop.hookline("apply", "--yes", "--commit", old).code == 0


def test_never_goes_back_behind_what_was_applied_in_part(shop: Shop) -> None:
    """The commit of the newest run counts, also when something was left of it."""
    assert shop.hookline("sync").code == 0
    between = shop.commit("Say more", {"webhooks/billing.yaml": PAID + "  description: Paid.\n"})
    shop.workspace.create("webhook", {"name": "more", "flow_name": "billing"}, "by hand")
    more = "webhook: {name: more, flow_name: onboarding}\n"
    head = shop.commit("Better", {"webhooks/onboarding.yaml": BETTER, "webhooks/more.yaml": more})
    assert shop.hookline("sync").code == 3
    answer = shop.hookline("sync", "--commit", between)
    assert answer.code == 3
    assert f"{between[:7]} does not come after {head[:7]}" in answer.err


def test_reviewed_commit_may_leave_another_line(shop: Shop) -> None:
    """A rewritten branch is taken when one of its own commits allows it by name."""
    shop.commit("Better", {"webhooks/onboarding.yaml": BETTER})
    assert shop.hookline("sync").code == 0
    lost = shop.repository.head
    shop.repository.git("reset", "--quiet", "--hard", "HEAD~1")
    shop.commit("Another line", {"webhooks/billing.yaml": PAID + "  description: Paid.\n"})
    shop.commit(f"Allow another thing\n\nHookline-Allow: delete {lost}", {})
    assert shop.hookline("sync").code == 3
    shop.commit(f"Leave that line\n\nHookline-Allow: rewind {lost}", {})
    assert shop.hookline("sync").code == 0


def test_json_is_one_object(shop: Shop) -> None:
    """A program gets the whole round as one JSON document, and the same when it fails."""
    told = json.loads(shop.hookline("sync", "--format", "json").out)
    assert (told["target"], told["result"], told["exit_code"]) == ("local", "applied", 0)
    assert told["commit"] == told["applied_commit"] == shop.repository.head
    assert told["counts"]["created"] == 2
    assert [each["address"] for each in told["outcomes"]] == [
        "webhook/invoice-paid",
        "webhook/signup",
    ]
    shop.commit("Slip", {"webhooks/slip.yaml": "webhook: {}\n"})
    answer = shop.hookline("sync", "--format", "json")
    told = json.loads(answer.out)
    assert (answer.code, told["result"], told["exit_code"]) == (1, "failed", 1)
    assert {each["code"] for each in told["diagnostics"]} == {"SCH-REQUIRED"}


def test_name_that_is_not_free_holds_back_whoever_needs_it(shop: Shop) -> None:
    """A webhook waits for the name that another one keeps, since that one's rename is left."""
    shop.hookline("sync")
    live = shop.workspace.by_name("webhook", "signup")
    assert live is not None
    shop.workspace.update("webhook", live.id, {"description": "By hand."}, "by hand")
    renamed = BETTER.replace("name: signup", "name: sign-up")
    new = "webhook: {name: signup, flow_name: billing}\n"
    shop.commit("Rename", {"webhooks/onboarding.yaml": renamed, "webhooks/new.yaml": new})
    answer = shop.hookline("sync")
    assert answer.code == 3
    first, second, last = answer.out.splitlines()
    assert first == "  ! webhook/sign-up  left: git and the workspace have both moved"
    assert second == (
        "  ! webhook/signup  left: webhook/sign-up, which is left too, still has this name"
    )
    assert "2 webhooks left" in last


@pytest.mark.parametrize("every", ["5", "9s", "0m", "8d", "1000h", "-1m", "5m "])
def test_time_between_rounds_is_held_to_bounds(shop: Shop, every: str) -> None:
    """A time that is none, too short or too long is refused with its spelling."""
    answer = shop.hookline("sync", f"--every={every}")
    assert answer.code == 64
    assert "30s, 5m, 1h" in answer.err


def test_a_target_that_is_held_back_is_not_synced(shop: Shop) -> None:
    """What was rolled back in an emergency stays so until git agrees; then the hold is over."""
    shop.hookline("sync")
    first = shop.repository.head
    shop.commit("Better", {"webhooks/onboarding.yaml": BETTER})
    shop.hookline("sync")
    assert shop.hookline("rollback", "--now", "--yes", f"commit:{first}").code == 0
    answer = shop.hookline("sync")
    assert answer.code == 3
    assert "Refused (hold)" in answer.out
    shop.commit("Revert", {})
    answer = shop.hookline("sync")
    assert (answer.code, answer.out) == (
        0,
        f"No changes. local matches {shop.repository.head[:7]}.\n",
    )
    assert "hold" not in shop.repository.git("show", "refs/hookline/state/local:run.json") or (
        json.loads(shop.repository.git("show", "refs/hookline/state/local:run.json"))["hold"]
        is None
    )
