"""Chooses the way to a target's workspace."""

from typing import TYPE_CHECKING, Literal

from hookline.config.environment import EnvironmentSecrets
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.http import Transport
from hookline.model.secret import parse_reference
from hookline.model.settings import Target

if TYPE_CHECKING:
    from hookline.wiring import Line


def connect(line: "Line", target: Target) -> Transport:
    """Choose the way to a target's workspace: a function call, or HTTP with a login.

    Raises `AccessRefused` for a host that nobody trusts with the credentials, and `NeedsMending`
    when there are none.
    """
    if target.is_embedded:
        from hookline.workspace.embedded import EmbeddedWorkspace

        return EmbeddedWorkspace(line.embedded_path(target))
    from hookline.config.trust import allowed_hosts, require_trusted
    from hookline.remote.http import HttpTransport
    from hookline.remote.login import LoginTransport

    place = line.config.at(("targets", target.name, "workspace"))
    require_trusted(target, place, allowed_hosts(), lambda: line.target_at_hand(target.name))
    user, password = _credential(line, target, "user"), _credential(line, target, "password")
    http = line.closing.enter_context(HttpTransport(target.workspace))
    return LoginTransport(http, user, password, shown_as=target.user)


def _credential(line: "Line", target: Target, which: Literal["user", "password"]) -> str:
    """Give what the target logs in with; a login that lacks it would count as a failed one."""
    text = target.user if which == "user" else target.password
    if text is None:
        raise NeedsMending.because(
            Code.CFG_VALUE,
            f"target {target.name} has no `{which}:`, and its workspace needs a login",
            location=line.config.at(("targets", target.name)),
            hint=f"add `{which}: ${{env:HOOKLINE_SECRET_…}}` to it",
        )
    reference = parse_reference(text)
    return EnvironmentSecrets().resolve(reference) if reference else text
