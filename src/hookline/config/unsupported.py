"""Settings that the design knows and nothing honours yet.

A setting that is read and ignored misleads: a state that is wanted on the remote would lie in this
clone alone. So it is refused until it works, its default included where nothing acts on that.
"""

from collections.abc import Iterator

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.document import Document
from hookline.model.settings import Target
from hookline.model.values import JSON, Pointer

_HONOURED: dict[Pointer, tuple[JSON, ...]] = {
    ("state", "at"): ("local",),
    ("state", "keep"): (),
}
"""Setting of a target → the values that do what they say; every other is refused."""


def check_supported(target: Target, document: Document) -> Iterator[Diagnostic]:
    """Find the settings of a target that stand in its configuration and would be ignored."""
    for setting, honoured in _HONOURED.items():
        pointer = ("targets", target.name, *setting)
        value = _value_at(document.value, pointer)
        if value is not None and value not in honoured:
            yield Diagnostic(
                Severity.ERROR,
                Code.SCH_UNSUPPORTED,
                f"`{'.'.join(map(str, setting))}: {value}` is not supported yet",
                document.at_key(pointer),
                "remove it; a later version of Hookline will read it",
            )


def _value_at(value: JSON, pointer: Pointer) -> JSON:
    """Give the value at `pointer`; None when there is none, since no setting may be null."""
    for key in pointer:
        if not isinstance(value, dict) or not isinstance(key, str):
            return None
        value = value.get(key)
    return value
