from dataclasses import replace

import pytest

from hookline.model.overlay import exists_on, lay_over, replaced_by
from hookline.model.property import PropertyTable
from hookline.model.values import JSON
from tests.support.webhooks import definition, webhook_table

TABLE = webhook_table()

BASE: dict[str, JSON] = {
    "webhook": {"name": "signup", "flow_name": "f", "project_name": "Onboarding"},
    "access": {"is_enabled": True, "key_version": 1},
}


def over(**sections: JSON) -> dict[str, JSON]:
    """Give the base with these sections laid over it in production."""
    return BASE | {"targets": {"production": sections}}


def test_a_target_without_an_overlay_has_the_sections_as_written() -> None:
    """What is said for one target changes nothing on another."""
    laid = lay_over(over(access={"is_enabled": False}), "staging", TABLE)
    assert laid is not None
    assert {"webhook": laid.webhook, "access": laid.access} == BASE
    assert laid.places == {}


def test_an_overlay_is_laid_over_property_by_property() -> None:
    """A target's value replaces the one of the section or joins it, and its place is known."""
    laid = lay_over(
        over(webhook={"description": "x"}, access={"key_version": 2}), "production", TABLE
    )
    assert laid is not None
    assert laid.webhook == {
        "name": "signup", "flow_name": "f", "project_name": "Onboarding", "description": "x",
    }  # fmt: skip
    assert laid.access == {"is_enabled": True, "key_version": 2}
    assert laid.places == {
        ("webhook", "description"): ("targets", "production", "webhook", "description"),
        ("access", "key_version"): ("targets", "production", "access", "key_version"),
    }


@pytest.mark.parametrize(
    ("laid", "gone"),
    [
        ("bundle_name", "project_name"),
        ("bundle_name", "project_id"),
        ("bundle_id", "project_name"),
        ("project_id", "project_name"),
        ("project_name", "project_id"),
        ("project_name", "bundle_id"),
        ("flow_id", "flow_name"),
        ("flow_name", "flow_id"),
    ],
)
def test_a_property_replaces_what_it_excludes_or_stands_for(laid: str, gone: str) -> None:
    """Where a webhook lies, and what it starts, is said in one way on each target."""
    value: dict[str, JSON] = {
        "webhook": {"name": "signup", "is_readonly": True, gone: "here"},
        "targets": {"production": {"webhook": {laid: "there"}}},
    }
    found = lay_over(value, "production", TABLE)
    assert found is not None
    assert found.webhook == {"name": "signup", "is_readonly": True, laid: "there"}


def test_what_a_property_replaces() -> None:
    """One property is said in several ways, or may not stand beside another; the table knows."""
    replaced = {known.name: list(replaced_by(known.name, TABLE)) for known in TABLE}
    location = ["project_id", "project_name", "bundle_id", "bundle_name"]
    expected = {
        name: sorted(set(location) - {name}, key=list(TABLE.properties).index) for name in location
    }
    expected |= {"flow_id": ["flow_name"], "flow_name": ["flow_id"]}
    assert {name: others for name, others in replaced.items() if others} == expected
    assert list(replaced_by("colour", TABLE)) == []


def test_an_exclusion_counts_both_ways() -> None:
    """Two properties that exclude each other replace each other, whichever of them says so."""
    one = replace(TABLE["roles"], name="one", excludes=("other",))
    other = replace(TABLE["roles"], name="other")
    table = PropertyTable("webhook", 11, {"one": one, "other": other})
    assert list(replaced_by("one", table)) == ["other"]
    assert list(replaced_by("other", table)) == ["one"]


def test_a_null_is_laid_over_like_any_value() -> None:
    """A target can clear what is set elsewhere."""
    value = over(webhook={"description": None}, access={"key": None})
    laid = lay_over(value, "production", TABLE)
    assert laid is not None
    assert laid.webhook["description"] is None
    assert laid.access["key"] is None


def test_the_name_is_the_same_on_every_target() -> None:
    """A name in an overlay is passed over: it tells the webhook from the others."""
    laid = lay_over(over(webhook={"name": "other"}), "production", TABLE)
    assert laid is not None
    assert laid.webhook["name"] == "signup"
    assert laid.places == {}


def test_the_document_is_left_as_it_was() -> None:
    """Laying over changes a copy."""
    value = over(webhook={"bundle_name": "b"})
    lay_over(value, "production", TABLE)
    assert value["webhook"] == BASE["webhook"]


@pytest.mark.parametrize(
    ("only", "target", "there"),
    [
        (["staging", "production"], "production", True),
        (["prod-*"], "prod-eu", True),
        (["prod-*"], "production", False),
        (["Production"], "production", False),
        ([7, "production"], "production", True),
        ([], "production", True),
        ([7], "production", True),
        ([""], "production", True),
        ("staging", "production", True),
        (None, "production", True),
    ],
)
def test_only_names_the_targets(only: JSON, target: str, there: bool) -> None:
    """`only:` holds names and globs; what is not a list of them leaves nothing out."""
    assert (lay_over(BASE | {"only": only}, target, TABLE) is not None) is there


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"webhook": None, "access": 3},
        {"targets": None},
        {"targets": ["production"]},
        {"targets": {"production": None}},
        {"targets": {"production": ["access"]}},
        {"targets": {"production": {"access": "x", "webhook": None, "other": {"a": 1}}}},
    ],
)
def test_what_is_malformed_counts_as_absent(value: dict[str, JSON]) -> None:
    """A document of an old commit may hold anything."""
    laid = lay_over(value, "production", TABLE)
    assert laid is not None
    assert (laid.webhook, laid.access, laid.places) == ({}, {}, {})


def test_a_property_nobody_knows_is_laid_over_by_itself() -> None:
    """A name that the table lacks replaces only itself."""
    laid = lay_over(over(webhook={"colour": "red"}), "production", TABLE)
    assert laid is not None
    assert laid.webhook["colour"] == "red"
    assert laid.webhook["project_name"] == "Onboarding"


def test_a_name_that_looks_like_a_glob_is_one_target() -> None:
    """A target called `[1]` can be named as it is."""
    assert exists_on("[1]", ("[1]",))
    assert not exists_on("2", ("[1]",))


TEXT = """\
    webhook:
      name: signup
      flow_name: one
      project_name: Onboarding
    access:
      is_enabled: true
    targets:
      production:
        webhook: {bundle_name: Extras}
        access:
          require_login: true
    only: [staging, "prod*"]
    """


def test_a_definition_is_the_same_where_nothing_differs() -> None:
    """A target that is not named costs nothing: the definition is given as it is."""
    found = definition(TEXT)
    assert found.on("staging", TABLE) is found
    assert found.on("local", TABLE) is None


def test_a_definition_on_a_target_knows_where_each_value_stands() -> None:
    """A value that a target brought has its place there, and the others keep theirs."""
    found = definition(TEXT).on("production", TABLE)
    assert found is not None
    assert found.webhook == {"name": "signup", "flow_name": "one", "bundle_name": "Extras"}
    assert found.access == {"is_enabled": True, "require_login": True}
    assert str(found.at("webhook", "bundle_name")) == "webhooks/a.yaml:9:28"
    assert str(found.at("access", "require_login")) == "webhooks/a.yaml:11:22"
    assert str(found.at("access", "is_enabled")) == "webhooks/a.yaml:6:15"
    assert found.on("production", TABLE) == found
