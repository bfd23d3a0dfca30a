import ast
import re
from collections.abc import Iterator
from pathlib import Path

from hookline.model.codes import Code

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "hookline"
TESTS = ROOT / "tests"

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60

UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X)\b")
VAGUE_WORDS = frozenset(
    {"resource", "object", "entity", "item", "manager", "handler", "helper", "util", "utils"}
)
"""Words of which DESIGN says that they name nothing here."""

GIT_CALLS_IT_SO = frozenset({"GitObject"})
"""Names that hold such a word because git itself uses it for the very thing."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files() -> list[Path]:
    """Give every module of the program and of its tests."""
    return sorted([*SOURCE.rglob("*.py"), *TESTS.rglob("*.py"), *(ROOT / "scripts").rglob("*.py")])


def definitions_in(file: Path) -> Iterator[Function | ast.ClassDef]:
    """Give every function, method and class of a module, nested ones included."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, Function | ast.ClassDef):
            yield node


def functions_in(file: Path) -> Iterator[Function]:
    """Give every function and method of a module, nested ones included."""
    return (node for node in definitions_in(file) if not isinstance(node, ast.ClassDef))


def words_in(name: str) -> set[str]:
    """Split a name, in snake case or camel case, into its words."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def place(file: Path, node: Function | ast.ClassDef) -> str:
    """Say where a function or class stands, as editors and terminals link it."""
    return f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"


def test_no_module_is_too_long() -> None:
    """A module that a reader cannot take in at one sitting is split."""
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in python_files()
    }
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_function_is_too_long() -> None:
    """A function that does not fit on a screen is split."""
    too_long = [
        place(file, function)
        for file in python_files()
        for function in functions_in(file)
        if (function.end_lineno or function.lineno) - function.lineno + 1 > LONGEST_FUNCTION
    ]
    assert too_long == []


def test_every_test_says_what_behaviour_it_shows() -> None:
    """A test's docstring is one sentence about the program; the list of them reads as a manual."""
    silent = [
        place(file, function)
        for file in TESTS.rglob("test_*.py")
        for function in functions_in(file)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]
    assert silent == []


def test_nothing_is_left_unfinished() -> None:
    """What is still to do stands in an issue, where somebody plans it, and never in the code."""
    left = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in python_files()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
    assert left == []


def test_names_say_what_a_thing_is() -> None:
    """No module, class or function has a name that would fit any other as well."""
    vague = [
        str(file.relative_to(ROOT))
        for file in SOURCE.rglob("*.py")
        if words_in(file.stem) & VAGUE_WORDS
    ]
    vague += [
        place(file, node)
        for file in SOURCE.rglob("*.py")
        for node in definitions_in(file)
        if words_in(node.name) & VAGUE_WORDS and node.name not in GIT_CALLS_IT_SO
    ]
    assert vague == []


def test_tests_mirror_the_program() -> None:
    """The tests of a room are found where the room is: each folder has its twin in the source."""
    rooms = {str(folder.relative_to(SOURCE)) for folder in SOURCE.rglob("*") if folder.is_dir()}
    folders = {
        str(test.parent.relative_to(TESTS))
        for test in TESTS.rglob("test_*.py")
        if test.parent != TESTS
    }
    assert folders - rooms == set()


def test_every_code_is_given_by_something() -> None:
    """A code that users can filter by is one that the program can give."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))
    given = set(re.findall(r"\bCode\.([A-Z_]+)\b", text))
    assert [code for code in Code if code.name not in given] == []


def test_decision_records_are_numbered_and_listed() -> None:
    """Every decision record has a number of its own, without gaps, and stands in the index."""
    folder = ROOT / "docs" / "decisions"
    records = sorted(file.name for file in folder.glob("[0-9]*.md"))
    numbers = [int(name.split("-")[0]) for name in records]
    assert numbers == list(range(1, len(records) + 1))
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [name for name in records if f"]({name})" not in index] == []
