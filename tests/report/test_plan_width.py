"""No plan is wider than a terminal, and nothing in it acts on one."""

import re
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookline.model.change import Blocker, Cause, CauseKind, Change, Delete, FieldChange, Release
from hookline.model.guard import Guard, GuardVerdict, Override, OverrideKind
from hookline.model.plan import Plan, Unmanaged
from hookline.report.width import WIDTH
from tests.support.shown_plans import BY_BOTH, COMMIT, EVERYTHING, KEPT, origin, text_of

HOSTILE = [
    "\x1b[2J\x1b]0;title\x07",
    "\x9b31m",
    "a\u202eb\u2066c",
    "a\u200b\u200d\ufeffb",
    "a\nb\r\nc\u2028d",
    "漢" * 128,
    "\ud800",
    "it's $(mine) `*` \\",
    "e" + "\u0301" * 127,
    "word " * 30,
]


def cells(text: str) -> int:
    """Count the cells of a terminal that a text takes, at the most."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(bool(unicodedata.combining(character)) for character in text)


def fits(line: str) -> bool:
    """Say whether a line fits, or holds a word that fits nowhere; a quoted word has blanks."""
    longest = max(map(cells, re.findall(r"'.*'|[^ ]+", line)), default=0)
    return cells(line) <= WIDTH or longest > WIDTH - 25


def filled(text: str) -> Plan:
    """Give a plan whose every name, value and sentence is `text`."""
    commit = replace(COMMIT, author=text, subject=text)
    cause = replace(BY_BOTH, commit=commit, author=text, note=text, merge=commit)
    fields = tuple(
        FieldChange("description", before, after, replace(cause, kind=kind), text, applied=text)
        for kind in CauseKind
        for before, after in ((text, text + "!"), (None, text), (f"{text}\n{text}", f"{text}\na"))
    )
    return replace(
        EVERYTHING,
        target=text,
        workspace=replace(EVERYTHING.workspace, address=text),
        changes=tuple(_filled(change, text, cause, fields) for change in EVERYTHING.changes),
        kept=(replace(KEPT, name=text, live=text, cause=cause, by=text),),
        unmanaged=(Unmanaged(text, "w"),) * 5,
        left_out=(text,) * 5,
        guards=(
            GuardVerdict(Guard.DELETES, True, text, allowed_by=text),
            GuardVerdict(Guard.CHANGES, False, text),
        ),
        overrides=(Override(OverrideKind.DELETE, (text, text), text),),
        since=text,
    )


def _filled(change: Change, text: str, cause: Cause, fields: tuple[FieldChange, ...]) -> Change:
    blocked: dict[str, Any] = {
        "name": text,
        "cause": cause,
        "warnings": (text,),
        "why_blocked": text,
    }
    if isinstance(change, Delete | Release):
        return replace(change, **blocked, path=text)
    blocked |= {"fields": fields, "origin": origin(text), "blocked": Blocker.OSCILLATION}
    return replace(change, **blocked)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_shown_acts_on_a_terminal(text: str) -> None:
    """Whatever a name, a value, an author or a sentence holds, a line stays a line and fits."""
    shown = text_of(filled(text), offer="")
    plain = text_of(filled("x" * 3), offer="")
    for character in shown.replace("\n", ""):
        assert character.isprintable() or unicodedata.category(character) == "Zs"
    assert [line for line in shown.splitlines() if not fits(line)] == []
    assert shown.startswith("Hookline would change")
    assert plain.count("\n  ~ ") == shown.count("\n  ~ ")


@settings(max_examples=60)
@given(st.text(st.sampled_from("ab 漢🚲\u0301\x1b\u202e\n\"'"), max_size=150))
def test_every_line_fits(text: str) -> None:
    """80 columns are enough for any plan whose words fit into them."""
    assert [line for line in text_of(filled(text), offer="").split("\n") if not fits(line)] == []


def test_an_offer_that_is_long_goes_on_in_the_next_line() -> None:
    """The command to apply can be pasted however many options it has."""
    plan = replace(EVERYTHING, changes=EVERYTHING.changes[:1])
    offer = "hookline apply --target staging" + "".join(f" --adopt name-{n}" for n in range(9))
    shown = text_of(plan, offer)
    command = shown[shown.index("Apply with:\n") + 12 :].replace("\\\n", " ")
    assert command.split() == offer.split()
    assert all(map(fits, shown.splitlines()))
    assert "Apply with: hookline apply" in text_of(plan, "hookline apply 'a plan.json'")
