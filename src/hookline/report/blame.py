"""Where each value of a webhook came from, as text and as JSON-shaped data."""

from datetime import datetime

from hookline.model.blame import Blame, BlamedProperty, Ending
from hookline.model.commit import Commit
from hookline.model.drift import DriftedProperty
from hookline.model.outcome import Result
from hookline.model.settings import Target
from hookline.model.state import Run
from hookline.model.values import JSON
from hookline.report.causes import by_hand
from hookline.report.drift import DELETED, cause_to_json, property_to_json, unrecorded_to_json
from hookline.report.fields import FieldView, behind
from hookline.report.style import safe_text
from hookline.report.times import day_and_time
from hookline.report.values import show
from hookline.report.width import cells, padded, wrapped

FORMAT_VERSION = 1
"""The form of the JSON output."""

UNKNOWN = "unknown: it came before the oldest run that is kept"


def render_blame(found: Blame, target: Target, view: FieldView) -> str:
    """Show each property with its value, the commit and the run that brought it, and drift."""
    lines = [*_head(found, target, view), ""]
    drifted = {each.name: each for each in found.drift.properties} if found.drift else {}
    column = max((cells(safe_text(each.name)) for each in found.properties), default=0) + 2
    for index, each in enumerate(found.properties):
        drift = drifted.pop(each.name, None)
        lines += _values(each, drift, column, view)
        following = found.properties[index + 1 : index + 2]
        is_last = not following or following[0].name in drifted or _is_other(each, following[0])
        asides = _origin(each, found, view.now) if drift or is_last else []
        if drift is not None and found.drift is not None:
            asides = [f"drift: {by_hand(found.drift.cause, view.now)}", *asides]
        lines += view.asides(asides, column)
    for name, drift in drifted.items():
        # What is cleared where it was applied is told only when somebody set it.
        lines += view.sides(name, _sides(drift), column)
    return "\n".join([*lines, "", *_verdict(found, target), ""])


def _head(found: Blame, target: Target, view: FieldView) -> list[str]:
    name = safe_text(found.name)
    path = f", from {safe_text(found.path)}" if found.path else ""
    title = f"webhook/{name} on {safe_text(target.name)}{path}"
    lines = [view.style(line, "bold") for line in wrapped(title, rest="  ")]
    if found.renamed_by is not None:
        was = f"was called {safe_text(found.asked)} until {_run(found.renamed_by, found, view.now)}"
        lines += wrapped(was, "  ", "    ")
    if found.ending is not None:
        lines += _ended(found.ending, found, view.now)
    return lines


def _ended(ending: Ending, found: Blame, now: datetime) -> list[str]:
    result = ending.outcome.result if ending.outcome else Result.RELEASED
    lines = wrapped(f"was {result.value} by {_run(ending.run, found, now)}", "  ", "    ")
    if ending.commit is not None:
        lines += wrapped(_commit(ending.commit, now), "    ", "      ")
    return [*lines, "  and had these values before:"]


def _values(
    each: BlamedProperty, drift: DriftedProperty | None, column: int, view: FieldView
) -> list[str]:
    if drift is not None:
        return view.sides(each.name, _sides(drift), column)
    version = f" (key_version {each.key_version})" if each.key_version is not None else ""
    return behind(padded(safe_text(each.name), column), show(each.value) + version)


def _sides(drift: DriftedProperty) -> tuple[tuple[str, JSON], ...]:
    return (("applied", drift.applied), ("workspace", drift.live))


def _is_other(one: BlamedProperty, other: BlamedProperty) -> bool:
    return (one.sha, one.run_id) != (other.sha, other.run_id)


def _origin(each: BlamedProperty, found: Blame, now: datetime) -> list[str]:
    """Name the commit and the run, as far as they are known."""
    if not each.run_id:
        return [UNKNOWN]
    told = f"run {safe_text(each.run_id)}, which is not kept any more"
    run = _run(each.run, found, now) if each.run else told
    if each.commit is not None:
        return [_commit(each.commit, now), f"applied by {run}"]
    missing = f"commit {each.sha[:7]}, not in this clone" if each.sha else "commit unknown"
    return [missing, f"applied by {run}"]


def _commit(commit: Commit, now: datetime) -> str:
    when = day_and_time(commit.authored_at, now)
    return f"{commit.short} by {safe_text(commit.author)}, {when}: {safe_text(commit.subject)}"


def _run(run: Run, found: Blame, now: datetime) -> str:
    number = f" ({run.number:,})" if run.number else ""
    when = "not recorded yet" if _is_unrecorded(run, found) else day_and_time(run.at, now)
    return f"run {safe_text(run.id)}{number}, {when}"


def _is_unrecorded(run: Run, found: Blame) -> bool:
    return any(each.id == run.id for each in found.unrecorded)


def _verdict(found: Blame, target: Target) -> list[str]:
    """Say last how the workspace stands to all this."""
    if found.ending is not None:
        return [f"It is not managed any more on {safe_text(target.name)}."]
    if not found.is_live_read:
        return ["The workspace was not read (--offline), so drift is not shown."]
    if found.drift is None:
        return ["The workspace holds what was applied."]
    if found.drift.gone is not None:
        return [f"It {DELETED}."]
    count = len(found.drift.properties)
    return [f"The workspace differs in {count} propert{'y' if count == 1 else 'ies'}."]


def blame_to_json(found: Blame, target: Target) -> dict[str, JSON]:
    """Give the same facts as JSON-shaped data, in the same order."""
    drift = found.drift
    drifted = {each.name: each for each in drift.properties} if drift else {}
    return {
        "format_version": FORMAT_VERSION,
        "target": target.name,
        "address": f"webhook/{found.name}",
        "asked": found.asked,
        "id": found.record_id,
        "path": found.path,
        "renamed_by": _run_to_json(found.renamed_by, found),
        "ended": _ending_to_json(found.ending, found),
        "live_read": found.is_live_read,
        "unrecorded": unrecorded_to_json(found.unrecorded),
        "deleted": drift is not None and drift.gone is not None,
        "drift": cause_to_json(drift.cause) if drift else None,
        "properties": [
            {
                "name": each.name,
                "value": each.value,
                "key_version": each.key_version,
                "commit": _commit_to_json(each.commit, each.sha),
                "run": _run_to_json(each.run, found, each.run_id),
                "drift": property_to_json(drifted[each.name]) if each.name in drifted else None,
            }
            for each in found.properties
        ],
    }


def _ending_to_json(ending: Ending | None, found: Blame) -> JSON:
    if ending is None:
        return None
    result = ending.outcome.result.value if ending.outcome else None
    sha = ending.outcome.commit if ending.outcome else ""
    return {
        "result": result,
        "run": _run_to_json(ending.run, found),
        "commit": _commit_to_json(ending.commit, sha),
    }


def _run_to_json(run: Run | None, found: Blame, run_id: str = "") -> JSON:
    """Give a run; one that is not kept any more has its id alone."""
    if run is None:
        return {"id": run_id, "number": None, "at": None, "who": None} if run_id else None
    at = None if _is_unrecorded(run, found) else run.at.isoformat()
    return {"id": run.id, "number": run.number or None, "at": at, "who": run.who}


def _commit_to_json(commit: Commit | None, sha: str) -> JSON:
    """Give a commit; one that is not in this clone has its id alone."""
    if commit is None:
        return {"commit": sha, "author": None, "at": None, "subject": None} if sha else None
    return {
        "commit": commit.sha,
        "author": commit.author,
        "at": commit.authored_at.isoformat(),
        "subject": commit.subject,
    }
