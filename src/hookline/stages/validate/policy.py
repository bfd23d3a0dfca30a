"""What is allowed and yet seldom meant; a warning each."""

from collections.abc import Iterator

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import Document
from hookline.stages.validate.names import name_of
from hookline.stages.validate.rulebook import value_at, warning

_ENABLED = ("access", "is_enabled")
_LOGIN = ("access", "require_login")
_KEY = ("access", "key")
_PRODUCTIVE = ("webhook", "is_productive")


def check_policy(document: Document) -> Iterator[Diagnostic]:
    """Warn about a webhook that strangers can call, or that works only while someone is there."""
    name = name_of(document)
    if name is None or value_at(document, _ENABLED) is not True:
        return
    if value_at(document, _LOGIN) is not True and value_at(document, _KEY) is None:
        yield warning(
            Code.SEC_OPEN,
            f"anyone who knows its URL can call `{name}`: it is enabled without a key or a login",
            document.at_key(_ENABLED),
            "add `key:` or `require_login: true` under `access:`",
        )
    if value_at(document, _PRODUCTIVE) is False:
        yield warning(
            Code.POL_DEVMODE,
            f"calls of `{name}` start executions only while a user is active",
            document.at_key(_PRODUCTIVE),
            "set `is_productive: true`, or disable the webhook until it is ready",
        )
