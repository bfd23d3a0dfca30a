import pytest

from hookline.documents.text import decode, lines_of
from hookline.model.codes import Code
from hookline.model.document import SourceFile

FORM = "a: Größe 🚲\r\nb: 2\n"


def test_text_and_lines() -> None:
    """Text keeps its line ends, and its lines have none."""
    text, problems = decode(SourceFile("a.yaml", FORM.encode()))
    assert text is not None
    assert not problems
    assert text.content == FORM
    assert text.lines == ("a: Größe 🚲", "b: 2", "")


def test_a_byte_order_mark_is_dropped_with_a_note() -> None:
    """The mark counts in no column, and is told as a note."""
    text, problems = decode(SourceFile("a.yaml", b"\xef\xbb\xbf" + FORM.encode()))
    assert text is not None
    assert text.content == FORM
    assert [problem.code for problem in problems] == [Code.FIL_BOM]
    assert lines_of(SourceFile("a.yaml", b"\xef\xbb\xbf" + FORM.encode())) == text.lines


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-16-le", ""), ("utf-16-be", ""), ("utf-16", ""), ("utf-32", ""), ("utf-16-be", "\ufeff")],
)
def test_wide_encodings_are_named(encoding: str, mark: str) -> None:
    """UTF-16 and UTF-32 are called by their names, with a mark and without."""
    text, (problem,) = decode(SourceFile("a.yaml", (mark + FORM).encode(encoding)))
    assert text is None
    assert problem.code is Code.FIL_ENC
    assert encoding[:6].upper() in problem.message


@pytest.mark.parametrize(
    ("data", "byte", "place"),
    [
        (b"a: \xff\n", 3, "a.yaml:1:4"),
        ("ü: ä\r\nö: ".encode() + b"\xe9\n", 12, "a.yaml:2:4"),
        (b"\xef\xbb\xbfa: \xc3", 6, "a.yaml:1:4"),
        ("🚲 ".encode() + "🚲".encode()[:3], 5, "a.yaml:1:3"),
    ],
)
def test_the_first_byte_that_is_not_utf8(data: bytes, byte: int, place: str) -> None:
    """The byte is counted in the file, and its place in code points of what comes before."""
    text, (problem,) = decode(SourceFile("a.yaml", data))
    assert text is None
    assert problem.code is Code.FIL_ENC
    assert f"byte {byte} is 0x{data[byte]:02x}" in problem.message
    assert str(problem.location) == place


@pytest.mark.parametrize(
    "character",
    ["\0", "\x1b", "\x0c", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\uffff", "\r"],
)
def test_characters_that_are_refused(character: str) -> None:
    """What YAML forbids, or what its versions read differently, is refused at its place."""
    text, (problem,) = decode(SourceFile("a.yaml", f"a: 🚲\r\n🚲{character}b\n".encode()))
    assert text is None
    assert problem.code is Code.YML_CTRL
    assert f"U+{ord(character):04X}" in problem.message
    assert str(problem.location) == "a.yaml:2:2"


def test_characters_that_are_allowed() -> None:
    """Tabs, any script and any plane are text."""
    text, problems = decode(
        SourceFile("a.yaml", "a:\t'\u00a0é漢𝔘\ud7ff\ue000\ufffd\U0010ffff'".encode())
    )
    assert text is not None
    assert not problems
