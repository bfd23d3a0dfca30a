"""What is made or deleted on the word of a list alone."""

from hookline.model.change import Create, Delete, Rename
from hookline.model.guard import Guard, GuardVerdict
from hookline.stages.plan.guards.proposal import Proposal, counted, listed, names_of


def judge_short_list(proposal: Proposal) -> GuardVerdict:
    """Refuse a create or a delete of what was not asked for one by one.

    A list may be capped, and lacks what the user may not read (ENGINE 1): a create needs its name
    asked for and not found, a delete its record asked for by id and found. A name that a rename of
    this plan leaves is known to have been that webhook's.
    """
    survey = proposal.basis.survey
    creates = [change for change in proposal.changes if isinstance(change, Create)]
    deletes = [change for change in proposal.changes if isinstance(change, Delete)]
    free = survey.absent | {c.renamed_from for c in proposal.changes if isinstance(c, Rename)}
    unproved: list[Create | Delete] = [
        *(change for change in creates if change.name not in free),
        *(change for change in deletes if change.record_id not in survey.present),
    ]
    if not unproved:
        return GuardVerdict(Guard.SHORT_LIST, True, "")
    names = names_of(unproved)
    return GuardVerdict(
        Guard.SHORT_LIST,
        False,
        f"{counted(len(names))} to create or delete on the word of a list alone "
        f"({listed(names)}): a list may be short, so plan again",
        names,
    )
