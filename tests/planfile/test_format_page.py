"""The page on the format of saved plans says what is so."""

import hashlib
import json
import re
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import get_args

from hookline.cli.plan_file import HOURS, MOST_HOURS
from hookline.model.change import Change
from hookline.model.codes import Code
from hookline.model.saved_plan import FORMAT_VERSION, SavedPlan
from hookline.planfile.form import seal, write_plan
from tests.model.test_noun_form import NOUNS
from tests.support.plans import LATER, NOW, SMALL

SOURCE = Path(__file__).parents[2] / "src" / "hookline"
CHECKS = [SOURCE / "pipeline" / name for name in ("saved.py", "looking.py")]
PAGE = (Path(__file__).parents[2] / "docs" / "plan-format.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """Give the cells of the table of the page that begins with `heading`."""
    table = PAGE.split(f"| {heading} |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]


def words(cell: str) -> list[str]:
    """Give what a cell shows as code."""
    return re.findall(r"`([^`]+)`", cell)


def test_the_file_has_the_keys_on_the_page() -> None:
    """The file holds exactly what the page describes."""
    form = json.loads(write_plan(seal(SMALL, NOW, LATER, "5c", "0.1.0")))
    assert {key for cell, _ in rows("key of the file") for key in words(cell)} == form.keys()
    assert form["format_version"] == FORMAT_VERSION
    assert f"version {FORMAT_VERSION};" in PAGE


def test_every_noun_of_a_plan_is_on_the_page_with_its_fields() -> None:
    """Who adds a field to a noun says so here, and thinks of the version of the format."""
    told = {noun: words(cell) for noun, cell in rows("noun")}
    made = {
        noun.__name__: ["action"] * (noun in get_args(Change))
        + [field.name for field in fields(noun)]
        for noun in NOUNS
        if noun is not SavedPlan
    }
    assert told == made


def test_every_code_of_saved_plans_is_on_the_page() -> None:
    """What refuses a plan can be looked up."""
    told = [code for cell, *_ in rows("code") for code in words(cell)]
    given = "".join(
        module.read_text("utf-8") for module in [*SOURCE.glob("planfile/*.py"), *CHECKS]
    )
    assert set(told) == {Code[name].value for name in re.findall(r"Code\.([A-Z_]+)", given)}


def test_the_command_on_the_page_gives_the_digest(tmp_path: Path) -> None:
    """Anybody can check a plan without Hookline."""
    saved = seal(SMALL, NOW, LATER, "5c", "0.1.0")
    (tmp_path / "plan.json").write_bytes(write_plan(saved))
    command = PAGE.split("```sh\n")[1].split("```")[0].split(" | ")[0]
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, check=True)
    assert hashlib.sha256(done.stdout).hexdigest() == saved.digest


def test_the_page_tells_how_long_a_plan_lasts() -> None:
    """The default and the most are those of the option."""
    assert f"It lasts {HOURS} hours, or `--expires-in HOURS`, at most {MOST_HOURS // 24} days." in (
        PAGE
    )
