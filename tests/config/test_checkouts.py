from pathlib import Path

import pytest

from hookline.config.checkouts import checkout_of, checkouts_root
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.location import Location
from hookline.model.settings import Target

PLACE = Location("hookline.yaml", 4, 5)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a folder of checkouts with one in it, and a folder beside it."""
    (tmp_path / "checkouts" / "teams" / "one").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    return tmp_path / "checkouts"


def target(path: str | None) -> Target:
    """Make a target whose checkout is at `path`."""
    return Target("staging", "https://staging.example.com", repository_path=path)


def refused(path: str | None, root: Path) -> Code:
    """Give the code with which a path is refused, at the place where it stands."""
    with pytest.raises(NeedsMending) as error:
        checkout_of(target(path), root, PLACE)
    (found,) = error.value.diagnostics
    assert found.hint
    assert found.location == (PLACE if found.code is Code.CFG_PATH else None)
    return found.code


@pytest.mark.parametrize("path", ["teams/one", "teams//one/", "./teams/./one"])
def test_checkout_is_found_below_the_root(root: Path, path: str) -> None:
    """A path counts from the folder of checkouts, however it is written."""
    assert checkout_of(target(path), root, PLACE) == root.resolve() / "teams" / "one"


@pytest.mark.parametrize(
    "path", ["../outside", "teams/../teams/one", "/etc", "..", ".", "./", "teams/one\0"]
)
def test_path_that_leads_out_is_refused(root: Path, path: str) -> None:
    """What a repository says may not choose any other folder, also not by a way around."""
    assert refused(path, root) is Code.CFG_PATH


def test_symlink_that_leads_out_is_refused(root: Path) -> None:
    """A link within the folder is followed, and one that leads out of it or to itself is not."""
    (root / "out").symlink_to(root.parent / "outside")
    (root / "self").symlink_to(root / "self")
    (root / "in").symlink_to(root / "teams" / "one")
    assert refused("out", root) is Code.CFG_PATH
    assert refused("self", root) is Code.CFG_PATH
    assert checkout_of(target("in"), root, PLACE) == root.resolve() / "teams" / "one"


def test_checkout_that_is_missing_is_told(root: Path) -> None:
    """Nothing is cloned and no other folder stands in; the message says how to make it."""
    (root / "file").write_text("")
    assert refused("teams/two", root) is Code.SYN_PATH
    assert refused("file", root) is Code.SYN_PATH
    assert refused("teams/one", root / "no") is Code.SYN_PATH


def test_root_is_named_by_the_environment() -> None:
    """The variable has the name that Engine gives to its own; an empty one names nothing."""
    assert checkouts_root({"GIT_REPOSITORY_SAVE_PATH": "/srv/checkouts"}) == Path("/srv/checkouts")
    assert checkouts_root({"GIT_REPOSITORY_SAVE_PATH": ""}) is None
    assert checkouts_root({}) is None
