"""What holds for every test: nothing of this machine gets in, and the core only reads."""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.support.guard import guarding, is_of_the_core

TESTS = Path(__file__).parent

# An example kept in a database would be a file, and the guard of the core would fail the test for
# writing it instead of for its own reason; the blob in the output is how one is tried again.
settings.register_profile("hookline", database=None, deadline=None, print_blob=True)
# A mutant that a property notices is noticed soon, and nobody looks at the example; one that it
# does not notice costs all examples.
settings.register_profile(
    "mutants",
    settings.get_profile("hookline"),
    max_examples=15,
    phases=(Phase.explicit, Phase.generate),
)
# For hours in which nobody waits, or the minutes that `make machine` gives it.
settings.register_profile(
    "long",
    settings.get_profile("hookline"),
    max_examples=int(os.environ.get("HOOKLINE_EXAMPLES", "10000")),
)
settings.load_profile("hookline")

_FOREIGN_PREFIXES = ("GIT_", "HOOKLINE_", "XDG_", "SSH_")
_FOREIGN_NAMES = frozenset(
    {"COLUMNS", "EMAIL", "FORCE_COLOR", "NO_COLOR", "PYTHONPATH", "PYTHONWARNINGS", "VIRTUAL_ENV"}
)
_OUR_SWITCHES = frozenset({"HOOKLINE_UPDATE_CASES"})
"""Variables that developers give to the tests themselves."""


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home folder without any configuration."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _isolated(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the account that runs the tests: its home, git identity, proxies and variables."""
    for name in list(os.environ):
        foreign = name.startswith(_FOREIGN_PREFIXES) or name in _FOREIGN_NAMES
        if (foreign or name.lower().endswith("_proxy")) and name not in _OUR_SWITCHES:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(empty_home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture(autouse=True)
def _core_only_reads(request: pytest.FixtureRequest) -> Iterator[None]:
    """Guard the tests of the core; see `tests/support/guard.py` for what that means."""
    core = is_of_the_core(request.path, TESTS)
    with guarding(request.node.nodeid) if core else nullcontext():
        yield
