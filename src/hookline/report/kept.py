"""What is left as the workspace has it, as text."""

from collections.abc import Sequence
from itertools import groupby

from hookline.model.plan import Kept
from hookline.report.causes import by_hand
from hookline.report.fields import INDENT, FieldView
from hookline.report.style import safe_text
from hookline.report.width import cells, wrapped


def render_kept(kept: Sequence[Kept], view: FieldView) -> list[str]:
    """Show what differs and stays so, a webhook after the other, each with who decided it.

    Ends with an empty line; gives nothing when nothing is kept.
    """
    if not kept:
        return []
    lines = ["Left as the workspace has it:"]
    for name, each in groupby(kept, lambda one: one.name):
        lines += wrapped(f"webhook/{safe_text(name)}", "  ", " " * INDENT)
        lines += _properties(list(each), view)
    return [*lines, ""]


def _properties(kept: Sequence[Kept], view: FieldView) -> list[str]:
    column = max(cells(safe_text(each.property)) for each in kept) + 2
    lines: list[str] = []
    for index, each in enumerate(kept):
        if not each.property:
            lines.append(f"{' ' * INDENT}was deleted there, and is not made again")
        else:
            values = (("workspace", each.live), ("git", each.desired))
            lines += view.sides(each.property, values, column)
        following = kept[index + 1] if index + 1 < len(kept) else None
        if following is None or (following.cause, following.by) != (each.cause, each.by):
            why = f"{by_hand(each.cause, view.now)}; {safe_text(each.by)}"
            lines += view.asides([why], column)
    return lines
