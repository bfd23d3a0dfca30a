"""The trash where names stay taken, and the two people who share a file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hookline.workspace.embedded import EmbeddedWorkspace
from hookline.workspace.switches import DeletedNames, Switches
from tests.support.engine import Asking

PLAIN = {"plain": "true"}
BY_NAME = {"by": "name", **PLAIN}


@pytest.fixture
def keeping(tmp_path: Path) -> Asking:
    """Give a way to ask a workspace whose trash keeps names."""
    switches = Switches(DeletedNames.TAKEN)
    return Asking(EmbeddedWorkspace(tmp_path / "local.db", switches=switches))


def test_taken_name_refuses_a_create_with_the_id(keeping: Asking) -> None:
    """A create with a name of the trash is refused, and says which record has the name."""
    gone = keeping.made("webhook", name="signup")
    keeping("DELETE", f"webhook/{gone['id']}")
    status, body = keeping("POST", "webhook", {"name": " signup "})
    assert (status, body["id"], body["field"]) == (409, gone["id"], "name")
    assert body["error"] == f"name: the webhook {gone['id']} in the trash is called 'signup'"
    assert keeping.made("flow", name="signup")


def test_taken_name_refuses_a_rename_with_the_id(keeping: Asking) -> None:
    """A rename to a name of the trash is refused; a change that keeps the name is none."""
    gone = keeping.made("webhook", name="signup")
    keeping("DELETE", f"webhook/{gone['id']}")
    other = keeping.made("webhook", name="sign-up")
    status, body = keeping.patched(other, name="signup")
    assert (status, body["id"]) == (409, gone["id"])
    assert keeping.patched(other, name="sign-up", description="x")[0] == 200


def test_taken_name_is_answered_by_its_deleted_record(keeping: Asking) -> None:
    """A read by name finds the record in the trash, which says that it is deleted."""
    gone = keeping.made("webhook", name="signup")
    keeping("DELETE", f"webhook/{gone['id']}")
    status, found = keeping("GET", "webhook/signup", query=BY_NAME)
    assert (status, found["id"], found["is_deleted"]) == (200, gone["id"], True)
    assert keeping("GET", "webhook", query=PLAIN) == (200, [])
    assert keeping("DELETE", "webhook/signup", query={"by": "name"})[0] == 404


def test_permanent_delete_frees_a_taken_name(keeping: Asking) -> None:
    """What is not in the trash any more holds no name."""
    gone = keeping.made("webhook", name="signup")
    keeping("DELETE", f"webhook/{gone['id']}")
    keeping("DELETE", f"webhook/{gone['id']}", query={"permanently": "true"})
    assert keeping("GET", "webhook/signup", query=BY_NAME)[0] == 404
    assert keeping.made("webhook", name="signup")["id"] != gone["id"]


def test_newest_of_the_trash_stands_for_a_name(tmp_path: Path) -> None:
    """Of two deleted records of one name the one that was deleted last is answered."""
    path = tmp_path / "local.db"
    moments = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(9))
    free = Asking(EmbeddedWorkspace(path, now=lambda: next(moments)))
    first, second = free.made("webhook", name="a"), free.made("webhook", name="b")
    assert free.patched(second, name="c")[0] == 200
    free("DELETE", f"webhook/{second['id']}")
    free("DELETE", f"webhook/{first['id']}")
    third = free.made("webhook", name="a")
    free("DELETE", f"webhook/{third['id']}")
    keeping = Asking(EmbeddedWorkspace(path, switches=Switches(DeletedNames.TAKEN)))
    assert keeping("GET", "webhook/a", query=BY_NAME)[1]["id"] == third["id"]
    assert keeping("GET", "webhook/c", query=BY_NAME)[1]["id"] == second["id"]


def test_two_people_share_one_file(tmp_path: Path) -> None:
    """Each workspace over a file asks in the name of its user, who is met with the first write."""
    path = tmp_path / "local.db"
    ours, carols = EmbeddedWorkspace(path), EmbeddedWorkspace(path, user="carol")
    made = Asking(ours, ours.user).made("webhook", name="signup")
    _, changed = Asking(carols, carols.user).patched(made, description="x")
    assert changed["created_by"] == made["created_by"] != changed["modified_by"]
    ask = Asking(ours)
    assert ask("GET", f"user/{made['created_by']}", query=PLAIN)[1]["name"] == "local"
    assert ask("GET", f"user/{changed['modified_by']}", query=PLAIN)[1]["name"] == "carol"
    assert ask("GET", "user/carol", query=BY_NAME)[1]["id"] == changed["modified_by"]
