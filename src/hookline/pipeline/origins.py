"""Which commits are behind what differs, and what those commits allow."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hookline.documents.reader import read_documents
from hookline.model.change import CauseKind
from hookline.model.codes import Code
from hookline.model.commit import Commit
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.difference import Difference, KeyStep, Standing
from hookline.model.document import SourceFile
from hookline.model.guard import Override
from hookline.model.history import Step, Traced
from hookline.model.ports import DefinitionSource
from hookline.model.property import PropertyTable
from hookline.model.settings import Target
from hookline.model.state import AppliedState
from hookline.model.values import Values
from hookline.stages.plan import CONFIG, read_trailers
from hookline.stages.trace import WHOLE, trace

_KEY = "key"


@dataclass(frozen=True, slots=True)
class Origins:
    """What the history of the definitions says of the differences."""

    commits: Mapping[str, Commit] = field(default_factory=dict)
    """Path → the newest commit that touched it, for what cannot be traced by value."""
    traced: Mapping[tuple[str, str], Traced] | None = None
    """Webhook and property → the commit that moved the value; None when nothing was applied."""
    why_untraced: str = ""
    """Why the history ends before the applied commit."""
    recency: Mapping[str, int] = field(default_factory=dict)
    """Commit → its place in the history, from 0 for the newest."""
    overrides: tuple[Override, ...] = ()
    """What the commits since the applied one allow."""
    descends: bool | None = True
    """Whether the commit comes after the applied one; None when nobody can tell."""
    branch: frozenset[str] | None = frozenset()
    """Ids of the commits that the branch planned against does not have; None when nobody can
    tell."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What is to be told of the commits."""


@dataclass(frozen=True, slots=True)
class Question:
    """What origins are asked for."""

    unsettled: Sequence[Difference]
    """What differs."""
    base: AppliedState
    """What was applied last."""
    commit: Commit | None
    """The commit that is desired; None where there is none yet."""
    patterns: Sequence[str]
    """The globs of `definitions:`."""
    target: Target
    """The target."""
    table: PropertyTable
    """What each property is."""
    renames: Mapping[str, str]
    """New name → old name."""
    since: Commit | None
    """The commit of the branch that is planned against."""
    since_name: str | None = None
    """What the user calls it."""


def find_origins(question: Question, source: DefinitionSource) -> Origins:
    """Look up the commits behind what differs; nothing is asked of history when nothing does."""
    applied = question.base.commit
    descends = _descends(applied, question.commit, source)
    if not question.unsettled or question.commit is None:
        return Origins(descends=descends)
    branch = _branch(question.since, source)
    behind = _behind(question, source)
    if applied is None:
        paths = {path for each in question.unsettled if (path := _path(each))}
        return Origins(
            commits=source.last_commits(paths | {CONFIG}), branch=branch, diagnostics=behind
        )
    found = question.unsettled
    overrides, notes = read_trailers(source.commits_between(applied))
    history = source.history(applied, question.patterns)
    steps = history.steps
    return Origins(
        commits=source.last_commits({_path(each) for each in _restored(found)}),
        traced=trace(
            _wanted(found),
            steps,
            _read,
            question.target.name,
            question.table,
            {each.name: each.desired.definition.document for each in found if each.desired},
            names=question.renames,
            # With `--since` the targets are that branch's, whatever this one's commits say.
            unheeded=branch or (),
        ),
        why_untraced=history.why_incomplete,
        recency={commit: age for age, commit in enumerate(_shas(steps))},
        overrides=overrides,
        descends=descends,
        branch=branch,
        diagnostics=(*behind, *notes),
    )


def _descends(applied: str | None, commit: Commit | None, source: DefinitionSource) -> bool | None:
    """Say whether a commit comes after the applied one; None when nobody can tell."""
    if applied is None:
        return True
    if commit is None:
        return None
    return applied == commit.sha or source.is_ancestor(applied)


def _behind(question: Question, source: DefinitionSource) -> tuple[Diagnostic, ...]:
    """Say that the branch planned against has commits which this one lacks.

    What they changed and somebody applied shows as taken back, which a merge would not do.
    """
    since = question.since
    if since is None or source.is_ancestor(since.sha) is not False:
        return ()
    return (
        Diagnostic(
            Severity.WARNING,
            Code.PLN_BEHIND,
            f"{question.since_name} has commits that are not in what is planned here: "
            "what they brought shows as undone",
            hint="plan what a merge gives: rebase on it, or merge it first",
        ),
    )


def _branch(since: Commit | None, source: DefinitionSource) -> frozenset[str] | None:
    """Give the commits that `since` does not have; None in a clone that lacks what lies between."""
    if since is None:
        return frozenset()
    commits = source.commits_between(since.sha)
    if not commits and source.is_ancestor(since.sha) is None:
        return None
    return frozenset(commit.sha for commit in commits)


def _path(difference: Difference) -> str:
    if difference.desired:
        return difference.desired.definition.path
    return difference.base.path if difference.base else ""


def _restored(unsettled: Iterable[Difference]) -> Iterator[Difference]:
    """Give what only the workspace moved: git's word on it is older than the applied commit."""
    for each in unsettled:
        by_hand = any(found.kind is CauseKind.DRIFT for found in each.properties)
        if by_hand or each.standing is Standing.LOST or each.key is not KeyStep.KEEP:
            yield each


def _wanted(unsettled: Iterable[Difference]) -> dict[str, set[str]]:
    """Give the values whose commits are asked for: webhook → properties."""
    wanted: dict[str, set[str]] = {}
    for each in unsettled:
        names = wanted.setdefault(each.name, {WHOLE})
        names |= {found.name for found in each.properties if found.kind is not CauseKind.DRIFT}
        if each.desired and each.live is None:
            names |= {*each.desired.values, *each.desired.initial, *each.desired.write_only}
        if each.key is not KeyStep.KEEP:
            names.add(_KEY)
    return wanted


def _read(file: SourceFile) -> list[Values]:
    """Give the documents of a file as it was; one that could not be read then has none."""
    documents, _ = read_documents(file)
    return [each.value for each in documents if isinstance(each.value, dict)]


def _shas(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield step.commit.sha
        yield from _shas(step.inside)
