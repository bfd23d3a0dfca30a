import subprocess
import sys
from pathlib import Path

import pytest

from hookline import __version__
from tests.support.repository import make_repository
from tests.support.sample import make_sample

VERSION_MAY_IMPORT = frozenset({"hookline", "hookline.__main__"})
"""What `hookline --version` may load beyond what Python loads for an empty program."""

TOO_HEAVY = frozenset(
    {"httpx2", "jsonschema", "pydantic", "rich", "ruamel", "starlette", "uvicorn"}
)
"""What costs much to load, and no command needs while all is well and the workspace embedded."""

NOT_FOR_TRACKING = frozenset(
    {
        "difflib",
        "hookline.apply",
        "hookline.config.environment",
        "hookline.pipeline",
        "hookline.report.diagnostics",
        "hookline.source.timeline",
        "hookline.source.uncommitted",
        "hookline.state.thinning",
        "jsonschema_rs",
        "shutil",
        "traceback",
    }
)
"""What commands that look at what was applied have no use for while all is well."""

LOADED_BY = """
import sys
before = set(sys.modules)
sys.argv[1:] = {arguments!r}
from hookline.__main__ import main
exit_code = main()
sys.stderr.write("\\n".join(sorted(set(sys.modules) - before)))
sys.exit(exit_code)
"""


def run_and_list_imports(arguments: list[str], folder: Path) -> tuple[str, frozenset[str]]:
    """Run `hookline` in a fresh Python; give its output and the modules that it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED_BY.format(arguments=arguments)],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout, frozenset(done.stderr.splitlines())


def test_version_loads_nothing_but_the_entry(tmp_path: Path) -> None:
    """`hookline --version` answers from the entry, without loading click or any room."""
    output, loaded = run_and_list_imports(["--version"], tmp_path)
    assert output == f"hookline {__version__}\n"
    assert loaded == VERSION_MAY_IMPORT


def test_help_loads_no_command(tmp_path: Path) -> None:
    """`hookline --help` lists the commands without loading any of them."""
    output, loaded = run_and_list_imports(["--help"], tmp_path)
    assert "validate" in output
    doors = {name for name in loaded if name.startswith("hookline.cli.")}
    assert doors == {"hookline.cli.main", "hookline.cli.terminal"}


@pytest.mark.parametrize("command", [["validate"], ["plan"], ["log"]], ids=" ".join)
def test_everyday_commands_load_nothing_heavy(command: list[str], tmp_path: Path) -> None:
    """Against an embedded workspace a command loads no HTTP client, server or schema explainer."""
    sample = make_sample(tmp_path / "sample")
    run_and_list_imports(["workspace", "seed", "seed.yaml"], sample.path)
    _, loaded = run_and_list_imports(command, sample.path)
    assert "hookline.cli.main" in loaded
    assert {name.split(".")[0] for name in loaded} & TOO_HEAVY == set()


@pytest.mark.parametrize(
    "command", [["log"], ["log", "ping"], ["blame", "ping", "--offline"]], ids=" ".join
)
def test_tracking_loads_only_what_it_asks(command: list[str], tmp_path: Path) -> None:
    """To say what was applied, no validator is loaded, nothing that plans, and no words of woe."""
    config = 'targets: {local: {workspace: "embedded:.hookline/local.db"}}'
    definition = "webhook: {name: ping, flow_name: answer}"
    files = {"hookline.yaml": config, "webhooks/ping.yaml": definition}
    folder = make_repository(tmp_path / "team", files).path
    (folder / "seed.yaml").write_text("flow: {name: answer}")
    run_and_list_imports(["workspace", "seed", "seed.yaml"], folder)
    run_and_list_imports(["apply", "--yes"], folder)
    output, loaded = run_and_list_imports(command, folder)
    assert "ping" in output
    assert loaded & NOT_FOR_TRACKING == set()
