from pathlib import Path

import pytest

from hookline.workspace.embedded import EmbeddedWorkspace
from tests.support.engine import Asking


@pytest.fixture
def ask(tmp_path: Path) -> Asking:
    """Give a way to ask an embedded workspace that holds nothing yet."""
    return Asking(EmbeddedWorkspace(tmp_path / "local.db"))
