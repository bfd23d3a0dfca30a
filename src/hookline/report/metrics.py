"""A round of a job as metrics in Prometheus's text format, for a textfile collector."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from hookline.model.outcome import Result
from hookline.model.round import History, Round

_PREFIX = "hookline_sync_"
_LAST_SUCCESS = "last_success_timestamp_seconds"
_FAILURES = "consecutive_failures"


@dataclass(frozen=True, slots=True)
class _Metric:
    """One gauge."""

    name: str
    """Its name behind the prefix."""
    help: str
    """What it says."""
    samples: tuple[tuple[dict[str, str], float], ...]
    """Its values by their labels beside the target; none when it is unknown."""


def render_metrics(done: Round, history: History) -> str:
    """Give the metrics of the newest round; what is not known has no sample, and no old value."""
    lines: list[str] = []
    for metric in _metrics(done, history):
        if metric.samples:
            name = _PREFIX + metric.name
            lines += [f"# HELP {name} {metric.help}", f"# TYPE {name} gauge"]
            for labels, value in metric.samples:
                shown = ",".join(
                    f'{label}="{_escaped(text)}"'
                    for label, text in {"target": done.target, **labels}.items()
                )
                lines.append(f"{name}{{{shown}}} {_number(value)}")
    return "\n".join(lines) + "\n"


def _metrics(done: Round, history: History) -> Iterator[_Metric]:
    counted = Counter(outcome.result for outcome in done.outcomes)
    results = tuple(({"result": each.value}, float(counted[each])) for each in Result)
    success, coming = history.last_success, history.next_at
    duration = (done.ended_at - done.started_at).total_seconds()
    commit = done.applied_commit
    judged = done.has_judged
    yield _Metric(
        "up", "Whether the last round could read git and the workspace.", _one(float(judged))
    )
    yield _Metric("last_run_timestamp_seconds", "When the last round ended.", _at(done.ended_at))
    yield _Metric(
        _LAST_SUCCESS, "When a round last ended with the target as git says.", _at(success)
    )
    yield _Metric(
        _FAILURES, "How many rounds on end did not end so.", _one(float(history.failures))
    )
    yield _Metric("exit_code", "The exit code of the last round.", _one(float(done.exit_code)))
    yield _Metric("duration_seconds", "How long the last round took.", _one(duration))
    yield _Metric("changes", "What became of the changes of the last round.", results)
    yield _Metric(
        "blocked",
        "How many webhooks the last round left as they were.",
        _one(float(len(done.left))) if judged else (),
    )
    yield _Metric(
        "drift",
        "How many webhooks the last round found changed by hand.",
        _one(float(done.drift)) if done.drift is not None else (),
    )
    yield _Metric(
        "applied_commit_info",
        "The newest commit that the target is known to match.",
        (({"commit": commit}, 1.0),) if commit else (),
    )
    yield _Metric("next_run_timestamp_seconds", "When the next round is due.", _at(coming))


def history_in_metrics(text: str, target: str) -> History | None:
    """Read back what a file of metrics knows of earlier rounds; None when it says nothing."""
    failures = _sample(text, _FAILURES, target)
    if failures is None:
        return None
    success = _sample(text, _LAST_SUCCESS, target)
    return History(datetime.fromtimestamp(success, UTC) if success else None, int(failures))


def _sample(text: str, name: str, target: str) -> float | None:
    line = re.escape(f'{_PREFIX}{name}{{target="{_escaped(target)}"}} ')
    found = re.search(rf"^{line}([0-9]{{1,15}}(?:\.[0-9]+)?)$", text, re.MULTILINE)
    return float(found[1]) if found else None


def _one(value: float) -> tuple[tuple[dict[str, str], float], ...]:
    return (({}, value),)


def _at(moment: datetime | None) -> tuple[tuple[dict[str, str], float], ...]:
    return _one(round(moment.timestamp(), 3)) if moment else ()


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.3f}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
