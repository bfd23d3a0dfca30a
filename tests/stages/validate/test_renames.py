import pytest

from hookline import shipped
from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import SourceFile
from hookline.stages.load import load
from hookline.stages.validate import validate
from tests.support.webhooks import webhook_table


def check(*texts: str) -> tuple[tuple[Definition, ...], tuple[Diagnostic, ...]]:
    """Load and validate texts as files `0.yaml`, `1.yaml` …, all of which can be read."""
    files = [SourceFile(f"{n}.yaml", text.encode()) for n, text in enumerate(texts)]
    documents, _ = load(files)
    schema = shipped.read_schema("engine-11/webhook.definition.schema.json")
    return validate(documents, webhook_table(), schema)


def renamed(old: str, name: str = "signup") -> str:
    """Write a definition that declares a rename."""
    return f"webhook: {{name: {name}, flow_name: f}}\nrenamed_from: {old}\n"


@pytest.mark.parametrize(
    ("old", "code", "message"),
    [
        ("sign-up", None, ""),
        ("Signup", None, ""),
        ("sign/up", None, ""),
        ("sign up?", None, ""),
        ("s" * 128, None, ""),
        ("s" * 129, Code.NAM_LEN, "the old name has 129 characters, and at most 128 are allowed"),
        ('""', Code.NAM_LEN, "the old name is empty"),
        ('"a "', Code.NAM_BLANK, "the old name ends with a blank"),
        ('"a\\u200Bb"', Code.NAM_BIDI, "the old name holds an invisible character (U+200B"),
        ("signup", Code.NAM_DUP, "`signup` is the name that the webhook has"),
    ],
)
def test_an_old_name(old: str, code: Code | None, message: str) -> None:
    """The name a webhook had is a name, another one than it has, and may be unfit for a URL."""
    definitions, problems = check(renamed(old))
    assert [problem.code for problem in problems] == ([code] if code else [])
    assert len(definitions) == (0 if code else 1)
    for problem in problems:
        assert str(problem.location) == "0.yaml:2:15"
        assert message in problem.message


def test_one_webhook_is_not_renamed_to_two() -> None:
    """Two definitions with one old name are told at the second, with the place of the first."""
    definitions, (problem,) = check(renamed("old", "a"), renamed("other", "b"), renamed("old", "c"))
    assert [found.name for found in definitions] == ["a", "b"]
    assert problem.code is Code.NAM_DUP
    assert problem.message == "two webhooks are renamed from `old`, and only one can be"
    assert str(problem.location) == "2.yaml:2:15"
    assert [str(other.location) for other in problem.related] == ["0.yaml:2:15"]


def test_two_webhooks_may_swap_their_names() -> None:
    """An old name may be the name of another definition now."""
    definitions, problems = check(renamed("b", "a"), renamed("a", "b"))
    assert problems == ()
    assert [(found.renamed_from, found.name) for found in definitions] == [("b", "a"), ("a", "b")]
