"""What messages say alike."""

import pytest

from hookline.documents.words import carried_out


@pytest.mark.parametrize(
    ("done", "whole", "unknown", "told"),
    [
        (2, 4, 0, "2 of its 4 changes were carried out"),
        (1, 4, 1, "1 of its 4 changes were carried out, of 1 it is not known"),
        (1, 1, 0, "its only change was carried out"),
        (0, 1, 0, "its only change was not carried out"),
        (0, 1, 1, "it is not known whether its only change was carried out"),
    ],
)
def test_what_was_carried_out_is_told_in_whole_words(
    done: int, whole: int, unknown: int, told: str
) -> None:
    """One change is no "1 of 1 changes"."""
    assert carried_out(done, whole, unknown) == told
