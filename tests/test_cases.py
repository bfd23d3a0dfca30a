"""Folders are tests: what `validate` says about the files of each folder below `tests/cases`.

`expected.txt` is what a user reads, and the exit code; a valid case also has the definitions that
were read, in `expected.json`, with what differs on the targets local, staging and production. Run
with HOOKLINE_UPDATE_CASES=1 to write what is said now, and review the difference as a user would.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from hookline import shipped
from hookline.model.definition import Definition
from hookline.model.diagnostics import Diagnostic, Severity, errors_in
from hookline.model.document import SourceFile
from hookline.model.property import PropertyTable
from hookline.report.diagnostics import render_text, summary
from hookline.report.style import Style
from hookline.stages.load import load
from hookline.stages.validate import validate
from hookline.tables.meaning import load_table
from tests.support.golden import compare

CASES = Path(__file__).parent / "cases"
ALLOWED_NAMES = ("HOOKLINE_SECRET_*",)
TARGETS = ("local", "staging", "production")
"""The targets of the configuration that every case is held to."""

CANARY = "canary"
"""Part of every secret in a case; no output may hold it."""


def folders(kind: str) -> list[Path]:
    """Give the case folders of one kind; scenarios have tests of their own."""
    found = sorted(path for path in (CASES / kind).iterdir() if path.is_dir())
    return [path for path in found if not (path / "scenario.yaml").exists()]


@cache
def table() -> PropertyTable:
    """Load the property table that cases are held to."""
    texts = (
        shipped.read_text(f"engine-11/webhook.{part}.yaml") for part in ("table", "amendments")
    )
    return load_table(*texts)


def run(case: Path) -> tuple[tuple[Definition, ...], list[Diagnostic]]:
    """Load and validate the files of a case."""
    files = [
        SourceFile(path.relative_to(case).as_posix(), path.read_bytes())
        for path in sorted(case.rglob("webhooks/**/*.yaml"))
    ]
    secrets = [known.name for known in table() if known.secret]
    schema = shipped.read_schema("engine-11/webhook.definition.schema.json")
    documents, unread = load(files, secrets)
    definitions, invalid = validate(documents, table(), schema, ALLOWED_NAMES, TARGETS)
    return definitions, [*unread, *invalid]


def shown(found: Definition) -> dict[str, object]:
    """Give what a case says of a definition: its place, its sections, and what is not for all."""
    values: dict[str, object] = {
        "at": str(found.location), "webhook": dict(found.webhook), "access": dict(found.access)
    }  # fmt: skip
    for target in TARGETS:
        there = found.on(target, table())
        if there is None:
            values[f"on {target}"] = None
        elif there is not found:
            laid = {"webhook": dict(there.webhook), "access": dict(there.access)}
            values[f"on {target}"] = laid
    return values | ({"renamed_from": found.renamed_from} if found.renamed_from else {})


def told(problems: Sequence[Diagnostic]) -> str:
    """Give what a user sees, and the exit code."""
    code = 1 if errors_in(list(problems)) else 0
    warned = any(problem.severity is Severity.WARNING for problem in problems)
    strict = ", with --strict 1" if warned and not code else ""
    shown = render_text(problems, Style())
    return f"{shown}\n{summary(problems)}\nexit code {code}{strict}\n".lstrip()


@pytest.mark.parametrize("case", folders("invalid"), ids=lambda path: path.name)
def test_says_what_is_wrong(case: Path) -> None:
    """A bad input gets exactly the problems of its `expected.txt`, and no secret is shown."""
    _, problems = run(case)
    assert problems
    assert CANARY not in told(problems)
    compare(case / "expected.txt", told(problems))


@pytest.mark.parametrize("case", folders("valid"), ids=lambda path: path.name)
def test_reads_what_is_right(case: Path) -> None:
    """A good input that tools get wrong gives exactly the definitions of its `expected.json`."""
    definitions, problems = run(case)
    assert not errors_in(problems)
    said = [shown(found) for found in definitions]
    compare(case / "expected.json", json.dumps(said, ensure_ascii=False, indent=2) + "\n")
    compare(case / "expected.txt", told(problems))
