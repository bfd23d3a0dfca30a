import stat
from pathlib import Path

import pytest

from hookline.model.codes import Code
from hookline.model.diagnostics import Severity
from hookline.model.errors import NeedsMending
from hookline.planfile.file import is_plan_file, load_plan, save_plan
from hookline.planfile.form import seal
from tests.support.plans import LATER, NOW, SMALL

SAVED = seal(SMALL, NOW, LATER, "5c", "0.1.0")


def test_a_plan_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    """Only who made the plan may read it, also where a file that all could read stood before."""
    new, old = tmp_path / "new.json", tmp_path / "old.json"
    old.write_text("")
    old.chmod(0o666)
    for path in (new, old):
        save_plan(path, SAVED)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert load_plan(path, path.name) == (SAVED, ())


def test_a_plan_that_others_may_read_is_used_with_a_warning(tmp_path: Path) -> None:
    """Permissions that are too wide are said, with the command that mends them."""
    path = tmp_path / "plan.json"
    save_plan(path, SAVED)
    for mode in (0o640, 0o604, 0o602):
        path.chmod(mode)
        saved, (warning,) = load_plan(path, "plan.json")
        assert saved == SAVED
        assert (warning.severity, warning.code) == (Severity.WARNING, Code.PLN_READABLE)
        assert f"(mode {mode:04o})" in warning.message
        assert warning.hint == "chmod 600 plan.json"


def test_a_symlink_is_refused(tmp_path: Path) -> None:
    """Neither is a plan written through a link, nor is one read that somebody linked there."""
    real, link = tmp_path / "real.json", tmp_path / "plan.json"
    save_plan(real, SAVED)
    link.symlink_to(real)
    before = real.read_bytes()
    for use in (lambda: save_plan(link, SAVED), lambda: load_plan(link, "plan.json")):
        with pytest.raises(NeedsMending, match=r"plan\.json is a symlink") as caught:
            use()
        assert caught.value.diagnostics[0].code is Code.PLN_SYMLINK
    assert real.read_bytes() == before


@pytest.mark.parametrize(
    "text", ["targets: {}\n", "name: hookline-plan\n", '{"mine": 1}', '"kind": "hookline-plan"']
)
def test_only_a_plan_is_replaced_by_a_plan(tmp_path: Path, text: str) -> None:
    """A file of another kind, such as a configuration, survives a slip of the hand."""
    mine = tmp_path / "hookline.yaml"
    mine.write_text(text)
    with pytest.raises(
        NeedsMending, match=r"hookline\.yaml is no saved plan, so it is not"
    ) as told:
        save_plan(mine, SAVED)
    assert told.value.diagnostics[0].code is Code.CFG_PATH
    assert mine.read_text() == text
    save_plan(tmp_path / "plan.json", SAVED)
    save_plan(tmp_path / "plan.json", SAVED)


def test_no_folder_is_made_for_a_plan(tmp_path: Path) -> None:
    """A path into nowhere is more likely mistyped than meant; the folder is named."""
    with pytest.raises(NeedsMending, match=r"there is no folder .*/plans to save the plan in"):
        save_plan(tmp_path / "plans" / "plan.json", SAVED)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    """A plan that cannot be written replaces nothing."""
    folder = tmp_path / "plan.json"
    folder.mkdir()
    with pytest.raises(NeedsMending, match="it is a folder"):
        save_plan(folder, SAVED)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_file_that_calls_itself_a_plan_is_told_from_others(tmp_path: Path) -> None:
    """A damaged plan is still meant as one; another file, a folder and nothing are not."""
    path = tmp_path / "signup"
    assert not is_plan_file(path)
    path.write_text("webhook: {name: signup}\n")
    assert not is_plan_file(path)
    path.unlink()
    save_plan(path, SAVED)
    assert is_plan_file(path)
    path.write_bytes(path.read_bytes()[:200])
    assert is_plan_file(path)
    assert not is_plan_file(tmp_path)
