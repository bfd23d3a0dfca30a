"""`hookline log`, against a real repository and an embedded workspace."""

import json

import pytest

from tests.cli.conftest import PAID, SIGNUP, Shop

MANY = 14


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """Give a shop that created two webhooks, renamed one, and then created many."""
    shop.hookline("apply", "--yes")
    renamed = SIGNUP.replace("name: signup", "name: sign-up") + "renamed_from: signup\n"
    shop.commit("Rename", {"webhooks/onboarding.yaml": renamed})
    assert shop.hookline("apply", "--yes").code == 0
    many = [PAID.replace("invoice-paid", f"many-{number:02}") for number in range(MANY)]
    shop.commit("Many", {"webhooks/many.yaml": "---\n".join(many)})
    assert shop.hookline("apply", "--yes").code == 0
    return shop


def test_log_of_one_webhook_follows_its_names(busy: Shop) -> None:
    """The old name finds the whole story of a webhook, and nothing of the others."""
    for name in ("signup", "sign-up"):
        out = busy.hookline("log", name).out
        assert "> webhook/sign-up  renamed" in out
        assert "+ webhook/signup  created" in out
        assert out.count("run ") == 2
        assert "invoice-paid" not in out


def test_log_of_globs(busy: Shop) -> None:
    """Several names, globs among them, are shown together."""
    shown = json.loads(busy.hookline("log", "many-0*", "invoice-paid", "--format", "json").out)
    many, first = ([each["address"] for each in run["outcomes"]] for run in shown["runs"])
    assert many == [f"webhook/many-0{number}" for number in range(10)]
    assert first == ["webhook/invoice-paid"]
    assert [run["number"] for run in shown["runs"]] == [3, 1]


def test_a_big_run_does_not_flood(busy: Shop) -> None:
    """Of many outcomes the first are shown and the rest is counted; -v and JSON have all."""
    out = busy.hookline("log", "-n", "1").out
    assert out.count("webhook/many-") == 10
    assert out.endswith("  and 4 more (hookline log -v --target local)\n")
    assert f"{MANY} created" in out
    assert busy.hookline("log", "-v", "-n", "1").out.count("webhook/many-") == MANY
    shown = json.loads(busy.hookline("log", "-n", "1", "--format", "json").out)
    assert len(shown["runs"][0]["outcomes"]) == MANY


def test_many_runs_do_not_flood(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many runs the newest are shown, and the last line says how to see the others."""
    monkeypatch.setattr("hookline.cli.log.MOST_RUNS", 1)
    shop.hookline("apply", "--yes")
    assert "earlier" not in shop.hookline("log").out
    shop.commit("Say more", {"webhooks/onboarding.yaml": SIGNUP.replace("account", "login")})
    shop.hookline("apply", "--yes")
    out = shop.hookline("log").out
    assert out.endswith("\nThere are earlier runs: hookline log -v --target local, or -n NUMBER\n")
    assert "There are earlier runs" not in shop.hookline("log", "-n", "1").out
    assert shop.hookline("log", "-v").out.count("run ") == 2
    assert len(json.loads(shop.hookline("log", "--format", "json").out)["runs"]) == 2


def test_a_name_that_no_run_knows(busy: Shop) -> None:
    """A slip of the finger is answered with the nearest name."""
    answer = busy.hookline("log", "invoice-payd")
    assert answer.code == 1
    assert "error[PLN-NAME] no run touched a webhook called invoice-payd" in answer.err
    assert "did you mean invoice-paid?" in answer.err
