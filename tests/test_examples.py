"""The examples for scheduled jobs: read as their programs read them, and their commands run."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.support.engine import PASSWORD, serving
from tests.support.origins import Origin, make_origin
from tests.support.repository import ScriptedRepository

EXAMPLES = Path(__file__).parents[1] / "examples" / "sync"
INSTALLED = "/usr/local/bin/hookline"
CONFIG = """\
targets:
  staging:
    workspace: {address}
    user: admin
    password: ${{env:HOOKLINE_SECRET_STAGING}}
    project: Operations
"""
SIGNUP = "webhook: {name: signup, flow_name: onboarding}\n"
PLACES = {
    "/srv/hookline/webhooks": "clone",
    "/var/lib/node_exporter": "metrics",
    "/var/lib/hookline": "status",
    "/etc/hookline": "secrets",
    "/usr/local/bin": "bin",
}
"""Where the examples keep things, and where a test does."""


@dataclass(frozen=True)
class Machine:
    """A machine on which the examples are installed, below a folder."""

    folder: Path
    workspace: EngineWriter
    origin: Origin
    clone: ScriptedRepository
    environment: Mapping[str, str] = field(default_factory=dict)

    def at_home(self, text: str) -> str:
        """Give a text in which every place of the example is one below the folder."""
        for place, name in PLACES.items():
            text = text.replace(place, str(self.folder / name))
        return text

    def run(self, script: str, folder: Path | None = None, **more: str) -> None:
        """Run a script as the example would, with a shell."""
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=folder or self.folder,
            env={"HOME": os.environ["HOME"], "PATH": path, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def has_applied(self) -> bool:
        """Say whether the workspace has the webhook, and the remote what was applied."""
        state = self.origin.ref("refs/hookline/state/staging")
        return self.workspace.by_name("webhook", "signup") is not None and state is not None


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Serve a workspace, and install the command, a clone and the secrets."""
    workspace = EngineWriter(EmbeddedWorkspace(tmp_path / "served.db"), "")
    for kind, name in (("flow", "onboarding"), ("project", "Operations")):
        workspace.create(kind, {"name": name}, "seed")
    for name in PLACES.values():
        (tmp_path / name).mkdir()
    (tmp_path / "clone").rmdir()
    script(tmp_path / "bin" / "hookline", f'exec {shlex.quote(sys.executable)} -m hookline "$@"')
    script(tmp_path / "bin" / "pip", "exit 0")
    secrets = f"HOOKLINE_SECRET_STAGING='{PASSWORD}'\n"
    (tmp_path / "secrets" / "staging.env").write_text(secrets)
    with serving(tmp_path / "served.db") as address:
        config = CONFIG.format(address=address)
        files: dict[str, str | bytes] = {"hookline.yaml": config, "webhooks/a.yaml": SIGNUP}
        origin = make_origin(tmp_path / "origin.git", files)
        yield Machine(tmp_path, workspace, origin, origin.clone(tmp_path / "clone"))


def script(path: Path, text: str) -> None:
    """Write a program that the shell runs."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def unit(name: str) -> ConfigParser:
    """Read a unit of systemd, which is an INI file as far as the examples go."""
    found = ConfigParser(interpolation=None, strict=True, delimiters=["="], comment_prefixes=["#"])
    found.optionxform = str  # type: ignore[method-assign,assignment]
    found.read_string((EXAMPLES / name).read_text())
    return found


def started_by(service: str, machine: Machine) -> str:
    """Give the command of a service for the target `staging`."""
    line = unit(service)["Service"]["ExecStart"].replace("%i", "staging")
    assert line.startswith(f"{INSTALLED} sync ")
    return machine.at_home(line)


def test_line_of_crontab_does_a_round(machine: Machine) -> None:
    """The line has five fields and a command, which applies and writes where it says."""
    (line,) = [
        each for each in (EXAMPLES / "crontab").read_text().splitlines() if not each.startswith("#")
    ]
    *fields, command = line.split(" ", 5)
    assert len(fields) == 5
    assert all(re.fullmatch(r"(\*|[0-9]+)(/[1-9][0-9]*)?", each) for each in fields)
    assert "%" not in command, "cron takes it for the end of a line"
    machine.run(machine.at_home(command))
    assert machine.has_applied()
    assert (machine.folder / "status" / "staging.json").is_file()
    assert "1 created" in (machine.folder / "status" / "staging.log").read_text()


def test_service_does_a_round(machine: Machine) -> None:
    """What the timer starts applies, and writes both files."""
    command = started_by("hookline-sync@.service", machine)
    assert "--every" not in command
    machine.run(command, machine.clone.path, HOOKLINE_SECRET_STAGING=PASSWORD)
    assert machine.has_applied()
    assert (machine.folder / "status" / "staging.json").is_file()
    assert (machine.folder / "metrics" / "hookline-staging.prom").is_file()


def test_service_that_stays_differs_in_staying_alone(machine: Machine) -> None:
    """One process in place of the timer writes the same files, and ends well after SIGTERM."""
    stays = started_by("hookline-stay@.service", machine)
    assert stays.replace(" --every 5m", "") == started_by("hookline-sync@.service", machine)
    service = unit("hookline-stay@.service")["Service"]
    assert (service["SuccessExitStatus"], service["KillMode"]) == ("143", "mixed")


def test_timer_starts_the_service_of_its_name() -> None:
    """It comes in UTC, is spread by chance, and makes up once for the time it was off."""
    timer = unit("hookline-sync@.timer")["Timer"]
    assert timer["OnCalendar"].endswith(" UTC")
    assert (timer["Persistent"], "Unit" in timer) == ("true", False)
    assert int(timer["RandomizedDelaySec"]) > 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze")
def test_units_are_understood_by_systemd(tmp_path: Path) -> None:
    """Systemd itself finds nothing to complain about, not even an unknown key."""
    names = []
    for file in [*EXAMPLES.glob("*.service"), *EXAMPLES.glob("*.timer")]:
        text = file.read_text().replace(INSTALLED, "/bin/true")
        names.append(tmp_path / file.name.replace("@", "@staging"))
        names[-1].write_text(text)
    assert len(names) == 3
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, names)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


def test_workflow_of_github_runs(machine: Machine) -> None:
    """Its steps apply in a clone of depth 1, with the token's right to push and the secrets."""
    workflow = yaml.safe_load((EXAMPLES / "github.yaml").read_text())
    assert workflow["permissions"] == {"contents": "write"}
    # YAML 1.1 reads the key `on` as true.
    assert {"push", "schedule"} <= workflow[True].keys()
    clone = machine.origin.clone(machine.folder / "runner", "--depth=1")
    runs = [step for step in workflow["jobs"]["sync"]["steps"] if "run" in step]
    assert [step["run"].split()[0] for step in runs] == ["pip", "hookline"]
    for step in runs:
        secrets = dict.fromkeys(step.get("env", {}), PASSWORD)
        machine.run(step["run"], clone.path, **secrets)
    assert machine.has_applied()


def test_pipeline_of_gitlab_runs(machine: Machine) -> None:
    """Its script applies in the detached checkout of a runner, and pushes by another address."""
    pipeline = yaml.safe_load((EXAMPLES / "gitlab.yaml").read_text())
    clone = machine.origin.clone(machine.folder / "runner", "--depth=20")
    clone.git("checkout", "--quiet", "--detach")
    clone.git("remote", "set-url", "origin", "https://nowhere.example.com/read-only.git")
    pushed = re.compile(r"https://hookline:\$\{HOOKLINE_PUSH_TOKEN\}@\S+\.git")
    lines = pipeline["sync-staging"]["script"]
    assert sum(len(pushed.findall(line)) for line in lines) == 1
    told = [pushed.sub(str(machine.origin.path), line) for line in lines]
    machine.run(" && ".join(told), clone.path, HOOKLINE_SECRET_STAGING=PASSWORD)
    assert machine.has_applied()
