from pathlib import Path

import pytest

from hookline.git.repository import open_repository
from hookline.model.errors import NeedsMending
from hookline.state.target import has_journals, journal_folder
from tests.support.repository import ScriptedRepository, make_repository


@pytest.fixture
def made(tmp_path: Path) -> ScriptedRepository:
    """Give a repository with one commit."""
    return make_repository(tmp_path / "r", {"hookline.yaml": ""})


def test_journals_of_a_target_lie_in_a_folder_of_their_own(made: ScriptedRepository) -> None:
    """A run may be unfinished where a journal is; what else lies there is none."""
    repository = open_repository(made.path)
    folder = made.path / ".git" / "hookline" / "journal" / "staging"
    assert journal_folder(repository, "staging") == folder
    assert not has_journals(repository, "staging")
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("")
    assert not has_journals(repository, "staging")
    (folder / "5d1c.jsonl").write_text("")
    assert has_journals(repository, "staging")
    assert not has_journals(repository, "production")


def test_journals_of_no_target_are_never_looked_for(made: ScriptedRepository) -> None:
    """A name that is no part of a file's name leads to no folder at all."""
    with pytest.raises(NeedsMending) as caught:
        journal_folder(open_repository(made.path), "../x")
    [problem] = caught.value.diagnostics
    assert problem.message == "'../x' cannot be the name of a target"
    assert problem.hint == "use letters, digits, - and _"
