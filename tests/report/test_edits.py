from dataclasses import replace

from hookline.model.edits import DefinitionEdit, Edits, FileEdit, LeftAlone, PropertyEdit
from hookline.report.edits import count_edits, edits_to_json, render_diffs, render_edits
from hookline.report.style import Style

EDITS = Edits(
    files=(
        FileEdit("webhooks/a.yaml", "webhook:\r\n  name: a\r\n  description: b", "webhook: c\r\n"),
        FileEdit("webhooks/n.yaml", None, "webhook: \x1b[31m\n"),
    ),
    definitions=(
        DefinitionEdit(
            "new-name",
            "webhooks/a.yaml",
            0,
            12,
            is_new=False,
            properties=(
                PropertyEdit("name", "a", "new-name"),
                PropertyEdit("description", "x" * 200, None),
            ),
            before="a",
        ),
        DefinitionEdit("n" * 60, "webhooks/n.yaml", 0, 1, is_new=True),
    ),
    left_alone=(
        LeftAlone("odd\x1b", "the name holds `\\`, and it becomes a part of the call URL, so no"),
        LeftAlone("other", "it is too long", "description"),
    ),
    unchanged=12,
)


def test_every_line_fits_a_terminal_and_acts_on_none() -> None:
    """What was written and what was left alone is shown in 80 columns, control codes spelled."""
    text = render_edits(EDITS, Style())
    assert [line for line in text.splitlines() if len(line) > 80] == []
    assert "\x1b" not in text
    assert text.startswith(
        "  ~ webhook/new-name                                          webhooks/a.yaml:12\n"
        '      name         "a" → "new-name"\n'
    )
    assert text.endswith("  webhook/other description: it is too long\n")


def test_a_name_that_git_has_is_shown_with_its_new_one() -> None:
    """A definition that changes its name says both in JSON."""
    shown = edits_to_json(EDITS, "local", "export.yaml", dry_run=True)
    definitions = shown["definitions"]
    assert isinstance(definitions, list)
    assert isinstance(definitions[0], dict)
    assert definitions[0]["renamed_from"] == "a"
    assert shown["summary"] == {"update": 1, "create": 1, "left_alone": 2, "unchanged": 12}


def test_a_diff_is_one_that_people_know() -> None:
    """Each file has its two names, its lines, and a word where its last line end is missing."""
    assert render_diffs(EDITS, Style()) == (
        "--- a/webhooks/a.yaml\n"
        "+++ b/webhooks/a.yaml\n"
        "@@ -1,3 +1 @@\n"
        "-webhook:\n"
        "-  name: a\n"
        "-  description: b\n"
        "\\ No newline at end of file\n"
        "+webhook: c\n"
        "--- /dev/null\n"
        "+++ b/webhooks/n.yaml\n"
        "@@ -0,0 +1 @@\n"
        "+webhook: \\x1b[31m\n"
    )


def test_the_counts_leave_out_what_is_none() -> None:
    """A pull without anything to do says so."""
    assert count_edits(EDITS) == "1 updated, 1 new, 12 unchanged"
    assert count_edits(Edits((), ())) == "nothing to pull"


def test_for_whom_a_value_stands_is_said_once_a_definition() -> None:
    """What other targets take over, and what is for the one alone, has a line each."""
    properties = (
        PropertyEdit("name", "a", "b", is_shared=True),
        PropertyEdit("description", "c", "d", is_shared=True),
        PropertyEdit("flow_name", "e", "f", is_apart=True),
    )
    made = DefinitionEdit("b", "a.yaml", 0, 1, is_new=False, properties=properties, before="a")
    text = render_edits(Edits((), (made,)), Style())
    assert text.splitlines()[-2:] == [
        "      name, description: these values stand for every target",
        "      flow_name: for this target alone, under `targets:`",
    ]
    one = replace(made, properties=properties[:1])
    assert render_edits(Edits((), (one,)), Style()).endswith(
        "      name: this value stands for every target\n"
    )
