import pytest

from hookline.documents.finding import Finding, Kind
from hookline.documents.reader import read_documents
from hookline.documents.shape import Shape
from hookline.model.document import SourceFile
from hookline.model.values import JSON

SCHEMA: dict[str, JSON] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["place"],
    "additionalProperties": False,
    "properties": {
        "place": {"type": "string", "maxLength": 10, "minLength": 1},
        "open": {"type": "boolean"},
        "seats": {"type": "integer", "minimum": 1, "maximum": 5000},
        "rating": {"type": "number", "exclusiveMinimum": 0},
        "kind": {"enum": ["cinema", "theatre"]},
        "code": {"type": "string", "pattern": "^[a-z]+$(?!\\n)"},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "owner": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"name": {"type": "string"}, "id": {"type": "string"}},
            "anyOf": [{"required": ["name"]}, {"required": ["id"]}],
            "allOf": [{"not": {"required": ["id", "name"]}}],
        },
        "more": {"type": ["object", "null"], "additionalProperties": {"type": "integer"}},
    },
}


def check(text: str) -> list[Finding]:
    """Hold one document to the schema."""
    (document,), _ = read_documents(SourceFile("a.yaml", text.encode()))
    return Shape(SCHEMA).check(document)


def test_a_document_that_fits() -> None:
    """A document with everything in its form has no finding."""
    assert check("place: Gartenbau\nopen: true\nseats: 736\nnote: ~\nowner: {name: me}\n") == []


@pytest.mark.parametrize(
    ("text", "kind", "place", "message", "hint"),
    [
        ("opne: true", Kind.UNKNOWN, "1:1", "`opne` is not known here", "did you mean `open`?"),
        ("open: yes", Kind.TYPE, "1:7", "`open` is text, and must be true or false",
         "write `true`, without quotes"),
        ("open: 0", Kind.TYPE, "1:7", "`open` is a number, and must be true or false",
         "write `false`, without quotes"),
        ("open: maybe", Kind.TYPE, "1:7", "`open` is text, and must be true or false",
         "write `true` or `false`"),
        ("open:", Kind.NULL, "1:1", "`open` is empty", "give it a value"),
        ("open: ~", Kind.NULL, "1:7", "`open` is null", "give it a value"),
        ("code: null", Kind.NULL, "1:7", "`code` is null",
         'put it in quotes if it is text: `"null"`'),
        ("code: 1.50", Kind.TYPE, "1:7", "`code` is a number, and must be text",
         'put it in quotes: `"1.50"`'),
        ("code: A", Kind.PATTERN, "1:7", "`code` does not have the form it needs", ""),
        ("note: on", Kind.AMBIGUOUS, "1:7", "`note` is a boolean in YAML 1.1 and not in YAML 1.2",
         'put it in quotes if it is text: `"on"`'),
        ("note: [a]", Kind.TYPE, "1:7", "`note` is a list, and must be text", ""),
        ("seats: 010", Kind.AMBIGUOUS, "1:8", "`seats` is an octal number in YAML 1.1", ""),
        ("seats: 0", Kind.RANGE, "1:8", "`seats` must be at least 1", ""),
        ("seats: 9999", Kind.RANGE, "1:8", "`seats` must be at most 5,000", ""),
        ("seats: 1.5", Kind.TYPE, "1:8", "`seats` is a number, and must be a whole number", ""),
        ("seats: '7'", Kind.TYPE, "1:8", "`seats` is text, and must be a whole number",
         "write digits, without quotes"),
        ("rating: 0", Kind.RANGE, "1:9", "`rating` must be more than 0", ""),
        ("kind: cinmea", Kind.CHOICE, "1:7", "`kind` must be `cinema` or `theatre`",
         "did you mean `cinema`?"),
        ("tags: []", Kind.LENGTH, "1:7", "`tags` is empty", ""),
        ("tags: [a, 2]", Kind.TYPE, "1:11", "entry 2 of `tags` is a number, and must be text", ""),
        ("tags: a", Kind.TYPE, "1:7", "`tags` is text, and must be a list", ""),
        ("owner: a", Kind.TYPE, "1:8", "`owner` is text, and must be a mapping", ""),
        ("owner: {}", Kind.MISSING, "1:1", "`name` or `id` is missing in `owner`", "add `name:`"),
        ("more: {a: b}", Kind.TYPE, "1:11", "`a` is text, and must be a whole number", ""),
        ("more: 1", Kind.TYPE, "1:7", "`more` is a number, and must be a mapping", ""),
    ],
)  # fmt: skip
def test_findings(text: str, kind: Kind, place: str, message: str, hint: str) -> None:
    """Each way to miss the schema is told once, at its place, in words, with what to write."""
    (found,) = check(f"{text}\nplace: here\n")
    assert (found.kind, str(found.location)) == (kind, f"a.yaml:{place}")
    assert found.message.startswith(message)
    assert hint in found.hint


def test_a_missing_key_at_the_top() -> None:
    """A key that the whole document lacks is told at its beginning."""
    (found,) = check("# here\nopen: true\n")
    assert (found.kind, found.message) == (Kind.MISSING, "`place` is missing")
    assert str(found.location) == "a.yaml:2:1"


def test_keys_that_exclude_each_other() -> None:
    """Both places are given, and the second is the place of the finding."""
    (found,) = check("place: here\nowner:\n  name: a\n  id: b\n")
    assert (found.kind, str(found.location)) == (Kind.EXCLUSIVE, "a.yaml:4:3")
    assert [str(other.location) for other in found.related] == ["a.yaml:3:3"]


def test_lengths() -> None:
    """A text that is too long is counted in characters."""
    (found,) = check(f"place: {'🚲' * 11}\n")
    assert found.message == "`place` has 11 characters; at most 10 are allowed"


def test_findings_come_in_the_order_of_the_text() -> None:
    """All findings of a document are given, ordered by their places."""
    found = check("seats: 0\nopne: 1\nkind: x\nplace: 1\n")
    assert [finding.location.line for finding in found] == [1, 2, 3, 4]


def test_what_the_reading_refused_is_not_judged_again() -> None:
    """A value or key with a problem of its YAML leads to no second problem."""
    assert check("place: *x\nseats: 1e999\n") == []
    assert check("<<: {place: here}\nopen: true\n") == []


def test_a_document_that_is_no_mapping() -> None:
    """A schema can refuse the document itself."""
    (found,) = check("- a\n")
    assert found.message == "the document is a list, and must be a mapping"
