"""What a person should know about webhooks that need no write."""

from collections.abc import Iterator, Sequence

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.difference import Difference, KeyStep, Standing
from hookline.model.property import Section

KEY = "key"


def remarks_on(differences: Sequence[Difference]) -> tuple[Diagnostic, ...]:
    """Tell once what is no longer managed, and each time that a key was not sent again."""
    return tuple(remark for each in differences for remark in _remarks(each))


def _remarks(difference: Difference) -> Iterator[Diagnostic]:
    desired, base = difference.desired, difference.base
    if desired is None or base is None or difference.standing is not Standing.MANAGED:
        return
    managed = {*desired.values, *desired.write_only, *([KEY] if desired.key else [])}
    left = sorted(base.sent.keys() - managed)
    if left:
        yield Diagnostic(
            Severity.NOTE,
            Code.PLN_RELEASED,
            f'of webhook "{desired.name}" no longer managed: {", ".join(left)}',
            desired.definition.location,
            "the workspace keeps what it holds; to clear a property, set it to null",
        )
    if desired.key and desired.key.reference and difference.key is KeyStep.KEEP:
        sent = base.sent.get(KEY)
        if sent is not None and sent != str(desired.key.reference):
            yield Diagnostic(
                Severity.WARNING,
                Code.PLN_KEY,
                "the reference of `key` changed and `key_version` did not, so no key is sent",
                desired.definition.document.at((Section.ACCESS.value, KEY)),
                "raise `key_version` to send the new one",
            )
