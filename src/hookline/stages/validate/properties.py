"""Where a definition misses its schema, in the words of the property table."""

from collections.abc import Iterator

from hookline.documents.finding import Finding, Kind
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import Document
from hookline.model.values import Pointer
from hookline.stages.validate.explain import by_name, explain
from hookline.stages.validate.places import NAME, RENAMED_FROM, without_target
from hookline.stages.validate.rulebook import Rulebook
from hookline.stages.validate.targets import missing_on_targets


def check_properties(document: Document, rules: Rulebook) -> Iterator[Diagnostic]:
    """Name every property that is unknown, misplaced, missing, or has a value it cannot have.

    What differs per target is held to the same. Left to rules of their own: the form of a name,
    and everything about the value of a secret.
    """
    findings = [*rules.shape.check(document), *missing_on_targets(document, rules)]
    meant = {_meant(finding, rules) for finding in findings if finding.kind is Kind.UNKNOWN}
    for finding in findings:
        is_meant = finding.kind is Kind.MISSING and without_target(finding.pointer) in meant
        if not (is_meant or _is_left_to_others(finding, rules)):
            yield explain(finding, document, rules)


def _meant(finding: Finding, rules: Rulebook) -> Pointer:
    """Give the place of the property that an unknown key was probably meant to be.

    It is not called missing as well: mending the key mends that too.
    """
    *above, name = without_target(finding.pointer)
    if name in rules.sections:
        return (rules.sections[str(name)], name)
    return (*above, by_name(finding, rules) or finding.near or name)


def _is_left_to_others(finding: Finding, rules: Rulebook) -> bool:
    if without_target(finding.pointer)[:2] in rules.secrets:
        return True
    is_name = finding.pointer in (NAME, RENAMED_FROM)
    return is_name and finding.kind in (Kind.LENGTH, Kind.PATTERN)
