"""`hookline status`, against a real repository and an embedded workspace."""

import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import CONFIG, PAID, SIGNUP, Shop

MODES = [(), ("--format", "json"), ("-q", "--color", "always")]


def _synced(shop: Shop) -> None:
    shop.hookline("apply", "--yes")


def _pending(shop: Shop) -> None:
    _synced(shop)
    shop.commit("Rework", {"webhooks/billing.yaml": PAID.replace("billing", "onboarding")})


def _drifted(shop: Shop) -> None:
    _synced(shop)
    _by_hand(shop, description="By hand.")


def _kept(shop: Shop) -> None:
    _drifted(shop)
    shop.commit("Keep drift", {"hookline.yaml": CONFIG.replace("true", "true, on_drift: keep")})


def _conflict(shop: Shop) -> None:
    _drifted(shop)
    shop.commit("Say more", {"webhooks/onboarding.yaml": SIGNUP.replace("account", "login")})


def _unmanaged(shop: Shop) -> None:
    shop.workspace.create("webhook", {"name": "signup", "flow_name": "billing"}, "by hand")


def _refused(shop: Shop) -> None:
    _synced(shop)
    first = PAID.replace("invoice-paid", "a"), PAID.replace("invoice-paid", "b")
    protected = CONFIG.replace("true", 'true, protect: ["*"]')
    shop.commit(
        "Replace",
        {"webhooks/billing.yaml": "---\n".join(first), "hookline.yaml": protected},
    )


def _by_hand(shop: Shop, **values: str) -> None:
    record = shop.workspace.by_name("webhook", "signup")
    assert record is not None
    shop.workspace.update("webhook", record.id, values, "by hand")


@pytest.mark.parametrize(
    ("happened", "code", "detailed"),
    [
        (_synced, 0, 0),
        (_pending, 0, 2),
        (_drifted, 0, 2),
        (_kept, 0, 0),
        (_conflict, 3, 3),
        (_unmanaged, 3, 3),
        (_refused, 3, 3),
    ],
)
def test_exit_codes(shop: Shop, happened: Callable[[Shop], None], code: int, detailed: int) -> None:
    """The code says how the target stands, the same in every view, and each view is whole."""
    happened(shop)
    for mode in MODES:
        assert shop.hookline("status", *mode).code == code
        answer = shop.hookline("status", "--detailed-exitcode", *mode)
        assert answer.code == detailed
        assert answer.out.endswith("\n")
        if "json" in mode:
            assert json.loads(answer.out)["target"] == "local"
        else:
            assert "local is " in answer.out.splitlines()[0]


SECOND = "webhooks/onboarding.yaml:1"
"""What stands between a webhook and a reason that takes a line of its own."""


@pytest.mark.parametrize(
    ("happened", "verdict", "line"),
    [
        (_pending, "1 pending, 1 synced.", "pending invoice-paid flow_name ("),
        (_drifted, "1 drifted, 1 synced.", "drifted signup description"),
        (_kept, "1 drifted, 1 synced.", f"drifted signup {SECOND} left: description"),
        (_conflict, "1 conflict, 1 synced.", "conflict signup description, on both sides"),
        (
            _unmanaged,
            "1 unmanaged, 1 pending.",
            f"unmanaged signup {SECOND} nobody manages it yet: --adopt signup",
        ),
    ],
)
def test_what_stands_in_the_first_lines(
    shop: Shop, happened: Callable[[Shop], None], verdict: str, line: str
) -> None:
    """The verdict with its counts comes first, and then what matters most."""
    happened(shop)
    first, _, *rest = shop.hookline("status").out.splitlines()
    assert first == f"local is not in sync with {shop.repository.head[:7]}: {verdict}"
    assert " ".join(" ".join(rest[:2]).split()).startswith(line)


def test_in_sync_is_one_line(shop: Shop) -> None:
    """A target that agrees with git is told in a line; with `-v` its webhooks are listed."""
    _synced(shop)
    head = shop.repository.head[:7]
    assert shop.hookline("status").out == f"local is in sync with {head}: 2 synced.\n"
    shown = shop.hookline("status", "-v").out
    assert shown.count("  synced  ") == 2
    assert "webhooks/billing.yaml:1" in shown


def test_a_webhook_that_nobody_defines_is_named(shop: Shop) -> None:
    """It is listed and changes neither the verdict nor the code."""
    _synced(shop)
    shop.workspace.create("webhook", {"name": "clicked", "flow_name": "billing"}, "by hand")
    answer = shop.hookline("status", "--detailed-exitcode")
    assert answer.code == 0
    assert answer.out.endswith("2 synced.\nUnmanaged, and left alone: clicked.\n")
    (theirs,) = json.loads(shop.hookline("status", "--format", "json").out)["unmanaged"]
    assert theirs["name"] == "clicked"


def test_the_last_line_is_a_command_that_works(shop: Shop) -> None:
    """What would be done is shown by a command that can be pasted."""
    _pending(shop)
    last = shop.hookline("status", "-C", "webhooks", "--worktree").out.splitlines()[-1]
    command = "hookline plan --target local -C webhooks --worktree"
    assert last == f"What would be done: {command}"
    assert shop.hookline(*command.split()[1:]).code == 0


def test_offline_reads_no_workspace(shop: Shop) -> None:
    """Compared with what was applied last, drift is not seen, and the verdict says so."""
    _drifted(shop)
    (shop.path / ".hookline" / "local.db").unlink()
    answer = shop.hookline("status", "--offline")
    assert answer.code == 0
    assert answer.out.startswith("Offline, live was not read: local is in sync with ")


def test_status_writes_nothing(shop: Shop) -> None:
    """Neither the workspace nor the repository is touched."""
    _pending(shop)
    database = (shop.path / ".hookline" / "local.db").read_bytes()
    refs = shop.repository.git("for-each-ref")
    shop.hookline("status")
    assert (shop.path / ".hookline" / "local.db").read_bytes() == database
    assert shop.repository.git("for-each-ref") == refs
