"""A remote that is shared, and two clones of it."""

from pathlib import Path

import pytest

from tests.support.origins import Origin, make_origin
from tests.support.repository import ScriptedRepository
from tests.support.shared_states import FILES


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    """Give a remote with one definition."""
    return make_origin(tmp_path / "origin.git", FILES)


@pytest.fixture
def ours(origin: Origin, tmp_path: Path) -> ScriptedRepository:
    """Give a clone."""
    return origin.clone(tmp_path / "ours")


@pytest.fixture
def theirs(origin: Origin, tmp_path: Path) -> ScriptedRepository:
    """Give another clone."""
    return origin.clone(tmp_path / "theirs")
