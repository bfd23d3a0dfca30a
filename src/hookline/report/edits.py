"""What a pull writes, as text, as a diff and as JSON-shaped data."""

import difflib
import textwrap
from collections.abc import Iterator, Sequence

from hookline.model.edits import DefinitionEdit, Edits, FileEdit, LeftAlone
from hookline.model.values import JSON
from hookline.report.diagnostics import to_json
from hookline.report.excerpt import WIDTH
from hookline.report.style import Style, safe_text
from hookline.report.values import show_pair

FORMAT_VERSION = 1
"""The form of the JSON output."""

FIELD_INDENT = 6
_LOOKS = {"+": "green", "-": "red", "@": "cyan"}


def render_edits(edits: Edits, style: Style) -> str:
    """Show each definition that is written and what changes in it, then what is left alone."""
    lines: list[str] = []
    for definition in edits.definitions:
        lines += _definition(definition, style)
    if lines and edits.left_alone:
        lines.append("")
    if edits.left_alone:
        lines.append("Left alone:")
    for left in edits.left_alone:
        lines += _left_alone(left)
    return "".join(f"{line}\n" for line in lines)


def render_diffs(edits: Edits, style: Style) -> str:
    """Show what changes in each file, as `git diff` would."""
    lines = (line for file in edits.files for line in _diff(file))
    return "".join(style(safe_text(line), *_looks(line)) + "\n" for line in lines)


def edits_to_json(edits: Edits, target: str, read_from: str, *, dry_run: bool) -> dict[str, JSON]:
    """Give the same facts as JSON-shaped data; `read_from` is the workspace or the export."""
    return {
        "format_version": FORMAT_VERSION,
        "target": target,
        "from": read_from,
        "dry_run": dry_run,
        "summary": {
            "update": sum(not each.is_new for each in edits.definitions),
            "create": sum(each.is_new for each in edits.definitions),
            "left_alone": len(edits.left_alone),
            "unchanged": edits.unchanged,
        },
        "definitions": [_definition_to_json(each) for each in edits.definitions],
        "left_alone": [
            {
                "address": f"webhook/{left.name}",
                "property": left.property,
                "reason": left.reason,
            }
            for left in edits.left_alone
        ],
        "files": [
            {
                "path": file.path,
                "is_new": file.before is None,
                "diff": "".join(f"{line}\n" for line in _diff(file)),
            }
            for file in edits.files
        ],
        "diagnostics": to_json(edits.diagnostics),
    }


def count_edits(edits: Edits) -> str:
    """Give "2 updated, 1 new, 12 unchanged"."""
    updated = sum(not each.is_new for each in edits.definitions)
    new = len(edits.definitions) - updated
    counts = [(updated, "updated"), (new, "new"), (edits.unchanged, "unchanged")]
    told = [f"{number:,} {word}" for number, word in counts if number]
    return ", ".join(told) or "nothing to pull"


def _definition(edit: DefinitionEdit, style: Style) -> Iterator[str]:
    symbol, looks = ("+", "green") if edit.is_new else ("~", "yellow")
    left = f"  {symbol} webhook/{safe_text(edit.name)}"
    right = f"{safe_text(edit.path)}:{edit.line}"
    gap = WIDTH - len(left) - len(right)
    if gap < 2:
        yield style(left, "bold", looks)
        yield f"{right:>{WIDTH}}"
    else:
        yield f"{style(left, 'bold', looks)}{' ' * gap}{right}"
    width = max((len(each.name) for each in edit.properties), default=0)
    room = (WIDTH - FIELD_INDENT - width - len("   →  ")) // 2
    for each in edit.properties:
        before, after = show_pair(each.before, each.after, room)
        yield f"{' ' * FIELD_INDENT}{each.name:<{width}}  {before} → {after}"
    yield from _reach(edit)


def _reach(edit: DefinitionEdit) -> Iterator[str]:
    """Say for which targets the values stand, where there are others that could have them."""
    shared = [each.name for each in edit.properties if each.is_shared]
    apart = [each.name for each in edit.properties if each.is_apart]
    if shared:
        what = "this value stands" if len(shared) == 1 else "these values stand"
        yield from _wrapped(f"{', '.join(shared)}: {what} for every target", FIELD_INDENT)
    if apart:
        text = f"{', '.join(apart)}: for this target alone, under `targets:`"
        yield from _wrapped(text, FIELD_INDENT)


def _left_alone(left: LeftAlone) -> Sequence[str]:
    what = f"webhook/{safe_text(left.name)}" + (f" {left.property}" if left.property else "")
    return _wrapped(f"{what}: {safe_text(left.reason)}", 2)


def _wrapped(text: str, indent: int) -> Sequence[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _diff(file: FileEdit) -> Iterator[str]:
    """Give the lines of a unified diff, without their line ends."""
    before = [] if file.before is None else file.before.splitlines(keepends=True)
    lines = difflib.unified_diff(
        before,
        file.after.splitlines(keepends=True),
        "/dev/null" if file.before is None else f"a/{file.path}",
        f"b/{file.path}",
    )
    for line in lines:
        yield line.removesuffix("\n").removesuffix("\r")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _looks(line: str) -> tuple[str, ...]:
    look = _LOOKS.get(line[:1])
    return ("bold",) if line.startswith(("+++", "---")) else (look,) if look else ()


def _definition_to_json(edit: DefinitionEdit) -> JSON:
    is_renamed = not edit.is_new and edit.before != edit.name
    return {
        "action": "create" if edit.is_new else "update",
        "address": f"webhook/{edit.name}",
        "renamed_from": edit.before if is_renamed else None,
        "path": edit.path,
        "line": edit.line,
        "fields": [
            {
                "name": each.name,
                "before": each.before,
                "after": each.after,
                "is_shared": each.is_shared,
                "is_apart": each.is_apart,
            }
            for each in edit.properties
        ],
    }
