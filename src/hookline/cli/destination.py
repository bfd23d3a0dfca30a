"""What `rollback` leads back to: a run or a commit, by the word that somebody typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from hookline.documents.words import count_of
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.errors import HooklineError, NeedsMending, WrongUsage
from hookline.model.settings import Target
from hookline.model.trail import RecordedRun
from hookline.source.commit import CommitSource
from hookline.wiring import Line

RUN = "run:"
COMMIT = "commit:"
"""What stands before a word that names both, to say which one is meant."""

SHORTEST = 4
"""How many characters of a run's id name it at least, as git has it for commits."""


@dataclass(frozen=True, slots=True)
class Destination:
    """What a word names: either a run or a commit."""

    run: RecordedRun | None = None
    """The run."""
    before: RecordedRun | None = None
    """The run before that one, when there is one."""
    commit: Commit | None = None
    """The commit."""


def find_destination(line: Line, target: Target, word: str) -> Destination:
    """Find what `word` names; the applied state is fetched before.

    Raises `NeedsMending` (`RBK-RUN`) when it names nothing or several runs, and `WrongUsage`
    (`RBK-BOTH`) when it names a run and a commit.
    """
    line.states(target).read()
    runs = list(line.trail(target).runs())
    if word.startswith(COMMIT):
        return Destination(commit=CommitSource(line.repository, word.removeprefix(COMMIT)).commit)
    meant = word.removeprefix(RUN)
    found = _matching(meant, runs)
    commit = None if word.startswith(RUN) else _commit(line, word)
    if found and commit:
        raise _both(word, found[0], commit)
    if commit:
        return Destination(commit=commit)
    if not found:
        raise _unknown(meant, target, runs, is_run=word.startswith(RUN))
    if len(found) > 1:
        raise _several(meant, found)
    at = runs.index(found[0])
    return Destination(found[0], runs[at + 1] if at + 1 < len(runs) else None)


def _matching(word: str, runs: Sequence[RecordedRun]) -> list[RecordedRun]:
    """Give the runs whose id is or begins with a word."""
    exact = [each for each in runs if each.run.id == word]
    if exact or len(word) < SHORTEST:
        return exact
    return [each for each in runs if each.run.id.startswith(word)]


def _commit(line: Line, word: str) -> Commit | None:
    try:
        return CommitSource(line.repository, word).commit
    except (NeedsMending, WrongUsage):
        return None


def _both(word: str, found: RecordedRun, commit: Commit) -> HooklineError:
    return WrongUsage.because(
        Code.RBK_BOTH,
        f'{word} names run {found.run.id} and commit {commit.short} "{commit.subject}"',
        hint=f"say which one: {RUN}{found.run.id} or {COMMIT}{commit.short}",
    )


def _several(word: str, found: Sequence[RecordedRun]) -> HooklineError:
    named = ", ".join(each.run.id for each in found[:SHORTEST])
    more = " and more" if len(found) > SHORTEST else ""
    return NeedsMending.because(
        Code.RBK_RUN,
        f"{word} is the beginning of {count_of(len(found), 'run')}: {named}{more}",
        hint="give more of the id",
    )


def _unknown(
    word: str, target: Target, runs: Sequence[RecordedRun], *, is_run: bool
) -> HooklineError:
    message = f"{word} names no run of {target.name}" + ("" if is_run else " and no commit")
    if not runs:
        hint = f"nothing was applied to {target.name} yet; name a commit"
        return NeedsMending.because(Code.RBK_RUN, message, hint=hint)
    oldest = runs[-1].run.number
    message += f"; runs before number {oldest} were thinned away" if oldest > 1 else ""
    near = get_close_matches(word, [each.run.id for each in runs], n=2, cutoff=0.5)
    meant = f"did you mean {' or '.join(near)}? all runs" if near else "see the runs"
    return NeedsMending.because(
        Code.RBK_RUN, message, hint=f"{meant}: hookline log --target {target.name}"
    )
