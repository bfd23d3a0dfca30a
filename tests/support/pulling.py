"""Webhooks that are changed by hand, and what a pull then leaves in the working tree."""

import json

from hookline.model.values import JSON
from tests.cli.conftest import Shop


def flow(shop: Shop, name: str) -> str:
    """Give the id of a flow."""
    found = shop.workspace.by_name("flow", name)
    assert found is not None
    return found.id


def make_webhook(shop: Shop, name: str, **values: JSON) -> str:
    """Make a webhook by hand in the workspace, and give its id."""
    given = {"name": name, "flow_id": flow(shop, "billing"), **values}
    return shop.workspace.create("webhook", given, "by hand").id


def set_by_hand(shop: Shop, name: str, /, **values: JSON) -> None:
    """Change a webhook as a colleague would."""
    found = shop.workspace.by_name("webhook", name)
    assert found is not None
    shop.workspace.update("webhook", found.id, values, "by hand")


def changed_files(shop: Shop) -> set[str]:
    """Give what git sees as changed or new in the working tree."""
    listed = shop.repository.git("status", "--porcelain", "--untracked-files=all")
    return {line[3:] for line in listed.splitlines()}


def read(shop: Shop, path: str) -> str:
    """Give the text of a file, line ends as they are."""
    return (shop.path / path).read_bytes().decode()


def plan_actions(shop: Shop) -> list[str]:
    """Commit the working tree, plan it, and give what the plan would do."""
    shop.repository.commit("Pull", {})
    answer = shop.hookline("plan", "--format", "json")
    shown = json.loads(answer.out)
    assert answer.code == 0, answer
    return [change["action"] for change in shown["changes"]]
