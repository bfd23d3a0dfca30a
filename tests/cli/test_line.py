"""The main job from end to end: real git, a real embedded workspace, the real command line."""

import json

from tests.cli.conftest import CONFIG, PAID, SIGNUP, Shop
from tests.support.repository import make_repository


def test_plan_apply_and_plan_again(shop: Shop) -> None:
    """Definitions become webhooks, and the next plan says that nothing is left to do."""
    head = shop.repository.head[:7]
    planned = shop.hookline("plan")
    assert planned.code == 0
    assert (
        f"Hookline will change local (embedded:.hookline/local.db) to match {head}" in planned.out
    )
    assert "2 to create, 0 unchanged." in planned.out
    applied = shop.hookline("apply", "--yes")
    assert applied.code == 0
    assert "2 created (run " in applied.out
    assert shop.hookline("plan").out == f"No changes. local matches {head}.\n"
    assert shop.hookline("apply", "--yes").out == f"No changes. local matches {head}.\n"


def test_plan_writes_nothing(shop: Shop) -> None:
    """A plan leaves workspace, repository and folder as they were."""
    database = (shop.path / ".hookline" / "local.db").read_bytes()
    refs = shop.repository.git("for-each-ref")
    shop.hookline("plan")
    assert (shop.path / ".hookline" / "local.db").read_bytes() == database
    assert shop.repository.git("for-each-ref") == refs
    assert shop.repository.git("status", "--porcelain") == ""


def test_update_shows_the_commit_that_changed_the_file(shop: Shop) -> None:
    """The cause of an update is the newest commit of its file, and the workspace is told so."""
    shop.hookline("apply", "--yes")
    sha = shop.commit(
        "Say what it does", {"webhooks/onboarding.yaml": SIGNUP.replace("account", "login")}
    )
    shop.commit("Touch something else", {"README.md": "hello\n"})
    planned = shop.hookline("plan")
    assert '"Creates the account." → "Creates the login."' in planned.out
    assert f"{sha[:7]} by Ada Lovelace" in planned.out
    assert "Say what it does" in planned.out
    assert shop.hookline("apply", "--yes").code == 0
    live = shop.workspace.by_name("webhook", "signup")
    assert live is not None
    assert live.values["description"] == "Creates the login."


def test_removed_definition_is_deleted_where_the_target_prunes(shop: Shop) -> None:
    """A webhook goes when its definition goes, and the plan names the commit that removed it."""
    shop.hookline("apply", "--yes")
    sha = shop.commit("Drop billing", {"webhooks/billing.yaml": None})
    planned = shop.hookline("plan")
    assert "- webhook/invoice-paid" in planned.out
    assert f"removed in {sha[:7]}" in planned.out
    assert "1 deleted" in shop.hookline("apply", "--yes").out
    assert shop.workspace.by_name("webhook", "invoice-paid") is None


def test_definition_that_is_no_longer_matched_names_the_configuration(shop: Shop) -> None:
    """The commit that narrowed `definitions:` is the cause, not an unrelated later one."""
    shop.hookline("apply", "--yes")
    narrow = CONFIG.replace("webhooks/**/*.yaml", "webhooks/onboarding.yaml")
    sha = shop.commit("Leave billing to others", {"hookline.yaml": narrow})
    assert f"removed in {sha[:7]}" in shop.hookline("plan").out
    shop.commit("Widen again", {"hookline.yaml": CONFIG})
    gone = shop.commit("Drop billing", {"webhooks/billing.yaml": None})
    shop.commit("Touch the configuration", {"hookline.yaml": CONFIG + "engine: 11\n"})
    assert f"removed in {gone[:7]}" in shop.hookline("plan").out


def test_removed_definition_is_released_where_it_does_not(shop: Shop) -> None:
    """Without `prune` the webhook stays and is no longer managed."""
    shop.commit("Keep what goes", {"hookline.yaml": CONFIG.replace(", prune: true", "")})
    shop.hookline("apply", "--yes")
    shop.commit("Drop billing", {"webhooks/billing.yaml": None})
    assert "stays in the workspace, and is no longer managed" in shop.hookline("plan").out
    assert "1 released" in shop.hookline("apply", "--yes").out
    assert shop.workspace.by_name("webhook", "invoice-paid") is not None
    assert shop.hookline("plan").out == (
        "Unmanaged, and left alone: invoice-paid.\n"
        f"No changes. local matches {shop.repository.head[:7]}.\n"
    )


def test_moved_file_is_no_change_and_is_recorded(shop: Shop) -> None:
    """A definition that only moved costs no write; the state learns its new place."""
    shop.hookline("apply", "--yes")
    shop.commit("Sort", {"webhooks/billing.yaml": None, "webhooks/money/paid.yaml": PAID})
    assert shop.hookline("plan").out.startswith("No changes.")
    assert shop.hookline("apply", "--yes").code == 0
    names = shop.repository.git("ls-tree", "-r", "--name-only", "refs/hookline/state/local")
    assert "definitions/webhooks/money/paid.yaml" in names


def test_missing_flow_is_an_error_at_its_line(shop: Shop) -> None:
    """A flow that the workspace does not have stops the plan where its name stands."""
    shop.commit("Slip", {"webhooks/billing.yaml": PAID.replace("billing", "biling")})
    answer = shop.hookline("plan")
    assert answer.code == 1
    assert 'webhooks/billing.yaml:3:14: error[REF-MISSING] local has no flow "biling"' in answer.err
    assert 'hint: did you mean "billing"?' in answer.err
    assert answer.out == ""


def test_invalid_definition_stops_plan_and_apply(shop: Shop) -> None:
    """Nothing is planned while one definition of many is broken."""
    shop.commit("Slip", {"webhooks/billing.yaml": "webhook: {name: x, flow: y}\n"})
    for command in ("validate", "plan", "apply"):
        answer = shop.hookline(command)
        assert answer.code == 1
        assert "SCH-UNKNOWN" in answer.out + answer.err
    assert shop.workspace.list("webhook") == []


def test_validate_counts_what_is_valid(shop: Shop) -> None:
    """Success is one complete line."""
    answer = shop.hookline("validate")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines()[-1].startswith("2 definitions in 2 files, valid")


def test_worktree_is_read_on_request_and_said(shop: Shop) -> None:
    """Uncommitted files count with `--worktree` alone, and every output says so."""
    shop.repository.write({"webhooks/billing.yaml": PAID.replace("invoice-paid", "paid")})
    committed = shop.hookline("plan")
    assert "webhook/invoice-paid" in committed.out
    assert "Not committed, so not read: 1 file differs: webhooks/billing.yaml\n" in committed.err
    uncommitted = shop.hookline("plan", "--worktree")
    assert "webhook/paid" in uncommitted.out
    assert "to match the working tree (on " in uncommitted.out
    shown = json.loads(shop.hookline("plan", "--worktree", "--format", "json").out)
    assert shown["worktree"] is True


def test_a_configuration_that_is_not_committed_is_said(shop: Shop) -> None:
    """Who edits a guard and plans learns why nothing of it shows."""
    config = (shop.path / "hookline.yaml").read_text()
    shop.repository.write({"hookline.yaml": config + "requires: '>=0.1'\n"})
    told = "Not committed, so not read: 1 file differs: hookline.yaml\n"
    assert shop.hookline("plan").err == told
    shop.commit("Commit it", {})
    assert shop.hookline("plan").err == ""


def test_worktree_can_be_applied_to_an_embedded_target(shop: Shop) -> None:
    """Trying a change before it is committed is what the embedded workspace is for."""
    shop.repository.write({"webhooks/billing.yaml": PAID.replace("invoice-paid", "paid")})
    assert shop.hookline("apply", "--yes", "--worktree").code == 0
    assert shop.workspace.by_name("webhook", "paid") is not None
    assert shop.hookline("plan", "--worktree").out.startswith("No changes. local matches the work")


def test_apply_asks_and_cannot_without_a_terminal(shop: Shop) -> None:
    """Without a terminal nobody can say yes, so `--yes` is needed and nothing is written."""
    answer = shop.hookline("apply")
    assert answer.code == 64
    assert "run the same command with --yes" in answer.err
    assert shop.workspace.list("webhook") == []


def test_detailed_exit_code_tells_pending_from_done(shop: Shop) -> None:
    """Scripts can tell that changes are pending, as with Terraform."""
    assert shop.hookline("plan", "--detailed-exitcode").code == 2
    shop.hookline("apply", "--yes")
    assert shop.hookline("plan", "--detailed-exitcode").code == 0


def test_unmanaged_webhook_blocks_until_it_is_adopted(shop: Shop) -> None:
    """A webhook somebody clicked together is not overwritten unasked."""
    shop.workspace.create("webhook", {"name": "signup", "flow_name": "billing"}, "by hand")
    blocked = shop.hookline("apply", "--yes")
    assert blocked.code == 3
    assert "hookline plan --target local --adopt signup\n" in blocked.out
    assert shop.workspace.by_name("webhook", "invoice-paid") is None
    assert shop.hookline("plan", "--detailed-exitcode").code == 3
    assert shop.hookline("apply", "--yes", "--adopt", "sign*").code == 0
    assert shop.hookline("plan").out.startswith("No changes.")


NOWHERE = "6f0c1b1e-3f5e-4a64-9d0c-2f6d7c1b8a90"
"""The id of a flow that no workspace has; only the workspace itself can tell."""


def test_partial_apply_exits_5_and_is_recorded(shop: Shop) -> None:
    """What was written before a refusal stands in the state, and the next run goes on from it."""
    broken = SIGNUP.replace("flow_name: onboarding", f"flow_id: {NOWHERE}")
    shop.commit("Start what is not there", {"webhooks/onboarding.yaml": broken})
    answer = shop.hookline("apply", "--yes")
    assert answer.code == 5
    assert "1 created, 1 failed" in answer.out
    assert "! webhook/signup" in answer.out
    shop.commit("Start what is there", {"webhooks/onboarding.yaml": SIGNUP})
    assert "1 to create, 1 unchanged." in shop.hookline("plan").out
    assert shop.hookline("apply", "--yes").code == 0


def test_log_lists_runs_newest_first(shop: Shop) -> None:
    """Each run tells when, who, from which commit, and what became of it."""
    assert shop.hookline("log").out == "Nothing was applied to local yet.\n"
    shop.hookline("apply", "--yes")
    shop.commit("Drop billing", {"webhooks/billing.yaml": None})
    shop.hookline("apply", "--yes")
    out = shop.hookline("log").out
    first, second = out.index("1 deleted"), out.index("2 created")
    assert first < second
    assert shop.repository.head[:7] in out
    shown = json.loads(shop.hookline("log", "--format", "json").out)
    assert [len(run["outcomes"]) for run in shown["runs"]] == [1, 2]
    assert len(json.loads(shop.hookline("log", "-n", "1", "--format", "json").out)["runs"]) == 1


def test_json_of_plan_and_apply_is_one_document_on_stdout(shop: Shop) -> None:
    """Programs read stdout alone, also when something is blocked."""
    shown = json.loads(shop.hookline("plan", "--format", "json").out)
    assert shown["summary"]["create"] == 2
    assert shown["format_version"] == 1
    done = json.loads(shop.hookline("apply", "--yes", "--format", "json").out)
    assert [each["result"] for each in done["outcomes"]] == ["created", "created"]


def test_what_stops_a_command_is_json_too(shop: Shop) -> None:
    """With `--format json` a program reads the problem from stdout, and the exit code stays."""
    shop.commit("Slip", {"webhooks/billing.yaml": PAID.replace("billing", "biling")})
    answer = shop.hookline("plan", "--format", "json")
    assert answer.code == 1
    (problem,) = json.loads(answer.out)["diagnostics"]
    assert (problem["code"], problem["line"], problem["column"]) == ("REF-MISSING", 3, 14)
    assert "REF-MISSING" in answer.err


def test_several_problems_are_counted_in_the_last_line(shop: Shop) -> None:
    """Whoever sees only the end of the output knows how much there is."""
    shop.commit("Slips", {"webhooks/billing.yaml": "webhook: {name: x, flow: y, url: z}\n"})
    assert shop.hookline("plan").err.splitlines()[-1] == "2 errors in 1 file."


def test_another_commit_can_be_planned(shop: Shop) -> None:
    """`--commit` plans what another commit holds, without a checkout."""
    first = shop.repository.head
    shop.commit("Drop billing", {"webhooks/billing.yaml": None})
    assert "2 to create" in shop.hookline("plan", "--commit", first).out
    assert "1 to create" in shop.hookline("plan").out


def test_another_workspace_behind_the_same_target_is_refused(shop: Shop) -> None:
    """A state that was made with one workspace is not held against another."""
    shop.hookline("apply", "--yes")
    (shop.path / ".hookline" / "local.db").unlink()
    shop.workspace.create("flow", {"name": "onboarding"}, "seed")
    answer = shop.hookline("plan")
    assert answer.code == 1
    assert "STA-WORKSPACE" in answer.err
    assert "begin anew: hookline forget --all --target local" in " ".join(answer.err.split())


def test_empty_embedded_workspace_is_told_once(shop: Shop) -> None:
    """A workspace that was never seeded is one problem, not one for each definition."""
    (shop.path / ".hookline" / "local.db").unlink()
    answer = shop.hookline("plan")
    assert answer.code == 1
    assert "is empty: there is no flow that a webhook could start" in answer.err
    assert "  hint: fill it: hookline workspace seed FILE --target local\n" in answer.err
    assert answer.err.count("error[") == 1


def test_plan_offers_the_command_that_applies_it(shop: Shop) -> None:
    """The last line can be pasted: it repeats the options that the plan was made with."""
    out = shop.hookline("plan", "--worktree", "--adopt", "sign*", "-C", "webhooks").out
    assert out.splitlines()[-1] == (
        "Apply with: hookline apply --target local -C webhooks --worktree --adopt 'sign*'"
    )


def test_missing_secrets_are_told_at_their_places_before_the_prompt(shop: Shop) -> None:
    """Nobody says yes to a plan that cannot be carried out, and each place is named."""
    keyed = "access:\n  key: ${env:HOOKLINE_SECRET_X}\n"
    shop.commit(
        "Key both",
        {
            "webhooks/billing.yaml": f"{PAID}{keyed}---\n{PAID}{keyed}".replace(
                "invoice-paid", "b", 1
            )
        },
    )
    answer = shop.hookline("apply")
    assert answer.code == 1
    assert "webhooks/billing.yaml:5:8: error[SEC-UNSET]" in answer.err
    assert "webhooks/billing.yaml:11:8: needed here too" in answer.err
    assert shop.workspace.list("webhook") == []


def test_two_folders_do_not_share_the_state_of_a_target(shop: Shop) -> None:
    """A second folder of definitions would delete the first one's webhooks, and is refused."""
    shop.hookline("apply", "--yes")
    shop.commit("Begin a second team", {"b/hookline.yaml": CONFIG, "b/webhooks/x.yaml": PAID})
    answer = shop.hookline("plan", "-C", "b")
    assert answer.code == 1
    assert "error[STA-ROOT] local was applied last from the top of this repository" in answer.err
    assert "and this is the folder b" in answer.err
    assert shop.hookline("plan").out.startswith("No changes.")


def test_no_configuration_is_told_with_what_to_write(shop: Shop) -> None:
    """A repository without hookline.yaml says what is missing."""
    shop.commit("Lose it", {"hookline.yaml": None})
    answer = shop.hookline("plan")
    assert answer.code == 1
    assert "CFG-MISSING" in answer.err


def test_no_definition_file_is_never_an_empty_wish(shop: Shop) -> None:
    """A glob that matches nothing is refused, so that it deletes nothing."""
    shop.hookline("apply", "--yes")
    shop.commit("Slip", {"hookline.yaml": CONFIG.replace("webhooks/**", "webhoks/**")})
    answer = shop.hookline("apply", "--yes")
    assert answer.code == 3
    assert "CFG-EMPTY" in answer.err
    assert len(shop.workspace.list("webhook")) == 2


def test_unknown_target_is_wrong_usage_with_the_nearest(shop: Shop) -> None:
    """A typo in a target's name is answered with the name that was meant."""
    answer = shop.hookline("plan", "--target", "locl")
    assert answer.code == 64
    assert "did you mean local?" in answer.err


def test_state_needs_nothing_but_the_clone(shop: Shop) -> None:
    """`git log --first-parent` on the state ref is the deployment history."""
    shop.hookline("apply", "--yes")
    log = shop.repository.git("log", "--first-parent", "--format=%s", "refs/hookline/state/local")
    assert "2 created" in log


def test_log_before_the_first_commit(shop: Shop) -> None:
    """What was applied from a working tree without commits can be looked up."""
    young = make_repository(shop.path.parent / "young")
    young.write({"hookline.yaml": CONFIG, "webhooks/a.yaml": SIGNUP})
    assert shop.hookline("log", "-C", str(young.path)).out == "Nothing was applied to local yet.\n"


def test_linked_working_tree_shares_workspace_and_state(shop: Shop) -> None:
    """A second working tree of the repository plans against the same workspace."""
    shop.hookline("apply", "--yes")
    linked = shop.path.parent / "linked"
    shop.repository.git("worktree", "add", "--quiet", str(linked))
    answer = shop.hookline("plan", "-C", str(linked))
    assert answer.out == f"No changes. local matches {shop.repository.head[:7]}.\n"
    assert not (linked / ".hookline").exists()


def test_folder_that_is_no_repository_is_told(shop: Shop) -> None:
    """Outside of any repository the message says so."""
    (shop.path.parent / "elsewhere").mkdir()
    answer = shop.hookline("plan", "-C", str(shop.path.parent / "elsewhere"))
    assert answer.code == 1
    assert "GIT-REPOSITORY" in answer.err


def test_repository_without_a_commit_is_told(shop: Shop) -> None:
    """An unborn branch has nothing to plan, and says what to do."""
    empty = make_repository(shop.path.parent / "empty")
    answer = shop.hookline("plan", "-C", str(empty.path))
    assert answer.code == 1
    assert "GIT-UNBORN" in answer.err


def test_unknown_engine_is_told_at_its_place(shop: Shop) -> None:
    """An Engine version without a property table is something to mend, not a bug of ours."""
    shop.commit("Look ahead", {"hookline.yaml": f"engine: 999\n{CONFIG}"})
    answer = shop.hookline("validate")
    assert answer.code == 1
    assert "hookline.yaml:1:9: error[CFG-VALUE] this Hookline has no property table" in answer.err
    assert "hint: write 11 in its place" in answer.err


def test_target_may_be_left_empty_by_those_who_mean_it(shop: Shop) -> None:
    """An override on the command line or in the commit lets the guards judge; all must agree."""
    shop.hookline("apply", "--yes")
    gone: dict[str, str | bytes | None] = dict.fromkeys(
        ("webhooks/onboarding.yaml", "webhooks/billing.yaml")
    )
    shop.commit("Close the shop\n\nHookline-Allow: empty local", gone)
    refused = shop.hookline("apply", "--yes")
    assert refused.code == 3
    assert "Refused (deletes)" in refused.out
    both = "signup,invoice-paid"
    assert shop.hookline("apply", "--yes", "--allow-delete", both).code == 0
    assert shop.workspace.list("webhook") == []
