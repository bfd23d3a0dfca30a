import json
import subprocess
import sys
from pathlib import Path

import pytest

from hookline.wiring import Line
from tests.cli.conftest import Shop
from tests.support.repository import run_git

DIES_WITH_THE_LOCK = """
import os
from pathlib import Path
from hookline.wiring import Line
line = Line.open(Path())
with line.lock(line.target("local")).held("apply"):
    os._exit(9)
"""
REF = "refs/hookline/lock/local"


@pytest.fixture
def held(shop: Shop) -> str:
    """Leave a lock as a run on another machine has it, and give its id."""
    shop.repository.git("config", "user.name", "Ada Lovelace")
    with Line.open(shop.path) as line, line.lock(line.target("local")).held("sync"):
        stored = json.loads(shop.repository.git("show", f"{REF}:lock.json"))
    return put(shop, {**stored, "host": "build-7", "boot": "another", "pid": 4711})


def put(shop: Shop, stored: object) -> str:
    """Put a lock into its place, and give its id."""
    git = shop.repository.git
    blob = git("hash-object", "-w", "--stdin", stdin=json.dumps(stored).encode())
    tree = git("mktree", stdin=f"100644 blob {blob}\tlock.json\n".encode())
    value = git("commit-tree", "-m", "Lock", tree)
    git("update-ref", REF, value)
    known = stored.get("id") if isinstance(stored, dict) else None
    return known if isinstance(known, str) else value[:12]


def test_apply_of_a_locked_target_names_the_way_out(shop: Shop, held: str) -> None:
    """Exit code 6, who holds it, and a command that works as it stands; nothing is written."""
    kept_out = shop.hookline("apply", "--yes")
    assert kept_out.code == 6
    assert "error[LCK-HELD] local is locked by Ada Lovelace" in kept_out.err
    assert ": sync on build-7 (process 4711) since " in kept_out.err
    assert f"hookline unlock {held} --target local" in " ".join(kept_out.err.split())
    assert shop.workspace.list("webhook") == []
    unlocked = shop.hookline("unlock", held, "--target", "local")
    assert unlocked.code == 0
    assert unlocked.out.startswith("Unlocked local: Ada Lovelace")
    assert "begins no more writes after at most 45 seconds" in unlocked.err
    assert shop.hookline("apply", "--yes").code == 0


def test_wrong_id_removes_nothing(shop: Shop, held: str) -> None:
    """A lock that changed hands since it was shown stays, and its holder is named."""
    answer = shop.hookline("unlock", "0123456789ab")
    assert answer.code == 6
    assert "error[LCK-OTHER]" in answer.err
    assert held in answer.err
    assert shop.repository.git("rev-parse", REF)


def test_target_that_nobody_holds_is_no_error(shop: Shop) -> None:
    """Who wants it unlocked has what he wants."""
    answer = shop.hookline("unlock", "0123456789ab")
    assert (answer.code, answer.out, answer.err) == (0, "local is not locked.\n", "")


def test_unlock_as_json(shop: Shop, held: str) -> None:
    """One document says whether there was a lock, and whose."""
    first, second = (shop.hookline("unlock", held, "--format", "json") for _ in range(2))
    told = json.loads(first.out)
    assert (told["unlocked"], told["target"], told["ref"]) == (True, "local", REF)
    assert told["lock"]["id"] == held
    assert (told["lock"]["host"], told["lock"]["purpose"]) == ("build-7", "sync")
    told = json.loads(second.out)
    assert (second.code, told["unlocked"], told["lock"]) == (0, False, None)


def test_what_is_not_understood_goes_by_the_digits_that_were_shown(shop: Shop) -> None:
    """A lock of a newer Hookline keeps an apply out, and is removed like any other."""
    id_ = put(shop, {"format_version": 2})
    kept_out = shop.hookline("apply", "--yes")
    assert kept_out.code == 6
    assert "error[LCK-FOREIGN]" in kept_out.err
    assert "a newer Hookline wrote it" in kept_out.err
    assert f"hookline unlock {id_} --target local" in " ".join(kept_out.err.split())
    assert shop.hookline("unlock", id_).out == f"Unlocked local: {REF} is removed.\n"


def test_run_that_is_dead_is_told_and_waited_for_by_nobody(shop: Shop) -> None:
    """What a killed process of this machine left is taken over at once, and that is said."""
    shop.repository.git("config", "user.name", "Ada Lovelace")
    done = subprocess.run([sys.executable, "-c", DIES_WITH_THE_LOCK], cwd=shop.path, check=False)
    assert done.returncode == 9
    answer = shop.hookline("apply", "--yes")
    assert answer.code == 0
    assert "Took local over from a run whose process is gone: Ada Lovelace" in answer.err
    assert shop.repository.git("for-each-ref", "refs/hookline/lock/") == ""


def test_apply_leaves_no_lock(shop: Shop) -> None:
    """After a run nothing is locked, whether it wrote, had nothing to do, or was refused."""
    for commit in ("webhook: {name: x, flow_name: billing}\n", None, "webhook: {}\n"):
        if commit is not None:
            shop.commit("Change", {"webhooks/x.yaml": commit})
        shop.hookline("apply", "--yes")
        assert shop.repository.git("for-each-ref", "refs/hookline/lock/") == ""


def test_lock_of_a_shared_target_is_on_origin(shop: Shop, tmp_path: Path) -> None:
    """`unlock` looks where the state is kept; a remote that does not answer is exit code 7."""
    staging = (
        "targets:\n  staging: {workspace: 'https://staging.example.com', project: Onboarding}\n"
    )
    shop.commit("Use staging", {"hookline.yaml": staging})
    assert shop.hookline("unlock", "0123456789ab").code == 1
    run_git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    shop.repository.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    assert shop.hookline("unlock", "0123456789ab").out == "staging is not locked.\n"
    with Line.open(shop.path) as line, line.lock(line.target(None)).held("apply"):
        refs = run_git(tmp_path / "origin.git", "for-each-ref", "--format=%(refname)")
        assert refs == "refs/hookline/lock/staging"
        assert shop.repository.git("for-each-ref", "refs/hookline/lock/") == ""
        assert shop.hookline("unlock", "0123456789ab").code == 6
    (tmp_path / "origin.git").rename(tmp_path / "gone.git")
    assert shop.hookline("unlock", "0123456789ab").code == 7
