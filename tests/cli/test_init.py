import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.cli.conftest import Answer
from tests.support.engine import PASSWORD, serving
from tests.support.repository import make_repository, run_git

Hookline = Callable[..., Answer]
FROM = ("--from", "embedded:.hookline/local.db")


def fill(file: Path) -> EngineWriter:
    """Give the embedded workspace in a file, with two webhooks in it."""
    workspace = EngineWriter(EmbeddedWorkspace(file), "embedded:local.db")
    project = workspace.create("project", {"name": "Shop"}, "by hand").id
    flow = workspace.create("flow", {"name": "onboarding"}, "by hand").id
    for name in ("signup", "Sign out"):
        values = {"name": name, "flow_id": flow, "project_id": project, "is_enabled": True}
        workspace.create("webhook", values, "by hand")
    return workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder that holds nothing but an embedded workspace."""
    fill(tmp_path / "hooks" / ".hookline" / "local.db")
    return tmp_path / "hooks"


def test_a_repository_begins_with_every_webhook(folder: Path, hookline: Hookline) -> None:
    """After init and a commit, the plan has nothing but adoptions."""
    answer = hookline("init", "hooks", *FROM)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Begun in hooks: hookline.yaml, schemas, .gitignore\n")
    assert (folder / "hookline.yaml").read_text() == (
        "# yaml-language-server: $schema=schemas/hookline.schema.json\n"
        'definitions: ["webhooks/**/*.yaml"]\n'
        "targets:\n"
        "  local:\n"
        "    workspace: embedded:.hookline/local.db\n"
    )
    assert (folder / ".gitignore").read_text() == ".hookline/\n"
    assert (folder / "webhooks" / "sign-out.yaml").read_text() == (
        "# yaml-language-server: "
        "$schema=../schemas/engine-11/webhook.definition.draft-07.schema.json\n"
        "webhook:\n"
        "  name: Sign out\n"
        "  flow_name: onboarding\n"
        "  project_name: Shop\n"
        "access:\n"
        "  is_enabled: true\n"
        "  require_login: false\n"
    )
    run_git(folder, "add", "--all")
    run_git(folder, "commit", "--quiet", "--message", "Begin")
    planned = json.loads(hookline("plan", "-C", "hooks", "--format", "json").out)
    assert [change["action"] for change in planned["changes"]] == ["adopt", "adopt"]
    assert hookline("apply", "-C", "hooks", "--yes").code == 0


def test_a_modeline_leads_to_a_schema_that_is_there(folder: Path, hookline: Hookline) -> None:
    """Editors find the schemas that the first lines of the files name."""
    assert hookline("init", "hooks", *FROM).code == 0
    for file in (folder / "hookline.yaml", folder / "webhooks" / "signup.yaml"):
        schema = file.read_text().splitlines()[0].partition("$schema=")[2]
        assert json.loads((file.parent / schema).read_text())["type"] == "object"


def test_a_served_workspace_is_a_start_too(
    tmp_path: Path, hookline: Hookline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workspace with an address needs a login, whose references go into the configuration."""
    fill(tmp_path / "served.db")
    monkeypatch.setenv("HOOKLINE_SECRET_USER", "admin")
    monkeypatch.setenv("HOOKLINE_SECRET_PASSWORD", PASSWORD)
    with serving(tmp_path / "served.db") as address:
        answer = hookline("init", "hooks", "--from", address)
    assert answer.code == 0, answer
    assert (
        (tmp_path / "hooks" / "hookline.yaml")
        .read_text()
        .endswith(
            "  production:\n"
            f"    workspace: {address}\n"
            "    user: ${env:HOOKLINE_SECRET_USER}\n"
            "    password: ${env:HOOKLINE_SECRET_PASSWORD}\n"
        )
    )
    assert (tmp_path / "hooks" / "webhooks" / "signup.yaml").is_file()
    assert PASSWORD not in answer.out + answer.err


def test_a_repository_around_it_is_used(folder: Path, hookline: Hookline) -> None:
    """In a repository no second one is made, and its own ignored files stay ignored."""
    make_repository(folder.parent, {"README.md": "Hooks\n"})
    (folder / ".gitignore").write_text("*.log")
    assert hookline("init", "hooks", *FROM, "--target", "here").code == 0
    assert not (folder / ".git").exists()
    assert (folder / ".gitignore").read_text() == "*.log\n.hookline/\n"
    assert "  here:\n" in (folder / "hookline.yaml").read_text()


def test_a_configuration_is_never_replaced(folder: Path, hookline: Hookline) -> None:
    """Where hookline.yaml exists, pull is the way, and nothing is touched."""
    (folder / "hookline.yaml").write_text("mine\n")
    answer = hookline("init", "hooks", *FROM)
    assert answer.code == 1
    assert "hookline pull" in answer.err
    assert (folder / "hookline.yaml").read_text() == "mine\n"
    assert not (folder / "webhooks").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 64, "embedded:.hookline/local.db, or\n        hookline init --from https://HOST"),
        (["--from", "embedded:.hookline/other.db"], 1, "no embedded workspace at .hookline/other"),
        (["--from", "embedded:../local.db"], 1, "leads out of the folder"),
        (["--from", "staging.example.com"], 1, "embedded:PATH"),
        (["--from", "staging.example.com"], 1, "https://HOST"),
        (["--from", "ftp://staging.example.com"], 1, "does not begin with https://"),
        (["--from", "http://127.0.0.1:9"], 1, "HOOKLINE_SECRET_USER"),
        ([*FROM, "--user", "ada"], 64, "needs no login"),
        (["--from", "https://x.example", "--password", "hunter2"], 64, "takes a reference"),
        ([*FROM, "--target", "a b"], 64, "--target a b is no name for a target"),
    ],
)
def test_nothing_stays_of_an_init_that_fails(
    folder: Path, hookline: Hookline, arguments: list[str], code: int, told: str
) -> None:
    """What is wrong is told, no password is shown, and no file is left behind."""
    answer = hookline("init", "hooks", *arguments)
    assert (answer.code, told in answer.err) == (code, True), answer
    assert "hunter2" not in answer.out + answer.err
    assert "hookline.yaml:" not in answer.err
    assert [path.name for path in folder.iterdir()] == [".hookline"]


def test_a_folder_that_init_made_goes_with_it(tmp_path: Path, hookline: Hookline) -> None:
    """Of a new folder within a new one nothing stays; what was there stays as it was."""
    (tmp_path / "old").mkdir()
    for folder in ("old", "new/hooks"):
        assert hookline("init", folder, "--from", "embedded:nowhere.db").code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert list((tmp_path / "old").iterdir()) == []
    (tmp_path / "file").write_text("mine\n")
    answer = hookline("init", "file/hooks", "--from", "embedded:nowhere.db")
    assert (answer.code, "file/hooks cannot be made" in answer.err) == (1, True)


def test_the_last_words_are_what_to_do_next(folder: Path, hookline: Hookline) -> None:
    """Commit, and apply once: until then nobody manages what is there."""
    assert hookline("init", "hooks", *FROM).out.endswith(
        "\nReview with `git status` and `git diff`, then commit.\n"
        "Before changing anything, run this once; it only adopts:\n"
        "  hookline apply -C hooks\n"
    )
    assert (folder / "hookline.yaml").exists()


def test_json_names_every_file(folder: Path, hookline: Hookline) -> None:
    """The files of the repository itself are among those that the JSON lists."""
    shown = json.loads(hookline("init", "hooks", *FROM, "--format", "json").out)
    assert shown["summary"]["create"] == 2
    assert [file["path"] for file in shown["files"]] == [
        "hookline.yaml",
        "schemas/hookline.schema.json",
        "schemas/engine-11/webhook.definition.draft-07.schema.json",
        ".gitignore",
        "webhooks/sign-out.yaml",
        "webhooks/signup.yaml",
    ]
    assert sorted(path.name for path in folder.iterdir()) == [
        ".git",
        ".gitignore",
        ".hookline",
        "hookline.yaml",
        "schemas",
        "webhooks",
    ]
