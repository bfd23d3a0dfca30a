"""Which hosts credentials may be sent to: what the operator allows, or the configuration at hand.

Whoever can write to a branch can write an address into its `hookline.yaml`. So another commit than
the one somebody works in may not choose where credentials go, and an operator can name the hosts.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from hookline.model.codes import Code
from hookline.model.errors import AccessRefused
from hookline.model.location import Location
from hookline.model.settings import Target

ALLOW_HOSTS = "HOOKLINE_ALLOW_HOSTS"
"""The variable with which the operator names hosts: globs with commas or blanks between."""


def allowed_hosts(environment: Mapping[str, str] = os.environ) -> tuple[str, ...] | None:
    """Give the globs of the operator; None when the variable is not set, which allows any host.

    One that is set and empty allows none: it is more likely lost on its way than meant.
    """
    given = environment.get(ALLOW_HOSTS)
    return None if given is None else tuple(given.replace(",", " ").split())


def require_trusted(
    target: Target,
    place: Location,
    hosts: Sequence[str] | None,
    at_hand: Callable[[], Target | None],
) -> None:
    """Raise `AccessRefused` (`SEC-HOST`) when the target's credentials may not go to its host.

    `hosts` are the operator's globs. Where there are none, `at_hand` gives the target of the same
    name in the configuration of `HEAD` or the working tree, which has to send the same credentials
    to the same address. `place` is where the address stands.
    """
    host = urlsplit(target.workspace).hostname or ""
    if hosts is not None:
        if any(fnmatchcase(host, glob.lower()) for glob in hosts):
            return
        raise AccessRefused.because(
            Code.SEC_HOST,
            f"target {target.name} would send credentials to {host}, which {ALLOW_HOSTS} does not "
            "name",
            location=place,
            hint=f"if they may go there, add {host} to {ALLOW_HOSTS}",
        )
    known = at_hand()
    if known is None or _credentials(known) != _credentials(target):
        raise AccessRefused.because(
            Code.SEC_HOST,
            f"the target {target.name} of this commit is not the target {target.name} of HEAD, so "
            "no credentials are sent",
            location=place,
            hint=f"if they may go to {host}, name it in {ALLOW_HOSTS}, or check the commit out",
        )


def _credentials(target: Target) -> tuple[str, str | None, str | None]:
    return target.workspace, target.user, target.password
