"""Validate: documents → definitions, and every problem of every document."""

from collections.abc import Iterator, Mapping, Sequence

from hookline.model.definition import Definition
from hookline.model.diagnostics import Diagnostic, errors_in
from hookline.model.document import Document
from hookline.model.location import Location
from hookline.model.overlay import TARGETS, only_of
from hookline.model.property import PropertyTable
from hookline.model.values import JSON, Values
from hookline.stages.validate.names import check_name, check_names
from hookline.stages.validate.places import NAME, RENAMED_FROM, value_at
from hookline.stages.validate.policy import check_policy
from hookline.stages.validate.properties import check_properties
from hookline.stages.validate.references import check_references
from hookline.stages.validate.renames import check_rename, check_renames
from hookline.stages.validate.rulebook import SECTIONS, Rulebook
from hookline.stages.validate.targets import check_targets


def validate(
    documents: Sequence[Document],
    table: PropertyTable,
    schema: Mapping[str, JSON],
    allowed_names: tuple[str, ...] = (),
    target_names: tuple[str, ...] | None = None,
) -> tuple[tuple[Definition, ...], tuple[Diagnostic, ...]]:
    """Check documents against the property table, the schema and the rules of this house.

    `allowed_names` are globs of the environment variables that a reference may name, and
    `target_names` the targets of the configuration; None when nobody knows them, and then no name
    of a target is doubted. Gives the definitions that have no error, and the problems of all
    documents; no problem, its source line included, shows a secret.
    """
    rules = Rulebook(table, schema, allowed_names, target_names)
    problems = [*check_names(documents), *check_renames(documents)]
    rivals = {problem.location for problem in problems}
    definitions: list[Definition] = []
    for document in documents:
        found = list(_check(document, rules))
        problems += found
        if document.sound and not errors_in(found) and not _is_rival(document, rivals):
            definitions.append(_definition(document))
    return tuple(definitions), tuple(_without_secrets(problems, documents, rules))


def _is_rival(document: Document, rivals: set[Location | None]) -> bool:
    """Say whether the document claims a name, now or as its old one, that another has."""
    return bool(rivals) and any(document.at(place) in rivals for place in (NAME, RENAMED_FROM))


def _without_secrets(
    problems: list[Diagnostic], documents: Sequence[Document], rules: Rulebook
) -> list[Diagnostic]:
    """Hide the secrets in the lines of the documents that problems show."""
    from hookline.documents.conceal import conceal

    paths = {place.path for problem in problems for place in problem.places}
    lines = {document.path: document.lines for document in documents if document.path in paths}
    return conceal(problems, lines, rules.secret_names)


def _check(document: Document, rules: Rulebook) -> Iterator[Diagnostic]:
    yield from check_properties(document, rules)
    yield from check_name(document, rules)
    yield from check_rename(document, rules)
    yield from check_targets(document, rules)
    yield from check_references(document, rules)
    yield from check_policy(document, rules)


def _definition(document: Document) -> Definition:
    """Take a document that has no error as the definition it is."""
    webhook, access, targets = (_mapping_at(document, key) for key in (*SECTIONS, TARGETS))
    renamed_from = value_at(document, RENAMED_FROM)
    return Definition(
        str(webhook["name"]),
        webhook,
        access,
        document,
        targets,
        only_of(document.value) if isinstance(document.value, dict) else None,
        renamed_from if isinstance(renamed_from, str) else None,
    )


def _mapping_at(document: Document, key: str) -> Values:
    found = value_at(document, (key,))
    return found if isinstance(found, dict) else {}
