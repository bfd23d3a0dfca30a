import pytest

from hookline import shipped
from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.document import SourceFile
from hookline.model.property import PropertyTable, Role
from hookline.stages.load import load
from hookline.stages.validate import validate
from hookline.tables.meaning import load_table

ID = "6f0c1b1e-3f5e-4a64-9d0c-2f6d7c1b8a90"


@pytest.fixture(scope="module")
def table() -> PropertyTable:
    """Give the property table of Engine 11."""
    return load_table(
        shipped.read_text("engine-11/webhook.table.yaml"),
        shipped.read_text("engine-11/webhook.amendments.yaml"),
    )


def check(
    table: PropertyTable, *texts: str, allowed: tuple[str, ...] = ("HOOKLINE_SECRET_*",)
) -> tuple[tuple[Definition, ...], tuple[Diagnostic, ...]]:
    """Load and validate texts as files `0.yaml`, `1.yaml` …, all of which can be read."""
    files = [SourceFile(f"{n}.yaml", text.encode()) for n, text in enumerate(texts)]
    documents, unread = load(files)
    assert unread == ()
    schema = shipped.read_schema("engine-11/webhook.definition.schema.json")
    return validate(documents, table, schema, allowed)


def webhook(name: str = "signup", more: str = "", access: str = "") -> str:
    """Write a definition with more lines in its sections."""
    lines = [f"  name: {name}", "  flow_name: f", *(f"  {line}" for line in more.splitlines())]
    below = ["access:", *(f"  {line}" for line in access.splitlines())] if access else []
    return "\n".join(["webhook:", *lines, *below]) + "\n"


def test_a_definition_keeps_what_was_written(table: PropertyTable) -> None:
    """A valid document becomes a definition with its two sections as written, in its place."""
    text = "# ours\n" + webhook(more="description: null", access="key: ${env:HOOKLINE_SECRET_A}")
    (found,), problems = check(table, text)
    assert problems == ()
    assert found.name == "signup"
    assert found.webhook == {"name": "signup", "flow_name": "f", "description": None}
    assert found.access == {"key": "${env:HOOKLINE_SECRET_A}"}
    assert str(found.location) == "0.yaml:2:1"


def test_every_property_of_the_table_has_its_answer(table: PropertyTable) -> None:
    """What may stand in a definition is accepted there; everything else says why it may not."""
    known = {p.name: p for p in table if p.section is None}
    lines = "\n".join(f"{name}: x" for name in known)
    _, problems = check(table, webhook(more=lines))
    assert [problem.code for problem in problems] == [Code.SCH_READONLY] * len(known)
    for problem, (name, property_) in zip(problems, known.items(), strict=True):
        by_the_server = property_.role is Role.SERVER
        assert f"`{name}`" in problem.message
        assert ("is set by the workspace" in problem.message) is by_the_server
        assert property_.reason.split(".")[0] in problem.hint


@pytest.mark.parametrize(
    ("more", "access", "code", "column", "hint"),
    [
        ("is_enabled: true", "", Code.SCH_SECTION, 3, "move it there"),
        ("enabled: true", "", Code.SCH_UNKNOWN, 3, "did you mean `is_enabled`, under `access:`?"),
        ("flow: x", "", Code.SCH_UNKNOWN, 3, "did you mean `flow_name`?"),
        ("project_ids: x", "", Code.SCH_UNKNOWN, 3, "did you mean `project_name`?"),
        ("bundle_idd: x", "", Code.SCH_UNKNOWN, 3, "did you mean `bundle_name`?"),
        ("is_readonly:", "", Code.SCH_NULL, 3, "remove the line"),
        (f"project_id: {ID.upper()}", "", Code.VAL_UUID, 15, f"write `{ID}`"),
        (f"project_id: urn:uuid:{ID}", "", Code.VAL_UUID, 15, f"write `{ID}`"),
        ("project_id: Onboarding", "", Code.VAL_UUID, 15, "for a name use `project_name`"),
        ("location_inheritance: defualt", "", Code.VAL_ENUM, 25, "did you mean `default`?"),
        ("", "key_version: 0", Code.VAL_RANGE, 16, ""),
        ("", "is_enabled: yes", Code.VAL_TYPE, 15, "write `true`, without quotes"),
    ],
)
def test_properties(
    table: PropertyTable, more: str, access: str, code: Code, column: int, hint: str
) -> None:
    """A property that is wrong has one problem, at its place, with what to write instead."""
    _, (problem,) = check(table, webhook(more=more, access=access))
    assert problem.code is code
    assert problem.location is not None
    assert problem.location.column == column
    assert hint in problem.hint


def test_a_very_long_description(table: PropertyTable) -> None:
    """A text above the table's limit is refused by its length, which is told and not the text."""
    _, (problem,) = check(table, webhook(more=f"description: {'x' * 2**20}"))
    limit = table["description"].max_length
    assert limit is not None
    assert problem.code is Code.VAL_LEN
    assert problem.message == (
        f"`description` has {2**20:,} characters; at most {limit:,} are allowed"
    )


@pytest.mark.parametrize(
    ("name", "code", "severity"),
    [
        ("'a'", None, None),
        ("a-b_c.d~e", None, None),
        ("größe", None, None),
        ("注文", None, None),
        ('""', Code.NAM_LEN, Severity.ERROR),
        ("ä" * 128, None, None),
        ("ä" * 129, Code.NAM_LEN, Severity.ERROR),
        ('" a"', Code.NAM_BLANK, Severity.ERROR),
        ('"a\\t"', Code.NAM_BLANK, Severity.ERROR),
        ('"a\\u3000"', Code.NAM_BLANK, Severity.ERROR),
        ("a/b", Code.NAM_CHAR, Severity.ERROR),
        ("a\\b", Code.NAM_CHAR, Severity.ERROR),
        ("..", Code.NAM_CHAR, Severity.ERROR),
        ('"a\\nb"', Code.NAM_CHAR, Severity.ERROR),
        ("a b", Code.NAM_CHAR, Severity.WARNING),
        ("a?b", Code.NAM_CHAR, Severity.WARNING),
        ("a%b", Code.NAM_CHAR, Severity.WARNING),
        ('"a\\u200Bb"', Code.NAM_BIDI, Severity.ERROR),
        ('"a\\u2066b"', Code.NAM_BIDI, Severity.ERROR),
    ],
)
def test_names(
    table: PropertyTable, name: str, code: Code | None, severity: Severity | None
) -> None:
    """A name has the form that a part of a URL, and a person who reads it, can bear."""
    definitions, problems = check(table, webhook(name))
    assert [(p.code, p.severity) for p in problems] == ([(code, severity)] if code else [])
    assert len(definitions) == (0 if severity is Severity.ERROR else 1)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("signup", "signup", Code.NAM_DUP),
        ("signup", "SIGNUP", Code.NAM_DUP),
        ("straße", "STRASSE", Code.NAM_DUP),
        ("é", "e\u0301", Code.NAM_DUP),
        ("É", "e\u0301", Code.NAM_DUP),
        ("paypal", "р\u0430ypal", Code.NAM_CONFUSABLE),
        ("OMEGA", "ΟΜEGA", Code.NAM_CONFUSABLE),
        ("abc", "ａｂｃ", Code.NAM_CONFUSABLE),
        ("signup", "sign-up", None),
        ("лов", "lob", None),
        ("a1", "al", None),
    ],
)
def test_pairs_of_names(table: PropertyTable, first: str, second: str, code: Code | None) -> None:
    """Two names that are the same, or look so, are told at the second, with the place of the first.

    The second is no definition then, and the first is.
    """
    definitions, problems = check(table, webhook(first), webhook(second))
    assert [p.code for p in problems] == ([code] if code else [])
    assert [d.name for d in definitions] == ([first] if code else [first, second])
    for problem in problems:
        assert str(problem.location) == "1.yaml:2:9"
        assert [str(other.location) for other in problem.related] == ["0.yaml:2:9"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("${env:HOOKLINE_SECRET_A}", None),
        ("${env:TEAM_A}", None),
        ("null", None),
        ("${env:HOME}", Code.SEC_DENIED),
        ("${env:hookline_secret_a}", Code.SEC_DENIED),
        ("hunter2", Code.SEC_PLAIN),
        ("on", Code.SEC_PLAIN),
        ("12345678", Code.SEC_PLAIN),
        ("{hunter2: hunter2}", Code.SEC_PLAIN),
        ('""', Code.SEC_PLAIN),
        ("$HOOKLINE_SECRET_A", Code.SEC_PLAIN),
        ("${env:A${env:B}}", Code.SEC_SYNTAX),
        ("${file:/etc/passwd}", Code.SEC_SYNTAX),
        ("${cmd:id}", Code.SEC_SYNTAX),
        ("${env:}", Code.SEC_SYNTAX),
        ("${HOOKLINE_SECRET_A}", Code.SEC_SYNTAX),
        ('"${env:HOOKLINE_SECRET_A} "', Code.SEC_SYNTAX),
    ],
)
def test_secrets(table: PropertyTable, value: str, code: Code | None) -> None:
    """Where a secret belongs, only a reference that the operator allows may stand."""
    allowed = ("HOOKLINE_SECRET_*", "TEAM_*")
    _, problems = check(table, webhook(access=f"key: {value}"), allowed=allowed)
    assert [problem.code for problem in problems] == ([code] if code else [])
    assert "hunter2" not in str(problems)


@pytest.mark.parametrize("text", ["${env:A}", "a ${file:/etc/passwd} b", "${ENV:A}"])
def test_references_elsewhere(table: PropertyTable, text: str) -> None:
    """A reference where no secret belongs is refused, also inside a list or a longer text."""
    _, problems = check(table, webhook(more=f'description: "{text}"\nroles: ["{text}"]'))
    assert [problem.code for problem in problems] == [Code.SEC_SYNTAX] * 2


def test_a_misplaced_secret_has_both_problems(table: PropertyTable) -> None:
    """A secret in the wrong section is misplaced, and is a secret all the same."""
    for text in (webhook(more="key: hunter2"), f"{webhook()}key: hunter2\n"):
        _, problems = check(table, text)
        assert {problem.code for problem in problems} == {Code.SCH_SECTION, Code.SEC_PLAIN}
        assert "hunter2" not in str(problems)


def test_a_misplaced_reference_has_one_problem(table: PropertyTable) -> None:
    """A reference in the wrong section is misplaced, and is a reference all the same."""
    reference = "key: ${env:HOOKLINE_SECRET_A}"
    for text in (webhook(more=reference), f"{webhook()}{reference}\n"):
        _, problems = check(table, text)
        assert [problem.code for problem in problems] == [Code.SCH_SECTION]


def test_problems_beside_a_secret_do_not_show_it(table: PropertyTable) -> None:
    """Problems of other properties on the line of a secret are shown without that line's secret."""
    text = "webhook: {name: a, flow_name: f}\naccess: {is_enabled: on, key: hunter2, id: 1}\n"
    _, problems = check(table, text)
    assert {problem.code for problem in problems} == {
        Code.VAL_TYPE, Code.SEC_PLAIN, Code.SCH_READONLY,
    }  # fmt: skip
    assert "hunter2" not in str(problems)


@pytest.mark.parametrize(
    ("more", "access", "codes"),
    [
        ("", "is_enabled: true", [Code.SEC_OPEN]),
        ("", "is_enabled: true\nkey: null\nrequire_login: false", [Code.SEC_OPEN]),
        ("is_productive: false", "is_enabled: true\nrequire_login: true", [Code.POL_DEVMODE]),
        ("is_productive: false", "is_enabled: true", [Code.SEC_OPEN, Code.POL_DEVMODE]),
        ("is_productive: false", "is_enabled: false", []),
        ("is_productive: false", "", []),
        ("", "is_enabled: true\nkey: ${env:HOOKLINE_SECRET_A}", []),
    ],
)
def test_policy(table: PropertyTable, more: str, access: str, codes: list[Code]) -> None:
    """An enabled webhook that strangers can call, or that may sleep, is a warning and no more."""
    definitions, problems = check(table, webhook(more=more, access=access))
    assert [(p.code, p.severity) for p in problems] == [(c, Severity.WARNING) for c in codes]
    assert len(definitions) == 1


def test_a_name_beside_its_id(table: PropertyTable) -> None:
    """A look-up and the id that it stands for can disagree, so only one of them may stand."""
    _, problems = check(table, webhook(more=f"flow_id: {ID}\nbundle_id: {ID}\nbundle_name: b"))
    assert [problem.code for problem in problems] == [Code.REF_CONFLICT] * 2
    assert {problem.hint.split(":")[0] for problem in problems} == {
        "keep `flow_name`",
        "keep `bundle_name`",
    }


def test_a_document_with_a_problem_of_its_yaml_is_no_definition(table: PropertyTable) -> None:
    """What is left of a document is checked, and not taken for what its author meant."""
    documents, unread = load([SourceFile("a.yaml", (webhook() + "1: x\n").encode())])
    schema = shipped.read_schema("engine-11/webhook.definition.schema.json")
    assert [problem.code for problem in unread] == [Code.YML_KEY]
    assert validate(documents, table, schema) == ((), ())
