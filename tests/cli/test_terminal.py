import io

import pytest

from hookline.cli.terminal import width_of


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize(
    ("columns", "width"), [("40", 80), ("80", 80), ("100", 100), ("120", 120), ("300", 120)]
)
def test_lines_are_as_wide_as_the_terminal_within_what_reads_well(
    columns: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines have 80 cells or more, and 120 at most; in a file they always have 80."""
    monkeypatch.setenv("COLUMNS", columns)
    assert width_of(Screen()) == width
    assert width_of(io.StringIO()) == 80
