"""Webhooks that runs deleted, as far back as the runs are kept."""

from collections.abc import Collection, Sequence

from hookline.model.outcome import Result
from hookline.model.state import Run


def deleted_before(runs: Sequence[Run], names: Collection[str]) -> dict[str, str]:
    """Give name → id of the webhook of that name that was deleted last, for those of `names`.

    `runs` come newest first.
    """
    found: dict[str, str] = {}
    for run in runs:
        for outcome in run.outcomes:
            if outcome.result is Result.DELETED and outcome.name in names and outcome.record_id:
                found.setdefault(outcome.name, outcome.record_id)
    return found
