"""What is allowed and yet seldom meant; a warning each."""

from collections.abc import Iterator

from hookline.documents.words import shortened
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import Document
from hookline.model.location import Location
from hookline.model.overlay import Overlaid, lay_over
from hookline.model.values import Pointer, Values
from hookline.stages.validate.names import name_of
from hookline.stages.validate.places import value_at
from hookline.stages.validate.rulebook import SECTIONS, Rulebook, warning
from hookline.stages.validate.targets import Reach

_ENABLED = ("access", "is_enabled")
_LOGIN = ("access", "require_login")
_KEY = ("access", "key")
_PRODUCTIVE = ("webhook", "is_productive")

_RESTS_ON = {
    Code.SEC_OPEN: (_ENABLED, _LOGIN, _KEY),
    Code.POL_DEVMODE: (_PRODUCTIVE, _ENABLED),
}
"""Code → the properties that it follows from; it is shown at the first."""


def check_policy(document: Document, rules: Rulebook) -> Iterator[Diagnostic]:
    """Warn about a webhook that strangers can call, or that works only while someone is there.

    What holds for all targets is said once; what only one of them brings is said there.
    """
    name = name_of(document)
    if name is None or not isinstance(document.value, dict):
        return
    reach = Reach.of(document, rules.target_names)
    told: list[Code] = []
    if reach.as_written:
        sections = (value_at(document, (section,)) for section in SECTIONS)
        told = list(_slips(*(each if isinstance(each, dict) else {} for each in sections)))
        for code in told:
            yield _warn(code, name, document.at_key(_RESTS_ON[code][0]))
    for target in reach.overlaid:
        laid = lay_over(document.value, target, rules.table)
        for code in _slips(laid.webhook, laid.access) if laid else ():
            if laid and code not in told:
                place = document.at_key(_brought(code, laid))
                yield _warn(code, name, place, f"on `{shortened(target)}`, ")


def _slips(webhook: Values, access: Values) -> Iterator[Code]:
    """Give what holds for these sections."""
    if access.get(_ENABLED[1]) is not True:
        return
    if access.get(_LOGIN[1]) is not True and access.get(_KEY[1]) is None:
        yield Code.SEC_OPEN
    if webhook.get(_PRODUCTIVE[1]) is False:
        yield Code.POL_DEVMODE


def _brought(code: Code, laid: Overlaid) -> Pointer:
    """Give the place of the property by which a target differs, where there is one."""
    places = (laid.places[each] for each in _RESTS_ON[code] if each in laid.places)
    return next(places, _RESTS_ON[code][0])


def _warn(code: Code, name: str, place: Location, where: str = "") -> Diagnostic:
    if code is Code.SEC_OPEN:
        message = f"anyone who knows its URL can call `{name}`: "
        message += "it is enabled without a key or a login"
        hint = "add `key:` or `require_login: true` under `access:`"
    else:
        message = f"calls of `{name}` start executions only while a user is active"
        hint = "set `is_productive: true`, or disable the webhook until it is ready"
    return warning(code, f"{where}{message}", place, hint)
