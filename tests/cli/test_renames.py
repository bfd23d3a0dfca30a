"""Renames through the command line: the webhook stays the one that it was, for its callers too."""

import json

import pytest

from hookline.model.record import Record
from tests.cli.conftest import CONFIG, PAID, Answer, Shop

KEYED = """\
webhook:
  name: {name}
  flow_name: onboarding
access:
  is_enabled: true
  key: ${{env:HOOKLINE_SECRET_{key}}}
"""
LAX = CONFIG.replace("prune: true", "prune: true, guards: {max_delete_share: 1.0}")


def keyed(name: str, key: str, old: str = "") -> str:
    """Give a definition of an enabled webhook with a key."""
    was = f"renamed_from: {old}\n" if old else ""
    return KEYED.format(name=name, key=key) + was


@pytest.fixture
def shop(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Give a workspace in which a, b and c were applied, each with a key of its own."""
    for key in "ABC":
        monkeypatch.setenv(f"HOOKLINE_SECRET_{key}", f"sesame-{key}")
    files = {f"webhooks/{key.lower()}.yaml": keyed(key.lower(), key) for key in "ABC"}
    gone: dict[str, str | bytes | None] = dict.fromkeys(
        ("webhooks/onboarding.yaml", "webhooks/billing.yaml")
    )
    shop.commit("Begin anew", {**gone, **files, "hookline.yaml": LAX})
    assert shop.hookline("apply", "--yes").code == 0
    return shop


def live(shop: Shop, name: str) -> Record:
    """Give the live webhook of this name."""
    found = shop.workspace.by_name("webhook", name)
    assert found is not None
    return found


def call(shop: Shop, name: str, key: str) -> Answer:
    """Call a webhook as somebody who has nothing but its key."""
    return shop.hookline("workspace", "call", name, "--anonymous", "--key", f"sesame-{key}")


def test_rename_keeps_id_key_and_enabled_flag(shop: Shop) -> None:
    """Whoever has the key gets through before under the old name and afterwards under the new."""
    before = live(shop, "a")
    assert call(shop, "a", "A").code == 0
    shop.commit("Call it alpha", {"webhooks/a.yaml": keyed("alpha", "A")})
    planned = shop.hookline("plan")
    assert "  > webhook/a → webhook/alpha" in planned.out
    assert "callers of /webhook/a/call will get 404" in planned.out
    applied = shop.hookline("apply", "--yes")
    assert applied.code == 0
    assert "> webhook/alpha  renamed" in applied.out
    after = live(shop, "alpha")
    assert (after.id, after.values["is_enabled"]) == (before.id, True)
    assert call(shop, "alpha", "A").code == 0
    assert call(shop, "alpha", "B").code != 0
    assert call(shop, "a", "A").code != 0
    assert shop.hookline("plan").out.startswith("No changes.")


def test_names_go_round_and_every_key_goes_with_its_webhook(shop: Shop) -> None:
    """Three webhooks pass their names on; none of them is made anew."""
    ids = {live(shop, name).id: key for name, key in zip("abc", "ABC", strict=True)}
    turned: dict[str, str | bytes | None] = {
        "webhooks/a.yaml": keyed("b", "A", "a"),
        "webhooks/b.yaml": keyed("c", "B", "b"),
        "webhooks/c.yaml": keyed("a", "C", "c"),
    }
    shop.commit("Pass the names on", turned)
    assert "3 to rename, 0 unchanged." in shop.hookline("plan").out
    assert "3 renamed" in shop.hookline("apply", "--yes").out
    assert {name: ids[live(shop, name).id] for name in "abc"} == {"b": "A", "c": "B", "a": "C"}
    assert [call(shop, name, key).code for name, key in (("b", "A"), ("c", "B"), ("a", "C"))] == [
        0,
        0,
        0,
    ]
    assert shop.hookline("plan").out.startswith("No changes.")


def test_chain_moves_up_and_a_new_one_takes_the_freed_name(shop: Shop) -> None:
    """One webhook takes the name of the next, and a third begins under the name that got free."""
    a, b = live(shop, "a"), live(shop, "b")
    shop.commit(
        "Move up",
        {
            "webhooks/a.yaml": keyed("b", "A", "a"),
            "webhooks/b.yaml": keyed("d", "B", "b"),
            "webhooks/new.yaml": keyed("a", "C"),
        },
    )
    assert "1 to create, 2 to rename, 1 unchanged." in shop.hookline("plan").out
    assert shop.hookline("apply", "--yes").code == 0
    assert (live(shop, "b").id, live(shop, "d").id) == (a.id, b.id)
    assert live(shop, "a").id not in (a.id, b.id)
    assert shop.hookline("plan").out.startswith("No changes.")


def test_spent_declaration_may_stay_in_the_file(shop: Shop) -> None:
    """The line says nothing any more once the rename is recorded, also when the name comes back."""
    shop.commit("Call it alpha", {"webhooks/a.yaml": keyed("alpha", "A", "a")})
    shop.hookline("apply", "--yes")
    shop.commit("A new one under the old name", {"webhooks/again.yaml": keyed("a", "A")})
    planned = shop.hookline("plan")
    assert "+ webhook/a " in planned.out
    assert "1 to create, 3 unchanged." in planned.out


def test_rename_onto_a_strangers_name_is_blocked(shop: Shop) -> None:
    """Nobody's webhook is pushed aside."""
    shop.workspace.create("webhook", {"name": "alpha", "flow_name": "billing"}, "by hand")
    shop.commit("Call it alpha", {"webhooks/a.yaml": keyed("alpha", "A")})
    answer = shop.hookline("apply", "--yes")
    assert answer.code == 3
    told = " ".join(answer.out.split())
    assert 'another webhook is called "alpha" in the workspace: rename or delete that one' in told
    assert live(shop, "a").name == "a"


def test_protected_webhook_is_not_renamed(shop: Shop) -> None:
    """A rename breaks its callers as a delete would."""
    shop.commit("Protect it", {"hookline.yaml": LAX.replace("guards", "protect: [a], guards")})
    shop.commit("Call it alpha", {"webhooks/a.yaml": keyed("alpha", "A")})
    answer = shop.hookline("apply", "--yes")
    assert answer.code == 3
    assert "Refused (protect): a may not be deleted or renamed" in answer.out
    assert live(shop, "a").name == "a"


def test_declared_rename_of_what_nobody_manages_needs_adopt(shop: Shop) -> None:
    """Who says `renamed_from` has not said that a stranger's webhook may be taken over."""
    stranger = shop.workspace.create("webhook", {"name": "old", "flow_name": "onboarding"}, "hand")
    shop.commit("Take it over", {"webhooks/new.yaml": keyed("new", "A", "old")})
    blocked = shop.hookline("apply", "--yes")
    assert blocked.code == 3
    assert "blocked: nobody manages webhook/old, which this one is renamed from" in blocked.out
    assert shop.hookline("apply", "--yes", "--adopt", "old").code == 0
    assert live(shop, "new").id == stranger.id
    assert shop.hookline("plan").out.startswith("No changes.")


def test_renamed_alike_by_hand_in_its_file_is_no_change(shop: Shop) -> None:
    """Git and the workspace agree already; the base learns the name."""
    shop.workspace.update("webhook", live(shop, "a").id, {"name": "alpha"}, "by hand")
    shop.commit("Call it alpha", {"webhooks/a.yaml": keyed("alpha", "A")})
    assert shop.hookline("plan").out.startswith("No changes.")
    assert shop.hookline("apply", "--yes").code == 0
    shop.commit("Drop it", {"webhooks/a.yaml": None})
    assert "- webhook/alpha " in shop.hookline("plan").out


def test_renamed_alike_by_hand_in_another_file_asks_for_the_users_word(shop: Shop) -> None:
    """Across files nobody knows that the new definition is the old webhook."""
    shop.workspace.update("webhook", live(shop, "a").id, {"name": "alpha"}, "by hand")
    shop.commit(
        "Call it alpha", {"webhooks/a.yaml": None, "webhooks/alpha.yaml": keyed("alpha", "A")}
    )
    blocked = shop.hookline("plan")
    assert blocked.code == 3
    told = " ".join(blocked.out.split())
    assert "webhook/a was renamed to this name in the workspace; if git means that one" in told
    assert "say so: --accept-rename a=alpha" in told
    assert "open to anyone" not in told
    assert shop.hookline("plan", "--accept-rename", "a=alpha").out.startswith("No changes.")


def test_move_and_rename_at_once_is_a_rename_when_it_is_accepted(shop: Shop) -> None:
    """Without the user's word it is a delete and a create, and each names the other."""
    a = live(shop, "a")
    shop.commit("Move", {"webhooks/a.yaml": None, "webhooks/x/alpha.yaml": keyed("alpha", "A")})
    doubtful = shop.hookline("plan").out
    assert "1 to create, 1 to delete, 2 unchanged." in doubtful
    assert " ".join(doubtful.split()).count("--accept-rename a=alpha") == 2
    accepted = shop.hookline("plan", "--accept-rename", "a=alpha").out
    assert "1 to rename, 2 unchanged." in accepted
    assert accepted.splitlines()[-1] == (
        "Apply with: hookline apply --target local --accept-rename a=alpha"
    )
    assert shop.hookline("apply", "--yes", "--accept-rename", "a=alpha").code == 0
    assert live(shop, "alpha").id == a.id
    assert call(shop, "alpha", "A").code == 0


@pytest.mark.parametrize(
    ("pair", "code", "told"),
    [
        ("a=zz", 1, 'PLN-RENAME] --accept-rename a=zz: no definition is called "zz"'),
        ("a=b", 1, '"b" is managed already, so it is no new name'),
        ("a=new", 1, '"a" is defined still'),
        ("ghost=new", 1, 'no webhook is called "ghost"'),
        ("a", 64, "write --accept-rename OLD=NEW, once for each webhook"),
        ("=a", 64, "it is no pair of names"),
    ],
)
def test_pair_that_is_none_is_told(shop: Shop, pair: str, code: int, told: str) -> None:
    """A slip in a name must not become a delete and a create."""
    shop.commit("Add one", {"webhooks/new.yaml": keyed("new", "A")})
    answer = shop.hookline("plan", "--accept-rename", pair)
    assert (answer.code, told in " ".join(answer.err.split())) == (code, True)
    assert answer.out == ""


def test_two_that_vanished_from_a_file_are_no_rename(shop: Shop) -> None:
    """Nobody guesses which of them it was; the plan says how to say it."""
    both = f"{keyed('a', 'A')}---\n{keyed('d', 'A')}"
    shop.commit("Put one beside it", {"webhooks/a.yaml": both})
    shop.hookline("apply", "--yes")
    shop.commit("One for both", {"webhooks/a.yaml": keyed("alpha", "A")})
    told = " ".join(shop.hookline("plan").out.split())
    assert "1 to create, 2 to delete, 2 unchanged." in told
    assert "--accept-rename OLD=alpha" in told
    assert "--accept-rename d=alpha" in told


def test_definition_that_begins_to_exist_here_did_not_appear(shop: Shop) -> None:
    """What `only:` kept away from the target was in the file all the time: no rename is seen."""
    elsewhere = f"{keyed('b2', 'B')}only: [staging]\n"
    config = f"{LAX}  staging: {{workspace: 'embedded:.hookline/s.db'}}\n"
    both = f"{keyed('b', 'B')}---\n{elsewhere}"
    shop.commit("One for staging", {"webhooks/b.yaml": both, "hookline.yaml": config})
    shop.hookline("apply", "--yes", "--target", "local")
    shop.commit("For everybody", {"webhooks/b.yaml": keyed("b2", "B")})
    planned = shop.hookline("plan", "--target", "local").out
    assert "1 to create, 1 to delete, 2 unchanged." in planned


def test_definition_that_leaves_this_target_has_not_vanished(shop: Shop) -> None:
    """A webhook that `only:` takes away is removed here, and no other takes its place."""
    config = f"{LAX}  staging: {{workspace: 'embedded:.hookline/s.db'}}\n"
    both = f"{keyed('b', 'B')}only: [staging]\n---\n{keyed('b2', 'B')}"
    shop.commit("Part them", {"webhooks/b.yaml": both, "hookline.yaml": config})
    planned = shop.hookline("plan", "--target", "local").out
    assert "1 to create, 1 to delete, 2 unchanged." in planned


def test_named_run_keeps_what_a_rename_beside_it_is_seen_by(shop: Shop) -> None:
    """A run of one webhook of a file leaves the rename of the other one to be seen."""
    both = f"{keyed('a', 'A')}---\n{keyed('d', 'A')}"
    shop.commit("Put one beside it", {"webhooks/a.yaml": both})
    shop.hookline("apply", "--yes")
    changed = both.replace("name: d", "name: delta").replace(
        "is_enabled: true", "is_enabled: false"
    )
    shop.commit("Change both", {"webhooks/a.yaml": changed})
    assert shop.hookline("apply", "--yes", "a").code == 0
    assert "  > webhook/d → webhook/delta" in shop.hookline("plan").out


def test_rename_is_told_to_programs_too(shop: Shop) -> None:
    """The JSON names both, and the address is the new one."""
    shop.commit("Call it alpha", {"webhooks/a.yaml": keyed("alpha", "A")})
    (change,) = json.loads(shop.hookline("plan", "--format", "json").out)["changes"]
    assert (change["action"], change["address"], change["renamed_from"]) == (
        "rename",
        "webhook/alpha",
        "a",
    )


def test_paid_hook_without_a_key_is_renamed_too(shop: Shop) -> None:
    """A definition in the file of another one is renamed beside it."""
    beside = keyed("a", "A")
    shop.commit("Put one beside it", {"webhooks/a.yaml": f"{beside}---\n{PAID}"})
    shop.hookline("apply", "--yes")
    renamed = PAID.replace("invoice-paid", "paid")
    shop.commit("Shorten", {"webhooks/a.yaml": f"{renamed}---\n{beside}"})
    assert "  > webhook/invoice-paid → webhook/paid" in shop.hookline("plan").out
