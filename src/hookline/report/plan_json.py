"""A plan as JSON-shaped data: the same facts as the text, in the same order."""

from hookline.model.change import Action, Adopt, Cause, Change, Delete, FieldChange, Release, Rename
from hookline.model.plan import FORMAT_VERSION, Plan
from hookline.model.values import JSON
from hookline.report.diagnostics import to_json


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
        "summary": {
            **{action.value: pending.count(action) for action in Action},
            "blocked": len(plan.blocked),
            "unchanged": len(plan.unchanged),
        },
        "changes": [_change(change) for change in plan.changes],
        "kept": [],
        "unmanaged": [{"name": each.name, "id": each.id} for each in plan.unmanaged],
        "guards": [
            {"name": each.name, "passed": each.passed, "message": each.message}
            for each in plan.guards
        ],
        "diagnostics": to_json(plan.diagnostics),
    }


def _change(change: Change) -> JSON:
    return {
        "action": change.action.value,
        "blocked": change.blocked.value if change.blocked else None,
        "address": f"webhook/{change.name}",
        "renamed_from": change.renamed_from if isinstance(change, Rename) else None,
        "path": change.path,
        "line": None if isinstance(change, Delete | Release) else change.origin.line,
        "fields": [_field(field) for field in change.fields],
        "cause": _cause(change.cause),
        "warnings": list(change.warnings),
        "message": None if isinstance(change, Adopt | Release) else change.message,
    }


def _field(field: FieldChange) -> JSON:
    """Give one property; a secret's values are hidden, only that it changes is told."""
    return {
        "name": field.name,
        "before": None if field.secret else field.before,
        "after": None if field.secret else field.after,
        "secret": field.secret,
        "note": field.note,
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
    }
