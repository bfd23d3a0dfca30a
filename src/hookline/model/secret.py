"""References to secrets: what stands in git instead of a secret."""

import re
from dataclasses import dataclass

_REFERENCE = re.compile(r"\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of a secret, never its value."""

    name: str
    """The environment variable that holds the secret where `apply` runs."""

    def __str__(self) -> str:
        """Give the reference as a file spells it, `${env:NAME}`."""
        return f"${{env:{self.name}}}"


def parse_reference(text: str) -> Reference | None:
    """Read `${env:NAME}`; None when `text` is anything else, nested references included."""
    found = _REFERENCE.fullmatch(text)
    return Reference(found[1]) if found else None
