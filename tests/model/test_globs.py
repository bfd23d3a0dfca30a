"""Which names a glob matches."""

import pytest

from hookline.model.globs import matches


@pytest.mark.parametrize(
    ("name", "glob", "expected"),
    [
        ("bill-paid", "bill-*", True),
        ("bill-paid", "BILL-*", False),
        ("q x [1]", "q x [1]", True),
        ("q x 1", "q x [1]", True),
        ("other", "bill-*", False),
    ],
)
def test_glob_matches_itself_too(name: str, glob: str, expected: bool) -> None:
    """A name that looks like a glob can be given as it is; case counts."""
    assert matches(name, [glob]) is expected
    assert not matches(name, [])
