"""The history of real repositories, as both sources give it."""

from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.history import FileMove, History, Step
from hookline.source.commit import CommitSource
from hookline.source.limits import Limits
from hookline.source.worktree import WorktreeSource
from tests.support.repository import ScriptedRepository, make_repository

PATTERNS = ["webhooks/**/*.yaml"]
CONFIG = "hookline.yaml"
A = "webhooks/a.yaml"
B = "webhooks/b.yaml"


@pytest.fixture
def made(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with one commit."""
    return make_repository(tmp_path / "r", {CONFIG: "targets: {}\n", A: "a1", B: "b1"})


def _history(made: ScriptedRepository, since: str | None, ref: str = "HEAD") -> History:
    return CommitSource(open_repository(made.path), ref).history(since, PATTERNS)


def _told(steps: tuple[Step, ...]) -> list[object]:
    """Write steps as text: subject, moves as `path before>after`, and what is inside."""
    told: list[object] = []
    for step in steps:
        moves = [_move(move) for move in step.moves]
        if step.config.before != step.config.after:
            moves.append(_move(step.config))
        told.append(f"{step.commit.subject}: {', '.join(moves)}")
        if step.inside:
            told.append(_told(step.inside))
    return told


def _move(move: FileMove) -> str:
    before, after = (
        side.data.decode().strip() if side else "-" for side in (move.before, move.after)
    )
    return f"{Path(move.path).stem} {before}>{after}"


def test_a_line_of_commits(made: ScriptedRepository) -> None:
    """Each commit comes with both sides of what it changed; the others are left out."""
    since = made.head
    made.commit("Change", {A: "a2"})
    made.commit("Elsewhere", {"README.md": "x", "webhooks/notes.txt": "x"})
    made.commit("Move", {A: None, "webhooks/deep/c.yaml": "a2"})
    made.commit("Configure", {CONFIG: "targets: {x: {}}"})
    history = _history(made, since)
    assert history.complete
    assert _told(history.steps) == [
        "Configure: hookline targets: {}>targets: {x: {}}",
        "Move: a a2>-, c ->a2",
        "Change: a a1>a2",
    ]
    assert _told(_history(made, None).steps)[3:] == [
        "Begin: a ->a1, b ->b1, hookline ->targets: {}"
    ]
    assert _history(made, made.head) == History()


def test_every_step_knows_the_configuration_and_the_blobs(made: ScriptedRepository) -> None:
    """The configuration of a commit is given although it did not change."""
    since = made.head
    made.commit("Change", {A: "a2"})
    [step] = _history(made, since).steps
    assert step.config.before is not None
    assert step.config.before == step.config.after
    assert step.config.before.data == b"targets: {}\n"
    assert step.commit.sha == made.head
    [move] = step.moves
    assert move.after is not None
    assert move.after.blob == made.git("rev-parse", f"HEAD:{A}")


def test_a_merge_holds_its_branch(made: ScriptedRepository) -> None:
    """What came in with a merge stands inside it, nested merges included."""
    since = made.head
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("Side", {A: "a2"})
    made.git("checkout", "--quiet", "-b", "deep")
    made.commit("Deep", {"webhooks/c.yaml": "c1"})
    made.git("checkout", "--quiet", "side")
    made.merge("deep")
    made.git("checkout", "--quiet", "main")
    made.commit("Main", {B: "b2"})
    made.merge("side")
    assert _told(_history(made, since).steps) == [
        "Merge side: a a1>a2, c ->c1",
        ["Merge deep: c ->c1", ["Deep: c ->c1"], "Side: a a1>a2"],
        "Main: b b1>b2",
    ]


def test_a_merge_that_changed_nothing_is_left_out(made: ScriptedRepository) -> None:
    """A branch whose changes were thrown away did not change the line."""
    since = made.head
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("Side", {A: "a2"})
    made.git("checkout", "--quiet", "main")
    made.merge("side", "--strategy=ours")
    assert _history(made, since) == History()


def test_since_a_commit_that_came_in_with_a_merge(made: ScriptedRepository) -> None:
    """What was applied from a branch is not told again; the line goes back to where it parted."""
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("Side 1", {A: "a2"})
    since = made.head
    made.commit("Side 2", {"webhooks/c.yaml": "c1"})
    made.git("checkout", "--quiet", "main")
    made.commit("Main", {B: "b2"})
    made.merge("side")
    history = _history(made, since)
    assert history.complete
    assert _told(history.steps) == [
        "Merge side: a a1>a2, c ->c1",
        ["Side 2: c ->c1"],
        "Main: b b1>b2",
    ]


def test_a_rewound_branch(made: ScriptedRepository) -> None:
    """When the applied commit is on no line of this one, both go back to where they parted."""
    made.commit("Applied", {A: "a2"})
    since = made.head
    made.git("reset", "--quiet", "--hard", "HEAD~1")
    made.commit("Instead", {A: "a3"})
    source = CommitSource(open_repository(made.path))
    assert _told(source.history(since, PATTERNS).steps) == ["Instead: a a1>a3"]
    assert source.is_ancestor(since) is False
    assert [commit.subject for commit in source.commits_between(since)] == ["Instead"]


def test_definitions_that_a_commit_began_to_match(made: ScriptedRepository) -> None:
    """When `definitions:` moves, files come and go without being touched."""
    since = made.commit("Prepare", {"hooks/c.yaml": "c1"})
    made.commit("Early", {A: "a0"})
    made.commit("Edit", {"hooks/c.yaml": "c2"})
    made.commit("Widen", {CONFIG: "definitions: [hooks/*.yaml, webhooks/b.yaml]"})
    made.commit("Edit again", {"hooks/c.yaml": "c3", A: "a2"})
    source = CommitSource(open_repository(made.path))
    history = source.history(since, ["hooks/*.yaml", "webhooks/b.yaml"])
    assert _told(history.steps) == [
        "Edit again: c c2>c3",
        "Widen: c ->c2, a a0>-, hookline targets: {}>definitions: [hooks/*.yaml, webhooks/b.yaml]",
        "Early: a a1>a0",
    ]


def test_a_configuration_that_cannot_be_read(made: ScriptedRepository) -> None:
    """For a commit whose configuration is broken, today's patterns hold, and nothing vanishes."""
    since = made.head
    made.commit("Break", {CONFIG: "definitions: [", A: "a2"})
    made.commit("Edit", {A: "a3"})
    made.commit("Mend", {CONFIG: "targets: {}"})
    assert [str(each).partition(",")[0] for each in _told(_history(made, since).steps)] == [
        "Mend: hookline definitions: [>targets: {}",
        "Edit: a a2>a3",
        "Break: a a1>a2",
    ]


def test_a_folder_of_a_larger_repository(tmp_path: Path) -> None:
    """Paths are counted from the configuration, and the rest of the repository does not count."""
    made = make_repository(tmp_path, {f"ops/{CONFIG}": "targets: {}", A: "other"})
    since = made.head
    made.commit("Inside", {f"ops/{A}": "a1"})
    made.commit("Outside", {A: "more", CONFIG: "targets: {}"})
    source = CommitSource(open_repository(tmp_path / "ops"))
    assert _told(source.history(since, PATTERNS).steps) == ["Inside: a ->a1"]
    assert _told(source.history(since, ["**/*.yaml"]).steps) == ["Inside: a ->a1"]


def test_commits_and_ancestors(made: ScriptedRepository) -> None:
    """All commits since another count, on every parent, newest first."""
    since = made.head
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("Side\n\nHookline-Allow: delete a", {"x": "1"})
    made.git("checkout", "--quiet", "main")
    made.commit("Main", {"y": "1"})
    made.merge("side")
    source = CommitSource(open_repository(made.path))
    found = source.commits_between(since)
    assert found[0].subject == "Merge side"
    assert {commit.subject for commit in found} == {"Merge side", "Main", "Side"}
    assert {commit.body for commit in found} == {"", "Hookline-Allow: delete a"}
    assert len(source.commits_between(None)) == 4
    few = CommitSource(open_repository(made.path), limits=Limits(commits=1))
    assert [commit.subject for commit in few.commits_between(since)] == ["Merge side"]
    assert source.is_ancestor(since) is True
    assert CommitSource(open_repository(made.path), since).is_ancestor(made.head) is False


def test_a_commit_that_exists_nowhere(made: ScriptedRepository) -> None:
    """Nobody can say what came after it, so that no old trailer allows anything."""
    source = CommitSource(open_repository(made.path))
    assert source.commits_between("0" * 40) == ()
    assert source.is_ancestor("0" * 40) is None
    history = source.history("0" * 40, PATTERNS)
    assert (history.complete, history.why_incomplete) == (False, "missing commit")
    assert len(history.steps) == 1


def test_a_shallow_clone_is_deepened(made: ScriptedRepository, tmp_path: Path) -> None:
    """A runner's clone of one commit gives the same history as the repository it came from."""
    since = made.head
    made.commit("Change", {A: "a2"})
    made.commit("Again", {A: "a3"})
    copy = made.clone(tmp_path / "copy", "--depth=1")
    copy.git("remote", "set-url", "origin", str(made.path))
    assert _history(copy, since) == _history(made, since)
    source = CommitSource(open_repository(copy.path))
    assert source.is_ancestor(since) is True
    assert len(source.commits_between(since)) == 2


def test_a_shallow_clone_without_a_remote(made: ScriptedRepository, tmp_path: Path) -> None:
    """What the clone holds is told, and its last commit is not taken for what made everything."""
    since = made.head
    made.commit("Change", {A: "a2"})
    made.commit("Again", {A: "a3"})
    copy = made.clone(tmp_path / "copy", "--depth=2")
    copy.git("remote", "remove", "origin")
    history = _history(copy, since)
    assert _told(history.steps) == ["Again: a a2>a3"]
    assert (history.complete, history.why_incomplete) == (False, "shallow clone")
    source = CommitSource(open_repository(copy.path))
    assert source.is_ancestor(since) is None
    assert source.commits_between(since) == ()


def test_commits_that_a_shallow_clone_cannot_connect(
    made: ScriptedRepository, tmp_path: Path
) -> None:
    """Both commits are here and what lies between is not: nobody can say which came first."""
    since = made.head
    made.git("branch", "applied")
    made.commit("Change", {A: "a2"})
    made.commit("Again", {A: "a3"})
    copy = made.clone(tmp_path / "copy", "--depth=1", "--no-single-branch")
    copy.git("remote", "remove", "origin")
    source = CommitSource(open_repository(copy.path))
    assert source.is_ancestor(since) is None
    assert source.is_ancestor(copy.head) is True
    assert source.history(since, PATTERNS) == History((), False, "shallow clone")


def test_a_partial_clone(made: ScriptedRepository, tmp_path: Path) -> None:
    """Contents that are not here are not fetched, and the history ends before them."""
    made.git("config", "uploadpack.allowFilter", "true")
    since = made.head
    made.commit("Change", {A: "a2"})
    made.commit("Add", {"webhooks/c.yaml": "c1"})
    copy = made.clone(tmp_path / "copy", "--filter=blob:none")
    copy.git("remote", "set-url", "origin", str(made.path))
    history = _history(copy, since)
    assert _told(history.steps) == ["Add: c ->c1"]
    assert (history.complete, history.why_incomplete) == (False, "partial clone")
    assert CommitSource(open_repository(copy.path)).is_ancestor("0" * 40) is None
    everything = copy.git("cat-file", "--batch-all-objects", "--batch-check")
    assert everything.count("blob") == 4


def test_a_clone_without_trees(made: ScriptedRepository, tmp_path: Path) -> None:
    """Where even the trees are missing, nothing is told."""
    made.git("config", "uploadpack.allowFilter", "true")
    since = made.head
    made.commit("Change", {A: "a2"})
    copy = made.clone(tmp_path / "copy", "--filter=tree:0")
    assert _history(copy, since) == History(complete=False, why_incomplete="partial clone")


def test_limits(made: ScriptedRepository) -> None:
    """A file that is too large is none, and a history that is too large ends."""
    since = made.head
    made.commit("Small", {A: "a2"})
    made.commit("Large", {B: "b" * 200})
    made.commit("Newest", {A: "a3"})

    def told(limits: Limits) -> tuple[list[object], str]:
        source = CommitSource(open_repository(made.path), limits=limits)
        history = source.history(since, PATTERNS)
        return _told(history.steps), history.why_incomplete

    steps, why = told(Limits(file_bytes=100))
    assert steps == ["Newest: a a2>a3", "Large: b b1>-", "Small: a a1>a2"]
    assert why == ""
    assert told(Limits(history_bytes=100)) == (["Newest: a a2>a3"], "long history")


def test_the_working_tree_has_the_history_of_its_head(made: ScriptedRepository) -> None:
    """What is not committed is in no history; a branch without commits has none."""
    since = made.head
    made.commit("Change", {A: "a2"})
    made.write({A: "a3"})
    source = WorktreeSource(open_repository(made.path))
    assert source.history(since, PATTERNS) == _history(made, since)
    assert [commit.subject for commit in source.commits_between(since)] == ["Change"]
    assert source.is_ancestor(since) is True
    made.git("checkout", "--quiet", "--orphan", "unborn")
    unborn = WorktreeSource(open_repository(made.path))
    assert unborn.history(since, PATTERNS) == History()
    assert unborn.commits_between(since) == ()
    assert unborn.is_ancestor(since) is False
