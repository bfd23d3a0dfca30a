"""The reference pages name everything there is."""

from dataclasses import fields
from pathlib import Path

from hookline.model.errors import HooklineError
from hookline.model.settings import Guards, Settings, StateSettings, Target

CONFIGURATION = Path(__file__).parents[1] / "docs" / "configuration.md"


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
