from dataclasses import replace

from hookline.model.edits import Found, Pulling
from hookline.stages.pull.matching import match
from tests.support.webhooks import LOCAL, applied, definition, webhook_table


def matched(defined: list[str], live: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    """Match by names; ids → names of what is live and of what was applied.

    Gives for each definition the webhook that it got, or the reason why it may not have it; one
    without a definition stands under its id.
    """
    pulling = Pulling(LOCAL, applied={i: applied(i, name, {}) for i, name in before.items()})
    found = [Found(name, {"name": name}, id=i) for i, name in live.items()]
    texts = [f"webhook: {{name: {name}, flow_name: f}}" for name in defined]
    definitions = [definition(text, f"webhooks/{n}.yaml") for n, text in enumerate(texts)]
    pairs, strangers = match(definitions, found, pulling, webhook_table())
    given = {
        pair.definition.name: pair.reason or (pair.found.id if pair.found else None) or "nothing"
        for pair in pairs
    }
    return given | {each.id or "": "stranger" for each in strangers}


def test_names_decide_where_nothing_was_applied() -> None:
    """A definition gets the webhook of its name, and what no definition names is a stranger."""
    assert matched(["a", "b"], {"1": "a", "2": "c"}, {}) == {
        "a": "1",
        "b": "nothing",
        "2": "stranger",
    }


def test_an_id_decides_where_something_was_applied() -> None:
    """A webhook that was applied stays with its definition under a new name."""
    assert matched(["a"], {"1": "z"}, {"1": "a"}) == {"a": "1"}


def test_a_record_that_is_gone_leaves_its_name_free() -> None:
    """A webhook that was made again has the name and another id."""
    assert matched(["a"], {"2": "a"}, {"1": "a"}) == {"a": "2"}


def test_swapped_names_are_left_alone() -> None:
    """Which of the two definitions is meant is for a person to say."""
    found = matched(["a", "b"], {"1": "b", "2": "a"}, {"1": "a", "2": "b"})
    assert found["a"].startswith("it is called b in the workspace")
    assert found["b"].startswith("it is called a in the workspace")


def test_a_name_that_another_definitions_webhook_took_is_no_match() -> None:
    """A webhook that was applied from one definition is not given to another."""
    found = matched(["a", "b"], {"1": "b"}, {"1": "a"})
    assert found["a"].startswith("it is called b in the workspace")
    assert found["b"] == "its name belongs to the webhook that a was applied to"


def test_a_webhook_whose_definition_is_gone_is_free_for_another() -> None:
    """A definition may take over the webhook of one that was removed, by its name."""
    assert matched(["b"], {"1": "b"}, {"1": "a"}) == {"b": "1"}


def test_a_declared_rename_leads_to_the_old_name() -> None:
    """The old name counts only while no definition and no webhook has it or the new one."""

    def found(live: list[str], *others: str) -> tuple[str | None, bool]:
        texts = [f"webhook: {{name: {name}, flow_name: f}}" for name in ("new", *others)]
        first, *rest = [definition(text, f"w/{n}.yaml") for n, text in enumerate(texts)]
        definitions = [replace(first, renamed_from="old"), *rest]
        webhooks = [Found(name, {}, id=name) for name in live]
        (made, *_), _ = match(definitions, webhooks, Pulling(LOCAL), webhook_table())
        return made.found.name if made.found else None, made.keeps_name

    assert found(["old"]) == ("old", True)
    assert found(["old", "new"]) == ("new", False)
    assert found(["old"], "old") == (None, False)
