import json
from collections.abc import Iterator
from io import StringIO
from itertools import pairwise

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from yaml.events import Event

from hookline.documents.constructor import Constructor, TooDeep
from hookline.documents.reader import MOST_BROKEN_DOCUMENTS, events_of, read_documents
from hookline.documents.text import Text
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import Document, SourceFile
from hookline.model.values import JSON, Pointer


def read(text: str | bytes) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """Read a text as the file `a.yaml`."""
    return read_documents(SourceFile("a.yaml", text.encode() if isinstance(text, str) else text))


def only(text: str | bytes) -> Document:
    """Read a text that holds one document and has no problem."""
    documents, problems = read(text)
    assert not problems
    (document,) = documents
    return document


def codes(text: str | bytes) -> list[tuple[Code, int, int]]:
    """Give the code, line and column of each problem of a text."""
    _, problems = read(text)
    return [(p.code, p.location.line, p.location.column) for p in problems if p.location]


def covered(document: Document, pointer: Pointer, *, key: bool = False) -> str:
    """Give the characters that the place of a value or a key covers."""
    place = document.at_key(pointer) if key else document.at(pointer)
    return place.excerpt[place.column - 1 :][: place.width]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_are_in_code_points(end: str, mark: str) -> None:
    """Line ends, a byte order mark and characters of any width move no line and no column."""
    lines = [
        "a: '🚲ü'",
        "é🚲: {x: [1, tвo], '𝔘': three}",
        "z: |",
        "  block",
        "  text",
        "end: 1",
        "",
    ]
    documents, _ = read(mark + end.join(lines))
    (document,) = documents
    assert covered(document, ("a",)) == "'🚲ü'"
    assert covered(document, ("é🚲", "x", 1)) == "tвo"
    assert covered(document, ("é🚲", "𝔘")) == "three"
    assert covered(document, ("é🚲", "𝔘"), key=True) == "'𝔘'"
    assert covered(document, ("z",)) == "|"
    assert (document.at(("end",)).line, document.at(("end",)).column) == (6, 6)


def test_a_value_without_a_place_is_found_at_its_nearest_ancestor() -> None:
    """What a document does not have is shown where it would belong."""
    document = only("webhook:\n  name: a\n")
    assert document.at(("webhook", "flow_name")) == document.at(("webhook",))
    assert document.at_key(("webhook", "flow_name")) == document.at(("webhook",))


def test_documents_of_one_file() -> None:
    """Every document has its own places, counted in the file; an empty one is passed over."""
    documents, problems = read("# first\na: 1\n---\n# nothing\n---\na: 2\n...\n---\na: 3\n---\n")
    assert not problems
    assert [(d.index, d.value, d.at(("a",)).line) for d in documents] == [
        (0, {"a": 1}, 2),
        (2, {"a": 2}, 6),
        (3, {"a": 3}, 9),
    ]


def test_an_explicit_null_is_a_document() -> None:
    """A document that says null says something; one that holds only comments does not."""
    assert [d.value for d in read("~\n")[0]] == [None]
    assert read("# nothing\n")[0] == ()


def test_a_broken_document_does_not_hide_the_next() -> None:
    """Reading begins again behind each document that is broken, and lines go on counting."""
    documents, problems = read("a: [1\n---\nb: 1\nb: 2\n---\n'c\n---\nd: *x\n---\ne: 5\n")
    assert [d.value for d in documents] == [{"b": 1}, {"d": None}, {"e": 5}]
    assert [d.index for d in documents] == [1, 3, 4]
    assert [d.sound for d in documents] == [False, False, True]
    assert [(p.code, p.location.line) for p in problems if p.location] == [
        (Code.YML_SYNTAX, 1),
        (Code.YML_DUP, 4),
        (Code.YML_SYNTAX, 6),
        (Code.YML_ALIAS, 8),
    ]


def test_the_number_of_broken_documents_is_bounded() -> None:
    """A file made of broken documents alone is not read to its end."""
    _, problems = read("---\na: [\n" * (MOST_BROKEN_DOCUMENTS + 50))
    assert len(problems) == MOST_BROKEN_DOCUMENTS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\n\tb: 2\n", (Code.YML_SYNTAX, 2, 1)),
        ("a: 1\n \tb: 2\n", (Code.YML_SYNTAX, 2, 2)),
        ("%YAML 1.2\n---\na: 1\n", (Code.YML_DIRECTIVE, 1, 1)),
        ("a: 1\n...\n%TAG ! x\n---\na: !b 1\n", (Code.YML_DIRECTIVE, 3, 1)),
        ("a: ! 12\n", (Code.YML_TAG, 1, 4)),
        ("a: !!str\n", (Code.YML_TAG, 1, 4)),
        ("? {a: b}\n: c\n", (Code.YML_KEY, 1, 3)),
        (".nan: a\n", (Code.YML_KEY, 1, 1)),
        ("'a\\x': 1\n\"\\0\": 2\n", (Code.VAL_CTRL, 2, 1)),
        ('a: "\\x85"\n', (Code.VAL_CTRL, 1, 4)),
        ("a: b: c\n", (Code.YML_SYNTAX, 1, 5)),
        ("a: `b`\n", (Code.YML_SYNTAX, 1, 4)),
        ("a: |0\n  b\n", (Code.YML_SYNTAX, 1, 5)),
        ("a: 1\n...\nb: 2\n", (Code.YML_SYNTAX, 3, 1)),
        ("a: !x!y z\n", (Code.YML_SYNTAX, 1, 4)),
    ],
)
def test_problems_and_their_places(text: str, found: tuple[Code, int, int]) -> None:
    """What YAML allows and definitions do not is refused at the very place."""
    assert found in codes(text)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('a: "\\q"\n', "no escape in double quotes is written like this", "backslash twice"),
        ('a: "\\xZZ"\n', "the escape needs hexadecimal digits", "\\xHH"),
        ('a: "\\ud800"\n', "the escape names no character", "write the character itself"),
        ("a: b: c\n", "a second `key: value` begins", "in quotes"),
        ("a:\n  b: 1\n c: 2\n", "the line does not fit the lines above it", "indentation"),
        ("a: 1\nb\nc: 1\n", "neither `key: value` nor a part", "add the colon"),
        ("- a\nb: 1\n", "the line does not continue the list", "indentation"),
        ("a: -\n", "a list entry (`- `) cannot stand here", "line of its own"),
        ("a: | b\n  c\n", "nothing may follow `|` or `>`", "next line"),
        ("a: *\n", "`&` and `*` begin an anchor or an alias", "in quotes"),
        ("a: @b\n", "`@` cannot stand here", "in quotes"),
        ("a: 'it's'\n", "text follows a closing quote", "write ' twice"),
        ("a: 'x\nb: 'y'\n", "text follows a closing quote", "close the quote of line 1"),
        ("a: [b c: d, e}\n", "a `,` or a `]` is missing here", "in quotes"),
    ],
)
def test_broken_yaml_is_told_in_words(text: str, message: str, hint: str) -> None:
    """What libyaml says becomes what is wrong and what to write, without its jargon."""
    _, (problem,) = read(text)
    assert problem.code is Code.YML_SYNTAX
    assert message in problem.message
    assert hint in problem.hint


def test_text_that_escapes_may_hold() -> None:
    """Line breaks, tabs and a carriage return before a line feed are the only controls in text."""
    assert only('a: "one\\ttwo\\r\\nthree\\n"\n').value == {"a": "one\ttwo\r\nthree\n"}
    assert codes('a: "one\\rtwo"\n') == [(Code.VAL_CTRL, 1, 4)]


@pytest.mark.parametrize(
    "tail",
    ["", "\n", "\n\n# and a comment\n", "\r\n"],
)
def test_an_unclosed_bracket_is_shown_with_the_end_of_the_file(tail: str) -> None:
    """The opening bracket is the place of the problem, and the end of the text belongs to it."""
    _, problems = read(f"a: 1\nb: [{tail}")
    (problem,) = problems
    assert str(problem.location) == "a.yaml:2:4"
    assert [other.message for other in problem.related] == ["the file ends here"]


def test_a_duplicate_key_keeps_the_first_value() -> None:
    """The second value is not in the document, and its own problems are told all the same."""
    documents, problems = read("a: 1\na: {b: *x, c: .inf}\n")
    assert [d.value for d in documents] == [{"a": 1}]
    assert [p.code for p in problems] == [Code.YML_DUP, Code.YML_ALIAS, Code.VAL_NUM]
    assert str(problems[0].related[0].location) == "a.yaml:1:1"


def test_what_was_refused_is_marked() -> None:
    """A value or key whose YAML is refused is known to the document, so nobody judges it again."""
    documents, _ = read("a: *x\nb: 1e999\n1: c\nd: 'fine'\n")
    assert documents[0].refused == {("a",), ("b",), (-1,)}


def test_aliases_are_never_followed() -> None:
    """A document cannot grow: what it holds is at most what was written."""
    names = "abcdefghij"
    text = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in pairwise(names)
    )
    documents, problems = read(text)
    assert len(json.dumps(documents[0].value)) < 2 * len(text)
    assert {p.code for p in problems} == {Code.YML_ALIAS}
    assert len(problems) == len(names)


@pytest.mark.parametrize("nest", ["[", "{", "- ", "{a: ", "? ", "[? "])
def test_nesting_ends_the_reading_at_once(nest: str) -> None:
    """However deep the nesting is, no more events are taken than up to the first level too many."""
    taken: list[Event] = []

    def counted() -> Iterator[Event]:
        for event in events_of(nest * 100_000):
            taken.append(event)
            yield event

    stream = counted()
    next(stream)
    begin = next(stream)
    content = nest * 100_000
    reader = Constructor(stream, Text("a.yaml", content, (content,)))
    with pytest.raises(TooDeep):
        # The second event of a stream begins a document, which its type cannot say.
        reader.document(begin)  # type: ignore[arg-type]
    assert len(taken) < 80


def test_nesting_is_refused_at_its_first_level_too_many() -> None:
    """The thirty-third bracket of 100,000 is the place of the only problem."""
    assert codes("[" * 100_000) == [(Code.YML_DEPTH, 1, 33)]
    assert codes("[" * 32 + "]" * 32) == []


def test_nesting_inside_a_duplicate_is_refused_too() -> None:
    """A value that is read only for its problems is bounded as well."""
    assert codes("a: 1\na: " + "[" * 100_000)[-1] == (Code.YML_DEPTH, 2, 35)


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff")
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda below: st.one_of(
        st.lists(below, max_size=4), st.dictionaries(st.text("abcd# -é🚲", max_size=5), below)
    ),
    max_leaves=12,
)


def as_yaml(value: JSON, *, block: bool) -> str:
    """Write a value as YAML 1.2, in block or in flow style."""
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = not block
    writer.allow_unicode = True
    stream = StringIO()
    writer.dump(value, stream)
    return stream.getvalue()


@settings(max_examples=100)
@given(VALUES, st.booleans())
def test_reads_what_ruamel_reads(value: JSON, block: bool) -> None:
    """A document in any style is to us what it is to ruamel with YAML 1.2."""
    text = as_yaml({"a": value}, block=block)
    try:
        expected = YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        # ruamel writes `:0` without quotes in flow style, and cannot read that back.
        reject()
    documents, _ = read(text)
    assert [document.value for document in documents] == [expected]


@settings(max_examples=100)
@given(VALUES)
def test_reads_json(value: JSON) -> None:
    """JSON is YAML: what was written as JSON is read as the same value."""
    text = json.dumps({"a": value}, ensure_ascii=False)
    documents, _ = read(text)
    assert [document.value for document in documents] == [{"a": value}]


@settings(max_examples=200)
@given(st.text(st.sampled_from("a:- \n\t[]{},'\"|>#&*!%?<=~1.é🚲\r\x00"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail, and each place lies inside the text."""
    documents, problems = read(text)
    lines = text.replace("\r\n", "\n").split("\n")
    for problem in problems:
        assert problem.location is not None
        assert 1 <= problem.location.line <= len(lines)
        assert problem.location.column <= len(lines[problem.location.line - 1]) + 1
    for document in documents:
        json.dumps(document.value, allow_nan=False)
