"""Hookline at work: a repository from its first commit to a reviewed change that is applied.

Run it with `make demo`. It copies `sample-repo` to a temporary folder, gives it a history by
invented people, runs the commands below and prints each before its output. It fails when a
command fails or does not say what it should, and leaves nothing behind.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class DemoFailed(Exception):
    """A command of the demo failed, or did not say what it should."""


@dataclass(frozen=True, slots=True)
class Author:
    """An invented member of the team."""

    name: str
    email: str


ADA = Author("Ada Brandt", "ada@larkspur.example")
JONAS = Author("Jonas Keller", "jonas@larkspur.example")
MIRA = Author("Mira Novak", "mira@larkspur.example")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit to make: who, when, why, and the paths of `sample-repo` that come with it."""

    author: Author
    date: str
    message: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    edit: tuple[str, str, str] | None = None
    """A path, a text in it, and the text that takes its place."""


@dataclass(frozen=True, slots=True)
class Step:
    """A command, as a person types it, and what it must say."""

    command: str
    says: tuple[str, ...]
    """Regular expressions that must be found in its output."""


BEGINNING = (
    Commit(
        MIRA,
        "2026-10-05T09:12:00+02:00",
        "Keep our webhooks in git\n\nNobody knew any more who had changed what, and why.",
        add=(".gitignore", "README.md", "hookline.yaml", "seed.yaml", "webhooks/operations"),
    ),
    Commit(
        ADA,
        "2026-10-06T14:40:00+02:00",
        "Add the hooks of the shop\n\nThe keys come from the shop's own vault.",
        add=("webhooks/onboarding",),
    ),
    Commit(
        JONAS,
        "2026-10-12T11:05:00+02:00",
        "Add the payment provider's hooks",
        add=("webhooks/billing",),
    ),
    Commit(
        MIRA,
        "2026-10-13T16:22:00+02:00",
        "Add the help desk and the warehouse",
        add=("webhooks/support", "webhooks/inventory/stock-low.yaml"),
    ),
)

MERGED_SINCE = (
    Commit(
        JONAS,
        "2026-11-17T10:31:00+01:00",
        "Remind after failed direct debits\n\nThe provider reports both the same way.",
        edit=("webhooks/billing/payments.yaml", "a card was declined", "a payment was declined"),
    ),
    Commit(
        MIRA,
        "2026-11-18T08:55:00+01:00",
        "Book deliveries at the gate",
        add=("webhooks/inventory/delivery-received.yaml",),
    ),
    Commit(
        ADA,
        "2026-11-19T15:10:00+01:00",
        "Drop the export\n\nThe auditors read the portal themselves since this month.",
        remove=("webhooks/operations/export-requested.yaml",),
    ),
)

FIRST_APPLY = (
    Step("git log --oneline", ("Keep our webhooks in git",)),
    Step("hookline workspace seed seed.yaml", (r" 18 created",)),
    Step("hookline validate", (r"^13 definitions in 10 files, valid\.$",)),
    Step("hookline plan", (r"\+ webhook/sign-up ", r"^13 to create", r"Ada Brandt")),
    Step("hookline apply --yes", (r"13 created",)),
    Step("hookline plan", (r"^No changes\. local matches [0-9a-f]{7}\.$",)),
)

SECOND_APPLY = (
    Step("git log --oneline -3", ("Drop the export",)),
    Step(
        "hookline plan",
        (
            r"~ webhook/payment-failed ",
            r"\+ webhook/delivery-received ",
            r"- webhook/export-requested ",
            r"^1 to create, 1 to update, 1 to delete, 11 unchanged\.$",
        ),
    ),
    Step("hookline apply --yes", ("1 created", "1 updated", "1 deleted")),
    Step("hookline plan", (r"^No changes\. local matches [0-9a-f]{7}\.$",)),
    Step(
        "hookline workspace call invoice-paid --key invented --json '{\"invoice\": 4711}'",
        (r"4711",),
    ),
    Step("hookline log", ("1 created", "13 created")),
)


def environment(home: Path) -> dict[str, str]:
    """Give the variables for every command: nothing of this account, and invented secrets."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "HOOKLINE_", "XDG_")) and name != "FORCE_COLOR"
    }
    secrets = {
        name: "invented"
        for file in (ROOT / "sample-repo" / "webhooks").rglob("*.yaml")
        for name in re.findall(r"\$\{env:(\w+)\}", file.read_text(encoding="utf-8"))
    }
    return {
        **kept,
        **secrets,
        "COLUMNS": "80",
        "GIT_CONFIG_NOSYSTEM": "1",
        "HOME": str(home),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "PYTHONUTF8": "1",
    }


def show(text: str) -> None:
    """Print `text` at once, in UTF-8, so that a reader sees each command before it has run."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def run(command: list[str], folder: Path, variables: dict[str, str]) -> tuple[int, str]:
    """Run a command and give its exit code and everything that it printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def perform(step: Step, folder: Path, variables: dict[str, str]) -> None:
    """Show a command and its output; raises `DemoFailed` when that is not what it should be."""
    show(f"$ {step.command}\n")
    exit_code, output = run(shlex.split(step.command), folder, variables)
    show(f"{output}\n")
    if exit_code:
        raise DemoFailed(f"`{step.command}` ended with exit code {exit_code}")
    for expected in step.says:
        if not re.search(expected, output, re.MULTILINE):
            raise DemoFailed(f"`{step.command}` did not say {expected!r}")


def make_commit(commit: Commit, folder: Path, variables: dict[str, str]) -> None:
    """Make one commit of the scripted history."""
    for path in commit.add:
        source, place = ROOT / "sample-repo" / path, folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place)
        else:
            shutil.copyfile(source, place)
    for path in commit.remove:
        (folder / path).unlink()
    if commit.edit:
        path, old, new = commit.edit
        text = (folder / path).read_text(encoding="utf-8")
        (folder / path).write_text(text.replace(old, new), encoding="utf-8")
    git(["add", "--all"], folder, variables)
    signed = variables | {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (
            ("NAME", commit.author.name),
            ("EMAIL", commit.author.email),
            ("DATE", commit.date),
        )
    }
    git(["commit", "--quiet", "-m", commit.message], folder, signed)


def git(arguments: list[str], folder: Path, variables: dict[str, str]) -> None:
    """Run git without showing it; raises `DemoFailed` with its words when it fails."""
    exit_code, output = run(["git", *arguments], folder, variables)
    if exit_code:
        raise DemoFailed(f"`git {arguments[0]}` failed: {output.strip()}")


def demonstrate(folder: Path, variables: dict[str, str]) -> None:
    """Tell the whole story in `folder`."""
    git(["init", "--quiet", "--initial-branch=main"], folder, variables)
    git(["config", "user.name", ADA.name], folder, variables)
    git(["config", "user.email", ADA.email], folder, variables)
    for commit in BEGINNING:
        make_commit(commit, folder, variables)
    show(
        "# A repository of webhooks, and a new workspace in a file beside it.\n"
        "# The keys of the webhooks come from the environment; here they are invented.\n\n"
    )
    for step in FIRST_APPLY:
        perform(step, folder, variables)
    for commit in MERGED_SINCE:
        make_commit(commit, folder, variables)
    show("# A month later, three changes have been merged.\n\n")
    for step in SECOND_APPLY:
        perform(step, folder, variables)
    show("# Done; nothing is left behind. Read on in README.md.\n")


def main() -> int:
    """Run the demo in a folder of its own and give the exit code."""
    with tempfile.TemporaryDirectory(prefix="hookline-demo-") as temporary:
        home, folder = Path(temporary, "home"), Path(temporary, "webhooks")
        home.mkdir()
        folder.mkdir()
        try:
            demonstrate(folder, environment(home))
        except DemoFailed as failure:
            sys.stdout.flush()
            sys.stderr.write(f"demo: {failure}\n")
            return 1
        except KeyboardInterrupt:
            return 130
        except BrokenPipeError:
            # The reader went away, as `head` does; Python must not try to write the rest at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
