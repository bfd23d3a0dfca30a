import json
from pathlib import Path

import pytest

from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from hookline.workspace.switches import DeletedNames, Switches
from tests.cli.conftest import PAID, SIGNUP, Answer, Shop
from tests.support.engine import PASSWORD, serving

BILLING = "webhooks/billing.yaml"
ONBOARDING = "webhooks/onboarding.yaml"
REFUND = "webhook:\n  name: refund\n  flow_name: billing\n"
KEYED = PAID + "access:\n  key: ${env:HOOKLINE_SECRET_PAID}\n  key_version: 1\n"

STAGING = """\
targets:
  staging:
    workspace: {address}
    user: admin
    password: ${{env:HOOKLINE_SECRET_STAGING}}
    project: Operations
    prune: true
    state: {{at: local}}
"""


def run_ids(shop: Shop) -> list[str]:
    """Give the ids of the runs, newest first."""
    return [run["id"] for run in json.loads(shop.hookline("log", "--format", "json").out)["runs"]]


def applied(shop: Shop) -> str:
    """Apply what is committed, and give the run's id."""
    done = shop.hookline("apply", "--yes")
    assert done.code == 0, done.err
    return run_ids(shop)[0]


def changed(shop: Shop) -> str:
    """Apply two definitions; then change one, drop one, add one and apply; give the first run."""
    first = applied(shop)
    files = {ONBOARDING: SIGNUP.replace("Creates", "Makes"), BILLING: None}
    shop.commit("Second", {**files, "webhooks/refund.yaml": REFUND})
    applied(shop)
    return first


def text(shop: Shop, path: str) -> str | None:
    """Give what a file of the working tree holds."""
    file: Path = shop.path / path
    return file.read_text() if file.exists() else None


def refusal(answer: Answer) -> tuple[int, str]:
    """Give the exit code and the first line of what is said."""
    return answer.code, answer.err.splitlines()[0]


def test_files_become_what_they_were(shop: Shop) -> None:
    """What was changed and dropped comes back, what was added goes; nothing else is written."""
    first = changed(shop)
    head = shop.repository.head
    done = shop.hookline("rollback", first[:5])
    assert done.code == 0
    assert (text(shop, ONBOARDING), text(shop, BILLING)) == (SIGNUP, PAID)
    assert text(shop, "webhooks/refund.yaml") is None
    assert shop.repository.head == head
    assert len(run_ids(shop)) == 2
    assert "+ webhooks/billing.yaml" in done.out
    assert "2 files written, 1 file removed.\nReview with" in done.out


def test_configuration_stays_as_it_is(shop: Shop) -> None:
    """Only definitions come back: who may be changed, and how carefully, is not undone."""
    first = applied(shop)
    shop.commit("Warn", {"hookline.yaml": "targets: {local: {workspace: 'embedded:x.db'}}\n"})
    shop.hookline("rollback", first)
    assert shop.repository.git("status", "--short") == ""


def test_commit_is_named_as_git_names_it(shop: Shop) -> None:
    """Its definitions come back, whether they were ever applied or not."""
    changed(shop)
    assert shop.hookline("rollback", "main~1").code == 0
    assert text(shop, BILLING) == PAID


def test_what_does_not_come_back_is_told(shop: Shop) -> None:
    """A webhook that was deleted gets a new id, and loses what refers to its old one."""
    first = changed(shop)
    done = shop.hookline("rollback", first)
    assert "What does not come back:\n  webhook/invoice-paid: comes back under its name" in done.out
    answer = json.loads(shop.hookline("rollback", "HEAD~1", "--format", "json").out)
    assert answer["lost"] == []


def test_webhook_that_was_only_removed_from_git_loses_nothing(shop: Shop) -> None:
    """Until its removal is applied, it is still there with its id."""
    first = applied(shop)
    shop.commit("Drop it", {BILLING: None})
    done = shop.hookline("rollback", first)
    assert "does not come back" not in done.out
    assert text(shop, BILLING) == PAID


def test_rotated_key_does_not_come_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret of today is sent, whatever version the definition goes back to."""
    monkeypatch.setenv("HOOKLINE_SECRET_PAID", "open sesame")
    shop.commit("Add a key", {BILLING: KEYED})
    first = applied(shop)
    shop.commit("Rotate it", {BILLING: KEYED.replace("key_version: 1", "key_version: 2")})
    applied(shop)
    told = " ".join(shop.hookline("rollback", first).out.split())
    assert (
        "webhook/invoice-paid: its old key cannot come back: the secret in HOOKLINE_SECRET_PAID "
        "is sent" in told
    )


def test_name_in_the_trash_is_told(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the workspace keeps a deleted name, nothing can be made under it again."""
    path, switches = tmp_path / "served.db", Switches(DeletedNames.TAKEN)
    carol = EngineWriter(EmbeddedWorkspace(path, user="carol", switches=switches), "")
    for kind, name in (("flow", "onboarding"), ("flow", "billing"), ("project", "Operations")):
        carol.create(kind, {"name": name}, "seed")
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING", PASSWORD)
    with serving(path, switches=switches) as address:
        shop.commit("Use staging", {"hookline.yaml": STAGING.format(address=address)})
        first = changed(shop)
        told = " ".join(shop.hookline("rollback", first).out.split())
    assert "webhook/invoice-paid: its name is still held by a webhook in the trash (" in told


def test_nothing_to_write_is_one_line(shop: Shop) -> None:
    """Going back to where one is succeeds, and says so."""
    first = applied(shop)
    done = shop.hookline("rollback", first)
    assert done.code == 0
    assert done.out.startswith(f"Nothing to write: the definitions are those of run {first}")
    assert done.out.count("\n") == 1


def test_uncommitted_changes_are_not_written_over(shop: Shop) -> None:
    """Each file that would lose something is named, and none is written."""
    first = changed(shop)
    (shop.path / "webhooks" / "refund.yaml").write_text(REFUND + "# mine\n")
    where = "webhooks/refund.yaml"
    answer = shop.hookline("rollback", first)
    what = f"{where} has changes that are not committed, and would be written over"
    assert refusal(answer) == (1, f"{where}:1:1: error[RBK-UNCOMMITTED] {what}")
    assert text(shop, BILLING) is None


def test_uncommitted_change_of_another_file_does_not_matter(shop: Shop) -> None:
    """A file that is as it was then anyway is not touched."""
    first = applied(shop)
    shop.commit("Drop it", {BILLING: None})
    (shop.path / ONBOARDING).write_text(SIGNUP + "# mine\n")
    assert shop.hookline("rollback", first, "invoice-paid").code == 0
    assert text(shop, ONBOARDING) == SIGNUP + "# mine\n"


def test_unknown_word_is_answered_with_the_nearest_run(shop: Shop) -> None:
    """A slip in an id is common."""
    first = applied(shop)
    wrong = first[:8] + ("0000" if first[8:] != "0000" else "1111")
    answer = shop.hookline("rollback", wrong)
    assert refusal(answer) == (1, f"error[RBK-RUN] {wrong} names no run of local and no commit")
    assert f"did you mean {first}? all runs: hookline log --target local" in answer.err


def test_word_that_names_a_run_and_a_commit_has_to_be_exact(shop: Shop) -> None:
    """It says which two, and how to say which one."""
    first = changed(shop)
    shop.repository.git("tag", first[:6], "HEAD")
    answer = shop.hookline("rollback", first[:6])
    assert answer.code == 64
    assert f"{first[:6]} names run {first} and commit {shop.repository.head[:7]}" in answer.err
    assert f"hint: say which one: run:{first} or commit:{shop.repository.head[:7]}" in answer.err
    assert "Nothing to write" in shop.hookline("rollback", f"commit:{first[:6]}").out
    assert shop.hookline("rollback", f"run:{first[:6]}").code == 0
    assert text(shop, BILLING) == PAID


def test_run_that_was_applied_in_part_says_what_to_do_instead(shop: Shop) -> None:
    """No definitions say what it left: not those of its commit, and not those before."""
    changed(shop)
    shop.commit("Third", {ONBOARDING: SIGNUP.replace("Creates", "Does"), BILLING: PAID})
    assert shop.hookline("apply", "--yes", "signup").code == 0
    partly, second, _ = run_ids(shop)
    answer = shop.hookline("rollback", partly)
    why = "was applied only in part (others were left out), so no definitions say what it left"
    assert refusal(answer) == (1, f"error[RBK-PARTLY] run {partly} {why}")
    commit = shop.repository.head[:7]
    told = " ".join(answer.err.split())
    assert f"hookline rollback --target local commit:{commit}; or to the run before it" in told
    assert f"hookline rollback --target local {second}" in told


def test_run_of_a_working_tree_is_kept_in_the_state(shop: Shop) -> None:
    """Its files come back, although no commit holds them; to apply them they need one."""
    applied(shop)
    tried = SIGNUP.replace("Creates", "Tries")
    (shop.path / ONBOARDING).write_text(tried)
    assert shop.hookline("apply", "--yes", "--worktree").code == 0
    shop.repository.git("restore", ".")
    run = run_ids(shop)[0]
    assert "error[RBK-WORKTREE]" in shop.hookline("rollback", "--now", "--yes", run).err
    assert shop.hookline("rollback", run).code == 0
    assert (text(shop, ONBOARDING), text(shop, BILLING)) == (tried, PAID)


def test_run_whose_commit_is_not_here_is_kept_in_the_state(shop: Shop) -> None:
    """Files come back that no commit at hand holds; to apply them the commit is needed."""
    first, commit = changed(shop), shop.repository.git("rev-parse", "HEAD~1")
    (shop.path / ".git" / "objects" / commit[:2] / commit[2:]).unlink()
    answer = shop.hookline("rollback", "--now", "--yes", first)
    assert answer.code == 1
    assert f"run {first} applied commit {commit[:7]}, which this clone does not have" in answer.err
    assert f"hint: get it: git fetch origin {commit}" in answer.err
    assert shop.hookline("rollback", first).code == 0
    assert (text(shop, ONBOARDING), text(shop, BILLING)) == (SIGNUP, PAID)
    assert text(shop, "webhooks/refund.yaml") is None


def test_usage_is_checked(shop: Shop) -> None:
    """What goes only with `--now`, and what `--resume` does not take, is not passed over."""
    first = applied(shop)
    for arguments in (
        [],
        ["--resume", first],
        ["--yes", first],
        ["--allow-delete", "signup", first],
        ["--resume", "--now"],
    ):
        answer = shop.hookline("rollback", *arguments)
        assert (answer.code, answer.out) == (64, ""), arguments
