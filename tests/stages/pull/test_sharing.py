"""What a pull from one target of several writes, and for whom."""

from dataclasses import replace

import pytest

from hookline.model.document import SourceFile
from hookline.model.edits import Edits, Pulling
from hookline.model.values import JSON
from hookline.stages.pull import pull
from hookline.stages.pull.found import find
from tests.support.webhooks import CATALOG, LOCAL, applied, definition, record, webhook_table

ASKED = Pulling(LOCAL, others=("far",))
TEXT = "webhook:\n  name: signup\n  description: old\n  flow_name: one\n"
LIVE: dict[str, JSON] = {"description": "new", "flow_id": "f-1"}


def pulled(text: str, asked: Pulling = ASKED, name: str = "signup", **more: JSON) -> Edits:
    """Pull one webhook into one file; an empty text is no file at all."""
    found = find([record("id-1", name, **LIVE, **more)], CATALOG, webhook_table())
    definitions = [definition(text)] if text else []
    files = [SourceFile("webhooks/a.yaml", text.encode())] if text else []
    return pull(definitions, found, files, asked, webhook_table())


def reach(edits: Edits) -> list[tuple[str, bool, bool]]:
    """Give each property, whether others take it over, and whether it is apart from theirs."""
    return [
        (each.name, each.is_shared, each.is_apart)
        for made in edits.definitions
        for each in made.properties
    ]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("", "targets:\n  local:\n    webhook:\n      description: new\n"),
        (
            "access: {is_enabled: false}\nonly: [local, far]\n",
            "targets:\n  local:\n    webhook:\n      description: new\n",
        ),
        (
            "targets:\n  local:\n    webhook:\n      is_productive: false\n",
            "      description: new\n",
        ),
        (
            "targets:\n  far: {access: {is_enabled: true}}\n",
            "  local:\n    webhook:\n      description: new\n",
        ),
    ],
)
def test_a_value_that_others_have_too_is_said_for_the_target_alone(end: str, expected: str) -> None:
    """It comes into the overlay of the target, and the value of the others stays."""
    edits = pulled(TEXT + end)
    (file,) = edits.files
    assert file.after == TEXT + end + expected
    assert reach(edits) == [("description", False, True)]


@pytest.mark.parametrize(
    "end",
    [
        "only: [local]\n",
        "targets:\n  far: {webhook: {description: far}}\n",
        "targets: {far: {webhook: {description: far}}}\n",
    ],
)
def test_a_value_that_nobody_else_takes_over_changes_where_it_stands(end: str) -> None:
    """Where no other target has the definition, or each has a value of its own, nothing is said."""
    edits = pulled(TEXT + end)
    (file,) = edits.files
    assert file.after == TEXT.replace("old", "new") + end
    assert reach(edits) == [("description", False, False)]


@pytest.mark.parametrize("end", ["only:\n- local\n- far\n", "targets: {}\n"])
def test_a_value_without_room_for_the_target_stands_for_all(end: str) -> None:
    """A form that no overlay can be put into has the value changed for every target, aloud."""
    edits = pulled(TEXT + end)
    (file,) = edits.files
    assert file.after == TEXT.replace("old", "new") + end
    assert reach(edits) == [("description", True, False)]


def test_a_flow_that_is_told_by_its_id_is_laid_over_the_name_of_the_others() -> None:
    """The overlay has the spelling that was found, and the shared one stays."""
    text = TEXT.replace("old", "new")
    found = find(
        [record("id-1", "signup", description="new", flow_id="f-9")], CATALOG, webhook_table()
    )
    files = [SourceFile("webhooks/a.yaml", text.encode())]
    (file,) = pull([definition(text)], found, files, ASKED, webhook_table()).files
    assert file.after == text + "targets:\n  local:\n    webhook:\n      flow_id: f-9\n"


def test_a_name_stands_for_every_target() -> None:
    """A webhook has one name, so a new one is said to be that of the others too."""
    asked = replace(ASKED, applied={"id-1": applied("id-1", "signup", {"description": "new"})})
    edits = pulled(TEXT.replace("old", "new"), asked, "sign-up")
    assert reach(edits) == [("name", True, False)]


def test_an_export_speaks_for_every_target() -> None:
    """A file belongs to no target: its values are written where all have them, aloud."""
    edits = pulled(TEXT, replace(ASKED, from_export=True))
    (file,) = edits.files
    assert file.after == TEXT.replace("old", "new")
    assert reach(edits) == [("description", True, False)]


def test_a_new_file_is_for_the_target_that_it_was_found_on() -> None:
    """The other targets would else get a webhook that nobody asked for there."""
    expected = TEXT.replace("old", "new") + "access:\n  is_enabled: false\n"
    for asked, end in (
        (ASKED, "only: [local]\n"),
        (Pulling(LOCAL), ""),
        (replace(ASKED, from_export=True), ""),
    ):
        (file,) = pulled("", asked).files
        assert file.after == expected + end
