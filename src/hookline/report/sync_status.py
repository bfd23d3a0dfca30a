"""A round of a job as JSON-shaped data: what a program reads, and the status file holds."""

import json
from collections import Counter
from datetime import datetime

from hookline.model.outcome import Result
from hookline.model.round import History, Round
from hookline.model.values import JSON
from hookline.report.diagnostics import to_json
from hookline.report.guards import guards_to_json
from hookline.report.runs import outcome_to_json

FORMAT_VERSION = 1


def round_to_json(done: Round, history: History) -> dict[str, JSON]:
    """Give a round, and what is known of those before and after it."""
    counted = Counter(outcome.result for outcome in done.outcomes)
    return {
        "format_version": FORMAT_VERSION,
        "target": done.target,
        "result": done.result.value,
        "exit_code": done.exit_code,
        "commit": done.commit,
        "applied_commit": done.applied_commit,
        "started_at": done.started_at.isoformat(),
        "ended_at": done.ended_at.isoformat(),
        "run": done.run,
        "counts": {result.value: counted[result] for result in Result},
        "outcomes": [outcome_to_json(outcome) for outcome in done.outcomes],
        "left": [
            {
                "address": f"webhook/{each.name}",
                "action": each.action,
                "blocked": each.blocked,
                "why": each.why,
            }
            for each in done.left
        ],
        "drift": done.drift,
        "guards": guards_to_json(done.guards),
        "diagnostics": to_json(done.diagnostics),
        "failures": history.failures,
        "last_success_at": history.last_success.isoformat() if history.last_success else None,
        "next_at": history.next_at.isoformat() if history.next_at else None,
    }


def history_in_status(text: str, target: str) -> History | None:
    """Read back what a status file knows of earlier rounds; None when it says nothing of use.

    Without it a job that is started anew for each round would forget when it last succeeded.
    """
    try:
        told = json.loads(text)
        if told["target"] != target:
            return None
        at = told["last_success_at"]
        return History(datetime.fromisoformat(at) if at else None, int(told["failures"]))
    except (ValueError, TypeError, KeyError):
        return None
