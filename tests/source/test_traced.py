"""Real repositories traced: which commit moved a value, told by both halves together."""

import random
from collections.abc import Collection
from pathlib import Path

import git
import pytest
import yaml

from hookline.git.repository import open_repository
from hookline.model.history import Traced
from hookline.source.commit import CommitSource
from hookline.stages.trace import WHOLE, trace
from tests.support.histories import defined, documents
from tests.support.repository import ScriptedRepository, make_repository
from tests.support.webhooks import webhook_table

PATTERNS = ["webhooks/**/*.yaml"]
CONFIG = "hookline.yaml"
A = "webhooks/a.yaml"
B = "webhooks/b.yaml"
NAMES = ["a", "b", "c", "d", "e"]


def hook(name: str, **values: str) -> str:
    """Write a definition."""
    properties = {"name": name, "flow_name": "one", **values}
    return "webhook:\n" + "".join(f"  {key}: {value}\n" for key, value in properties.items())


@pytest.fixture
def made(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with two webhooks in one file."""
    files = {CONFIG: "targets: {here: {}}\n", A: hook("a") + "---\n" + hook("b")}
    return make_repository(tmp_path / "r", files)


def _trace(
    made: ScriptedRepository, since: str, name: str, props: Collection[str]
) -> dict[str, Traced]:
    source = CommitSource(open_repository(made.path))
    patterns = yaml.safe_load(source.config().data).get("definitions", PATTERNS)
    history = source.history(since, patterns)
    assert history.complete
    files = {file.path: file.data.decode() for file in source.snapshot(patterns).files}
    found = trace({name: props}, history.steps, documents, "here", webhook_table(), defined(files))
    return {prop: each for (_, prop), each in found.items()}


def _subjects(
    made: ScriptedRepository, since: str, name: str, *props: str
) -> dict[str, tuple[str, ...]]:
    """Give property → subjects of the merge, if any, and of the commit."""
    return {
        prop: tuple(commit.subject for commit in (each.merge, each.commit) if commit)
        for prop, each in _trace(made, since, name, props).items()
    }


def test_webhooks_of_one_file_comments_and_a_move(made: ScriptedRepository) -> None:
    """Each value has its own commit, whatever else happened to the file."""
    since = made.head
    made.commit("Edit a", {A: hook("a", description="x") + "---\n" + hook("b")})
    made.commit("Edit b", {A: hook("a", description="x") + "---\n" + hook("b", flow_name="two")})
    text = (made.path / A).read_text()
    made.commit("Comment", {A: "# note\n" + text})
    made.commit("Move", {A: None, B: text})
    assert _subjects(made, since, "a", "description", "flow_name", WHOLE) == {
        "description": ("Edit a",)
    }
    assert _subjects(made, since, "b", "description", "flow_id") == {"flow_id": ("Edit b",)}


def test_through_merges(made: ScriptedRepository) -> None:
    """Inside a merge, and a merge in it, the commit itself is named, beside the outer merge."""
    since = made.head
    rest = "---\n" + hook("b")
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("Side", {A: hook("a", description="x") + rest})
    made.git("checkout", "--quiet", "-b", "deep")
    made.commit("Deep", {A: hook("a", description="x", flow_name="two") + rest})
    made.git("checkout", "--quiet", "side")
    made.merge("deep")
    made.git("checkout", "--quiet", "main")
    made.commit("Main", {"README.md": "x"})
    made.merge("side")
    assert _subjects(made, since, "a", "description", "flow_name") == {
        "description": ("Merge side", "Side"),
        "flow_name": ("Merge side", "Deep"),
    }


def test_a_conflict_that_a_merge_settled_its_own_way(made: ScriptedRepository) -> None:
    """A value that only the merge has is the merge's."""
    since = made.head
    rest = "---\n" + hook("b")
    made.git("checkout", "--quiet", "-b", "side")
    made.commit("Side", {A: hook("a", description="x") + rest})
    made.git("checkout", "--quiet", "main")
    made.commit("Main", {A: hook("a", description="y") + rest})
    made.git("merge", "--quiet", "--no-commit", "side", check=False)
    made.commit("Settle", {A: hook("a", description="xy") + rest})
    assert _subjects(made, since, "a", "description") == {"description": ("Settle",)}


def test_what_a_configuration_did(made: ScriptedRepository) -> None:
    """The target's project moves webhooks, and `definitions:` takes them away."""
    since = made.head
    made.commit("Move all", {CONFIG: "targets: {here: {project: Elsewhere}}"})
    moved = made.head
    assert _subjects(made, since, "a", "project_id", "flow_id") == {"project_id": ("Move all",)}
    made.commit("Stop", {CONFIG: "definitions: [hooks/*.yaml]\ntargets: {here: {}}"})
    assert _subjects(made, moved, "a", WHOLE) == {WHOLE: ("Stop",)}


def test_a_long_history(tmp_path: Path) -> None:
    """Of thousands of commits only those that changed definitions are told."""
    made = make_repository(tmp_path)
    made.git("fast-import", "--quiet", stdin=_long_line(3000))
    made.git("reset", "--quiet", "--hard", "refs/heads/main")
    since = made.git("rev-list", "--max-parents=0", "HEAD")
    history = CommitSource(open_repository(tmp_path)).history(since, PATTERNS)
    assert [step.commit.subject for step in history.steps] == ["2000", "1000"]
    assert _subjects(made, since, "a", "description") == {"description": ("2000",)}


def test_gitpython_finds_the_same_commits(tmp_path: Path) -> None:
    """In tangled histories, a walk by other code over whole trees names the same commits."""
    merges = [_inner_commits_checked(tmp_path / str(seed), seed) for seed in range(4)]
    assert sum(merges) > 3


def _inner_commits_checked(path: Path, seed: int) -> int:
    """Compare every webhook of one history; gives how many commits lay inside a merge."""
    dice = random.Random(seed)  # noqa: S311  the same tangle each time, not a secret
    made = make_repository(path)
    made.git("fast-import", "--quiet", stdin=_tangle(dice))
    made.git("reset", "--quiet", "--hard", "refs/heads/main")
    since = made.git("rev-parse", "HEAD~12")
    merges = 0
    with git.Repo(path) as other:
        now = _state(other.head.commit)
        for name in NAMES:
            prop = "description" if name in now else WHOLE
            found = _trace(made, since, name, [prop]).get(prop)
            told = (found.merge or found.commit).sha if found else None
            assert told == _newest_mover(other, since, name), (seed, name)
            if found and found.merge:
                merges += 1
                inner = other.commit(found.commit.sha)
                value = _state(other.commit(found.merge.sha)).get(name)
                assert _state(inner).get(name) == value
                assert _state(inner.parents[0]).get(name) != value
    return merges


def _newest_mover(repository: git.Repo, since: str, name: str) -> str | None:
    """Walk the first-parent line by whole trees until a description was another one."""
    older = {commit.hexsha for commit in repository.iter_commits(since)}
    commit = repository.head.commit
    while commit.hexsha not in older:
        if _state(commit.parents[0]).get(name) != _state(commit).get(name):
            return commit.hexsha
        commit = commit.parents[0]
    return None


def _state(commit: git.Commit) -> dict[str, str]:
    """Give webhook → description of a commit."""
    found = {}
    for blob in commit.tree.traverse():
        if isinstance(blob, git.Blob) and str(blob.path).startswith("webhooks/"):
            for value in yaml.safe_load_all(blob.data_stream.read()):
                found[value["webhook"]["name"]] = value["webhook"]["description"]
    return found


def _long_line(commits: int) -> bytes:
    """Make a history in which every thousandth commit changes a definition."""
    stream = []
    for number in range(commits):
        path, text = "src/x", f"{number:04}"
        if number % 1000 == 0:
            path, text = A, hook("a", description=f"d{number:04}")
        config = "M 100644 inline hookline.yaml\ndata 2\n{}\n" if number == 0 else ""
        stream.append(
            f"commit refs/heads/main\ncommitter A <a@x> {1_700_000_000 + number} +0000\n"
            f"data {len(str(number))}\n{number}\n{config}"
            f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"
        )
    return "".join(stream).encode()


def _tangle(dice: random.Random) -> bytes:
    """Make a history of edits, moves and removals in 80 commits, every second a merge."""
    stream: list[str] = []
    trees: list[dict[str, tuple[str, str]]] = [{}]
    for number in range(1, 81):
        recent = range(max(1, number - 6), number)
        parents = dice.sample(recent, min(number - 1, 2 if number % 2 == 0 else 1))
        tree = dict(trees[parents[0]]) if parents else {}
        for other in parents[1:]:
            for name in NAMES:
                if dice.random() < 0.5:
                    tree.pop(name, None)
                    tree |= {name: trees[other][name]} if name in trees[other] else {}
        for name in dice.sample(NAMES, dice.choice([0, 1, 1, 2])) if len(parents) < 2 else ():
            old = tree.pop(name, None)
            path = dice.choice([A, B])
            match dice.randrange(4):
                case 0 if old:
                    tree[name] = (path, old[1])
                case 1 | 2 | 3:
                    tree[name] = (path, dice.choice(["x", "y", "z"]))
        trees.append(tree)
        stream.append(_commit(number, parents, tree))
    return "".join(stream).encode()


def _commit(number: int, parents: list[int], tree: dict[str, tuple[str, str]]) -> str:
    files = {CONFIG: "targets: {here: {}}\n"}
    for name, (path, description) in sorted(tree.items()):
        text = hook(name, description=description)
        files[path] = f"{files[path]}---\n{text}" if path in files else text
    stream = f"commit refs/heads/main\nmark :{number}\n"
    stream += f"committer A <a@x> {1_700_000_000 + number * 60} +0000\ndata 1\nx\n"
    for place, parent in enumerate(parents):
        stream += f"{'merge' if place else 'from'} :{parent}\n"
    stream += "deleteall\n"
    for path, text in files.items():
        stream += f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"
    return stream
