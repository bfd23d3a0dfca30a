"""Which names a glob matches."""

import pytest

from hookline.model.globs import is_glob, matches


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


@pytest.mark.parametrize(
    ("text", "expected"), [("a*", True), ("a?", True), ("[a]", True), ("a-b", False)]
)
def test_texts_that_may_stand_for_several_names(text: str, expected: bool) -> None:
    """Only what may mean more than one name is a glob."""
    assert is_glob(text) is expected
