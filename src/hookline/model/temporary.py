"""Names that a webhook has for a moment, while two of them swap theirs."""

import re

_TEMPORARY = re.compile(r"hookline-[0-9a-z]{1,32}-[0-9]{1,6}-in-between")


def temporary_name(run_id: str, number: int) -> str:
    """Give the name for one webhook of a run; nobody else would choose it."""
    return f"hookline-{run_id}-{number}-in-between"


def is_temporary(name: object) -> bool:
    """Say whether a run that broke off left a webhook under this name."""
    return isinstance(name, str) and _TEMPORARY.fullmatch(name) is not None
