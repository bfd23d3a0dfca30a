import shlex

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hookline.model.guard import Override, OverrideKind
from hookline.model.overrides import (
    FORMS,
    OPTIONS,
    as_option,
    describe,
    join_names,
    parse_override,
    split_names,
)

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda name: name == name.strip()
)


@example(['say "hi"', "back\\slash", "it's", "a,b", "X#1", "two words"])
@given(st.lists(NAMES, min_size=1, max_size=4))
def test_names_that_a_message_shows_are_read_back_as_they_are(names: list[str]) -> None:
    """What a message tells the user to type means what the message says, through a shell too."""
    assert split_names(join_names(names)) == tuple(names)
    option, typed = shlex.split(as_option(OverrideKind.DELETE, names))
    assert parse_override(OverrideKind.DELETE, typed, option).values == tuple(names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a", ("a",)),
        (" a , b,", ("a", "b")),
        ("sign up,b", ("sign up", "b")),
        ('"a,b",c', ("a,b", "c")),
        ("'a,b'", ("a,b",)),
        ('"o\'neil"', ("o'neil",)),
        ("a#b", ("a#b",)),
        ("bill-*", ("bill-*",)),
    ],
)
def test_names_have_commas_between_them(text: str, names: tuple[str, ...]) -> None:
    """A comma parts names unless it stands in quotation marks; a glob is a name like any other."""
    assert split_names(text) == names


def test_every_kind_has_an_option_and_a_form() -> None:
    """Nothing can be allowed that no option names."""
    assert set(OPTIONS) == set(FORMS) == set(OverrideKind)


@pytest.mark.parametrize(
    ("override", "words"),
    [
        (Override(OverrideKind.DELETE, ("a", "b c"), "--allow-delete"), "--allow-delete 'a,b c'"),
        (Override(OverrideKind.REWIND, ("3f2a9c1",), "--accept-rewind"), "--accept-rewind 3f2a9c1"),
        (
            Override(OverrideKind.DELETE, ("a", "b"), "commit 3f2a9c1"),
            "`delete a,b` of commit 3f2a9c1",
        ),
        (Override(OverrideKind.EMPTY, ("a,b",), "--allow-empty"), "--allow-empty a,b"),
    ],
)
def test_override_is_described_in_the_words_of_whoever_gave_it(
    override: Override, words: str
) -> None:
    """A reader of the plan finds the option in the command line, or the trailer in the commit."""
    assert describe(override) == words


def test_a_commit_may_be_named_in_full() -> None:
    """A full id is taken, one with a digit too many for any git is not."""
    assert parse_override(OverrideKind.REWIND, "a" * 64, "").values == ("a" * 64,)
    with pytest.raises(ValueError, match="no id of a commit"):
        parse_override(OverrideKind.REWIND, "a" * 65, "")


def test_blanks_around_a_value_do_not_count() -> None:
    """A value from a trailer has blanks around it as often as not."""
    assert parse_override(OverrideKind.CHANGES, " 40 ", "").values == ("40",)
    assert parse_override(OverrideKind.EMPTY, " prod ", "").values == ("prod",)
