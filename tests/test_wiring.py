"""The edges that a target gets, as far as no command shows them better."""

from pathlib import Path

import pytest

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.wiring import Line
from tests.support.repository import make_repository


def line_to(folder: Path, setting: str) -> Line:
    """Open the line of a repository whose definitions stand in `team`, with one target."""
    config = f"definitions: [w/*.yaml]\ntargets:\n  local:\n    workspace: 'embedded:{setting}'\n"
    make_repository(folder, {"team/hookline.yaml": config})
    return Line.open(folder / "team")


@pytest.mark.parametrize("setting", [".hookline/local.db", "a/../b.db", "./x"])
def test_embedded_workspace_is_below_the_definitions(setting: str, tmp_path: Path) -> None:
    """A relative path is counted from the folder of hookline.yaml, wherever that is."""
    line = line_to(tmp_path, setting)
    expected = (tmp_path / "team" / setting).resolve()
    assert line.embedded_path(line.target(None)) == expected


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ("../outside.db", "leads out of the folder of hookline.yaml"),
        ("a/../../outside.db", "leads out of the folder of hookline.yaml"),
        ("/tmp/outside.db", "leads out of the folder of hookline.yaml"),
        ("link/outside.db", "leads out of the folder of hookline.yaml"),
        ("file-link", "leads out of the folder of hookline.yaml"),
        ("loop/x.db", "cannot be followed"),
        ("", "names no file"),
        (".", "names no file"),
        (".git/hooks/pre-commit", "leads into git's own folder"),
        ("vendored/.GIT/x", "leads into git's own folder"),
    ],
)
def test_repository_does_not_choose_files_elsewhere(setting: str, why: str, tmp_path: Path) -> None:
    """What a repository says makes no file out of its own folder, through a symlink neither."""
    line = line_to(tmp_path, setting)
    team = tmp_path / "team"
    (team / "link").symlink_to(tmp_path)
    (team / "file-link").symlink_to("../outside.db")
    (team / "loop").symlink_to("loop")
    with pytest.raises(NeedsMending) as caught:
        line.embedded_path(line.target(None))
    (found,) = caught.value.diagnostics
    assert found.code is Code.CFG_PATH
    assert str(found.location) == "hookline.yaml:4:16"
    assert f"`embedded:{setting}`, {why}" in found.message
