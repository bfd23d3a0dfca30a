"""Every way out of every command: its exit code, its last line, and its JSON."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.cli.conftest import CONFIG, PAID, Shop


def _valid(shop: Shop) -> None:
    """Leave everything as it is: two webhooks to create."""
    assert shop.repository.head


def _applied(shop: Shop) -> None:
    shop.hookline("apply", "--yes")


def _blocked(shop: Shop) -> None:
    shop.workspace.create("webhook", {"name": "signup", "flow_name": "billing"}, "by hand")


def _invalid(shop: Shop) -> None:
    shop.commit("Slip", {"webhooks/billing.yaml": "webhook: {name: x, flow: y}\n"})


def _unfit(shop: Shop) -> None:
    shop.commit("Slip", {"webhooks/billing.yaml": PAID.replace("billing", "biling")})


def _empty(shop: Shop) -> None:
    shop.commit("Slip", {"hookline.yaml": CONFIG.replace("webhooks/**", "webhoks/**")})


def _misconfigured(shop: Shop) -> None:
    shop.commit("Slip", {"hookline.yaml": "targets: 1\n"})


Case = tuple[list[str], Callable[[Shop], None], int, str, str]

MATRIX: list[Case] = [
    (["validate"], _valid, 0, "out", "2 definitions in 2 files, valid."),
    (["validate"], _invalid, 1, "out", "1 error in 1 file; 1 definition valid."),
    (["validate"], _empty, 3, "err", ""),
    (["validate"], _misconfigured, 1, "err", ""),
    (["validate", "--no-such"], _valid, 64, "err", "No such option"),
    (["plan"], _valid, 0, "out", "Apply with: hookline apply --target local"),
    (["plan", "--detailed-exitcode"], _valid, 2, "out", "Apply with: hookline apply"),
    (["plan", "--detailed-exitcode"], _applied, 0, "out", "No changes. local matches "),
    (["plan"], _blocked, 3, "out", "Nothing will be written until that is settled."),
    (["plan"], _invalid, 1, "err", ""),
    (["plan"], _unfit, 1, "err", ""),
    (["plan"], _empty, 3, "err", ""),
    (["plan"], _misconfigured, 1, "err", ""),
    (["plan", "--target", "nope"], _valid, 64, "err", ""),
    (["plan", "--no-such"], _valid, 64, "err", "No such option"),
    (["apply", "--yes"], _valid, 0, "out", "2 created (run "),
    (["apply", "--yes", "-q"], _valid, 0, "out", "2 created (run "),
    (["apply", "--yes"], _applied, 0, "out", "No changes. local matches "),
    (["apply", "--yes", "-q"], _applied, 0, "out", "No changes. local matches "),
    (["apply", "--yes"], _blocked, 3, "out", "Nothing will be written until that is settled."),
    (["apply", "-q"], _blocked, 3, "out", "Nothing will be written until that is settled."),
    (["apply", "--yes"], _invalid, 1, "err", ""),
    (["apply", "--yes"], _unfit, 1, "err", ""),
    (["apply", "--yes"], _empty, 3, "err", ""),
    (["apply"], _valid, 64, "err", "to apply what is shown, run the same command with --yes"),
    (["apply", "--no-such"], _valid, 64, "err", "No such option"),
    (["log"], _valid, 0, "out", "Nothing was applied to local yet."),
    (["log"], _applied, 0, "out", "+ webhook/signup  created"),
    (["log"], _misconfigured, 1, "err", ""),
    (["log", "--target", "nope"], _valid, 64, "err", ""),
    (["log", "--no-such"], _valid, 64, "err", "No such option"),
    (["nope"], _valid, 64, "err", "No such command"),
]
"""Arguments, what was done before, exit code, the stream that ends it, and words of its end."""

IDS = [f"{' '.join(arguments)} {before.__name__[1:]}" for arguments, before, *_ in MATRIX]


@pytest.mark.parametrize(("arguments", "before", "code", "stream", "words"), MATRIX, ids=IDS)
def test_every_way_out_ends_with_a_whole_line(
    shop: Shop,
    arguments: list[str],
    before: Callable[[Shop], None],
    code: int,
    stream: str,
    words: str,
) -> None:
    """What a person reads last is complete, and stands with the result or with the error."""
    before(shop)
    answer = shop.hookline(*arguments)
    assert answer.code == code
    ending = answer.out if stream == "out" else answer.err
    assert ending.endswith("\n")
    assert words in ending.splitlines()[-1]
    assert ending.splitlines()[-1].strip()
    if stream == "out":
        assert "error[" not in answer.err
    elif "apply" not in arguments:
        assert answer.out == ""


@pytest.mark.parametrize(("arguments", "before", "code", "stream", "words"), MATRIX, ids=IDS)
def test_every_way_out_is_one_json_document(
    shop: Shop,
    arguments: list[str],
    before: Callable[[Shop], None],
    code: int,
    stream: str,
    words: str,
) -> None:
    """A program reads stdout alone, whatever happens, and the exit code is that of the text."""
    before(shop)
    answer = shop.hookline(*arguments, "--format", "json")
    assert answer.code == code
    shown = json.loads(answer.out)
    assert shown["format_version"] == 1
    if stream == "out":
        assert answer.err == ""
    else:
        assert shown["diagnostics"]
        assert any(words in f"{each['message']} {each['hint']}" for each in shown["diagnostics"])
        assert answer.err.endswith("\n")


def test_refused_apply_gives_the_reasons_even_when_quiet(shop: Shop) -> None:
    """Quiet leaves out what is not a result or an error; a refusal is both."""
    _blocked(shop)
    out = shop.hookline("apply", "-q", "--yes").out
    assert "hookline plan --target local --adopt signup\n" in out


def test_failed_write_is_told_even_when_quiet(shop: Shop) -> None:
    """Quiet leaves out warnings and notes, and never why a write was refused."""
    nowhere = "flow_id: 6f0c1b1e-3f5e-4a64-9d0c-2f6d7c1b8a90"
    shop.commit("Slip", {"webhooks/billing.yaml": PAID.replace("flow_name: billing", nowhere)})
    answer = shop.hookline("apply", "-q", "--yes")
    assert "error[API-" in answer.err


def test_usage_error_as_json_has_a_code(shop: Shop) -> None:
    """A program that calls Hookline wrongly learns what is wrong from the same place as ever."""
    (found,) = json.loads(shop.hookline("plan", "--nope", "--format=json").out)["diagnostics"]
    assert (found["code"], found["severity"]) == ("CLI-USAGE", "error")
    (found,) = json.loads(shop.hookline("apply", "--format", "json").out)["diagnostics"]
    assert found["code"] == "CLI-CONFIRM"


def on_a_terminal(shop: Shop, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run `apply` with a terminal on which somebody types no."""
    terminal, its_end = pty.openpty()
    os.write(terminal, b"no\n")
    try:
        return subprocess.run(
            [sys.executable, "-m", "hookline", "apply", *arguments],
            cwd=shop.path,
            stdin=its_end,
            capture_output=True,
            check=False,
        )
    finally:
        os.close(terminal)
        os.close(its_end)


def test_json_does_not_ask(shop: Shop) -> None:
    """A view that no person reads cannot show what is asked about."""
    done = on_a_terminal(shop, "--format", "json")
    assert done.returncode == 64
    (problem,) = json.loads(done.stdout)["diagnostics"]
    assert problem["code"] == "CLI-CONFIRM"
    assert shop.workspace.list("webhook") == []


def test_quiet_apply_shows_what_it_asks_about(shop: Shop) -> None:
    """Nobody is asked about a plan that was not shown."""
    done = on_a_terminal(shop, "-q")
    assert done.returncode == 1
    assert b"+ webhook/signup" in done.stdout
    assert done.stderr.endswith(b"\nType yes to apply: Nothing was written.\n")


@pytest.mark.parametrize("command", [["validate"], ["plan"], ["apply", "--yes"], ["log"]])
def test_verbose_tells_what_is_read_and_where(shop: Shop, command: list[str]) -> None:
    """With `-v` stderr names repository, commit, configuration and target; stdout stays."""
    quiet = shop.hookline("plan").out
    told = shop.hookline(*command, "-v").err
    assert f"repository: {shop.path}\n" in told
    assert f"configuration: hookline.yaml of {shop.repository.head[:7]}\n" in told
    if command != ["log"]:
        assert "definitions: 2 in 2 files\n" in told
    if command != ["validate"]:
        assert "target: local (embedded:.hookline/local.db)\n" in told
    if command[0] in ("plan", "apply"):
        assert "workspace id: " in told
    if command == ["plan"]:
        assert shop.hookline("plan", "-v").out == quiet
        assert "configuration: hookline.yaml of the working tree\n" in (
            shop.hookline("plan", "-v", "--worktree", "--format", "json").err
        )


def test_narrowed_run_does_not_claim_that_all_matches(shop: Shop) -> None:
    """What was left out is said after the run too, and the next plan shows it."""
    done = shop.hookline("apply", "--yes", "signup")
    head = shop.repository.head[:7]
    assert done.out.endswith(f" local does not match {head} yet: 1 webhook left out.\n")
    assert "webhook/invoice-paid" in shop.hookline("plan").out
