"""The definitions that a run left, or that a commit has, as `rollback` puts them back."""

import shlex
from collections.abc import Iterable, Sequence

from hookline.cli.destination import Destination
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.document import SourceFile
from hookline.model.earlier import Earlier
from hookline.model.errors import HooklineError, NeedsMending
from hookline.model.location import Location
from hookline.model.outcome import Result
from hookline.model.settings import Target
from hookline.model.state import Run
from hookline.model.trail import RecordedRun
from hookline.report.runs import count_outcomes
from hookline.source.commit import CommitSource
from hookline.source.globs import compile_globs
from hookline.wiring import Line

_UNDONE = frozenset({Result.FAILED, Result.SKIPPED, Result.UNKNOWN})


def read_earlier(line: Line, target: Target, found: Destination) -> Earlier:
    """Read the definitions; `line` is that of the working tree, whose patterns choose the files.

    Raises `NeedsMending` (`RBK-PARTLY`) for a run that no definitions say the outcome of.
    """
    if found.run is None:
        assert found.commit is not None  # noqa: S101  a word names the one or the other
        return _of_commit(line, found.commit)
    run, past = found.run.run, line.past(target)
    require_whole(run, target, found.before)
    records = past.records(found.run.revision)
    if run.worktree or not past.has_commit(run.commit):
        files, unmatched = _chosen(line, past.files(found.run.revision))
        return Earlier(None, run, files, is_whole=False, records=records, diagnostics=unmatched)
    commit = CommitSource(line.repository, run.commit).commit
    whole = _of_commit(line, commit)
    return Earlier(commit, run, whole.files, records=records, diagnostics=whole.diagnostics)


def require_whole(run: Run, target: Target, before: RecordedRun | None) -> None:
    """Raise `NeedsMending` (`RBK-PARTLY`) when no definitions say what a run left."""
    if run.worktree or (run.commit and run.applied_commit == run.commit):
        return
    if not run.commit:
        why, instead = f"was a {run.purpose}, which applies no definitions", ""
    else:
        undone = [outcome for outcome in run.outcomes if outcome.result in _UNDONE]
        share = f"{count_outcomes(undone)} of {len(run.outcomes)}"
        what = share if undone else "others were left out"
        why = f"was applied only in part ({what}), so no definitions say what it left"
        instead = f"to the commit it came from: {_again(f'commit:{run.commit[:7]}', target)}; or "
    raise NeedsMending.because(
        Code.RBK_PARTLY,
        f"run {run.id} {why}",
        hint=f"go back {instead}to the run before it: {_again(before.run.id, target)}"
        if before
        else f"go back {instead}to another run: hookline log --target {target.name}",
    )


def require_applicable(earlier: Earlier, target: Target) -> Commit:
    """Give the commit that `--now` applies once more.

    Raises `NeedsMending`: `RBK-WORKTREE` for what no commit holds, `RBK-COMMIT` for a commit that
    this clone lacks.
    """
    if earlier.commit is not None:
        return earlier.commit
    run = earlier.run
    assert run is not None  # noqa: S101  without a run there is a commit
    if run.worktree:
        raise NeedsMending.because(
            Code.RBK_WORKTREE,
            f"run {run.id} applied a working tree, which no commit holds",
            hint=f"write its files with `{_again(run.id, target)}`, commit and apply them",
        )
    raise NeedsMending.because(
        Code.RBK_COMMIT,
        f"run {run.id} applied commit {run.commit[:7]}, which this clone does not have",
        hint=f"get it: git fetch origin {run.commit}",
    )


def _again(destination: str, target: Target) -> str:
    """Give the command that goes back there."""
    return f"hookline rollback --target {shlex.quote(target.name)} {destination}"


def _of_commit(line: Line, commit: Commit) -> Earlier:
    source = CommitSource(line.repository, commit.sha)
    snapshot = source.snapshot(line.settings.definitions)
    unmatched = _unmatched(_other_paths(line, commit), line)
    return Earlier(commit, None, snapshot.files, diagnostics=(*snapshot.diagnostics, *unmatched))


def _other_paths(line: Line, commit: Commit) -> list[str]:
    """Give the files that the commit's own configuration chose; none where that is of no use."""
    try:
        with Line.open(line.directory, commit.sha) as theirs:
            if theirs.settings.definitions == line.settings.definitions:
                return []
            files = theirs.source.snapshot(theirs.settings.definitions).files
    except HooklineError:
        return []
    return [file.path for file in files]


def _chosen(
    line: Line, files: Sequence[SourceFile]
) -> tuple[tuple[SourceFile, ...], tuple[Diagnostic, ...]]:
    """Part the files that `definitions:` matches today from the others."""
    globs = compile_globs(line.settings.definitions)
    unmatched = tuple(_unmatched([file.path for file in files], line))
    return tuple(file for file in files if globs.matches(file.path)), unmatched


def _unmatched(paths: Iterable[str], line: Line) -> Iterable[Diagnostic]:
    globs = compile_globs(line.settings.definitions)
    for path in paths:
        if not globs.matches(path):
            yield Diagnostic(
                Severity.WARNING,
                Code.RBK_PATH,
                f"{path} held definitions then, and `definitions:` does not match it any more: "
                "it stays as it is",
                Location(path),
                hint="add its pattern to hookline.yaml and roll back again, to have it too",
            )
