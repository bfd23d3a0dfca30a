"""The exit codes as a matrix: command × what it meets × how its answer is shown.

A command that only reads is one line of `MATRIX`. What ends a command is the same whoever reads its
answer, so each line holds for every view, and for a reader that has gone away.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import pytest

from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.cli.conftest import Shop
from tests.support.engine import PASSWORD, serving


@dataclass(frozen=True)
class Codes:
    """What a command exits with, by what it meets; None for what it cannot meet."""

    ok: int | None
    """The workspace is as git says."""
    pending: int | None
    """Two webhooks are to be created."""
    blocked: int | None
    """One of them is there, and nobody manages it."""
    broken: int | None
    """A definition is not valid."""
    usage: int | None
    """The command line has an option that there is not."""
    unreachable: int | None
    """Nothing answers at the workspace's address."""
    refused: int | None
    """The workspace refuses the password."""
    stale: int | None = None
    """A plan was saved, and another one was applied since."""


MATRIX = {
    "validate": Codes(0, 0, 0, 1, 64, 0, 0),
    "plan": Codes(0, 0, 3, 1, 64, 7, 8),
    "plan --detailed-exitcode": Codes(0, 2, 3, 1, 64, 7, 8),
    "status": Codes(0, 0, 3, 1, 64, 7, 8),
    "status --detailed-exitcode": Codes(0, 2, 3, 1, 64, 7, 8),
    "sync": Codes(0, 0, 3, 1, 64, 7, 8),
    "rollback HEAD": Codes(0, 0, 0, 0, 64, 0, 0),
    "rollback --resume": Codes(0, 0, 0, 0, 64, 0, 0),
    "rollback nonsense": Codes(1, 1, 1, 1, 64, 1, 1),
    "forget --all --yes": Codes(0, 0, 0, 0, 64, 0, 0),
    "forget nonsense": Codes(1, 1, 1, 1, 64, 1, 1),
    "apply --yes plan.json": Codes(None, None, None, None, 64, None, None, stale=4),
    "show plan.json": Codes(None, None, None, None, 64, None, None, stale=0),
}
"""Command → its exit codes."""

VIEWS = {
    "text": [],
    "quiet": ["-q"],
    "json": ["--format", "json"],
}
"""How the answer is shown, beside the reader that has gone away."""

STAGING = """\
targets:
  staging:
    workspace: {address}
    user: admin
    password: ${{env:HOOKLINE_SECRET_STAGING}}
    project: Onboarding
    state: {{at: local}}
"""

CELLS = [
    (command, meets, code)
    for command, codes in MATRIX.items()
    for meets, code in asdict(codes).items()
    if code is not None
]
Meeting = Callable[[Shop], object]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a workspace for all tests of this file; nothing ever gets in."""
    path = tmp_path_factory.mktemp("served") / "local.db"
    EngineWriter(EmbeddedWorkspace(path), "").create("project", {"name": "Onboarding"}, "seed")
    with serving(path) as served:
        yield served


def block(shop: Shop) -> None:
    """Let somebody else make one of the webhooks."""
    shop.workspace.create("webhook", {"name": "signup", "flow_name": "billing"}, "by hand")


def outdate(shop: Shop) -> None:
    """Save a plan, and let another run come first."""
    assert shop.hookline("plan", "--out", "plan.json").code == 0
    shop.commit("Drop billing", {"webhooks/billing.yaml": None})
    assert shop.hookline("apply", "--yes").code == 0


def move_to(address: str, shop: Shop) -> None:
    """Make the workspace at an address the only target."""
    shop.commit("Use staging", {"hookline.yaml": STAGING.format(address=address)})


@pytest.fixture
def meetings(address: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Meeting]:
    """Give what brings each thing about that a command can meet."""
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING", f"not {PASSWORD}")
    return {
        "ok": lambda shop: shop.hookline("apply", "--yes"),
        "pending": lambda _: None,
        "blocked": block,
        "broken": lambda shop: shop.commit("Slip", {"webhooks/slip.yaml": "webhook: {}\n"}),
        "usage": lambda _: None,
        "unreachable": partial(move_to, "http://127.0.0.1:9"),
        "refused": partial(move_to, address),
        "stale": outdate,
    }


def command_line(command: str, meets: str) -> list[str]:
    """Give the arguments of a cell."""
    return [*command.split(), *(["--no-such-option"] if meets == "usage" else [])]


@pytest.mark.parametrize(("command", "meets", "code"), CELLS)
def test_exit_code_is_the_same_in_every_view(
    shop: Shop, meetings: dict[str, Meeting], command: str, meets: str, code: int
) -> None:
    """What a job decides by does not depend on how the answer is shown, or on whether it is read.

    Each answer that somebody reads is whole: lines that end, or one JSON document.
    """
    meetings[meets](shop)
    line = [*command.split(), *(["--no-such-option"] if meets == "usage" else [])]
    for view, options in VIEWS.items():
        answer = shop.hookline(*line, *options)
        assert (view, answer.code) == (view, code)
        assert "Traceback" not in answer.err
        if view == "json":
            assert json.loads(answer.out)["format_version"] == 1
        else:
            assert (answer.out or answer.err).endswith("\n")
    assert unread(shop, *line) == (code, b"")


def unread(shop: Shop, *arguments: str) -> tuple[int, bytes]:
    """Run the command line with a reader that has gone away, as `head` does.

    Gives its exit code, and what Python complains about.
    """
    theirs, ours = os.pipe()
    os.close(theirs)
    try:
        done = process(shop, *arguments, stdout=ours)
    finally:
        os.close(ours)
    complaints = (b"Traceback", b"Exception ignored", b"BrokenPipe")
    return done.returncode, b"".join(each for each in complaints if each in done.stderr)


def process(shop: Shop, *arguments: str, stdout: int) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "hookline", *arguments],
        cwd=shop.path,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )


def define_many(shop: Shop) -> None:
    """Commit so many webhooks that a plan is larger than any pipe keeps."""
    long = "long " * 60
    many = "---\n".join(
        f"webhook: {{name: hook-{number}, flow_name: billing, description: {long}}}\n"
        for number in range(400)
    )
    shop.commit("Add many", {"webhooks/many.yaml": many})


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["plan", "--detailed-exitcode", "--format", "json"], 2),
        (["plan", "--detailed-exitcode"], 2),
        (["validate", "--format", "json"], 0),
    ],
    ids=["json of a plan", "text of a plan", "json of a check"],
)
def test_answer_is_whole_before_the_process_ends(
    shop: Shop, tmp_path: Path, arguments: list[str], code: int
) -> None:
    """A pipe and a file get the same bytes, all of them, also when there are many."""
    define_many(shop)
    piped = process(shop, *arguments, stdout=subprocess.PIPE)
    with (tmp_path / "answer").open("wb") as file:
        filed = process(shop, *arguments, stdout=file.fileno())
    assert (piped.returncode, filed.returncode) == (code, code)
    assert piped.stdout == (tmp_path / "answer").read_bytes()
    if "json" in arguments:
        assert json.loads(piped.stdout)["format_version"] == 1
    else:
        assert piped.stdout.endswith(b"Apply with: hookline apply --target local\n")
    if arguments[0] == "plan":
        assert len(piped.stdout) > 100_000
