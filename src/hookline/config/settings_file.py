"""`hookline.yaml` → settings, with every problem at its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from hookline import __version__
from hookline.documents.finding import Finding, Kind
from hookline.documents.reader import read_documents
from hookline.documents.shape import Shape
from hookline.documents.text import lines_of
from hookline.documents.words import either
from hookline.model.address import check_address
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity, errors_in
from hookline.model.document import Document, SourceFile
from hookline.model.errors import NeedsMending
from hookline.model.location import Location
from hookline.model.secret import parse_reference
from hookline.model.settings import (
    Guards,
    OnConflict,
    OnDrift,
    Settings,
    StateAt,
    StateSettings,
    Target,
)
from hookline.model.values import JSON, Pointer


def load_settings(
    file: SourceFile, schema: Mapping[str, JSON], engines: Sequence[int]
) -> tuple[Settings, Document]:
    """Read the configuration, held to its JSON schema.

    `engines` are the Engine versions that have a property table. Gives the settings and the
    document, for the places of its values. Raises `NeedsMending` with every problem of the file.
    """
    documents, problems = read_documents(file)
    if errors_in(problems):
        raise _to_mend(file, *problems)
    if len(documents) != 1:
        raise NeedsMending.because(
            Code.CFG_TYPE,
            f"{file.path} holds {len(documents)} documents, and has to hold one",
            location=documents[1].at() if documents else None,
            hint="begin with `definitions:` and `targets:`",
        )
    (document,) = documents
    found = [_explain(finding) for finding in Shape(schema, is_for_one=True).check(document)]
    if found:
        raise _to_mend(file, *problems, *found)
    settings = _settings(cast("dict[str, Any]", document.value))
    found = [*_check_requires(settings, document), *_check_engine(settings, document, engines)]
    for target in settings.targets.values():
        found += [*_check_target(target, document), *_check_state(target, document)]
    if found:
        raise _to_mend(file, *problems, *found)
    return settings, document


def _to_mend(file: SourceFile, *problems: Diagnostic) -> NeedsMending:
    """Give the error of a file whose lines may hold a password by mistake, without showing it."""
    from hookline.documents.conceal import conceal

    return NeedsMending(*conceal(problems, {file.path: lines_of(file)}, ["password"]))


_CODES = {
    Kind.UNKNOWN: Code.CFG_UNKNOWN,
    Kind.TYPE: Code.CFG_TYPE,
    Kind.NULL: Code.CFG_TYPE,
    Kind.AMBIGUOUS: Code.CFG_TYPE,
}


def _explain(finding: Finding) -> Diagnostic:
    hint = f"did you mean `{finding.near}`?" if finding.near else finding.hint
    code = _CODES.get(finding.kind, Code.CFG_VALUE)
    return Diagnostic(
        Severity.ERROR, code, finding.message, finding.location, hint, finding.related
    )


def _check_target(target: Target, document: Document) -> list[Diagnostic]:
    """Find what no schema can tell about a target: its address, and secrets in the clear."""
    place: Pointer = ("targets", target.name)
    found: list[Diagnostic] = []
    try:
        if not target.is_embedded:
            check_address(target.workspace)
    except NeedsMending as error:
        location = _without_excerpt(document.at((*place, "workspace")))
        found += [replace(problem, location=location) for problem in error.diagnostics]
    if target.password is not None and parse_reference(target.password) is None:
        found.append(
            Diagnostic(
                Severity.ERROR,
                Code.SEC_PLAIN,
                "a password may not stand in git, not even for a moment",
                _without_excerpt(document.at((*place, "password"))),
                "put it into an environment variable and write ${env:HOOKLINE_SECRET_NAME}; "
                "if it was ever committed, change it",
            )
        )
    return found


def _check_state(target: Target, document: Document) -> list[Diagnostic]:
    """Refuse a place for the state that would be ignored; the default is no such wish."""
    pointer: Pointer = ("targets", target.name, "state", "at")
    if not target.is_embedded or _value_at(document.value, pointer) != StateAt.ORIGIN:
        return []
    return [
        Diagnostic(
            Severity.ERROR,
            Code.CFG_VALUE,
            f"the state of {target.name} cannot be kept on origin: no other clone has its "
            "workspace, which is a file of this machine",
            document.at(pointer),
            "remove `at: origin`; it is kept in this repository",
        )
    ]


def _value_at(value: JSON, pointer: Pointer) -> JSON:
    """Give the value at `pointer`; None when there is none."""
    for key in pointer:
        value = value.get(str(key)) if isinstance(value, dict) else None
    return value


def _without_excerpt(location: Location) -> Location:
    """Keep a line that may hold a secret out of the message."""
    return replace(location, excerpt="", width=1)


def _check_requires(settings: Settings, document: Document) -> list[Diagnostic]:
    """Refuse a repository that says it needs another Hookline."""
    if settings.requires is None:
        return []
    floor = _FLOOR.fullmatch(settings.requires)
    if floor and _numbers(floor[1]) <= _numbers(__version__):
        return []
    # Loading it costs more than starting Python, so the usual form is answered without.
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    location = document.at(("requires",))
    try:
        understood = SpecifierSet(settings.requires).contains(__version__, prereleases=True)
    except InvalidSpecifier:
        message = f"`requires: {settings.requires}` is no range of versions"
        hint = 'write a range such as `requires: ">=0.1"`'
        return [Diagnostic(Severity.ERROR, Code.CFG_VALUE, message, location, hint)]
    if understood:
        return []
    message = f"this repository needs Hookline {settings.requires}, and this is {__version__}"
    hint = f"install it: pip install 'hookline{settings.requires}'"
    return [Diagnostic(Severity.ERROR, Code.CFG_REQUIRES, message, location, hint)]


def _check_engine(
    settings: Settings, document: Document, engines: Sequence[int]
) -> list[Diagnostic]:
    """Refuse an Engine version whose properties are not known."""
    if settings.engine in engines:
        return []
    message = f"this Hookline has no property table of Engine {settings.engine}"
    hint = f"write {either(map(str, engines))} in its place, or install a newer Hookline"
    location = document.at(("engine",))
    return [Diagnostic(Severity.ERROR, Code.CFG_VALUE, message, location, hint)]


_FLOOR = re.compile(r">= ?([0-9]+(?:\.[0-9]+)*)")
"""The usual form of `requires:`, a lowest release."""


def _numbers(release: str) -> list[int]:
    return [int(number) for number in release.split(".") if number.isdigit()]


def _settings(value: Mapping[str, Any]) -> Settings:
    """Build the settings from a value that keeps to the schema."""
    known = {name: value[name] for name in ("requires", "engine") if name in value}
    if "engine" in known:
        # To a schema 11.0 is an integer too.
        known["engine"] = int(known["engine"])
    if "definitions" in value:
        known["definitions"] = tuple(value["definitions"])
    targets = value.get("targets") or {}
    return Settings(**known, targets={name: _target(name, each) for name, each in targets.items()})


def _target(name: str, value: Mapping[str, Any]) -> Target:
    known = dict(value)
    known["protect"] = tuple(value.get("protect", ()))
    known["guards"] = Guards(**value.get("guards", {}))
    state = dict(value.get("state", {}))
    if "at" in state:
        state["at"] = StateAt(state["at"])
    known["state"] = StateSettings(**state)
    if "on_drift" in value:
        known["on_drift"] = OnDrift(value["on_drift"])
    if "on_conflict" in value:
        known["on_conflict"] = OnConflict(value["on_conflict"])
    return Target(name=name, **known)
