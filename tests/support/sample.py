"""The sample repository as a git repository of its own."""

from pathlib import Path

from tests.support.repository import ScriptedRepository, make_repository

SAMPLE = Path(__file__).parents[2] / "sample-repo"


def make_sample(path: Path) -> ScriptedRepository:
    """Make a repository at `path` with the sample as its one commit."""
    files = {
        str(file.relative_to(SAMPLE)): file.read_bytes()
        for file in SAMPLE.rglob("*")
        if file.is_file() and ".hookline" not in file.parts
    }
    return make_repository(path, files)
