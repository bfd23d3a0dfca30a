import hashlib
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.plan import Plan
from hookline.planfile.form import read_plan, seal, write_plan
from tests.support.plans import LATER, NOW, SMALL, plans

SAVED = seal(SMALL, NOW, LATER, "5c", "0.1.0")


def code_of(data: bytes) -> Code:
    """Give the code with which a plan is refused."""
    with pytest.raises(NeedsMending) as caught:
        read_plan(data, "plan.json")
    assert "plan.json" in str(caught.value)
    assert caught.value.diagnostics[0].hint
    return caught.value.diagnostics[0].code


@settings(max_examples=40)
@given(plans())
def test_a_saved_plan_comes_back_as_it_was(plan: Plan) -> None:
    """Every plan can be written and read, and its bytes are the same each time."""
    saved = seal(plan, NOW, LATER, "5c", "0.1.0")
    data = write_plan(saved)
    assert read_plan(data, "plan.json") == saved
    assert write_plan(read_plan(data, "plan.json")) == data


def test_the_form_is_canonical() -> None:
    """Keys are sorted, each at the top has its line, and text stands as it is."""
    saved = seal(replace(SMALL, target="Prüfung ✓"), NOW, LATER, "5c", "0.1.0")
    data = write_plan(saved)
    assert "Prüfung ✓".encode() in data
    value = json.loads(data)
    assert data == _bytes(value)
    assert len(data.splitlines()) == len(value) + 2
    assert (value["kind"], value["format_version"]) == ("hookline-plan", 1)


def test_the_digest_is_over_everything_else() -> None:
    """Anybody can check a plan: without its line, the digest is that of the bytes."""
    data = write_plan(SAVED)
    without = re.sub(rb'\n  "digest": "([0-9a-f]{64})",', b"", data)
    assert len(without) < len(data)
    assert hashlib.sha256(without).hexdigest() == SAVED.digest


def test_moments_are_kept_in_utc() -> None:
    """A plan expires at the same moment wherever it is read."""
    value = json.loads(write_plan(SAVED))
    assert value["made_at"] == "2026-11-23T12:00:00+00:00"
    assert value["expires_at"] == "2026-11-24T12:00:00+00:00"
    assert not SAVED.is_expired(LATER - timedelta(seconds=1))
    assert SAVED.is_expired(LATER)


def test_every_edit_of_one_byte_is_refused() -> None:
    """Whichever byte is changed, added or lost, the plan is no longer the one that was shown."""
    data = write_plan(SAVED)
    for place in range(len(data)):
        flipped = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        lost = data[:place] + data[place + 1 :]
        added = data[:place] + b" " + data[place:]
        for edited in (flipped, lost, added):
            assert code_of(edited) in {Code.PLN_DIGEST, Code.PLN_FORM, Code.PLN_NEWER}


def test_every_truncation_is_refused() -> None:
    """A file that was cut off anywhere is no plan."""
    data = write_plan(SAVED)
    for length in range(len(data) - 1):
        assert code_of(data[:length]) is Code.PLN_FORM
    assert code_of(data[:-1]) is Code.PLN_DIGEST


def test_another_spelling_of_the_same_is_refused() -> None:
    """What a tool wrote again, in other words for the same values, was not what was saved."""
    value = json.loads(write_plan(SAVED))
    assert code_of(json.dumps(value).encode()) is Code.PLN_DIGEST
    assert code_of(write_plan(SAVED) + b"\n") is Code.PLN_DIGEST


def sealed_again(value: dict[str, object]) -> bytes:
    """Give the bytes of a form whose digest is right whatever it holds."""
    rest = {key: each for key, each in value.items() if key != "digest"}
    return _bytes({**rest, "digest": hashlib.sha256(_bytes(rest)).hexdigest()})


def _bytes(value: dict[str, object]) -> bytes:
    pairs = [
        f'  "{key}": {json.dumps(each, sort_keys=True, ensure_ascii=False)}'
        for key, each in sorted(value.items())
    ]
    return "\n".join(["{", *[f"{pair}," for pair in pairs[:-1]], pairs[-1], "}", ""]).encode()


def test_a_newer_form_is_refused_before_it_is_misread() -> None:
    """A plan of a newer Hookline is told apart from a damaged one."""
    value = json.loads(write_plan(SAVED))
    assert code_of(sealed_again(value | {"format_version": 2, "added": 1})) is Code.PLN_NEWER


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no whole JSON document"),
        (b"\xff", "no whole JSON document"),
        (b"[" * 100_000, "no whole JSON document"),
        (b"[]", "it holds no mapping"),
        (b"{}", "it does not say that it is one"),
        (b'{"kind": "hookline-plan"}', "it does not say that it is one"),
        (b'{"kind": "hookline-plan", "format_version": true}', "it does not say that it is one"),
    ],
)
def test_what_is_no_plan_is_told_so(data: bytes, said: str) -> None:
    """A file of another kind is named, with what would make a plan."""
    with pytest.raises(NeedsMending, match=said) as caught:
        read_plan(data, "notes.json")
    assert caught.value.diagnostics[0].code is Code.PLN_FORM


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"plan": 1}, "it.plan: a mapping is needed"),
        ({"made_at": "noon"}, "it.made_at: Invalid isoformat"),
        ({"tool_version": 1}, "it.tool_version: str is needed, not 1"),
        ({"added": 1}, "it: added is unknown"),
    ],
)
def test_a_plan_of_another_shape_is_refused(changed: dict[str, object], said: str) -> None:
    """A field that is missing, unknown or of another type is named with its place."""
    with pytest.raises(NeedsMending, match=re.escape(said)) as caught:
        read_plan(sealed_again(json.loads(write_plan(SAVED)) | changed), "plan.json")
    assert caught.value.diagnostics[0].code is Code.PLN_FORM
