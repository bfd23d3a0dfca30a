"""How long `log`, `blame` and `status --drift` take beside `git log -1000` of the state ref.

    python benchmarks/tracking.py FOLDER [--webhooks 10000] [--runs 1000]

FOLDER gets a repository, its applied state and an embedded workspace, the same from the same
numbers, unless it is there already. Whole processes are measured in turns, the median of seven: how
long they took, and how long they and what they started had the processor, which other work disturbs
less. The last rows are floors: what no way of looking for drift can do without.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from hookline.git.objects import blob_id
from hookline.model.document import SourceFile
from hookline.model.outcome import Outcome, Result
from hookline.model.state import AppliedRecord, Brought, Run
from hookline.state.form import (
    RUN,
    definition_path,
    record_path,
    write_record,
    write_run,
)
from hookline.state.message import begin_message, run_message
from hookline.workspace.embedded import EmbeddedWorkspace
from hookline.workspace.records import Records
from hookline.workspace.seed import plant, read_seed
from hookline.workspace.store import Store

TARGET = "local"
REF = f"refs/hookline/state/{TARGET}"
BEGUN = datetime(2024, 1, 1, tzinfo=UTC)
EACH_RUN = 10
"""How many webhooks a run changes, after the first."""
DRIFTED = 20
"""How many webhooks somebody changed by hand since."""
ROUNDS = 7
ALL_RECORDS = f"git ls-tree -r {REF} records | cut -c13-52 | git cat-file --batch --buffer"
LISTING = """\
from pathlib import Path
from hookline.remote.reader import EngineReader
from hookline.workspace.embedded import EmbeddedWorkspace
EngineReader(EmbeddedWorkspace(Path(".hookline/local.db")), "").list("webhook")
"""
CONFIG = """\
definitions: [webhooks/**/*.yaml]
targets:
  local: {workspace: "embedded:.hookline/local.db", prune: true}
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process cost, in seconds."""

    wall: float
    """How long it took."""
    busy: float
    """How long it, and what it started, had the processor."""


def main() -> None:
    """Make what is missing, measure, and print a row for each command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--webhooks", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=1_000)
    given = parser.parse_args()
    folder: Path = given.folder
    if not (folder / ".git").exists():
        make(folder, given.webhooks, given.runs)
    base: Cost | None = None
    for name, cost in measure(folder, names(given.webhooks)[given.webhooks // 2]):
        base = base or cost
        took = f"{cost.wall * 1000:8.0f} ms {cost.wall / base.wall:6.1f} times"
        worked = f"{cost.busy * 1000:8.0f} ms busy {cost.busy / base.busy:6.1f} times"
        print(f"{name:<30}{took}{worked}")


def names(webhooks: int) -> list[str]:
    """Give the names of the webhooks."""
    return [f"webhook-{number:05}" for number in range(webhooks)]


def make(folder: Path, webhooks: int, runs: int) -> None:
    """Make the repository, the state of all runs and the workspace that they lead to."""
    chance = random.Random(f"{webhooks} {runs}")  # noqa: S311  the same each time, and no secret
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    texts = names(webhooks)
    steps = [texts]
    steps += [chance.sample(texts, min(EACH_RUN, webhooks)) for _ in range(runs - 1)]
    commits = write_source(folder, steps)
    ids, flow, workspace_id = write_workspace(folder, texts)
    write_state(folder, steps, commits, ids, flow, workspace_id)
    change_by_hand(folder, chance.sample(texts, min(DRIFTED, webhooks)), ids)
    git(folder, "gc", "--quiet")


def definition(name: str, step: int) -> bytes:
    """Give the definition of a webhook as a commit leaves it."""
    return (
        f"webhook:\n  name: {name}\n  description: Step {step}.\n  flow_name: flow\n"
        "access:\n  is_enabled: true\n  require_login: true\n"
    ).encode()


def source_path(name: str) -> str:
    """Give the file of a webhook."""
    return f"webhooks/{name[-2:]}/{name}.yaml"


def write_source(folder: Path, steps: Sequence[Sequence[str]]) -> list[str]:
    """Commit the definitions step by step, and give the commits."""
    marks = folder / ".git" / "marks"
    stream: list[bytes] = []
    for number, changed in enumerate(steps):
        stream += commit("refs/heads/main", number, f"Change {number}", [number] if number else [])
        if number == 0:
            stream += [put("hookline.yaml", CONFIG.encode()), put(".gitignore", b".hookline/\n")]
        stream += [put(source_path(name), definition(name, number)) for name in changed]
    git(folder, "fast-import", "--quiet", f"--export-marks={marks}", stdin=b"".join(stream))
    git(folder, "reset", "--quiet", "--hard")
    rows = (line.split() for line in marks.read_text().splitlines())
    known = {int(mark[1:]): sha for mark, sha in rows}
    return [known[number + 1] for number in range(len(steps))]


def write_workspace(folder: Path, texts: Iterable[str]) -> tuple[dict[str, str], str, str]:
    """Seed the workspace: name → id of the webhooks, the flow's id and the workspace's own."""
    parts = ["flow: {name: flow}"]
    parts += [
        f"webhook: {{name: {name}, flow_name: flow, is_enabled: true, require_login: true}}"
        for name in texts
    ]
    file = SourceFile("seed.yaml", "\n---\n".join(parts).encode())
    workspace = EmbeddedWorkspace(folder / ".hookline" / "local.db", now=lambda: BEGUN)
    planted = plant(workspace, read_seed(file), "Seed")
    ids = {each.name: each.id for each in planted if each.record_type == "webhook"}
    flow = next(each.id for each in planted if each.record_type == "flow")
    with Store(workspace.path).reading() as connection:
        return ids, flow, Records(connection).workspace_ids()[0]


def write_state(
    folder: Path,
    steps: Sequence[Sequence[str]],
    commits: Sequence[str],
    ids: Mapping[str, str],
    flow: str,
    workspace_id: str,
) -> None:
    """Write the chain of runs, each in the form that `GitState.record` gives it."""
    records: dict[str, AppliedRecord] = {}
    stream = commit(REF, 0, begin_message(TARGET), [])
    for number, (changed, sha) in enumerate(zip(steps, commits, strict=True)):
        run = make_run(number, sha, changed, ids, created=number == 0)
        stream += commit(REF, number, run_message(run, TARGET), [number + 1, sha])
        stream.append(put(RUN, write_run(run, workspace_id)))
        for name in changed:
            data = definition(name, number)
            record = applied(name, ids[name], flow, number, sha, run, records.get(name))
            records[name] = record
            stream.append(put(record_path(record.id), write_record(record)))
            stream.append(put(definition_path(source_path(name)), data))
    git(folder, "fast-import", "--quiet", stdin=b"".join(stream))
    write_last_values(folder, records)


def make_run(
    number: int, sha: str, changed: Sequence[str], ids: Mapping[str, str], *, created: bool
) -> Run:
    """Give the run that applied one commit."""
    result = Result.CREATED if created else Result.UPDATED
    return Run(
        id=f"{number:012x}",
        at=BEGUN + timedelta(hours=number),
        who="Ada Lovelace <ada@example.com>",
        commit=sha,
        worktree=False,
        applied_commit=sha,
        root="",
        outcomes=tuple(
            Outcome(result, name, ids[name], source_path(name), sha) for name in changed
        ),
        number=number + 1,
    )


def applied(
    name: str,
    record_id: str,
    flow: str,
    number: int,
    sha: str,
    run: Run,
    before: AppliedRecord | None,
) -> AppliedRecord:
    """Give what a run leaves of one webhook."""
    values: dict[str, str | bool] = {
        "name": name,
        "description": f"Step {number}.",
        "flow_id": flow,
        "is_enabled": True,
        "require_login": True,
    }
    came = Brought(run.id, sha)
    brought = dict.fromkeys(values, came) if before is None else dict(before.brought)
    return AppliedRecord(
        id=record_id,
        name=name,
        path=source_path(name),
        document=0,
        blob=blob_id(definition(name, number)),
        commit=sha,
        sent=values,
        read_back=values,
        outcome="created" if before is None else "updated",
        spelled={"flow_id": "flow"},
        modified_at=BEGUN.isoformat(),
        brought={**brought, "description": came},
    )


def write_last_values(folder: Path, records: Mapping[str, AppliedRecord]) -> None:
    """Give the workspace the descriptions that the last run left."""
    store = Store(folder / ".hookline" / "local.db")
    with store.writing() as connection:
        kept = Records(connection)
        for name, record in records.items():
            found = kept.by_name("webhook", name)
            assert found is not None
            kept.keep("webhook", {**found, "description": record.sent["description"]})


def change_by_hand(folder: Path, chosen: Sequence[str], ids: Mapping[str, str]) -> None:
    """Change some webhooks as a colleague would."""
    workspace = EmbeddedWorkspace(folder / ".hookline" / "local.db")
    with Store(workspace.path).writing() as connection:
        kept = Records(connection)
        for name in chosen:
            found = kept.by_id("webhook", ids[name])
            assert found is not None
            moment = (BEGUN + timedelta(days=365)).isoformat()
            changed = {"description": "By hand.", "modified_at": moment, "modified_by": "carol"}
            kept.keep("webhook", {**found, **changed})


def commit(ref: str, number: int, message: str, parents: Sequence[int | str]) -> list[bytes]:
    """Give the head of a commit in a stream; a number is the mark of a parent."""
    at = int((BEGUN + timedelta(hours=number)).timestamp())
    who = f"Hookline <hookline@localhost> {at} +0000"
    mark = number + 1 if ref != REF or not parents else number + 2
    words = ["from", *["merge"] * (len(parents) - 1)]
    links = [
        f"{word} {f':{each}' if isinstance(each, int) else each}\n".encode()
        for word, each in zip(words, parents, strict=False)
    ]
    head = f"commit {ref}\nmark :{mark}\nauthor {who}\ncommitter {who}\n".encode()
    return [head, data(message.encode()), *links]


def put(path: str, content: bytes) -> bytes:
    """Give one file of a commit in a stream."""
    return f"M 100644 inline {path}\n".encode() + data(content)


def data(content: bytes) -> bytes:
    """Give some bytes in a stream."""
    return b"data %d\n%s\n" % (len(content), content)


def measure(folder: Path, name: str) -> Iterator[tuple[str, Cost]]:
    """Give for each command line its name and its cost; `git log -1000` comes first."""
    hookline = str(Path(sys.executable).with_name("hookline"))
    command_lines = {
        "git log -1000": ["git", "log", "-1000", REF],
        "git log -1000 --first-parent": ["git", "log", "-1000", "--first-parent", REF],
        "hookline --version": [hookline, "--version"],
        "hookline log": [hookline, "log"],
        "hookline log -n 1000": [hookline, "log", "-n", "1000"],
        "hookline log NAME": [hookline, "log", name],
        "hookline blame NAME": [hookline, "blame", name],
        "hookline blame NAME --offline": [hookline, "blame", name, "--offline"],
        "hookline status --drift": [hookline, "status", "--drift"],
        "git reading all records": ["sh", "-c", ALL_RECORDS],
        "listing the workspace": [sys.executable, "-c", LISTING],
    }
    for words in command_lines.values():
        cost_of(folder, words)
    turns = [
        {shown: cost_of(folder, words) for shown, words in command_lines.items()}
        for _ in range(ROUNDS)
    ]
    for shown in command_lines:
        costs = [turn[shown] for turn in turns]
        yield shown, Cost(median(c.wall for c in costs), median(c.busy for c in costs))


def cost_of(folder: Path, words: Sequence[str]) -> Cost:
    """Run a command line and give what it cost; its output goes to a file."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        # As installed: an installation holds the bytecode that a checkout may be told to lack.
        "PYTHONPYCACHEPREFIX": str(folder / ".git" / "bytecode"),
    }
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (folder / ".git" / "output").open("wb") as output:
        subprocess.run(words, cwd=folder, env=environment, stdout=output, stderr=output, check=True)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, busy)


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> None:
    """Run git in the folder, away from the account's configuration."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, input=stdin, check=True)


if __name__ == "__main__":
    main()
