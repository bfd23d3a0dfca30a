"""GitPython reads the same repository by code of its own: both must see the same."""

from datetime import UTC, datetime
from pathlib import Path

import git
import pytest

from hookline.git.repository import open_repository
from hookline.model.outcome import Outcome, Result
from hookline.model.state import AppliedRecord, AppliedState, Run
from hookline.source.commit import CommitSource
from hookline.state.store import GitState
from tests.support.repository import ScriptedRepository, make_repository

CONFIG = "targets: {local: {workspace: embedded:x.db}}\n"


@pytest.fixture
def repository(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with a history that has a merge, a move and a removal."""
    made = make_repository(
        tmp_path / "r",
        {
            "hookline.yaml": CONFIG,
            "webhooks/a.yaml": "webhook: {name: a, flow_name: f}\n",
            "webhooks/deep/ü b.yaml": "webhook: {name: b, flow_name: f}\n",
            "webhooks/gone.yaml": "webhook: {name: gone, flow_name: f}\n",
        },
    )
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("Change b beside", {"webhooks/deep/ü b.yaml": "webhook: {name: b, flow_name: g}\n"})
    made.git("checkout", "--quiet", "main")
    made.commit("Change a", {"webhooks/a.yaml": "webhook: {name: a, flow_name: g}\n"})
    made.merge("side")
    made.commit("Drop one", {"webhooks/gone.yaml": None})
    return made


def test_same_files(repository: ScriptedRepository) -> None:
    """A commit's definitions are the blobs that GitPython finds in its tree."""
    snapshot = CommitSource(open_repository(repository.path)).snapshot(["webhooks/**/*.yaml"])
    with git.Repo(repository.path) as other:
        expected = {
            str(blob.path): (blob.hexsha, blob.data_stream.read())
            for blob in other.head.commit.tree.traverse()
            if isinstance(blob, git.Blob) and str(blob.path).startswith("webhooks/")
        }
    assert {file.path: (file.blob, file.data) for file in snapshot.files} == expected


def test_same_last_commits(repository: ScriptedRepository) -> None:
    """The newest commit of each path is the one that GitPython's walk gives first."""
    paths = ["webhooks/a.yaml", "webhooks/deep/ü b.yaml", "webhooks/gone.yaml"]
    found = CommitSource(open_repository(repository.path)).last_commits(paths)
    with git.Repo(repository.path) as other:
        for path in paths:
            expected = next(other.iter_commits("HEAD", paths=path, max_count=1))
            commit = found[path]
            assert (commit.sha, commit.subject) == (expected.hexsha, expected.summary)
            assert commit.author == expected.author.name
            assert commit.authored_at == expected.authored_datetime


def test_state_is_an_ordinary_history(repository: ScriptedRepository) -> None:
    """What is written as state, GitPython reads as commits, parents, trees and files."""
    opened = open_repository(repository.path)
    files = CommitSource(opened).snapshot(["webhooks/**/*.yaml"]).files
    records = [
        AppliedRecord(
            f"ab1{number}", "a", file.path, 0, file.blob, repository.head, {"x": 1}, {"x": 1}
        )
        for number, file in enumerate(files)
    ]
    run = Run(
        "run1",
        datetime(2026, 11, 23, tzinfo=UTC),
        "Ada <ada@example.com>",
        repository.head,
        False,
        repository.head,
        "",
        (Outcome(Result.CREATED, "a", "ab12", "webhooks/a.yaml", repository.head),),
    )
    written = GitState(opened, "local").record(run, AppliedState(), records, files, "w-1")
    with git.Repo(repository.path) as other:
        commit = other.commit("refs/hookline/state/local")
        assert commit.hexsha == written.revision
        assert [parent.hexsha for parent in commit.parents][1:] == [repository.head]
        assert list(commit.parents[0].tree.traverse()) == []
        names = {str(b.path) for b in commit.tree.traverse() if isinstance(b, git.Blob)}
    assert names == {
        "run.json",
        "records/ab/ab10.json",
        "records/ab/ab11.json",
        "definitions/webhooks/a.yaml",
        "definitions/webhooks/deep/ü b.yaml",
    }
