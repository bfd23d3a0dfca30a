import json

import pytest

from hookline import shipped
from hookline.model.codes import Code
from hookline.model.definition import Definition
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.document import SourceFile
from hookline.stages.load import load
from hookline.stages.validate import validate
from hookline.tables.definition_schema import EXTENSIONS
from tests.support.webhooks import webhook_table

ID = "6f0c1b1e-3f5e-4a64-9d0c-2f6d7c1b8a90"
KNOWN = ("local", "staging", "production")
LEAST = "webhook: {name: signup, flow_name: f}\n"


def check(
    *texts: str, targets: tuple[str, ...] | None = KNOWN
) -> tuple[tuple[Definition, ...], tuple[Diagnostic, ...]]:
    """Load and validate texts as files `0.yaml`, `1.yaml` …, all of which can be read."""
    files = [SourceFile(f"{n}.yaml", text.encode()) for n, text in enumerate(texts)]
    documents, unread = load(files)
    assert unread == ()
    schema = shipped.read_schema("engine-11/webhook.definition.schema.json")
    return validate(documents, webhook_table(), schema, ("HOOKLINE_SECRET_*",), targets)


def told(text: str, targets: tuple[str, ...] | None = KNOWN) -> list[tuple[Code, str]]:
    """Give the code and the line and column of each problem, in the order of the text."""
    _, problems = check(text, targets=targets)
    places = sorted((found.location, found.code) for found in problems if found.location)
    return [(code, f"{place.line}:{place.column}") for place, code in places]


def over(webhook: str = "", access: str = "", target: str = "production") -> str:
    """Write a definition with one property on line 5 that differs for one target."""
    section, property_ = ("webhook", webhook) if webhook else ("access", access)
    return f"{LEAST}targets:\n  {target}:\n    {section}:\n      {property_}\n"


def test_a_definition_keeps_what_differs() -> None:
    """What is said per target becomes a part of the definition, as written."""
    text = over(access="require_login: true") + 'only: [staging, "prod*"]\nrenamed_from: sign-up\n'
    (found,), problems = check(text)
    assert problems == ()
    assert found.targets == {"production": {"access": {"require_login": True}}}
    assert found.only == ("staging", "prod*")
    assert found.renamed_from == "sign-up"


def test_a_definition_without_them_exists_everywhere() -> None:
    """A definition that says nothing about targets is the same on all of them."""
    (found,), _ = check(LEAST)
    assert (found.targets, found.only, found.renamed_from) == ({}, None, None)


def test_every_property_but_the_name_may_differ() -> None:
    """All that may stand in a section may differ per target, `key_version` included."""
    table = webhook_table()
    others: dict[str, object] = {"roles": ["operator"], "key_version": 2}
    names = [(str(p.section), p.name) for p in table if p.section and not p.is_identity]
    names += [(section.value, name) for section, own in EXTENSIONS.items() for name in own]
    assert ("access", "key_version") in names
    for section, name in names:
        value = others.get(name) or table[name].examples[0]
        text = over(**{section: f"{name}: {json.dumps(value)}"})
        definitions, problems = check(text)
        assert [p for p in problems if p.severity is Severity.ERROR] == [], name
        assert len(definitions) == 1


@pytest.mark.parametrize(
    ("webhook", "access", "code", "column", "hint"),
    [
        ("flow: x", "", Code.SCH_UNKNOWN, 7, "did you mean `flow_name`?"),
        ("enabled: true", "", Code.SCH_UNKNOWN, 7, "did you mean `is_enabled`, under `access:`?"),
        ("is_enabled: false", "", Code.SCH_SECTION, 7, "move it there"),
        ("created_at: x", "", Code.SCH_READONLY, 7, "remove it"),
        ("commit_message: x", "", Code.SCH_READONLY, 7, "remove it"),
        ("only: [staging]", "", Code.SCH_SECTION, 7, "without indentation"),
        ("name: other", "", Code.SCH_SECTION, 7, "with `only:`"),
        ("is_readonly:", "", Code.SCH_NULL, 7, "absent is not managed"),
        ("flow_name: null", "", Code.VAL_TYPE, 18, "put it in quotes if it is text"),
        ("is_productive: 1", "", Code.VAL_TYPE, 22, "write `true`, without quotes"),
        ("description: on", "", Code.VAL_TYPE, 20, 'put it in quotes if it is text: `"on"`'),
        ("location_inheritance: defualt", "", Code.VAL_ENUM, 29, "did you mean `default`?"),
        (f"project_id: {ID.upper()}", "", Code.VAL_UUID, 19, f"write `{ID}`"),
        ("project_id: Onboarding", "", Code.VAL_UUID, 19, "for a name use `project_name`"),
        (f"flow_name: {'f' * 129}", "", Code.VAL_LEN, 18, ""),
        ('description: "${env:HOOKLINE_SECRET_A}"', "", Code.SEC_SYNTAX, 20, "`access.key`"),
        ("", "key_version: 0", Code.VAL_RANGE, 20, ""),
        ("", "key: hunter2", Code.SEC_PLAIN, 12, "${env:HOOKLINE_SECRET_PRODUCTION_SIGNUP}"),
        ("", "key: [hunter2]", Code.SEC_PLAIN, 12, "renew the secret"),
        ("", "key: ${env:HOME}", Code.SEC_DENIED, 12, "HOOKLINE_ALLOW_ENV"),
        ("", "key: ${file:/etc/passwd}", Code.SEC_SYNTAX, 12, "and only so"),
    ],
)
def test_what_differs_is_held_to_the_same_rules(
    webhook: str, access: str, code: Code, column: int, hint: str
) -> None:
    """A value for one target has the problem it would have for all, at its own place."""
    definitions, (problem,) = check(over(webhook, access))
    assert definitions == ()
    assert problem.code is code
    assert problem.location is not None
    assert (problem.location.line, problem.location.column) == (5, column)
    assert hint in problem.hint
    assert "hunter2" not in str(problem)


def test_a_misplaced_secret_of_a_target_has_both_problems() -> None:
    """A plain secret in the wrong place of an overlay is both, and is not shown."""
    for text in (
        over(webhook="key: hunter2"),
        f"{LEAST}targets:\n  production:\n    key: hunter2\n",
    ):
        _, problems = check(text)
        assert {problem.code for problem in problems} == {Code.SCH_SECTION, Code.SEC_PLAIN}
        assert "hunter2" not in str(problems)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("targets:", [(Code.SCH_NULL, "2:1")]),
        ("targets: [production]", [(Code.VAL_TYPE, "2:10")]),
        ("targets: {production: }", [(Code.SCH_NULL, "2:11")]),
        ("targets: {production: {access: }}", [(Code.SCH_NULL, "2:24")]),
        ("targets: {production: {acess: {}}}", [(Code.SCH_UNKNOWN, "2:24")]),
        ("targets: {production: {require_login: true}}", [(Code.SCH_SECTION, "2:24")]),
        ("targets: {production: {only: [local]}}", [(Code.SCH_SECTION, "2:24")]),
        ("targets: {}", []),
        ("targets: {production: {}}", []),
        ("only:", [(Code.SCH_NULL, "2:1")]),
        ("only: []", [(Code.VAL_LEN, "2:7")]),
        ('only: [""]', [(Code.VAL_LEN, "2:8")]),
        ("only: staging", [(Code.VAL_TYPE, "2:7")]),
        ("only: [7]", [(Code.VAL_TYPE, "2:8")]),
        ("renamed_from:", [(Code.SCH_NULL, "2:1")]),
        ("renamed_from: 7", [(Code.VAL_TYPE, "2:15")]),
        ("renamed_from: ${env:A}", [(Code.SEC_SYNTAX, "2:15")]),
    ],
)
def test_the_form_of_what_is_said_about_targets(
    lines: str, expected: list[tuple[Code, str]]
) -> None:
    """What is said about the definition as a whole has its form, and one problem where it has not.

    An empty `only:` would take the webhook away everywhere.
    """
    assert told(f"{LEAST}{lines}\n") == expected


def test_a_hint_fits_what_is_empty() -> None:
    """What is empty and no property is not called unmanaged."""
    for lines, hint in (
        ("access:", "remove the line: a property that is absent is not managed"),
        ("renamed_from:", "remove it, or give it a value"),
        ("targets: {production: }", "remove the line, or say below it what differs, indented"),
        ("only: []", "name the targets it exists for, or remove the line: then it exists for all"),
    ):
        _, (problem,) = check(f"{LEAST}{lines}\n")
        assert problem.hint == hint


@pytest.mark.parametrize(
    ("webhook", "expected"),
    [
        ("bundle_name: b", []),
        (f"bundle_id: {ID}", []),
        (f"project_id: {ID}", []),
        ("{project_name: p, bundle_name: b}", [(Code.SCH_EXCLUSIVE, "3:40")]),
        (f"{{project_name: p, project_id: {ID}}}", [(Code.REF_CONFLICT, "3:40")]),
    ],
)
def test_a_location_of_a_target_replaces_the_one_of_all(
    webhook: str, expected: list[tuple[Code, str]]
) -> None:
    """Two values that exclude each other do so inside an overlay, and not across it."""
    webhook = webhook if webhook.startswith("{") else f"{{{webhook}}}"
    text = "webhook: {name: signup, flow_name: f, project_name: x}\ntargets:\n"
    assert told(f"{text}  staging: {{webhook: {webhook}}}\n") == expected


def test_a_flow_id_of_a_target_replaces_the_name_of_all() -> None:
    """A name and an id that stand for one flow are no conflict when one is laid over the other."""
    assert told(over(webhook=f"flow_id: {ID}")) == []
    by_id = over(webhook="flow_name: f").replace("flow_name: f}", f"flow_id: {ID}}}")
    assert told(by_id) == []


@pytest.mark.parametrize(
    ("lines", "targets", "place", "message", "hint"),
    [
        ("targets: {prodution: {}}", KNOWN, "2:11",
         "hookline.yaml has no target `prodution`", "did you mean `production`?"),
        ("targets: {Staging: {}}", KNOWN, "2:11",
         "hookline.yaml has no target `Staging`", "did you mean `staging`?"),
        ("targets: {qa: {}}", KNOWN, "2:11",
         "hookline.yaml has no target `qa`",
         "its targets are `local`, `staging` and `production`"),
        ("targets: {qa: {}}", (), "2:11",
         "hookline.yaml has no target `qa`",
         "it names no target; add one under its `targets:`"),
        ("targets: {zz: {}}", ("local",), "2:11",
         "hookline.yaml has no target `zz`", "its targets are `local`"),
        ("targets: {zz: {}}", tuple("abcdefg"), "2:11",
         "hookline.yaml has no target `zz`",
         "its targets are `a`, `b`, `c`, `d`, `e` and 2 more"),
        ("only: [staging, prodution]", KNOWN, "2:17",
         "hookline.yaml has no target `prodution`", "did you mean `production`?"),
        ('only: [staging, "prd-*"]', KNOWN, "2:17",
         "no target of hookline.yaml matches `prd-*`",
         "its targets are `local`, `staging` and `production`"),
    ],
)  # fmt: skip
def test_a_target_that_nobody_has(
    lines: str, targets: tuple[str, ...], place: str, message: str, hint: str
) -> None:
    """A name or a glob that means no target of the configuration is an error at its place."""
    definitions, (problem,) = check(f"{LEAST}{lines}\n", targets=targets)
    assert definitions == ()
    assert (problem.severity, problem.code) == (Severity.ERROR, Code.REF_TARGET)
    assert str(problem.location) == f"0.yaml:{place}"
    assert (problem.message, problem.hint) == (message, hint)


def test_nobody_doubts_targets_that_are_not_known() -> None:
    """Without the configuration any name of a target is taken as right."""
    assert told(f'{LEAST}targets: {{qa: {{}}}}\nonly: [x, "y*", qa]\n', targets=None) == []


def test_an_overlay_without_effect_is_told() -> None:
    """What differs for a target that `only:` leaves out is a warning: it looks as if it held."""
    text = over(access="require_login: true") + "only: [staging]\n"
    definitions, (problem,) = check(text)
    assert len(definitions) == 1
    assert (problem.severity, problem.code) == (Severity.WARNING, Code.REF_TARGET)
    assert str(problem.location) == "0.yaml:3:3"
    assert problem.message == "what differs for `production` has no effect: `only:` leaves it out"


@pytest.mark.parametrize(
    ("base", "rest", "targets", "expected"),
    [
        # Every target brings its flow, or exists only where one is brought.
        ("", "{local: F, staging: F, production: F}", KNOWN, []),
        ("", "{local: F, staging: F}\nonly: [local, staging]", KNOWN, []),
        ("", '{staging: F}\nonly: ["stag*"]', KNOWN, []),
        ("", "{staging: F}\nonly: [staging]", None, []),
        # One does not.
        ("", "{local: F, staging: F}", KNOWN, [(Code.SCH_REQUIRED, "1:1")]),
        ("", "{staging: F}\nonly: [local, staging]", KNOWN, [(Code.SCH_REQUIRED, "1:1")]),
        ("", "{staging: F}", None, [(Code.SCH_REQUIRED, "1:1")]),
        ("", '{staging: F}\nonly: ["stag*"]', None, [(Code.SCH_REQUIRED, "1:1")]),
        ("", "{}", KNOWN, [(Code.SCH_REQUIRED, "1:1")]),
        ("", "", KNOWN, [(Code.SCH_NULL, "2:1"), (Code.SCH_REQUIRED, "1:1")]),
        ("", "{local: {}, staging: F, production: {}}", KNOWN,
         [(Code.SCH_REQUIRED, "2:11"), (Code.SCH_REQUIRED, "2:58")]),
        ("", "{staging: F}\nonly: [staging, qa]", None, [(Code.SCH_REQUIRED, "1:1")]),
        ("", "{staging: {webhook: {roles: []}}}\nonly: [staging]", KNOWN,
         [(Code.SCH_REQUIRED, "2:11")]),
        # A slip that was meant to bring it is the only problem.
        ("", "{local: {webhook: {flow: f}}, staging: F, production: F}", KNOWN,
         [(Code.SCH_UNKNOWN, "2:29")]),
        (", flow: f", "{local: F}", KNOWN, [(Code.SCH_UNKNOWN, "1:25")]),
        # The base has one.
        (", flow_name: f", "{local: {access: {}}}", KNOWN, []),
    ],
)  # fmt: skip
def test_a_flow_on_every_target(
    base: str, rest: str, targets: tuple[str, ...] | None, expected: list[tuple[Code, str]]
) -> None:
    """A webhook needs a flow on each target it exists for; who brings it does not matter."""
    rest = rest.replace("F", "{webhook: {flow_name: f}}")
    found = told(f"webhook: {{name: signup{base}}}\ntargets: {rest}\n", targets)
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_a_section_that_is_none_lacks_nothing() -> None:
    """Where the whole section is wrong, that is the only problem."""
    assert told("webhook: x\ntargets: {}\n") == [(Code.VAL_TYPE, "1:10")]


def test_what_its_yaml_spoilt_is_not_looked_up() -> None:
    """An entry of `only:` that could not be read has its problem already."""
    documents, unread = load([SourceFile("a.yaml", f"{LEAST}only: [!qa qa]\n".encode())])
    schema = shipped.read_schema("engine-11/webhook.definition.schema.json")
    assert [problem.code for problem in unread] == [Code.YML_TAG]
    assert validate(documents, webhook_table(), schema, (), KNOWN) == ((), ())


def test_a_missing_flow_says_where() -> None:
    """The message says whether it lacks for all targets or for one."""
    text = "webhook: {name: a}\ntargets:\n  local: {webhook: {flow_name: f}}\n"
    _, (one,) = check(text)
    assert one.message == (
        "`flow_name` or `flow_id` is missing in `webhook`, and not every target brings its own"
    )
    _, (other,) = check(f"{text}  staging: {{}}\nonly: [local, staging]\n")
    assert other.message == "`flow_name` or `flow_id` is missing for `staging`"
    assert other.hint == "add `flow_name:` to `webhook:`, for this target or for all"


@pytest.mark.parametrize(
    ("base", "rest", "expected"),
    [
        # Said once where it holds for all.
        ("is_enabled: true", "targets: {local: {access: {}}}", [(Code.SEC_OPEN, "2:10")]),
        ("is_enabled: true", "targets: {local: {access: {key: null}}}", [(Code.SEC_OPEN, "2:10")]),
        ("is_enabled: true, require_login: true", "targets: {local: {access: {}}}", []),
        # A target opens it: at the property that does.
        ("is_enabled: false", "targets: {local: {access: {is_enabled: true}}}",
         [(Code.SEC_OPEN, "3:28")]),
        ("is_enabled: true, require_login: true",
         "targets: {local: {access: {require_login: false}}}", [(Code.SEC_OPEN, "3:28")]),
        ("is_enabled: true, key: '${env:HOOKLINE_SECRET_A}'",
         "targets: {local: {access: {key: null}}}", [(Code.SEC_OPEN, "3:28")]),
        ("is_enabled: true, require_login: true",
         "targets: {local: {webhook: {is_productive: false}}}", [(Code.POL_DEVMODE, "3:29")]),
        # A target closes it, and the others do not.
        ("is_enabled: true", "targets: {local: {access: {require_login: true}}}",
         [(Code.SEC_OPEN, "2:10")]),
        # It exists only where it is closed, or only where something differs.
        ("is_enabled: true", "targets: {local: {access: {require_login: true}}}\nonly: [local]",
         []),
        ("is_enabled: true", "targets: {local: {access: {key_version: 2}}}\nonly: [local]",
         [(Code.SEC_OPEN, "2:10")]),
        # It does not exist where it would be open.
        ("is_enabled: false", "targets: {local: {access: {is_enabled: true}}}\nonly: [staging]",
         [(Code.REF_TARGET, "3:11")]),
        ("is_enabled: true", "only: [local]", [(Code.SEC_OPEN, "2:10")]),
    ],
)  # fmt: skip
def test_policy_is_judged_on_each_target(
    base: str, rest: str, expected: list[tuple[Code, str]]
) -> None:
    """A warning is about the webhook as a target has it, at the line that brings it about."""
    assert told(f"{LEAST}access: {{{base}}}\n{rest}\n") == expected


def test_a_warning_names_the_target() -> None:
    """What only one target brings says which."""
    _, (problem,) = check(over(access="is_enabled: true", target="staging"))
    assert problem.message == (
        "on `staging`, anyone who knows its URL can call `signup`: "
        "it is enabled without a key or a login"
    )
