"""A saved plan and its bytes: canonical JSON with a digest over everything else in it.

The form is written down in `docs/plan-format.md`; `FORMAT_VERSION` grows when it changes.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending
from hookline.model.noun_form import WrongForm, from_json, to_json
from hookline.model.plan import Plan
from hookline.model.saved_plan import FORMAT_VERSION, SavedPlan
from hookline.model.values import JSON

KIND = "hookline-plan"
"""What a plan file says that it is."""

_KIND, _VERSION, _DIGEST = "kind", "format_version", "digest"
_NO_DIGEST = ""


def seal(
    plan: Plan, made_at: datetime, expires_at: datetime, schema: str, tool_version: str
) -> SavedPlan:
    """Make a plan one that can be saved, its digest included."""
    unsealed = SavedPlan(
        plan, made_at.astimezone(UTC), expires_at.astimezone(UTC), schema, tool_version, _NO_DIGEST
    )
    return replace(unsealed, digest=_digest(_lines(_form(unsealed))))


def write_plan(saved: SavedPlan) -> bytes:
    """Give the bytes of a plan's file."""
    return _canonical(_lines(_form(saved)))


def read_plan(data: bytes, where: str) -> SavedPlan:
    """Read the bytes of a plan's file; `where` is its name.

    Raises `NeedsMending`: `PLN-FORM` for what is no whole plan, `PLN-NEWER` for one that a newer
    Hookline wrote, `PLN-DIGEST` for one that was changed after it was written.
    """
    form = _parse(data, where)
    version = form.get(_VERSION)
    if type(version) is not int or form.get(_KIND) != KIND:
        raise _no_plan(where, "it does not say that it is one")
    if version > FORMAT_VERSION:
        raise NeedsMending.because(
            Code.PLN_NEWER,
            f"a newer Hookline wrote the plan {where}: its form is {version}, and this one reads "
            f"forms up to {FORMAT_VERSION}",
            hint="apply it with the Hookline that made it, or plan again with this one",
        )
    lines = _lines(form)
    # The bytes are compared too: JSON can say the same in many ways, and one of them was digested.
    if form.get(_DIGEST) != _digest(lines) or data != _canonical(lines):
        raise NeedsMending.because(
            Code.PLN_DIGEST,
            f"the plan {where} was changed after it was written",
            hint="plan again: only what was shown and saved can be applied",
        )
    known = {key: value for key, value in form.items() if key not in (_KIND, _VERSION)}
    try:
        saved = from_json(known, SavedPlan, where="it")
    except WrongForm as error:
        raise _no_plan(where, str(error)) from error
    assert isinstance(saved, SavedPlan)  # noqa: S101  it was asked for
    return saved


def _form(saved: SavedPlan) -> dict[str, JSON]:
    nouns = to_json(saved)
    assert isinstance(nouns, dict)  # noqa: S101  a noun is a mapping of its fields
    return {**nouns, _KIND: KIND, _VERSION: FORMAT_VERSION}


def _lines(form: Mapping[str, JSON]) -> dict[str, str]:
    """Give the line of each key at the top; all that is below one stands in its line."""
    return {
        key: f"  {json.dumps(key)}: {json.dumps(form[key], ensure_ascii=False, sort_keys=True)}"
        for key in sorted(form)
    }


def _digest(lines: Mapping[str, str]) -> str:
    """Give the digest of everything but the digest itself."""
    rest = {key: line for key, line in lines.items() if key != _DIGEST}
    return hashlib.sha256(_canonical(rest)).hexdigest()


def _canonical(lines: Mapping[str, str]) -> bytes:
    text = "{\n" + ",\n".join(lines.values()) + "\n}\n"
    # A lone half of a surrogate pair, which JSON allows and UTF-8 does not, becomes the escape
    # that JSON has for it.
    return text.encode("utf-8", "backslashreplace")


def _parse(data: bytes, where: str) -> dict[str, JSON]:
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _no_plan(where, "it is no whole JSON document, so it may be cut off") from error
    if not isinstance(value, dict):
        raise _no_plan(where, "it holds no mapping")
    return value


def _no_plan(where: str, why: str) -> HooklineError:
    return NeedsMending.because(
        Code.PLN_FORM,
        f"{where} is no plan that can be read: {why}",
        hint="write one with: hookline plan --out FILE",
    )
