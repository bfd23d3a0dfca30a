"""The environment, as far as Hookline reads it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.secret import Reference

ALWAYS_ALLOWED = "HOOKLINE_SECRET_*"
"""The environment variables that a reference may always name."""
ALLOW_ENV = "HOOKLINE_ALLOW_ENV"
"""The variable with which the operator allows more names: globs with commas or blanks between."""


def allowed_names(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Give the globs of the names that references may use here."""
    return (ALWAYS_ALLOWED, *environment.get(ALLOW_ENV, "").replace(",", " ").split())


@dataclass(frozen=True, slots=True)
class EnvironmentSecrets:
    """Secrets from environment variables."""

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    """Where they are looked up; never shown."""

    def resolve(self, reference: Reference) -> str:
        """Give the secret; raises `NeedsMending` when it may not be read, is unset or empty."""
        names = allowed_names(self.environment)
        if not any(fnmatchcase(reference.name, glob) for glob in names):
            raise NeedsMending.because(
                Code.SEC_DENIED,
                f"{reference} may not be read: its name does not begin with HOOKLINE_SECRET_",
                hint=f"rename the variable, or allow it with {ALLOW_ENV}",
            )
        value = self.environment.get(reference.name, "")
        if not value:
            raise NeedsMending.because(
                Code.SEC_UNSET,
                f"the environment variable {reference.name} is not set, or is empty",
                hint=f"set {reference.name} where Hookline runs",
            )
        return value
