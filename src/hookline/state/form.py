"""The files of the state's tree: what they are called, and their values from and to JSON.

The form is written down in `docs/state-format.md`; `FORMAT_VERSION` grows when it changes so that
an older Hookline would misread it.
"""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeVar
from urllib.parse import quote

from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending
from hookline.model.outcome import Outcome, Result
from hookline.model.state import FORMAT_VERSION, AppliedRecord, Brought, Flip, Hold, Run
from hookline.model.values import JSON

RUN = "run.json"
DEFINITIONS = "definitions"
RECORDS = "records"

_Read = TypeVar("_Read")


def definition_path(path: str) -> str:
    """Give the place of a definition file in the state's tree."""
    return f"{DEFINITIONS}/{path}"


def record_path(record_id: str) -> str:
    """Give the place of a record; a workspace may answer any id, so it is made a safe name."""
    name = quote(record_id, safe="").replace(".", "%2E")
    return f"{RECORDS}/{name[:2]}/{name}.json"


def write_record(record: AppliedRecord) -> bytes:
    """Give the file of one record."""
    return _write(
        {
            "id": record.id,
            "name": record.name,
            "path": record.path,
            "document": record.document,
            "blob": record.blob,
            "commit": record.commit,
            "key_version": record.key_version,
            "outcome": record.outcome,
            "sent": dict(record.sent),
            "read_back": dict(record.read_back),
            **_more(record),
        }
    )


def read_record(data: bytes, where: str) -> AppliedRecord:
    """Read the file of one record; raises `NeedsMending` (`STA-FORMAT`) when it is damaged."""
    return _build(parse(data, where), where, _record)


def write_run(run: Run, workspace_id: str | None) -> bytes:
    """Give the file of one run."""
    return _write(
        {
            "format_version": FORMAT_VERSION,
            "run": run.id,
            "at": run.at.astimezone(UTC).isoformat(),
            "who": run.who,
            "commit": run.commit,
            "worktree": run.worktree,
            "applied_commit": run.applied_commit,
            "root": run.root,
            "workspace_id": workspace_id,
            "plan_digest": run.plan_digest,
            "purpose": run.purpose,
            "number": run.number,
            "hold": _hold_as_json(run.hold),
            "outcomes": [
                {
                    "result": outcome.result.value,
                    "name": outcome.name,
                    "record_id": outcome.record_id,
                    "path": outcome.path,
                    "commit": outcome.commit,
                    "reason": outcome.reason,
                    "message": outcome.message,
                }
                for outcome in run.outcomes
            ],
        }
    )


def read_run(
    data: bytes, where: str, naming: Collection[str] | None = None
) -> tuple[Run, str | None]:
    """Read the file of one run: the run, and the workspace's own id.

    With `naming` it gets only the outcomes whose name or record id is one of these. Raises
    `NeedsMending` (`STA-FORMAT`) when it is damaged or a newer Hookline wrote it.
    """
    return run_in(parse(data, where), where, naming)


def run_in(
    value: Mapping[str, JSON], where: str, naming: Collection[str] | None = None
) -> tuple[Run, str | None]:
    """Do as `read_run` with a file that is parsed already."""
    return _build(value, where, lambda parsed: _run(parsed, naming))


def damaged(where: str, why: str) -> HooklineError:
    """Explain that a part of the state cannot be read."""
    return NeedsMending.because(
        Code.STA_FORMAT,
        f"the applied state cannot be read: {where}: {why}",
        hint="see docs/state-format.md; the runs before it are in "
        "`git log --first-parent` of the same ref",
    )


def _write(value: JSON) -> bytes:
    # Sorted, so that the same values are the same blob whatever order they were answered in.
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    # A lone half of a surrogate pair, which JSON allows and UTF-8 does not, becomes the escape
    # that JSON has for it.
    return text.encode("utf-8", "backslashreplace")


def parse(data: bytes, where: str) -> Mapping[str, JSON]:
    """Read a file as JSON; raises `NeedsMending` (`STA-FORMAT`) when it is damaged."""
    try:
        return _mapping(json.loads(data))
    except (ValueError, TypeError, RecursionError) as error:
        raise damaged(where, str(error)) from error


def _build(
    value: Mapping[str, JSON], where: str, build: Callable[[Mapping[str, JSON]], _Read]
) -> _Read:
    try:
        return build(value)
    except KeyError as error:
        raise damaged(where, f"{error} is missing") from error
    except (ValueError, TypeError, OverflowError) as error:
        raise damaged(where, str(error)) from error


def _record(value: Mapping[str, JSON]) -> AppliedRecord:
    return AppliedRecord(
        id=_text(value["id"]),
        name=_text(value["name"]),
        path=_text(value["path"]),
        document=_number(value["document"]),
        blob=_text(value["blob"]),
        commit=_text(value["commit"]),
        sent=_mapping(value["sent"]),
        read_back=_mapping(value["read_back"]),
        key_version=None if value["key_version"] is None else _number(value["key_version"]),
        outcome=_text(value["outcome"]),
        spelled={k: _text(v) for k, v in _mapping(value.get("spelled", {})).items()},
        renamed_from=_text_or_none(value.get("renamed_from")),
        modified_at=_text_or_none(value.get("modified_at")),
        kept=_mapping(value.get("kept", {})),
        flips={k: _flips(v) for k, v in _mapping(value.get("flips", {})).items()},
        brought={k: _brought(v) for k, v in _mapping(value.get("brought", {})).items()},
    )


def _more(record: AppliedRecord) -> dict[str, JSON]:
    """Give what few records have; what is empty is left out."""
    more: dict[str, JSON] = {
        "spelled": dict(record.spelled),
        "renamed_from": record.renamed_from,
        "modified_at": record.modified_at,
        "kept": dict(record.kept),
        "flips": {
            name: [{"by": flip.by, "at": flip.at} for flip in flips]
            for name, flips in record.flips.items()
        },
        "brought": {
            name: {"run": brought.run, "commit": brought.commit}
            for name, brought in record.brought.items()
        },
    }
    return {name: value for name, value in more.items() if value}


def _flips(value: JSON) -> tuple[Flip, ...]:
    if not isinstance(value, list):
        raise TypeError("flips: a list is needed")
    rows = [_mapping(row) for row in value]
    return tuple(Flip(_text_or_none(row["by"]), _text_or_none(row["at"])) for row in rows)


def _brought(value: JSON) -> Brought:
    row = _mapping(value)
    return _came(_text(row["run"]), _text(row["commit"]))


@lru_cache(maxsize=1024)
def _came(run: str, commit: str) -> Brought:
    """Give where a value came from; thousands of values came with one run."""
    return Brought(run, commit)


def _hold_as_json(hold: Hold | None) -> JSON:
    if hold is None:
        return None
    at = hold.at.astimezone(UTC).isoformat()
    return {"run": hold.run, "commit": hold.commit, "who": hold.who, "at": at}


def _hold(value: JSON) -> Hold | None:
    if value is None:
        return None
    row = _mapping(value)
    return Hold(_text(row["run"]), _text(row["commit"]), _text(row["who"]), _moment(row["at"]))


def _moment(value: JSON) -> datetime:
    return datetime.fromisoformat(_text(value)).astimezone(UTC)


def _run(value: Mapping[str, JSON], naming: Collection[str] | None) -> tuple[Run, str | None]:
    version = _number(value["format_version"])
    if version > FORMAT_VERSION:
        raise NeedsMending.because(
            Code.STA_FORMAT,
            f"a newer Hookline wrote the applied state: its form is {version}, "
            f"and this one reads forms up to {FORMAT_VERSION}",
            hint="install the Hookline that the last run used, or a newer one",
        )
    outcomes = value["outcomes"]
    if not isinstance(outcomes, list):
        raise TypeError("outcomes: a list is needed")
    # Who asks for none of thousands does not wait for each to be passed over.
    wanted = outcomes if naming is None or naming else []
    run = Run(
        id=_text(value["run"]),
        at=_moment(value["at"]),
        who=_text(value["who"]),
        commit=_text(value["commit"]),
        worktree=_flag(value["worktree"]),
        applied_commit=_text(value["applied_commit"]),
        root=_text(value["root"]),
        outcomes=tuple(
            _outcome(outcome) for outcome in map(_mapping, wanted) if _is_named(outcome, naming)
        ),
        plan_digest=_text(value.get("plan_digest", "")),
        purpose=_text(value.get("purpose", "apply")),
        number=_number(value.get("number", 0)),
        hold=_hold(value.get("hold")),
    )
    return run, _text_or_none(value["workspace_id"])


def _is_named(outcome: Mapping[str, JSON], naming: Collection[str] | None) -> bool:
    return naming is None or outcome["name"] in naming or outcome["record_id"] in naming


def _outcome(value: Mapping[str, JSON]) -> Outcome:
    return Outcome(
        result=Result(_text(value["result"])),
        name=_text(value["name"]),
        record_id=_text_or_none(value["record_id"]),
        path=_text(value["path"]),
        commit=_text(value["commit"]),
        reason=_text(value["reason"]),
        message=_text(value["message"]),
    )


def _mapping(value: JSON) -> dict[str, JSON]:
    if isinstance(value, dict):
        return value
    raise TypeError(f"a mapping is needed, not {type(value).__name__}")


def _text(value: JSON) -> str:
    if isinstance(value, str):
        return value
    raise TypeError(f"text is needed, not {type(value).__name__}")


def _text_or_none(value: JSON) -> str | None:
    return None if value is None else _text(value)


def _flag(value: JSON) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError(f"true or false is needed, not {type(value).__name__}")


def _number(value: JSON) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"a whole number is needed, not {type(value).__name__}")
