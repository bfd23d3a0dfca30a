from collections.abc import Iterator, Sequence
from typing import overload

from hookline.model.codes import Code
from hookline.model.document import MOST_BYTES, MOST_FILES, SourceFile
from hookline.stages.load import load

GOOD = "webhook:\n  name: signup\n  flow_name: onboarding-signup\n"


class ManyFiles(Sequence[SourceFile]):
    """So many files that reading one of them would be a mistake."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __len__(self) -> int:
        return self.number

    def __iter__(self) -> Iterator[SourceFile]:
        raise AssertionError("a file was read")

    @overload
    def __getitem__(self, index: int) -> SourceFile: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[SourceFile]: ...
    def __getitem__(self, index: int | slice) -> SourceFile | Sequence[SourceFile]:
        raise AssertionError("a file was read")


def test_too_many_files_are_counted_and_not_read() -> None:
    """Above the limit no file is read; the limit and the setting to change are named."""
    documents, (problem,) = load(ManyFiles(200_000))
    assert documents == ()
    assert problem.code is Code.FIL_COUNT
    assert f"{MOST_FILES:,}" in problem.message
    assert "definitions:" in problem.hint


def test_a_file_that_is_too_large_is_not_read() -> None:
    """Its bytes are counted and never decoded; the limit is named, and other files go on."""
    large = SourceFile("large.yaml", b"\xff" * (MOST_BYTES + 1))
    documents, (problem,) = load([large, SourceFile("good.yaml", GOOD.encode())])
    assert [document.path for document in documents] == ["good.yaml"]
    assert problem.code is Code.FIL_SIZE
    assert f"{MOST_BYTES:,}" in problem.message


def test_a_file_of_the_largest_size_is_read() -> None:
    """The limit itself is allowed."""
    data = GOOD.encode()
    data += b"#" * (MOST_BYTES - len(data))
    documents, problems = load([SourceFile("a.yaml", data)])
    assert len(documents) == 1
    assert problems == ()


def test_an_integer_of_5000_digits() -> None:
    """A number that Python itself refuses to read is a problem like any other."""
    text = f"{GOOD}access:\n  key_version: {'9' * 5000}\n"
    documents, (problem,) = load([SourceFile("a.yaml", text.encode())])
    assert problem.code is Code.VAL_RANGE
    assert len(problem.message) < 100
    assert len(documents) == 1


def test_every_file_is_read_whatever_is_wrong_with_another() -> None:
    """All problems of all files come in one run, and good documents beside them."""
    texts = ["a: [", GOOD, "- a", "", "\0", "a: 1\na: 2\n"]
    files = [SourceFile(f"{n}.yaml", text.encode()) for n, text in enumerate(texts)]
    documents, problems = load(files)
    assert [document.path for document in documents] == ["1.yaml", "5.yaml"]
    assert [(p.location.path, p.code) for p in problems if p.location] == [
        ("0.yaml", Code.YML_SYNTAX),
        ("2.yaml", Code.YML_TYPE),
        ("3.yaml", Code.YML_EMPTY),
        ("4.yaml", Code.YML_CTRL),
        ("5.yaml", Code.YML_DUP),
    ]


def test_a_broken_file_is_not_called_empty() -> None:
    """A file whose only document cannot be read has that one problem."""
    _, problems = load([SourceFile("a.yaml", b"'")])
    assert [problem.code for problem in problems] == [Code.YML_SYNTAX]


def test_secrets_of_a_broken_file_are_not_shown() -> None:
    """The line of a problem is shown without what stands behind the name of a secret."""
    text = "access:\n  kee: hunter2: x\n"
    _, (problem,) = load([SourceFile("a.yaml", text.encode())], ["key"])
    assert "hunter2" not in str(problem)
