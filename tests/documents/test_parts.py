import pytest

from hookline.documents.edit.parts import cut, put_back, taken_out
from hookline.documents.edit.splices import CannotSplice

MODELINE = "# yaml-language-server: $schema=../webhook.json\n"
A = "webhook: {name: a} # the first\n"
B = "---\n# before b\nwebhook:\n  name: b\n"
C = "--- # c\nwebhook: {name: c}\n"


@pytest.mark.parametrize(
    "text",
    [A, A + B + C, MODELINE + A + B, MODELINE + "\n" + B, "# only remarks\n", "", B + "...\n" + C],
    ids=["one", "three", "modeline", "marked first", "no document", "empty", "end marker"],
)
def test_parts_put_together_are_the_text(text: str) -> None:
    """Cutting loses nothing, remarks and markers included."""
    parts = cut(text)
    assert not parts or "".join(part.lead + part.text for part in parts) == text


def test_document_takes_the_place_of_its_own() -> None:
    """Documents around it, and what stands above the first one, stay as they are."""
    now = MODELINE + "webhook: {name: a, flow_name: x}\n" + B
    assert put_back(now, 0, A, 0) == MODELINE + A + B
    assert put_back(A + "---\nwebhook: {name: b, flow_name: x}\n" + C, 1, A + B, 1) == A + B + C


def test_document_without_a_marker_gets_one_behind_another() -> None:
    """A file's first document may become a later one of another file."""
    assert put_back(A + C, 1, A, 0) == f"{A}---\n{A}"
    assert put_back(C, None, A, 0) == f"{C}---\n{A}"


def test_document_goes_to_the_end_of_a_file_that_lacks_it() -> None:
    """Also where the file has no line end at its own end."""
    assert put_back(A.rstrip("\n"), None, A + B, 1) == A + B


def test_document_goes_below_the_remarks_of_a_file_without_any() -> None:
    """A file that was emptied may say why."""
    assert put_back("# for later", None, A, 0) == "# for later\n" + A
    assert put_back("", None, A, 0) == A


def test_document_becomes_a_file_of_its_own() -> None:
    """It needs no marker there; what stood above a first one comes along."""
    assert put_back(None, None, A + B, 1) == B.removeprefix("---\n")
    assert put_back(None, None, MODELINE + A + B, 0) == MODELINE + A


def test_documents_are_taken_out() -> None:
    """The others stay, and what stands above the first one stays above the next."""
    assert taken_out(MODELINE + A + B + C, [0, 2]) == MODELINE + B
    assert taken_out(A + B, [1]) == A
    assert taken_out(A, [0]) is None


def test_line_ends_and_byte_order_mark_stay() -> None:
    """A marker that is added ends like the other lines."""
    now = "\ufeffwebhook: {name: c}\r\n"
    assert put_back(now, None, A, 0) == f"{now}---\r\n{A}"


def test_text_that_does_not_read_is_left_alone() -> None:
    """Neither a broken file nor a broken source is put together with anything."""
    with pytest.raises(CannotSplice):
        put_back("webhook: [", None, A, 0)
    with pytest.raises(CannotSplice):
        put_back(A, None, "webhook: [", 0)
    with pytest.raises(CannotSplice):
        taken_out("a: 1\na: 2\n", [0])
