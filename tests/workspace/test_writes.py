from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hookline.workspace.embedded import EmbeddedWorkspace
from tests.support.engine import Asking

PLAIN = {"plain": "true"}


def test_new_webhook_is_disabled_and_in_no_project(ask: Asking) -> None:
    """A webhook that says only its name is disabled, needs no login or key, and has no place."""
    webhook = ask.made("webhook", name="signup")
    assert not webhook["is_enabled"]
    assert not webhook["require_login"]
    assert not webhook["is_key_required"]
    assert webhook["project_id"] is None
    assert webhook["bundle_id"] is None


def test_server_sets_what_is_its_own(ask: Asking) -> None:
    """An answer names its type, its workspace and the address that calls the webhook."""
    flow = ask.made("flow", name="f1")
    webhook = ask.made("webhook", name="sign up/now")
    assert webhook["record_type"] == webhook["resource_type"] == "WEBHOOK"
    assert webhook["identity_type"] == "WEBHOOK"
    assert webhook["workspace_id"] == flow["workspace_id"]
    assert webhook["organization_id"] == flow["organization_id"]
    assert webhook["url"] == "/api/latest/webhook/sign%20up%2Fnow/call"
    assert "url" not in flow


def test_names_are_trimmed(ask: Asking) -> None:
    """Blanks around a name are dropped, and the record is found by the name without them."""
    assert ask.made("webhook", name="  signup\t")["name"] == "signup"
    assert ask("GET", "webhook/signup", query={"by": "name"})[0] == 200


@pytest.mark.parametrize("name", ["", "   ", None, 7, "x" * 129, "nul\0", "\ud800"])
def test_unusable_names_are_refused(ask: Asking, name: str) -> None:
    """A name has 1 to 128 characters that are text and not only blanks."""
    status, body = ask("POST", "webhook", {"name": name})
    assert status == 422
    assert body["field"] == "name"
    assert body["error"].startswith("name: ")


def test_name_of_128_characters_is_taken(ask: Asking) -> None:
    """The longest name is counted in characters, not bytes, and without blanks around it."""
    name = "ü" * 128
    assert ask.made("webhook", name=f" {name} ")["name"] == name


def test_record_without_name_is_refused(ask: Asking) -> None:
    """A POST that names nothing is refused in words that say what is missing."""
    assert ask("POST", "flow", {}) == (422, {"error": "name: a flow needs one", "field": "name"})


def test_names_are_unique_per_record_type(ask: Asking) -> None:
    """A webhook and a flow may have one name, two webhooks may not."""
    ask.made("flow", name="signup")
    webhook = ask.made("webhook", name="signup")
    other = ask.made("webhook", name="other")
    status, body = ask.patched(other, name="signup")
    assert status == 409
    assert "another webhook called 'signup'" in body["error"]
    assert ask.patched(webhook, name="signup")[0] == 200


def test_post_on_an_existing_name_changes_that_record(ask: Asking) -> None:
    """A second POST for a name answers the first record's id, changed, and keeps the rest."""
    first = ask.made("webhook", name="signup", description="old", is_enabled=True)
    second = ask.made("webhook", name="signup", description="new")
    assert second["id"] == first["id"]
    assert second["description"] == "new"
    assert second["is_enabled"]


@pytest.mark.parametrize("parent", ["flow", "project", "bundle"])
def test_names_of_others_are_looked_up(ask: Asking, parent: str) -> None:
    """`flow_name`, `project_name` and `bundle_name` set the id, and are not answered."""
    record = ask.made(parent, name="Onboarding")
    webhook = ask.made("webhook", name="signup", **{f"{parent}_name": "Onboarding"})
    assert webhook[f"{parent}_id"] == record["id"]
    assert f"{parent}_name" not in webhook


@pytest.mark.parametrize("parent", ["flow", "project", "bundle"])
def test_missing_others_are_refused(ask: Asking, parent: str) -> None:
    """A name or an id that belongs to nothing is refused, and nothing is written."""
    gone = ask.made(parent, name="gone")
    ask("DELETE", f"{parent}/{gone['id']}")
    for sent in ({f"{parent}_name": "gone"}, {f"{parent}_id": gone["id"]}):
        status, body = ask("POST", "webhook", {"name": "signup", **sent})
        assert status == 422
        assert body["field"] == next(iter(sent))
        assert f"there is no {parent}" in body["error"]
    assert ask("GET", "webhook", query=PLAIN) == (200, [])


def test_name_and_id_must_agree(ask: Asking) -> None:
    """`flow_name` and `flow_id` of one request must mean the same flow."""
    one, two = ask.made("flow", name="f1"), ask.made("flow", name="f2")
    body = {"name": "signup", "flow_name": "f1"}
    assert ask("POST", "webhook", body | {"flow_id": two["id"]})[0] == 422
    assert ask("POST", "webhook", body | {"flow_id": one["id"]})[0] == 200


def test_project_and_bundle_exclude_each_other(ask: Asking) -> None:
    """A webhook moves from a project to a bundle only when the project is cleared with it."""
    ask.made("project", name="p")
    ask.made("bundle", name="b")
    both: dict[str, Any] = {"name": "signup", "project_name": "p", "bundle_name": "b"}
    assert ask("POST", "webhook", both)[0] == 422
    webhook = ask.made("webhook", name="signup", project_name="p")
    status, body = ask.patched(webhook, bundle_name="b")
    assert status == 422
    assert body["field"] == "bundle_id"
    status, moved = ask.patched(webhook, bundle_name="b", project_id=None)
    assert status == 200
    assert moved["project_id"] is None
    assert moved["bundle_id"]


def test_null_of_a_look_up_clears_the_id(ask: Asking) -> None:
    """`project_name: null` takes a webhook out of its project."""
    ask.made("project", name="p")
    webhook = ask.made("webhook", name="signup", project_name="p")
    assert ask.patched(webhook, project_name=None)[1]["project_id"] is None


def test_readonly_webhook_takes_only_what_clears_the_flag(ask: Asking) -> None:
    """A read-only webhook refuses a change and a delete until a write clears `is_readonly`."""
    webhook = ask.made("webhook", name="signup", is_readonly=True)
    status, body = ask.patched(webhook, description="x")
    assert status == 403
    assert body["error"] == "webhook 'signup' is read-only"
    assert ask("DELETE", f"webhook/{webhook['id']}")[0] == 403
    status, changed = ask.patched(webhook, description="x", is_readonly=False)
    assert status == 200
    assert changed["description"] == "x"
    assert not changed["is_readonly"]


@pytest.mark.parametrize("parent", ["project", "bundle"])
def test_readonly_parent_makes_its_webhooks_readonly(ask: Asking, parent: str) -> None:
    """No webhook of a read-only project or bundle is made, moved in, changed or deleted."""
    record = ask.made(parent, name="p")
    webhook = ask.made("webhook", name="signup", **{f"{parent}_name": "p"})
    outside = ask.made("webhook", name="outside")
    assert ask("PATCH", f"{parent}/{record['id']}", {"is_readonly": True})[0] == 200
    assert ask.patched(webhook, is_readonly=False)[0] == 403
    assert ask("DELETE", f"webhook/{webhook['id']}")[0] == 403
    assert ask("POST", "webhook", {"name": "new", f"{parent}_name": "p"})[0] == 403
    assert ask.patched(outside, **{f"{parent}_id": record["id"]})[0] == 403
    assert ask("GET", f"webhook/{webhook['id']}", query=PLAIN)[1][f"is_{parent}_readonly"]
    assert ask("PATCH", f"{parent}/{record['id']}", {"is_readonly": False})[0] == 200
    assert ask.patched(webhook, description="x")[0] == 200


def test_key_and_roles_are_never_answered(ask: Asking) -> None:
    """A key shows only in `is_key_required`, which goes when the key is cleared; roles not."""
    webhook = ask.made("webhook", name="signup", key="s3cret", roles=["operator", {"a": 1}])
    assert webhook["is_key_required"]
    assert "s3cret" not in str(webhook)
    assert "roles" not in webhook
    assert not ask.patched(webhook, key=None)[1]["is_key_required"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("is_enabled", "yes", "must be true or false"),
        ("is_enabled", None, "must be true or false, not null"),
        ("description", 1, "must be a text"),
        ("flow_id", "f1", "must be a UUID"),
        ("key", "x" * 129, "has 129 characters, and at most 128 are taken"),
        ("url", "https://example.com", "is set by the workspace and cannot be written"),
        ("is_enabeld", True, "a webhook has no such property"),
    ],
)
def test_values_of_another_type_are_refused(ask: Asking, name: str, value: str, words: str) -> None:
    """A property takes its own type only; what is unknown or the server's is refused."""
    expected = {"error": f"{name}: {words}", "field": name}
    assert ask("POST", "webhook", {"name": "signup", name: value}) == (422, expected)


def test_deleted_record_goes_to_the_trash_and_frees_its_name(ask: Asking) -> None:
    """A deleted record is read by id alone, says who deleted it, and its name is free again."""
    webhook = ask.made("webhook", name="signup")
    assert ask("DELETE", f"webhook/{webhook['id']}") == (204, None)
    gone = ask("GET", f"webhook/{webhook['id']}", query=PLAIN)[1]
    assert gone["is_deleted"]
    assert gone["deleted_at"] is not None
    assert gone["deleted_by"] == webhook["created_by"]
    assert ask("GET", "webhook/signup", query={"by": "name"})[0] == 404
    assert ask("GET", "webhook", query=PLAIN) == (200, [])
    assert ask.made("webhook", name="signup")["id"] != webhook["id"]


def test_trash_takes_no_writes(ask: Asking) -> None:
    """A record in the trash is neither changed nor deleted once more."""
    webhook = ask.made("webhook", name="signup")
    ask("DELETE", f"webhook/{webhook['id']}")
    assert ask.patched(webhook, description="x")[0] == 404
    assert ask("DELETE", f"webhook/{webhook['id']}")[0] == 404


@pytest.mark.parametrize("from_trash", [False, True])
def test_permanent_delete_removes_the_record(ask: Asking, from_trash: bool) -> None:
    """With `permanently` a record is gone for good, whether it was in the trash or not."""
    webhook = ask.made("webhook", name="signup")
    if from_trash:
        ask("DELETE", f"webhook/{webhook['id']}")
    path = f"webhook/{webhook['id']}"
    assert ask("DELETE", path, query={"permanently": "true"}) == (204, None)
    assert ask("GET", path)[0] == 404


def test_record_says_who_changed_it_and_when(tmp_path: Path) -> None:
    """`created_*` stay as they were, `modified_*` follow the last writer, who has a record."""
    moments = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(50))
    workspace = EmbeddedWorkspace(tmp_path / "local.db", now=lambda: next(moments))
    ask = Asking(workspace)
    made = ask.made("webhook", name="signup")
    changed = ask.as_("ada").patched(made, description="x")[1]
    assert changed["created_at"] == made["created_at"]
    assert changed["created_by"] == made["created_by"]
    assert changed["modified_at"] > made["modified_at"]
    who = ask("GET", f"user/{changed['modified_by']}", query=PLAIN)[1]
    assert who["name"] == "ada"
    assert ask("GET", f"user/{made['created_by']}", query=PLAIN)[1]["name"] == "local"


def test_history_keeps_every_commit_message(ask: Asking) -> None:
    """Each change stands in the record's history with its message; the record holds none."""
    webhook = ask.made("webhook", name="signup", commit_message="Add it")
    ask.patched(webhook, description="x", commit_message="Say what it does")
    ask("DELETE", f"webhook/{webhook['id']}")
    status, history = ask("GET", f"webhook/{webhook['id']}/hookline-history")
    assert status == 200
    assert [(entry["action"], entry["commit_message"]) for entry in history] == [
        ("created", "Add it"),
        ("updated", "Say what it does"),
        ("deleted", None),
    ]
    assert {entry["identity"] for entry in history} == {webhook["created_by"]}
    assert "commit_message" not in webhook


def test_refused_change_leaves_no_trace(ask: Asking) -> None:
    """A refused write changes no record, adds no history and meets no new user."""
    webhook = ask.made("webhook", name="signup")
    before = ask("GET", "webhook", query=PLAIN)
    assert ask.as_("ada").patched(webhook, description="x", flow_name="nope")[0] == 422
    assert ask("GET", "webhook", query=PLAIN) == before
    assert len(ask("GET", f"webhook/{webhook['id']}/hookline-history")[1]) == 1
    assert ask("GET", "user/ada", query={"by": "name"})[0] == 404


def test_other_record_types_keep_what_they_are_given(ask: Asking) -> None:
    """A type whose properties are not known here, such as a role, keeps all it is given."""
    role = ask.made("role", name="operator", permissions={"webhook": ["read"]})
    assert role["permissions"] == {"webhook": ["read"]}
    assert role["record_type"] == "ROLE"
