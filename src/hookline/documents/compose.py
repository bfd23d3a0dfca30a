"""A whole new document: sections of keys and values → text."""

from collections.abc import Iterator, Mapping, Sequence

from hookline.documents.spelling import spell
from hookline.model.values import Values

_INDENT = "  "


def compose(
    sections: Mapping[str, Values],
    remarks: Mapping[str, Sequence[str]] | None = None,
    heading: Sequence[str] = (),
) -> str:
    """Write sections in their order, each indented below its name; an empty one is left out.

    `remarks` are the lines of comments that end a section, and `heading` those above it all,
    without their number signs.
    """
    lines = [f"# {line}" for line in heading]
    for section, values in sections.items():
        if values:
            lines.append(f"{section}:")
            lines += (f"{_INDENT}{line}" if line else "" for line in _entries(values))
            lines += (f"{_INDENT}# {line}" for line in (remarks or {}).get(section, ()))
    return "".join(f"{line}\n" for line in lines)


def _entries(values: Values) -> Iterator[str]:
    for key, value in values.items():
        spelled = spell(value)
        yield f"{key}: {spelled.head}"
        yield from (f"{_INDENT}{line}" if line else "" for line in spelled.lines or ())
