"""Changes the code that decides about plans, a bit at a time, and asks whether a test notices.

mutmut does the changing, in a copy of the repository; what it changes and which tests it runs stand
in pyproject.toml. Here its findings are judged: each room must lose `MINIMUM` of a hundred mutants
to its tests. Those that change nothing anybody could see stand in equivalent-mutants.toml.

    scripts/mutation.py                            all rooms
    scripts/mutation.py 'hookline.stages.diff*'    those whose names match
"""

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = ROOT / "scripts" / "equivalent-mutants.toml"
MOST_EQUIVALENT = 8
"""More would be a way around the tests."""
MINIMUM = 85
"""Of a hundred mutants of a room, how many a test must notice."""

ROOMS: Mapping[str, tuple[str, ...]] = {
    "diff": ("hookline.stages.diff",),
    "guards": ("hookline.stages.plan.guards",),
    "plan": ("hookline.stages.plan",),
    "journal": (
        "hookline.journal",
        "hookline.state.journal",
        "hookline.pipeline.recovering",
        "hookline.pipeline.looking",
    ),
    "apply": (
        "hookline.apply",
        "hookline.course",
        "hookline.write",
        "hookline.readback",
        "hookline.order",
        "hookline.pipeline.applying",
        "hookline.pipeline.resuming",
    ),
    "state": ("hookline.state",),
}
"""What is judged by itself, and its modules; the first room that a module belongs to counts."""

NOTICED = frozenset({"killed", "timeout", "suspicious", "segfault"})
LEFT = frozenset({"survived", "no tests"})

_NAME = re.compile(r"(?P<module>[\w.]+)\.x(?:_(?P<function>\w+)|ǁ(?P<method>[\wǁ]+))__mutmut_\d+")


Identity = tuple[str, str, str, str]
"""Module, function, what was there, and what stood there instead."""


@dataclass(frozen=True)
class Mutant:
    """One change of the code that no test noticed."""

    module: str
    function: str
    """Its name, with that of the class before it for a method."""
    was: str
    """The lines that were there."""
    becomes: str
    """The lines that stood there instead."""
    line: int
    """Where, in the module."""

    @property
    def place(self) -> str:
        """Say where it is, as editors and terminals link it."""
        return f"{module_path(ROOT, self.module).relative_to(ROOT)}:{self.line}"

    @property
    def identity(self) -> Identity:
        """Give what stays the same while the lines above it change."""
        return self.module, self.function, self.was, self.becomes


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the mutants, show those that survive, and give 1 when they are too many."""
    parser = argparse.ArgumentParser(description="Change the code and see which tests notice.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="mutants; `*` for any text")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), metavar="N")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="hookline-mutants-") as folder:
        copy = Path(folder) / "copy"
        copy_repository(copy)
        run_mutants(copy, asked.jobs, asked.names)
        results = read_results(copy, asked.names)
        survivors = {
            name: read_mutant(copy, name) for name, result in results.items() if result in LEFT
        }
    return judge(results, survivors, read_equivalent(EQUIVALENT), complete=not asked.names)


def copy_repository(to: Path) -> None:
    """Copy what git knows or would add, so that nothing is changed under somebody's hands."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)


def mutmut(copy: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run mutmut in the copy and give what it says."""
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=copy,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def run_mutants(copy: Path, jobs: int, names: Sequence[str]) -> None:
    """Make the mutants and run the tests of each; ends the program when that cannot be done."""
    sys.stderr.write("Making mutants and running the tests of each; this takes minutes.\n")
    done = mutmut(copy, "run", "--max-children", str(jobs), *names)
    if done.returncode:
        lines = re.split(r"[\r\n]+", done.stdout)[-40:]
        sys.exit("\n".join([*lines, "mutation: mutmut could not run the tests"]))


def read_results(copy: Path, names: Sequence[str]) -> dict[str, str]:
    """Give the name of each mutant and what became of it."""
    said = mutmut(copy, "results", "--all", "True").stdout
    found = dict(line.strip().rsplit(": ", 1) for line in said.splitlines() if ": " in line)
    checked = {name: result for name, result in found.items() if result != "not checked"}
    unknown = set(checked.values()) - NOTICED - LEFT
    if not checked or unknown or (not names and len(checked) < len(found)):
        sys.exit(f"mutation: mutmut did not finish: {Counter(found.values())}")
    return checked


def read_mutant(copy: Path, name: str) -> Mutant:
    """Compare a mutant with what it was made from; mutmut keeps both side by side."""
    named = _NAME.fullmatch(name)
    if named is None:
        sys.exit(f"mutation: {name} is no name of a mutant that is understood here")
    module, own = named["module"], name.removeprefix(f"{named['module']}.")
    function = named["function"] or named["method"].replace("ǁ", ".")
    functions = generated_functions(module_path(copy / "mutants", module))
    origin = f"{own.rpartition('_')[0]}_orig"
    before = [line.replace(origin, own) for line in functions[origin]]
    after = functions[own]
    changes = [
        change
        for change in SequenceMatcher(None, before, after).get_opcodes()
        if change[0] != "equal"
    ]
    return Mutant(
        module,
        function,
        _joined(line for _, start, end, _, _ in changes for line in before[start:end]),
        _joined(line for _, _, _, start, end in changes for line in after[start:end]),
        line_of(module_path(copy, module), function) + changes[0][1],
    )


@cache
def generated_functions(path: Path) -> dict[str, list[str]]:
    """Give the lines of every function, mutants too, of a module as mutmut wrote it."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    return {
        node.name: lines[node.lineno - 1 : node.end_lineno]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }


def _joined(lines: Iterable[str]) -> str:
    return " ".join(" ".join(lines).split())


def module_path(root: Path, module: str) -> Path:
    """Give the file of a module below `root`."""
    path = root.joinpath("src", *module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def line_of(path: Path, function: str) -> int:
    """Give the line in which a function, or `Class.method`, begins."""
    nodes: list[ast.stmt] = ast.parse(path.read_text(encoding="utf-8")).body
    line = 1
    for part in function.split("."):
        found = next(
            node
            for node in nodes
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == part
        )
        nodes, line = found.body, found.lineno
    return line


def read_equivalent(path: Path) -> dict[Identity, str]:
    """Give the mutants that nobody could notice, and why each is one."""
    with path.open("rb") as file:
        listed = tomllib.load(file).get("equivalent", [])
    if len(listed) > MOST_EQUIVALENT:
        sys.exit(f"mutation: {path.name} lists more than {MOST_EQUIVALENT}")
    return {
        (each["module"], each["function"], each["was"], each["becomes"]): each["reason"]
        for each in listed
    }


def room_of(module: str) -> str:
    """Give the room that a module belongs to."""
    return next(
        room
        for room, modules in ROOMS.items()
        if any(module == each or module.startswith(f"{each}.") for each in modules)
    )


def judge(
    results: Mapping[str, str],
    survivors: Mapping[str, Mutant],
    equivalent: Mapping[Identity, str],
    *,
    complete: bool,
) -> int:
    """Show the survivors and the share of each room, and give 1 when a share is too small.

    Also when one that is listed as `equivalent` is no survivor, unless only a few mutants were
    asked for (`complete` is false).
    """
    survived = {name: one for name, one in survivors.items() if one.identity not in equivalent}
    counted = [name for name in results if name not in survivors or name in survived]
    for name, one in sorted(survived.items(), key=lambda pair: (pair[1].place, pair[0])):
        note = " (no test runs it)" if results[name] == "no tests" else ""
        sys.stdout.write(f"{one.place}: {one.was}  →  {one.becomes}{note}\n")
    rooms = Counter(room_of(name.rsplit(".", 1)[0]) for name in counted)
    lost = Counter(room_of(one.module) for one in survived.values())
    failing = False
    for room, count in sorted(rooms.items()):
        share = 100 * (count - lost[room]) / count
        failing |= share < MINIMUM
        sys.stdout.write(f"{room}: {share:.1f} % of {count} mutants noticed\n")
    stale = equivalent.keys() - {one.identity for one in survivors.values()} if complete else ()
    for module, function, was, _ in stale:
        sys.stdout.write(f"{EQUIVALENT.name}: noticed, or not there: {module} {function}: {was}\n")
    if failing:
        sys.stdout.write(f"Too many survive: a test must notice {MINIMUM} % of a room's.\n")
    return 1 if failing or stale else 0


if __name__ == "__main__":
    sys.exit(main())
