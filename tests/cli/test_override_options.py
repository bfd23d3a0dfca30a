import click
import pytest

from hookline.cli.override_options import override_options
from hookline.model.errors import WrongUsage
from hookline.model.guard import Override, OverrideKind
from hookline.model.overrides import as_words


def given(*words: str) -> tuple[Override, ...]:
    """Give what a command with these options is told."""
    told: list[tuple[Override, ...]] = []

    @click.command()
    @override_options
    def command(overrides: tuple[Override, ...]) -> int:
        told.append(overrides)
        return 0

    command.main(list(words), standalone_mode=False)
    return told[0]


def test_nothing_is_allowed_unless_it_is_asked_for() -> None:
    """Without an option there is no override."""
    assert given() == ()


@pytest.mark.parametrize(
    ("words", "override"),
    [
        (
            ("--allow-delete", "a, b"),
            Override(OverrideKind.DELETE, ("a", "b"), "--allow-delete"),
        ),
        (("--allow-changes", "40"), Override(OverrideKind.CHANGES, ("40",), "--allow-changes")),
        (("--allow-empty", "prod"), Override(OverrideKind.EMPTY, ("prod",), "--allow-empty")),
        (
            ("--allow-last", "Customer care"),
            Override(OverrideKind.LAST, ("Customer care",), "--allow-last"),
        ),
        (
            ("--accept-rewind", "3F2A9C1"),
            Override(OverrideKind.REWIND, ("3f2a9c1",), "--accept-rewind"),
        ),
    ],
)
def test_option_names_what_it_allows(words: tuple[str, str], override: Override) -> None:
    """Each option is one override, which remembers the option that gave it."""
    assert given(*words) == (override,)
    assert given(*as_words(override.kind, override.values)) == (override,)


def test_option_may_be_repeated() -> None:
    """Long lists can be given piece by piece."""
    overrides = given("--allow-delete", "a", "--allow-delete", "b,c")
    assert [each.values for each in overrides] == [("a",), ("b", "c")]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--allow-delete", ""), "--allow-delete: NAMES is missing"),
        (("--allow-delete", " , "), "--allow-delete: ',' holds no name"),
        (("--allow-delete", "o'neil"), "--allow-delete: o'neil has an open quotation mark"),
        (("--allow-changes", "0"), "--allow-changes: '0' is no number of webhooks from 1 up"),
        (("--allow-changes", "all"), "--allow-changes: 'all' is no number of webhooks"),
        (("--allow-changes", "٣"), "--allow-changes: '٣' is no number of webhooks"),
        (("--allow-empty", " "), "--allow-empty: TARGET is missing"),
        (("--allow-last", ""), "--allow-last: PROJECT is missing"),
        (("--accept-rewind", "3f2a9c"), "--accept-rewind: '3f2a9c' is no id of a commit"),
        (("--accept-rewind", "HEAD~1x"), "--accept-rewind: 'head~1x' is no id of a commit"),
    ],
)
def test_value_that_means_nothing_is_wrong_usage(words: tuple[str, str], message: str) -> None:
    """A mistyped override is told at once; it must not pass for a wish that was not granted."""
    with pytest.raises(WrongUsage) as stopped:
        given(*words)
    assert stopped.value.exit_code == 64
    assert str(stopped.value).startswith(message)
