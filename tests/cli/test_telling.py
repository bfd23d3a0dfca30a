import json

from tests.cli.conftest import PAID, SIGNUP, Shop

OPEN = SIGNUP.replace("  require_login: true\n", "")
IDLE = PAID + "  is_productive: false\naccess: {is_enabled: true, require_login: true}\n"


def two_warnings(shop: Shop) -> None:
    """Commit two definitions that `validate` warns about, each in another way."""
    shop.commit("Open up", {"webhooks/onboarding.yaml": OPEN, "webhooks/billing.yaml": IDLE})


def test_warnings_about_definitions_are_counted_beside_a_plan(shop: Shop) -> None:
    """What the changes say themselves does not bury them, and the command shows all of it."""
    two_warnings(shop)
    for command in ("plan", "status"):
        assert shop.hookline(command).err == (
            "2 warnings about definitions: hookline validate\n"
        ), command
    assert "asks for neither a key nor a login" in shop.hookline("plan").out
    assert shop.hookline("plan", "-q").err == ""
    shown = shop.hookline("validate").out
    assert ("SEC-OPEN" in shown, "POL-DEVMODE" in shown) == (True, True)


def test_other_warnings_stay_beside_the_count(shop: Shop) -> None:
    """What no change says is shown whole."""
    shop.commit("Open up", {"webhooks/onboarding.yaml": ("\ufeff" + OPEN).encode()})
    told = shop.hookline("plan").err
    assert "note[FIL-BOM]" in told
    assert told.endswith("\n\n1 warning about definitions: hookline validate\n")


def test_json_keeps_every_warning(shop: Shop) -> None:
    """A program counts for itself."""
    two_warnings(shop)
    for command in ("plan", "status"):
        answer = shop.hookline(command, "--format", "json")
        codes = {each["code"] for each in json.loads(answer.out)["diagnostics"]}
        assert (codes, answer.err) == ({"SEC-OPEN", "POL-DEVMODE"}, "")


def test_the_command_reads_what_was_planned(shop: Shop) -> None:
    """Pasted as it is, it warns about the same definitions, from the same folder."""
    two_warnings(shop)
    head = shop.repository.head[:7]
    planned = shop.hookline("plan", "-C", "webhooks", "--commit", "main", "--out", "a.json")
    assert planned.err == (
        "2 warnings about definitions: hookline validate -C webhooks --commit main\n"
    )
    told = f"2 warnings about definitions: hookline validate --commit {head}\n"
    assert shop.hookline("show", "webhooks/a.json").err == told
    assert told in shop.hookline("apply", "webhooks/a.json").err
    told = "2 warnings about definitions: hookline validate --worktree\n"
    assert shop.hookline("apply", "--yes", "--worktree").err.endswith(told)
