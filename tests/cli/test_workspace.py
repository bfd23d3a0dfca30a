import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from hookline.cli.main import run
from hookline.model.errors import Stale
from hookline.model.http import Request
from hookline.remote.http import HttpTransport
from hookline.remote.login import LoginTransport
from hookline.remote.writer import EngineWriter

SEED = """\
project: {name: Onboarding}
---
flow: {name: sign-up, project_name: Onboarding}
---
webhook: {name: open, flow_name: sign-up, is_enabled: true}
---
webhook: {name: locked, flow_name: sign-up, is_enabled: true, key: my-s3cret, require_login: true}
"""


@dataclass(frozen=True)
class Done:
    """What one command left."""

    code: int
    out: str
    err: str


Hookline = Callable[..., Done]


@pytest.fixture
def hookline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Hookline:
    """Give a way to run `hookline workspace` in a folder that holds a seed."""
    (tmp_path / "seed.yaml").write_text(SEED)

    def call(command: str, *arguments: str) -> Done:
        code = run(["workspace", command, "-C", str(tmp_path), *arguments])
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return call


def test_seed_lists_what_it_made(hookline: Hookline) -> None:
    """Each new record has its line, and the last line counts."""
    done = hookline("seed", "seed.yaml")
    assert done == Done(
        0,
        "  + project/Onboarding\n"
        "  + flow/sign-up\n"
        "  + webhook/open\n"
        "  + webhook/locked\n"
        "Seeded .hookline/local.db: 4 created, 0 updated, 0 unchanged.\n",
        "",
    )


def test_second_seed_says_that_nothing_changed(hookline: Hookline) -> None:
    """Planting a seed again is one line."""
    hookline("seed", "seed.yaml")
    done = hookline("seed", "seed.yaml")
    assert done == Done(0, "Nothing to do. .hookline/local.db holds what the seed lists (4).\n", "")


def test_changed_seed_shows_the_update(hookline: Hookline, tmp_path: Path) -> None:
    """What differs is marked, what agrees is counted, and no secret is shown."""
    hookline("seed", "seed.yaml")
    (tmp_path / "seed.yaml").write_text(SEED.replace("my-s3cret", "my-0ther"))
    done = hookline("seed", "seed.yaml")
    assert done.out == (
        "  ~ webhook/locked\nSeeded .hookline/local.db: 0 created, 1 updated, 3 unchanged.\n"
    )


def test_quiet_seed_is_one_line(hookline: Hookline) -> None:
    """With `-q` only the counts are shown."""
    assert hookline("seed", "-q", "seed.yaml").out.count("\n") == 1


def test_seed_as_json(hookline: Hookline) -> None:
    """The same facts as JSON, with ids."""
    done = hookline("seed", "--format", "json", "seed.yaml")
    body = json.loads(done.out)
    assert (body["format_version"], body["path"]) == (1, ".hookline/local.db")
    assert [(one["result"], one["record_type"], one["name"]) for one in body["records"]] == [
        ("created", "project", "Onboarding"),
        ("created", "flow", "sign-up"),
        ("created", "webhook", "open"),
        ("created", "webhook", "locked"),
    ]
    assert all(one["id"] for one in body["records"])


def test_seed_goes_into_the_named_file(hookline: Hookline, tmp_path: Path) -> None:
    """`--path` is below the folder of `-C`."""
    assert hookline("seed", "--path", "other/w.db", "seed.yaml").code == 0
    assert (tmp_path / "other" / "w.db").exists()
    assert not (tmp_path / ".hookline").exists()


def test_bad_seed_names_file_and_document(hookline: Hookline, tmp_path: Path) -> None:
    """A record that cannot be planted is shown with its place, and nothing is planted."""
    (tmp_path / "seed.yaml").write_text("flow: {name: a}\n---\nflow: {name: b, bundle_name: c}\n")
    done = hookline("seed", "seed.yaml")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(
        "seed.yaml:3:30: error[API-REFUSED] document 2, flow 'b':"
        " bundle_name: there is no bundle called 'c'\n"
    )
    assert hookline("seed", "seed.yaml").code == 1


def test_missing_seed_is_said(hookline: Hookline) -> None:
    """A seed that is not there is named."""
    done = hookline("seed", "nope.yaml")
    assert done.code == 1
    assert "error[CFG-PATH]" in done.err
    assert "nope.yaml cannot be read: No such file or directory" in done.err


def test_call_shows_what_the_flow_would_have_received(hookline: Hookline) -> None:
    """The flow's name and its input are shown; with `--json` the method is POST."""
    hookline("seed", "seed.yaml")
    done = hookline("call", "open", "--json", '{"n": "ä\\u001b"}', "--sub-path", "/a b/c")
    head, _, body = done.out.partition("\n")
    assert (done.code, done.err) == (0, "")
    assert head == "The flow sign-up would have received:"
    assert json.loads(body) == {
        "method": "POST",
        "headers": {"content-type": "application/json"},
        "json": {"n": "ä\x1b"},
        "path": "a b/c",
    }
    assert "\x1b" not in done.out


def test_call_without_payload_is_a_get(hookline: Hookline) -> None:
    """The method is GET unless it is said or there is a payload."""
    hookline("seed", "seed.yaml")
    for arguments, method in (((), "GET"), (("--method", "delete"), "DELETE")):
        done = hookline("call", "open", "--format", "json", *arguments)
        body = json.loads(done.out)
        assert body["answer"]["input_value"] == {"method": method}


def test_call_with_the_key_gets_through(hookline: Hookline) -> None:
    """The key opens a locked webhook and is not shown."""
    hookline("seed", "seed.yaml")
    done = hookline("call", "locked", "--key", "my-s3cret")
    assert done.code == 0
    assert "my-s3cret" not in done.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("locked",), 8, "answered 403: webhook 'locked' requires its key"),
        (("locked", "--key", "x"), 8, "answered 403: the key is not the one of webhook 'locked'"),
        (
            ("locked", "--key", "my-s3cret", "--anonymous"),
            8,
            "answered 401: webhook 'locked' requires a login",
        ),
        (("nope",), 1, "answered 404: there is no webhook 'nope'"),
    ],
)
def test_refused_call_says_why(
    hookline: Hookline, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """A call that does not get through ends with the workspace's reason, in JSON too."""
    hookline("seed", "seed.yaml")
    done = hookline("call", *arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert "hint: " in done.err
    as_json = hookline("call", "--format", "json", *arguments)
    assert as_json.code == code
    (problem,) = json.loads(as_json.out)["diagnostics"]
    assert words in problem["message"]


def test_call_before_any_seed_makes_no_workspace(hookline: Hookline, tmp_path: Path) -> None:
    """A call where there is no workspace yet says so, and leaves no file."""
    done = hookline("call", "open")
    assert done.code == 1
    assert "there is no embedded workspace at .hookline/local.db\n" in done.err
    assert "404" not in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["seed.yaml"]


def test_payload_that_is_no_json_is_wrong_usage(hookline: Hookline) -> None:
    """A payload that is no JSON is refused before anything is called."""
    done = hookline("call", "open", "--json", "{")
    assert done.code == 64
    assert "--json is not JSON" in done.err


@contextmanager
def served(folder: Path, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Run `hookline workspace serve` as a process of its own, on a free port."""
    command = [sys.executable, "-m", "hookline", "workspace", "serve", "--port", "0", *arguments]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(stream: IO[str] | None) -> str:
    """Give the next line that a process prints."""
    assert stream
    return stream.readline()


def test_serve_tells_address_and_password_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    """Who starts it can log in with what is printed; Ctrl-C ends it without an error."""
    with served(tmp_path, "--user", "ada") as process:
        first, second = line_of(process.stdout), line_of(process.stdout)
        address = first.removeprefix("Serving .hookline/local.db at ").split()[0]
        assert first == f"Serving .hookline/local.db at {address} until Ctrl-C.\n"
        password = second.removeprefix("Log in as ada with password ").strip()
        with HttpTransport(address) as http:
            engine = EngineWriter(LoginTransport(http, "ada", password), address)
            made = engine.create("webhook", {"name": "signup"}, "Add it")
            assert made.values["url"] == f"{address}/api/latest/webhook/signup/call"
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (0, "", "\nStopped.\n")
    assert (tmp_path / ".hookline" / "local.db").exists()


def test_served_password_of_the_environment_is_not_printed(tmp_path: Path) -> None:
    """A password that the environment gives is used and shown nowhere."""
    with served(
        tmp_path, "--format", "json", HOOKLINE_SECRET_WORKSPACE_PASSWORD="my-s3cret"
    ) as process:
        assert process.stdout
        text = ""
        while not text.endswith("}\n"):
            text += line_of(process.stdout)
        said = json.loads(text)
        assert (said["user"], said["password"]) == ("admin", None)
        with HttpTransport(said["address"]) as http:
            answer = LoginTransport(http, "admin", "my-s3cret").send(
                Request("GET", "/api/latest/webhook")
            )
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert "my-s3cret" not in text + out + err


def test_served_trash_keeps_names_when_told_so(tmp_path: Path) -> None:
    """With `--deleted-names taken` the name of a deleted record is refused, with its id."""
    given = {"HOOKLINE_SECRET_WORKSPACE_PASSWORD": "my-s3cret"}
    with served(tmp_path, "--deleted-names", "taken", **given) as process:
        address = line_of(process.stdout).split(" at ")[1].split()[0]
        with HttpTransport(address) as http:
            engine = EngineWriter(LoginTransport(http, "admin", "my-s3cret"), address)
            gone = engine.create("webhook", {"name": "signup"}, "Add it")
            engine.delete("webhook", gone.id)
            with pytest.raises(Stale, match=gone.id):
                engine.create("webhook", {"name": "signup"}, "Add it again")


def test_serve_listens_to_this_machine_only(hookline: Hookline) -> None:
    """Another host than this machine is wrong usage."""
    done = hookline("serve", "--host", "0.0.0.0")  # noqa: S104  that it is refused is the point
    assert done.code == 64
