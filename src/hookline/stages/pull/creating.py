"""A webhook that nobody defines yet → the file that defines it."""

import re

from hookline.documents.compose import compose
from hookline.documents.spelling import spell
from hookline.model.edits import Found, Part, Pulling
from hookline.model.overlay import ONLY
from hookline.model.property import Property, PropertyTable, Role, Section
from hookline.model.values import JSON
from hookline.stages.pull.naming import slug_of

_SECRET = "HOOKLINE_SECRET_"  # noqa: S105  how the name of a variable begins
_ADDRESS = re.compile(r"[a-z]+:|/")


class CannotDefine(Exception):
    """The webhook lacks something that every definition says."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def write_new(
    found: Found, path: str, pulling: Pulling, table: PropertyTable, refused: frozenset[Part]
) -> str:
    """Give the text of a new file at `path` without the parts that are `refused`.

    What is empty, and what a new webhook has anyway, is left out; where there are other targets it
    is for the one alone. Raises `CannotDefine`.
    """
    place = _place(found, pulling, table, refused)
    sections: dict[str, dict[str, JSON]] = {}
    for section in Section:
        chosen = sections.setdefault(section.value, {})
        for known in table.in_section(section):
            if known.location:
                if known is place:
                    chosen[known.name] = found.values[known.name]
            elif Part(found.name, known.name) not in refused and _is_written(known, found):
                chosen[known.name] = found.values[known.name]
        _keep_one_spelling(chosen, table)
        _require(chosen, table, section)
    remarks = {Section.ACCESS.value: _about_key(found)} if found.has_key else {}
    text = compose(sections, remarks, _modeline(pulling.schema, path))
    return text + _only(pulling)


def _only(pulling: Pulling) -> str:
    """Keep a webhook to the target it was found on: the others do not have it."""
    if not pulling.others or pulling.from_export:
        return ""
    return f"{ONLY}: [{spell(pulling.target.name, in_flow=True).head}]\n"


def _is_written(known: Property, found: Found) -> bool:
    if known.secret or known.role not in (Role.MANAGED, Role.LOOK_UP, Role.WRITE_ONLY):
        return False
    value = found.values.get(known.name)
    return value is not None and value != "" and not _is(value, known.left_out)


def _is(value: JSON, other: JSON) -> bool:
    return type(value) is type(other) and value == other


def _keep_one_spelling(chosen: dict[str, JSON], table: PropertyTable) -> None:
    """Drop each id whose name is written: names mean the same in every workspace."""
    for name in list(chosen):
        chosen.pop(table[name].looks_up or "", None)


def _require(chosen: dict[str, JSON], table: PropertyTable, section: Section) -> None:
    for known in table.in_section(section):
        if known.required and not chosen.keys() & {known.name, *known.instead}:
            what = known.record_type or known.name
            raise CannotDefine(f"it has no {what}, and every definition names one")


def _place(
    found: Found, pulling: Pulling, table: PropertyTable, refused: frozenset[Part]
) -> Property | None:
    """Give the property that says where the webhook lies; None where the target says it."""
    parts = [known for known in table if known.location]
    for known in sorted(parts, key=lambda each: (each.role is not Role.LOOK_UP, each.order)):
        value = found.values.get(known.name)
        if value is None or Part(found.name, known.name) in refused:
            continue
        is_default = known.record_type == "project" and value == pulling.target.project
        return None if is_default and known.role is Role.LOOK_UP else known
    target = pulling.target
    if found.id is not None and target.project is not None:
        raise CannotDefine(
            f"it lies in no project, and {target.name} puts such a webhook into {target.project}"
        )
    if target.project is None and not target.is_embedded:
        raise CannotDefine(
            f"it lies in no project or bundle, and {target.name} has no `project:` for such ones"
        )
    return None


def _about_key(found: Found) -> list[str]:
    name = _SECRET + slug_of(found.name).replace("-", "_").upper()
    return [
        "A key is set, and a workspace never shows it. To manage it, add:",
        f"key: ${{env:{name}}}",
        "key_version: 1",
    ]


def _modeline(schema: str | None, path: str) -> list[str]:
    if schema is None:
        return []
    upwards = "" if _ADDRESS.match(schema) else "../" * path.count("/")
    return [f"yaml-language-server: $schema={upwards}{schema}"]
