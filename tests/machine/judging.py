"""What is asked of every sequence: that no write is lost, and none done twice."""

from collections import Counter
from collections.abc import Collection, Sequence

from tests.machine.workspace import Written


def check_every_write_is_known(
    writes: Sequence[Written],
    runs: Sequence[str],
    managed: Collection[str],
    journals: str,
    *,
    has_circles: bool,
) -> None:
    """Hold that what the workspace acknowledged stands in the state or in a journal, and once.

    Takes the writes, the runs and the webhooks that are recorded, and the text of all journals,
    lost ones too. Where names went in circles one write may have to be done again.
    """
    for each in writes:
        if each.run:
            assert each.run in runs or each.run in journals, each
        else:
            assert each.record_id not in managed or each.record_id in journals, each
    done = Counter((each.run, each.record_id) for each in writes if each.run)
    twice = [each for each, times in done.items() if times > 1]
    assert has_circles or not twice, twice
    assert len(runs) == len(set(runs)), "a run is recorded once"
