import json

import pytest

from tests.cli.conftest import SIGNUP, Shop
from tests.cli.test_rollback import BILLING, ONBOARDING, applied, changed, run_ids, text

ADA = {"GIT_COMMITTER_NAME": "Ada Lovelace", "GIT_COMMITTER_EMAIL": "ada@example.com"}


@pytest.fixture(autouse=True)
def _ada(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the same person work here everywhere."""
    for name, value in ADA.items():
        monkeypatch.setenv(name, value)


def set_back(shop: Shop) -> str:
    """Apply two states and go back to the first at once; give its run."""
    first = changed(shop)
    done = shop.hookline("rollback", "--now", "--yes", first)
    assert done.code == 0, done.err
    return first


def live(shop: Shop) -> dict[str, object]:
    """Give name → description of the webhooks of the workspace."""
    return {each.name: each.values.get("description") for each in shop.workspace.list("webhook")}


def test_workspace_and_files_become_what_they_were(shop: Shop) -> None:
    """The run says what it was for, and the files wait for their commit."""
    first = changed(shop)
    done = shop.hookline("rollback", "--now", "--yes", first)
    assert done.code == 0
    assert live(shop) == {"signup": "Creates the account.", "invoice-paid": None}
    assert text(shop, ONBOARDING) == SIGNUP
    assert "1 created, 1 updated, 1 deleted (run " in done.out
    assert "local is held there until these files are merged, or somebody lets go:" in done.out
    assert f"rollback to {first}" in shop.hookline("log", "-n", "1").out


def test_plan_says_what_does_not_come_back(shop: Shop) -> None:
    """Before anybody agrees: a webhook that was deleted gets a new id."""
    first = changed(shop)
    shown = " ".join(shop.hookline("rollback", "--now", "--yes", first).out.split())
    assert "comes back after it was deleted, with a new id: its executions and what" in shown
    assert "(allowed by rollback --now)" in shown


def test_nothing_is_done_without_the_word(shop: Shop) -> None:
    """Without a terminal it needs `--yes`, and neither workspace nor files change."""
    first = changed(shop)
    before = live(shop)
    answer = shop.hookline("rollback", "--now", first)
    assert answer.code == 64
    assert "error[CLI-CONFIRM]" in answer.err
    assert (live(shop), text(shop, BILLING)) == (before, None)
    assert len(run_ids(shop)) == 2


def test_held_target_is_not_changed_by_what_was_merged(shop: Shop) -> None:
    """A merge pipeline that applies its head would undo the rollback, and exits with 3."""
    set_back(shop)
    shop.repository.git("restore", ".")
    shop.repository.git("clean", "--quiet", "--force", "webhooks")
    before = live(shop)
    answer = shop.hookline("apply", "--yes")
    assert answer.code == 3
    told = " ".join(answer.out.split())
    assert "Refused (hold): Ada Lovelace <ada@example.com> set local back to" in told
    assert "or let go: hookline rollback --resume --target local" in told
    assert live(shop) == before
    assert shop.hookline("plan").code == 3


def test_merged_revert_ends_the_hold(shop: Shop) -> None:
    """The next apply has nothing to change, and records that the target is let go of."""
    set_back(shop)
    shop.commit("Revert", {})
    planned = shop.hookline("plan")
    assert (planned.code, planned.out.splitlines()[-1][:11]) == (0, "No changes.")
    assert "note[PLN-HOLD] local is held, since Ada Lovelace <ada@example.com>" in planned.err
    assert shop.hookline("apply", "--yes").code == 0
    shop.commit("Go on", {ONBOARDING: SIGNUP.replace("Creates", "Opens")})
    assert shop.hookline("apply", "--yes").code == 0
    assert live(shop)["signup"] == "Opens the account."


def test_late_job_of_the_old_commit_does_not_end_the_hold(shop: Shop) -> None:
    """The commit that a target was set back to always agrees with it."""
    set_back(shop)
    shop.repository.git("stash", "--quiet", "--include-untracked")
    assert shop.hookline("apply", "--yes", "--commit", "HEAD~1").code == 0
    assert shop.hookline("apply", "--yes").code == 3


def test_apply_of_one_webhook_does_not_end_the_hold(shop: Shop) -> None:
    """What is left out may not agree yet."""
    set_back(shop)
    shop.commit("Revert half", {"webhooks/refund.yaml": "webhook: {name: r, flow_name: billing}\n"})
    assert shop.hookline("apply", "--yes", "signup").code == 0
    assert shop.hookline("apply", "--yes").code == 3


def test_resume_lets_go(shop: Shop) -> None:
    """A run of its own says so, and the next apply goes on with what git says."""
    set_back(shop)
    shop.repository.git("stash", "--quiet", "--include-untracked")
    done = shop.hookline("rollback", "--resume")
    assert done.code == 0
    assert done.out.startswith("local is no longer held at ")
    assert "resume" in shop.hookline("log", "-n", "1").out
    assert shop.hookline("apply", "--yes").code == 0
    again = shop.hookline("rollback", "--resume")
    assert (again.code, again.out) == (0, "Nothing holds local.\n")


def test_resume_as_json(shop: Shop) -> None:
    """Who had set it back, and the run that lets go; null when nothing held it."""
    set_back(shop)
    answer = json.loads(shop.hookline("rollback", "--resume", "--format", "json").out)
    assert answer["run"] == run_ids(shop)[0]
    assert answer["was_held"]["who"] == "Ada Lovelace <ada@example.com>"
    answer = json.loads(shop.hookline("rollback", "--resume", "--format", "json").out)
    assert (answer["run"], answer["was_held"]) == (None, None)


def test_held_target_can_be_set_back_further(shop: Shop) -> None:
    """An emergency may need a second step; the hold follows it."""
    first = set_back(shop)
    shop.commit("Revert", {})
    done = shop.hookline("rollback", "--now", "--yes", "HEAD~1")
    assert done.code == 0, done.out
    assert "refund" in live(shop)
    shop.repository.git("stash", "--quiet", "--include-untracked")
    assert shop.hookline("rollback", "--now", "--yes", first).code == 0
    assert "refund" not in live(shop)


def test_target_is_held_where_it_is(shop: Shop) -> None:
    """Going back to the newest run changes nothing and keeps what was merged since away."""
    first = applied(shop)
    shop.commit("Break it", {BILLING: None})
    done = shop.hookline("rollback", "--now", "--yes", first)
    assert done.code == 0
    shop.repository.git("restore", ".")
    shop.repository.git("clean", "--quiet", "--force", "webhooks")
    assert shop.hookline("apply", "--yes").code == 3


def test_one_webhook_is_set_back_alone(shop: Shop) -> None:
    """The others stay as they were applied last."""
    first = changed(shop)
    done = shop.hookline("rollback", "--now", "--yes", first, "signup")
    assert done.code == 0, done.err
    assert live(shop) == {"signup": "Creates the account.", "refund": None}
    assert text(shop, BILLING) is None


def test_guards_hold_for_a_rollback_too(shop: Shop) -> None:
    """What it deletes is limited like anything else, and the same option allows it."""
    first = applied(shop)
    many = {
        f"webhooks/h{number}.yaml": f"webhook: {{name: h{number}, flow_name: billing}}\n"
        for number in range(6)
    }
    shop.commit("Add many", {**many})
    applied(shop)
    answer = shop.hookline("rollback", "--now", "--yes", first)
    assert answer.code == 3
    assert "Refused (deletes): deletes 6 of 8" in answer.out
    assert text(shop, "webhooks/h0.yaml") is not None
    names = ",".join(f"h{number}" for number in range(6))
    options = ["--allow-delete", names, "--allow-changes", "6"]
    assert shop.hookline("rollback", "--now", "--yes", first, *options).code == 0
    assert set(live(shop)) == {"signup", "invoice-paid"}


def test_json_is_one_document(shop: Shop) -> None:
    """The plan, what became of it, and what was written into the working tree."""
    first = changed(shop)
    answer = json.loads(shop.hookline("rollback", "--now", "--yes", first, "--format", "json").out)
    assert {each["result"] for each in answer["outcomes"]} == {"created", "updated", "deleted"}
    assert answer["plan"]["target"] == "local"
    assert [each["path"] for each in answer["rollback"]["files"]] == [
        BILLING,
        ONBOARDING,
        "webhooks/refund.yaml",
    ]


def test_uncommitted_changes_stop_it_before_the_workspace(shop: Shop) -> None:
    """What cannot be written is found before anything is applied."""
    first = changed(shop)
    (shop.path / ONBOARDING).write_text("# mine\n" + SIGNUP)
    before = live(shop)
    assert shop.hookline("rollback", "--now", "--yes", first).code == 1
    assert live(shop) == before
