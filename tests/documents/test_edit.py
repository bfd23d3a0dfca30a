import re
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from hookline.documents.edit import Setting, set_values
from hookline.documents.reader import read_documents
from hookline.model.document import SourceFile
from hookline.model.values import JSON

DESCRIPTION = ("webhook", "description")
LINES = "First line.\nSecond line."


def put(text: str, value: JSON, pointer: tuple[str, ...] = DESCRIPTION, document: int = 0) -> str:
    """Set one value in a text that is written with the indentation of the test."""
    found = set_values(dedent(text), [Setting(document, pointer, value)])
    assert found is not None
    return found


def read(text: str) -> list[JSON]:
    """Read the documents of a text that has no error."""
    documents, problems = read_documents(SourceFile("a.yaml", text.encode()))
    assert not [each for each in problems if each.severity == "error"]
    return [document.value for document in documents]


SPLICES = {
    "plain": ("webhook:\n  description: old", "new", "webhook:\n  description: new"),
    "plain with a comment": (
        "webhook:\n  description: old   # why\n",
        "new",
        "webhook:\n  description: new   # why\n",
    ),
    "plain that must be quoted": (
        "webhook:\n  description: old # why\n",
        "yes",
        'webhook:\n  description: "yes" # why\n',
    ),
    "plain of two lines": (
        "webhook:\n  description: one\n    two  # why\n  name: a\n",
        "new",
        "webhook:\n  description: new  # why\n  name: a\n",
    ),
    "single quotes": (
        "webhook:\n  description: 'old'\n",
        "it's new",
        "webhook:\n  description: 'it''s new'\n",
    ),
    "single quotes that cannot hold it": (
        "webhook:\n  description: 'old'\n",
        "new\x07",
        None,
    ),
    "double quotes": (
        'webhook:\n  description: "old"\n',
        'a "new" \\ \u202e',
        'webhook:\n  description: "a \\"new\\" \\\\ \\u202e"\n',
    ),
    "double quotes with line ends": (
        'webhook:\n  description: "old\\ntext"\n',
        LINES,
        'webhook:\n  description: "First line.\\nSecond line."\n',
    ),
    "double quotes that become lines": (
        'webhook:\n  description: "old"  # why\n  name: a\n',
        LINES,
        "webhook:\n  description: |-  # why\n    First line.\n    Second line.\n  name: a\n",
    ),
    "plain that becomes lines at the end": (
        "webhook:\n  description: old",
        LINES + "\n",
        "webhook:\n  description: |\n    First line.\n    Second line.\n",
    ),
    "literal": (
        "webhook:\n  description: |-   # why\n      old\n\n      text\n\n  # below\n  name: a\n",
        LINES,
        (
            "webhook:\n  description: |-   # why\n      First line.\n      Second line.\n"
            "\n  # below\n  name: a\n"
        ),
    ),
    "literal of one line": (
        "webhook:\n  description: |\n    old\n    text\n",
        "new",
        "webhook:\n  description: |-\n    new\n",
    ),
    "literal that begins with a blank": (
        "webhook:\n  description: |\n    old\n",
        "  new\nmore\n",
        "webhook:\n  description: |2\n      new\n    more\n",
    ),
    "literal without a line end": (
        "webhook:\n  description: |\n    old",
        "new\n",
        "webhook:\n  description: |\n    new\n",
    ),
    "literal that is cleared": (
        "webhook:\n  description: |  # why\n    old\n\n  name: a\n",
        None,
        "webhook:\n  description: null  # why\n\n  name: a\n",
    ),
    "empty literal": (
        "webhook:\n  description: |\n  name: a\n",
        LINES,
        "webhook:\n  description: |-\n    First line.\n    Second line.\n  name: a\n",
    ),
    "literal that cannot hold it": (
        "webhook:\n  description: |\n    old\n",
        "new\r\ntext",
        'webhook:\n  description: "new\\r\\ntext"\n',
    ),
    "folded": (
        "webhook:\n  description: >-\n    old text\n    in two lines\n  name: a\n",
        "New text that is a little longer than what was there, so that it needs two lines.\nEnd.",
        (
            "webhook:\n  description: >-\n"
            "    New text that is a little longer than what was there, so\n"
            "    that it needs two lines.\n\n    End.\n  name: a\n"
        ),
    ),
    "flow mapping": (
        "webhook: {name: a, description: old, flow_name: f} # why\n",
        "new, it is",
        'webhook: {name: a, description: "new, it is", flow_name: f} # why\n',
    ),
    "flow mapping with lines": (
        "webhook: {description: old}\n",
        LINES,
        'webhook: {description: "First line.\\nSecond line."}\n',
    ),
    "no value": (
        "webhook:\n  description:  # why\n",
        "new",
        "webhook:\n  description: new  # why\n",
    ),
    "null": ("webhook:\n  description: ~\n", "new", "webhook:\n  description: new\n"),
    "value on the next line": (
        "webhook:\n  description:\n    old\n  name: a\n",
        LINES,
        "webhook:\n  description:\n    |-\n    First line.\n    Second line.\n  name: a\n",
    ),
    "carriage returns": (
        "webhook:\r\n  description: |\r\n    old\r\n  name: a\r\n",
        LINES,
        "webhook:\r\n  description: |-\r\n    First line.\r\n    Second line.\r\n  name: a\r\n",
    ),
    "byte order mark": (
        "\ufeffwebhook:\n  description: old\n",
        "new",
        "\ufeffwebhook:\n  description: new\n",
    ),
    "unicode before and in it": (
        "# größer 🚲\nwebhook:\n  description: öl # 🚲\n",
        "Kälte 🚲",
        "# größer 🚲\nwebhook:\n  description: Kälte 🚲 # 🚲\n",
    ),
    "deep indentation": (
        "webhook:\n      name: a\n      description: old\n",
        LINES,
        (
            "webhook:\n      name: a\n      description: |-\n            First line.\n"
            "            Second line.\n"
        ),
    ),
    "empty braces": ("webhook: {}\n", "new", None),
    "a list": ("webhook:\n  description: [old]\n", "new", None),
    "an anchor": ("webhook:\n  name: &a b\n  description: old\n", "new", None),
    "missing key": (
        "webhook:\n  name: a # why\naccess:\n  is_enabled: true\n",
        "new",
        "webhook:\n  name: a # why\n  description: new\naccess:\n  is_enabled: true\n",
    ),
    "missing key without a line end": (
        "webhook:\n  name: a",
        LINES,
        "webhook:\n  name: a\n  description: |-\n    First line.\n    Second line.",
    ),
    "missing key in braces": (
        "webhook: {name: a}\n",
        "new",
        "webhook: {name: a, description: new}\n",
    ),
    "missing key below a block": (
        "webhook:\n  name: |-\n    a\n\naccess: {}\n",
        "new",
        "webhook:\n  name: |-\n    a\n  description: new\n\naccess: {}\n",
    ),
    "missing section": (
        "# top\nonly:\n  - local\nrenamed_from: a  # last\n\n# end\n",
        "new",
        "# top\nonly:\n  - local\nrenamed_from: a  # last\nwebhook:\n  description: new\n\n# end\n",
    ),
    "missing section in braces": (
        "{only: [local]}\n",
        "new",
        "{only: [local], webhook: {description: new}}\n",
    ),
}


@pytest.mark.parametrize(("text", "value", "expected"), SPLICES.values(), ids=SPLICES)
def test_a_value_changes_in_its_place(text: str, value: JSON, expected: str | None) -> None:
    """A new value keeps the style of the old one, and all around it stays; else nothing is done."""
    assert set_values(text, [Setting(0, DESCRIPTION, value)]) == expected


def test_only_the_named_document_changes() -> None:
    """Other documents of the file stay as they are, empty ones counted as the reader does."""
    text = """\
        webhook: {description: one}
        --- # second
        # nothing
        ---
        webhook: {description: three}
        ...
        """
    assert put(text, "new", document=2) == dedent(text).replace("three", "new")


def test_a_key_changes_with_its_value() -> None:
    """A location that moved from a project to a bundle gets the other key in the same place."""
    text = "webhook:\n  'project_name': Onboarding  # why\n  name: a\n"
    found = set_values(text, [Setting(0, ("webhook", "project_name"), "Extras", key="bundle_name")])
    assert found == "webhook:\n  'bundle_name': Extras  # why\n  name: a\n"


def test_a_missing_key_comes_behind_its_siblings() -> None:
    """A key that is added stands behind the ones that the caller wants before it."""
    text = "webhook:\n  name: a\n  flow_name: f\n  is_productive: true\n"
    setting = Setting(0, ("webhook", "project_name"), "P", after=("name", "flow_name"))
    assert set_values(text, [setting]) == text.replace("f\n", "f\n  project_name: P\n")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("remarks", "rest"),
    [
        ("  # of the section\n\n    # too\n", "\n# of what follows\n---\nb: 1\n"),
        ("  # of the section\n", ""),
        ("", "# of what follows\n"),
    ],
)
def test_a_missing_key_comes_behind_the_remarks_of_its_sibling(
    end: str, remarks: str, rest: str
) -> None:
    """A comment that is indented below a key stays with it, and one beside it with what follows."""
    before = f"access:\n  is_enabled: true\n{remarks}".replace("\n", end)
    after = rest.replace("\n", end)
    found = set_values(before + after, [Setting(0, ("only",), "x")])
    assert found == f"{before}only: x{end}{after}"


def test_remarks_at_the_end_of_a_text_need_no_line_end() -> None:
    """A last line without its end gets one, and what comes behind it has none."""
    text = "access:\n  is_enabled: true\n  # of the section"
    assert set_values(text, [Setting(0, ("only",), "x")]) == text + "\nonly: x"


def test_several_values_change_at_once() -> None:
    """All settings of a file are carried out together, wherever they stand."""
    text = "webhook: {name: a, description: b}\naccess:\n  is_enabled: true\n"
    found = set_values(
        text,
        [
            Setting(0, ("access", "is_enabled"), value=False),
            Setting(0, DESCRIPTION, "new"),
            Setting(0, ("targets", "local", "webhook", "name"), "x"),
        ],
    )
    assert found == (
        "webhook: {name: a, description: new}\naccess:\n  is_enabled: false\n"
        "targets:\n  local:\n    webhook:\n      name: x\n"
    )


def test_a_broken_text_is_not_touched() -> None:
    """A text that does not read is no place for a value."""
    assert set_values("webhook: {description: a\n", [Setting(0, DESCRIPTION, "new")]) is None
    assert set_values("webhook: {}\n", [Setting(1, DESCRIPTION, "new")]) is None


VISIBLE = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")
AWKWARD = (
    *(
        "",
        " ",
        "\n",
        "a\n\nb\n",
        " a\nb",
        "a\n b",
        "\ta\nb",
        "a\n\n",
        "a \nb",
        "a\n  \nb",
        "a\r\nb",
    ),
    *(
        "yes",
        "~",
        "0o7",
        "a: b",
        "a #b",
        "- a",
        "---\n...",
        "%YAML",
        "${x}",
        "'",
        '"',
        "#",
        "&a",
        "!",
    ),
)
TEXTS = st.text(VISIBLE, max_size=60) | st.sampled_from(AWKWARD)
STYLES = st.sampled_from(
    [
        "webhook:\n  # above\n  description: old # beside\n  name: a # below\n",
        "webhook:\n  # above\n  description: 'old' # beside\n  name: a # below\n",
        'webhook:\n  # above\n  description: "old" # beside\n  name: a # below\n',
        "webhook:\n  # above\n  description: | # beside\n    old\n\n    text\n\n  name: a # below",
        "webhook:\n  # above\n  description: >- # beside\n    old\n    text\n  # below\n",
        "webhook:\n  # above\n  description: # beside\n  name: a # below\n",
        "# above\nwebhook: {description: old, name: a} # beside # below\n",
        "# above\nwebhook:\n    description: old # beside\n    name: a # below",
        "# above\n--- # beside\nwebhook:\n  description: |+\n    old\n\n---\nwebhook: {} # below",
    ]
)


@settings(max_examples=300)
@given(text=STYLES, value=TEXTS | st.booleans() | st.none(), windows=st.booleans())
def test_a_splice_changes_only_what_is_meant(text: str, value: JSON, windows: bool) -> None:
    """Whatever the value, the text then says it and all it said before, to ruamel too."""
    text = text.replace("\n", "\r\n") if windows else text
    found = set_values(text, [Setting(0, DESCRIPTION, value)])
    assert found is not None
    wanted = read(text)
    assert isinstance(wanted[0], dict)
    webhook = wanted[0]["webhook"]
    assert isinstance(webhook, dict)
    webhook["description"] = value
    assert read(found) == wanted
    assert list(YAML(typ="safe", pure=True).load_all(found.replace("\r\n", "\n"))) == wanted
    assert all(comment in found for comment in re.findall("# [a-z]+", text))
