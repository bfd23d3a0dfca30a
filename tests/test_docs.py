"""The reference pages name everything there is, and nothing else.

What they show of plans are golden files. After one of those has changed, run with
HOOKLINE_UPDATE_CASES=1 to bring the pages up to date.
"""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest

from hookline import shipped
from hookline.cli.main import COMMANDS, LazyGroup
from hookline.model.change import Action
from hookline.model.document import SourceFile
from hookline.model.errors import HooklineError
from hookline.model.settings import Guards, Settings, StateSettings, Target
from hookline.report.status import Status
from hookline.stages.load import load
from hookline.stages.validate import validate
from tests.support.golden import compare
from tests.support.webhooks import webhook_table

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
CONFIGURATION = DOCS / "configuration.md"
DEFINITIONS = DOCS / "definitions.md"
PLANS = DOCS / "plans.md"
GOLDEN = ROOT / "tests" / "cases" / "valid"

SHOWN = re.compile(r"(<!-- from (\S+) -->\n```console\n)(.*?)(```\n)", re.DOTALL)
"""A golden file on a page: what marks it, its path, what is shown of it, and the end."""

SCHEMA: Any = shipped.read_schema("engine-11/webhook.definition.schema.json")
PARTS = SCHEMA["properties"]
"""The parts of a definition."""

TARGETS = ("staging", "production")
"""The targets that the definitions on the page may name."""


def code_on(page: Path) -> list[str]:
    """Give what stands on a page as code within a sentence or a table."""
    text = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    return re.findall(r"`([^`\n]+)`", text)


def options_of(*commands: str) -> set[str]:
    """Give the options that these commands take."""
    group = LazyGroup()
    found = (group.get_command(click.Context(group), name) for name in commands)
    return {option for each in found if each for param in each.params for option in param.opts}


def test_every_setting_is_on_the_page() -> None:
    """A setting that a file may hold is explained, and so is each part of it."""
    page = CONFIGURATION.read_text(encoding="utf-8")
    names = [each.name for each in fields(Settings)]
    names += [each.name for each in fields(Target) if each.name != "name"]
    names += [f"guards.{each.name}" for each in fields(Guards)]
    names += [f"state.{each.name}" for each in fields(StateSettings)]
    parents = {"guards", "state"}
    assert [name for name in names if f"`{name}" not in page and name not in parents] == []


def test_every_exit_code_is_on_the_page() -> None:
    """What an error of ours ends with can be looked up."""
    page = CONFIGURATION.read_text(encoding="utf-8")
    codes = {kind.exit_code for kind in HooklineError.__subclasses__()} | {0, 2, 70}
    assert [code for code in sorted(codes) if f"| {code} |" not in page] == []


@pytest.mark.parametrize("page", [DEFINITIONS, PLANS], ids=lambda page: page.stem)
def test_shown_output_is_that_of_a_scenario(page: Path) -> None:
    """Whatever a page shows of a terminal is what a golden file holds, to the letter."""
    text = page.read_text(encoding="utf-8")
    assert len(SHOWN.findall(text)) == text.count("```console") > 0
    compare(page, SHOWN.sub(lambda found: found[1] + golden(found[2]) + found[4], text))


def golden(path: str) -> str:
    """Give what a golden file holds."""
    return (ROOT / path).read_text(encoding="utf-8")


def test_words_of_plans_are_those_that_plans_use() -> None:
    """Each cause and each obstacle that the page explains stands so in the plan of a scenario."""
    plans = [path.read_text(encoding="utf-8") for path in GOLDEN.glob("*/plan.txt")]
    said = " ".join(" ".join(plans).split())
    words = [each for each in code_on(PLANS) if re.match(r"(blocked|drift|conflict): ?", each)]
    assert len(words) > 5
    assert [each for each in words if each not in said] == []


def test_example_definitions_are_valid() -> None:
    """Each definition on the page can be copied: it has no problem, not even a warning."""
    page = DEFINITIONS.read_text(encoding="utf-8")
    examples = re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert examples
    for example in examples:
        documents, unread = load([SourceFile("webhooks/a.yaml", example.encode())])
        allowed = ("HOOKLINE_SECRET_*",)
        found, problems = validate(documents, webhook_table(), SCHEMA, allowed, TARGETS)
        assert found
        assert [*unread, *problems] == []


def test_every_property_is_on_the_page() -> None:
    """The table has each property in its section, and says whether null clears it."""
    rows = re.findall(
        r"^\| `(\w+)` \| `(\w+)` \| .* \| (yes )?\|$",
        DEFINITIONS.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    wanted = [
        (name, section, "yes " if "null" in each["type"] else "")
        for section in ("webhook", "access")
        for name, each in PARTS[section]["properties"].items()
    ]
    assert rows == wanted


def test_pages_name_only_keys_that_exist() -> None:
    """What looks like a key is a property, a part of a definition, or a setting."""
    properties = {name for part in ("webhook", "access") for name in PARTS[part]["properties"]}
    settings = {each.name for kind in (Settings, Target) for each in fields(kind)}
    values = {"flow_record", "created_by"}
    codes = [each for page in (DEFINITIONS, PLANS) for each in code_on(page)]
    named = {key for code in codes for key in re.findall(r"[a-z]+_[a-z_]+|^[a-z]+(?=:$)", code)}
    assert {"targets", "key_version", "on_drift"} <= named
    assert named - (properties | PARTS.keys() | settings | values) == set()


def test_pages_name_only_options_that_exist() -> None:
    """An option on a page is one of the command it stands with, else of one that plans."""
    for page in (DEFINITIONS, PLANS):
        for code in code_on(page):
            command = re.match(r"hookline (\w+)", code)
            assert command is None or command[1] in COMMANDS, code
            known = options_of(command[1]) if command else options_of("plan")
            assert set(re.findall(r"(?<!\S)--?[a-zA-Z][a-z-]*", code)) <= known, code


def test_every_option_of_a_plan_is_on_the_page() -> None:
    """Whatever decides what is planned is explained; what all commands take is not repeated."""
    options = options_of("plan") - options_of("log")
    named = {word for code in code_on(PLANS) for word in code.split()}
    assert len(options) > 10
    assert options - named == set()


def test_every_sign_and_status_is_on_the_page() -> None:
    """A reader can look up each sign of a plan and each word of a status."""
    page = PLANS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(.)` \| (\w+) \|", page, re.MULTILINE)
    assert rows == [(action.symbol, action.value) for action in Action]
    assert [each for each in Status if f"\n| {each} | " not in page] == []


def test_links_of_pages_lead_somewhere() -> None:
    """Each link between the pages names a page that is there, and a heading that is on it."""
    for page in DOCS.glob("*.md"):
        for path, heading in re.findall(
            r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text(encoding="utf-8")
        ):
            goal = page.parent / path if path else page
            assert goal.exists(), f"{page.name}: {path}"
            headings = re.findall(r"^#+ (.*)$", goal.read_text("utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}
            assert not heading or heading in anchors, f"{page.name}: {path}#{heading}"
