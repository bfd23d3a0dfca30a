"""A plan as JSON-shaped data: the same facts as the text, in the same order."""

from dataclasses import replace

from hookline.model.change import Action, Adopt, Cause, Change, Delete, FieldChange, Release, Rename
from hookline.model.plan import FORMAT_VERSION, Kept, Plan
from hookline.model.values import JSON
from hookline.report.blocked import ways_out, why_blocked
from hookline.report.diagnostics import to_json
from hookline.report.fields import WILL_BE_SET
from hookline.report.guards import guards_to_json


def plan_to_json(plan: Plan) -> dict[str, JSON]:
    """Give the plan in the form that DESIGN 4 fixes."""
    pending = [change.action for change in plan.pending]
    return {
        "format_version": FORMAT_VERSION,
        "target": plan.target,
        "workspace": plan.workspace.address,
        "commit": plan.commit.sha if plan.commit else None,
        "worktree": plan.worktree,
        "applied_commit": plan.applied_commit,
        "since": plan.since,
        "offline": plan.offline,
        "summary": {
            **{action.value: pending.count(action) for action in Action},
            "blocked": len(plan.blocked),
            "unchanged": len(plan.unchanged),
        },
        "changes": [_change(change, plan.target) for change in plan.changes],
        "kept": [_kept(each) for each in plan.kept],
        "left_out": list(plan.left_out),
        "unmanaged": [{"name": each.name, "id": each.id} for each in plan.unmanaged],
        "guards": guards_to_json(plan.guards),
        "overrides": [
            {"kind": each.kind.value, "values": list(each.values), "source": each.source}
            for each in plan.overrides
        ],
        "diagnostics": to_json(plan.diagnostics),
    }


def _change(change: Change, target: str) -> JSON:
    return {
        "action": change.action.value,
        "blocked": change.blocked.value if change.blocked else None,
        "why_blocked": why_blocked(change) or None,
        "address": f"webhook/{change.name}",
        "renamed_from": change.renamed_from if isinstance(change, Rename) else None,
        "path": change.path,
        "line": None if isinstance(change, Delete | Release) else change.origin.line,
        "ways_out": [
            {"purpose": way.purpose, "command": " ".join(way.command) or None}
            for way in ways_out(change, target)
        ],
        "fields": [_field(field) for field in change.fields],
        "cause": _cause(change.cause),
        "warnings": list(change.warnings),
        "message": None if isinstance(change, Adopt | Release) else change.message,
    }


def _field(field: FieldChange) -> JSON:
    """Give one property; of a secret only that it will be set or taken away is told."""
    if field.secret:
        field = replace(
            field, before=None, after=WILL_BE_SET if field.after else None, applied=None
        )
    return {
        "name": field.name,
        "before": field.before,
        "after": field.after,
        "applied": field.applied,
        "secret": field.secret,
        "note": field.note,
        "risk": field.risk.value,
        "cause": _cause(field.cause),
    }


def _cause(cause: Cause) -> JSON:
    commit = cause.commit
    at = commit.authored_at if commit else cause.at
    return {
        "kind": cause.kind.value,
        "commit": commit.sha if commit else None,
        "subject": commit.subject if commit else None,
        "author": commit.author if commit else cause.author,
        "at": at.isoformat() if at else None,
        "origin": cause.origin,
        "workspace_author": cause.author,
        "workspace_at": cause.at.isoformat() if cause.at else None,
        "merge": cause.merge.sha if cause.merge else None,
        "note": cause.note or None,
    }


def _kept(kept: Kept) -> JSON:
    """Give one property that stays; of a webhook that was deleted there is no property to name."""
    return {
        "address": f"webhook/{kept.name}",
        "property": kept.property or None,
        "live": kept.live,
        "desired": kept.desired,
        "cause": _cause(kept.cause),
        "by": kept.by,
    }
