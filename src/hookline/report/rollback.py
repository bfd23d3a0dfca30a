"""What a rollback wrote, as text and as JSON-shaped data."""

from hookline.documents.words import count_of
from hookline.model.change import Action
from hookline.model.earlier import Earlier, FileReturn, Rollback
from hookline.model.values import JSON
from hookline.report.diagnostics import to_json
from hookline.report.style import Style, safe_text
from hookline.report.times import stamp
from hookline.report.width import WIDTH, cells, wrapped

FORMAT_VERSION = 1
"""The form of the JSON output."""

_LOOKS = {Action.CREATE: "green", Action.UPDATE: "yellow", Action.DELETE: "red"}
MOST_NAMED = 4
"""So many webhooks of a file are named before the rest is counted."""


def render_rollback(rollback: Rollback, target: str, style: Style) -> str:
    """Show each file with the webhooks it changes, and what does not come back."""
    to = rollback.to
    lines = [*wrapped(f"Back to {described(to, target)}", rest="  "), ""]
    for file in rollback.files:
        lines += _file(file, style)
    if rollback.lost:
        lines += ["", "What does not come back:"]
        for lost in rollback.lost:
            told = f"webhook/{safe_text(lost.name)}: {safe_text(lost.reason)}"
            lines += wrapped(told, "  ", "    ")
    return "".join(f"{line}\n" for line in [*lines, ""])


def described(to: Earlier, target: str) -> str:
    """Name what a rollback leads back to: a run with its time and commit, or a commit."""
    commit = f'commit {to.commit.short} "{safe_text(to.commit.subject)}"' if to.commit else ""
    if to.run is None:
        return commit
    commit = commit or ("a working tree" if to.run.worktree else f"commit {to.run.commit[:7]}")
    return f"run {to.run.id} of {safe_text(target)}, {stamp(to.run.at)}, {commit}"


def count_files(rollback: Rollback) -> str:
    """Give "3 files" in the past tense, "1 file removed, 2 files written"."""
    removed = sum(file.action is Action.DELETE for file in rollback.files)
    written = len(rollback.files) - removed
    told = [f"{count_of(written, 'file')} written"] if written else []
    told += [f"{count_of(removed, 'file')} removed"] if removed else []
    return ", ".join(told)


def rollback_to_json(rollback: Rollback, target: str) -> dict[str, JSON]:
    """Give the same facts as JSON-shaped data."""
    to = rollback.to
    return {
        "format_version": FORMAT_VERSION,
        "target": target,
        "run": to.run.id if to.run else None,
        "commit": to.commit.sha if to.commit else (to.run.commit or None) if to.run else None,
        "files": [
            {
                "action": file.action.value,
                "path": file.path,
                "webhooks": [
                    {"action": each.action.value, "address": f"webhook/{each.name}"}
                    for each in file.webhooks
                ],
            }
            for file in rollback.files
        ],
        "lost": [
            {"address": f"webhook/{lost.name}", "reason": lost.reason} for lost in rollback.lost
        ],
        "diagnostics": to_json(rollback.diagnostics),
    }


def _file(file: FileReturn, style: Style) -> list[str]:
    head = f"  {file.action.symbol} {safe_text(file.path)}"
    named = [f"{each.action.symbol} {safe_text(each.name)}" for each in file.webhooks[:MOST_NAMED]]
    rest = len(file.webhooks) - MOST_NAMED
    named += [f"and {rest:,} more"] if rest > 0 else []
    right = ", ".join(named) or "no definition differs"
    gap = WIDTH - cells(head) - cells(right)
    styled = style(head, "bold", _LOOKS[file.action])
    if gap < 2:
        return [styled, *wrapped(right, "      ", "      ")]
    return [f"{styled}{' ' * gap}{right}"]
