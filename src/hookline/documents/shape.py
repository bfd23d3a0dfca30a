"""Documents against a JSON schema: a fast yes, or a slow no with every place and reason."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from hookline.documents.finding import Finding, Kind
from hookline.documents.scalars import old_reading
from hookline.documents.sure_yes import surely_fits
from hookline.documents.words import called, quoted
from hookline.model.document import LOST_KEY, Document
from hookline.model.values import JSON


class _Validator(Protocol):
    def is_valid(self, instance: object) -> bool: ...


class Shape:
    """The shape that documents must have, as a schema says it."""

    def __init__(self, schema: Mapping[str, JSON], *, is_for_one: bool = False) -> None:
        """Take a 2020-12 schema; one that refers to anything outside itself is never fetched.

        With `is_for_one` a single small document is to come, for which loading the fast validator
        would take longer than it saves: it is asked only about what is not surely fine.
        """
        self._schema = dict(schema)
        self._is_for_one = is_for_one
        self._validator: _Validator | None = None

    def check(self, document: Document) -> list[Finding]:
        """Give everything in which the document misses the schema, in the order of the text.

        Values that its YAML made unreadable are passed over: their problem is known.
        """
        found: list[Finding] = []
        if not self._accepts(document.value):
            from hookline.documents.explain import explain

            found += explain(document, self._schema)
        known = {finding.pointer for finding in found}
        found += [f for f in _ambiguous(document) if f.pointer not in known]
        if document.refused:
            found = [finding for finding in found if not _is_known(finding, document)]
        return sorted(found, key=lambda finding: finding.location)

    def _accepts(self, value: JSON) -> bool:
        if self._is_for_one and surely_fits(value, self._schema):
            return True
        if self._validator is None:
            import jsonschema_rs

            self._validator = jsonschema_rs.validator_for(self._schema, offline=True)
        return self._validator.is_valid(value)


def _is_known(finding: Finding, document: Document) -> bool:
    """Say whether a finding only follows from a value or a key that was refused already."""
    pointer = finding.pointer
    if any(pointer[:length] in document.refused for length in range(len(pointer) + 1)):
        return True
    return finding.kind is Kind.MISSING and (*pointer[:-1], LOST_KEY) in document.refused


def _ambiguous(document: Document) -> Iterator[Finding]:
    """Find the scalars without quotes that a YAML 1.1 reader would take for something else."""
    for pointer, spelling in document.plain.items():
        reading = old_reading(spelling)
        if reading is not None:
            yield Finding(
                Kind.AMBIGUOUS,
                pointer,
                document.at(pointer),
                f"{called(pointer)} is {reading} in YAML 1.1 and not in YAML 1.2",
                f"put it in quotes if it is text: `{quoted(spelling)}`",
            )
