from dataclasses import replace

import pytest

from hookline.documents.reader import read_documents
from hookline.model.document import SourceFile
from hookline.model.edits import Edits, Found, LeftAlone, Part, PropertyEdit, Pulling
from hookline.model.settings import Target
from hookline.model.values import JSON
from hookline.stages.pull import pull
from hookline.stages.pull.found import find
from tests.support.webhooks import CATALOG, LOCAL, applied, definition, record, webhook_table

ASKED = Pulling(LOCAL)
FAR = Pulling(Target("far", "https://far.example", project="Onboarding"))
SIGNUP = "webhook:\n  name: signup\n  flow_name: one\n"


def found(name: str = "signup", /, **values: JSON) -> Found:
    """Give a webhook of the workspace that starts the flow `one`, unless told otherwise."""
    given: dict[str, JSON] = {"flow_id": "f-1", "project_id": None, "bundle_id": None, **values}
    (made,) = find([record(f"id-{name}", name, **given)], CATALOG, webhook_table())
    return made


def pulled(
    text: str, *live: Found, asked: Pulling = ASKED, refused: dict[Part, str] | None = None
) -> Edits:
    """Pull into one file; an empty text is no file at all."""
    file = SourceFile("webhooks/a.yaml", text.encode())
    definitions = [definition(text)] if text else []
    files = [file] if text else []
    return pull(definitions, live, files, asked, webhook_table(), refused)


def after(edits: Edits) -> str:
    """Give the text of the one file that is edited."""
    (file,) = edits.files
    return file.after


def test_what_agrees_is_not_touched() -> None:
    """A definition that says what is found is counted, and its file is not written."""
    edits = pulled(SIGNUP, found(description="not managed"))
    assert (edits.files, edits.definitions, edits.unchanged) == ((), (), 1)


@pytest.mark.parametrize(
    ("line", "values", "expected"),
    [
        ("description: a", {"description": "b"}, "description: b"),
        ("description: a", {"description": None}, "description: null"),
        ("is_productive: true", {"is_productive": False}, "is_productive: false"),
        ("project_name: Onboarding", {"bundle_id": "b-1"}, "bundle_name: Extras"),
        ("bundle_id: b-1", {"project_id": "p-1"}, "project_id: p-1"),
        ("project_id: p-9", {"project_id": "p-1"}, "project_id: p-1"),
    ],
)
def test_a_managed_property_follows(line: str, values: dict[str, JSON], expected: str) -> None:
    """The value changes where it stands, and a location its key too."""
    edits = pulled(f"{SIGNUP}  {line}\n", found(**values))
    assert after(edits) == f"{SIGNUP}  {expected}\n"


@pytest.mark.parametrize(
    ("spelled", "expected"), [("f-2", "flow_name: two"), ("f-9", "flow_id: f-9")]
)
def test_a_flow_is_named_where_its_name_is_known(spelled: str, expected: str) -> None:
    """A flow whose name nobody may read is told by its id."""
    assert after(pulled(SIGNUP, found(flow_id=spelled))) == SIGNUP.replace(
        "flow_name: one", expected
    )


def test_an_empty_value_is_no_difference() -> None:
    """Null, an empty text and nothing are one value, as for a plan."""
    text = f"{SIGNUP}  description: ''\n  is_productive: false\n"
    assert pulled(text, found(description=None, is_productive=None)).files == ()


@pytest.mark.parametrize(
    ("line", "values", "expected"),
    [
        ("is_productive: true", {"flow_id": None}, ("flow_name", "it has no flow any more")),
        (
            "project_name: Onboarding",
            {},
            ("project_name", "it lies in no project or bundle any more"),
        ),
    ],
)
def test_what_no_definition_can_say_is_left_alone(
    line: str, values: dict[str, JSON], expected: tuple[str, str]
) -> None:
    """A webhook that lost its flow or its place keeps its definition, with the reason."""
    edits = pulled(f"{SIGNUP}  {line}\n", found(is_productive=True, **values))
    ((name, reason),) = [(left.property, left.reason) for left in edits.left_alone]
    assert name == expected[0]
    assert reason.startswith(expected[1])
    assert edits.files == ()


@pytest.mark.parametrize(
    ("key", "is_set", "told"),
    [
        ("${env:HOOKLINE_SECRET_A}", False, "no key is set any more"),
        ("null", True, "a key is set, which cannot be read"),
        ("${env:HOOKLINE_SECRET_A}", True, None),
        ("null", False, None),
    ],
)
def test_a_key_is_told_and_never_written(key: str, is_set: bool, told: str | None) -> None:
    """Whether a key is set can differ; what it is stays a matter of git."""
    text = f"{SIGNUP}access:\n  key: {key}\n"
    edits = pulled(text, found(is_key_required=is_set))
    reasons = [left.reason for left in edits.left_alone]
    assert [reason.startswith(told) for reason in reasons] == [True] if told else reasons == []
    assert edits.files == ()


def test_a_definition_without_a_key_says_nothing_about_it() -> None:
    """What is not managed is not compared."""
    assert pulled(SIGNUP, found(is_key_required=True)).left_alone == ()


def test_the_project_of_the_target_stays_unsaid() -> None:
    """A webhook in its target's own project needs no location in its definition."""
    assert pulled(SIGNUP, found(project_id="p-1"), asked=FAR).files == ()
    new = after(pulled("", found(project_id="p-1"), asked=FAR))
    assert "project" not in new


def test_a_webhook_that_left_the_project_of_its_target_says_where_it_is() -> None:
    """Where there are other targets, which put it elsewhere, that is said for this one alone."""
    moved = found(bundle_id="b-1")
    assert after(pulled(SIGNUP, moved, asked=FAR)) == SIGNUP + "  bundle_name: Extras\n"
    alone = replace(FAR, others=("near",))
    assert after(pulled(SIGNUP, moved, asked=alone)) == SIGNUP + (
        "targets:\n  far:\n    webhook:\n      bundle_name: Extras\n"
    )


def test_a_webhook_without_a_place_is_no_definition_of_a_far_target() -> None:
    """Its next plan would move it, or could not be made."""
    (left,) = pulled("", found(), asked=replace(FAR, names=("signup",))).left_alone
    assert left.reason == "it lies in no project, and far puts such a webhook into Onboarding"
    nowhere = Pulling(Target("far", "https://far.example"))
    (left,) = pulled("", found(), asked=nowhere).left_alone
    assert left.reason.startswith("it lies in no project or bundle, and far has no `project:`")


def test_what_a_definition_refuses_is_left_out() -> None:
    """A refused property is left out of a new file, a refused name leaves no file at all."""
    live = found(description="x", is_productive=True)
    edits = pulled("", live, refused={Part("signup", "description"): "it is too long"})
    assert "description" not in after(edits)
    assert edits.left_alone == (LeftAlone("signup", "it is too long", "description"),)
    edits = pulled("", live, refused={Part("signup"): "no such name"})
    assert (edits.files, edits.left_alone) == ((), (LeftAlone("signup", "no such name"),))


def test_a_name_that_is_refused_falls_back_to_its_id() -> None:
    """A flow whose name no definition can hold is told by its id."""
    refused = {Part("signup", "flow_name"): "it holds a control character"}
    assert "  flow_id: f-1\n" in after(pulled("", found(), refused=refused))


def test_a_value_that_cannot_be_put_in_leaves_the_others() -> None:
    """A text that YAML cannot carry is left alone, and the rest of the definition follows."""
    text = f"{SIGNUP}  description: a\n  is_productive: true\n"
    edits = pulled(text, found(description="\x07", is_productive=False))
    assert after(edits) == text.replace("true", "false")
    (left,) = edits.left_alone
    assert (left.name, left.property) == ("signup", "description")


def test_a_webhook_goes_by_its_id() -> None:
    """A new name in the workspace is a new `name`, and makes no new file."""
    asked = replace(ASKED, applied={"id-sign-up": applied("id-sign-up", "signup", {})})
    edits = pulled(SIGNUP, found("sign-up"), asked=asked)
    assert after(edits) == SIGNUP.replace("signup", "sign-up")
    (edit,) = edits.definitions
    assert (edit.before, edit.name) == ("signup", "sign-up")
    assert edit.properties == (PropertyEdit("name", "signup", "sign-up"),)


def test_a_name_that_another_took_over_is_left_alone() -> None:
    """Which webhook the definition is about is for a person to say."""
    asked = replace(ASKED, applied={"id-old": applied("id-old", "signup", {})})
    edits = pulled(SIGNUP, found("old"), found("signup"), asked=asked)
    assert (edits.files, [left.name for left in edits.left_alone]) == ((), ["signup"])
    assert edits.left_alone[0].reason.startswith("it is called old in the workspace")


def test_a_rename_that_git_declares_is_not_undone() -> None:
    """A webhook that git is about to rename is compared, but for its name."""
    text = SIGNUP + "renamed_from: sign-up\n"
    file = SourceFile("webhooks/a.yaml", text.encode())
    declared = replace(definition(text), renamed_from="sign-up")
    edits = pull([declared], [found("sign-up", flow_id="f-2")], [file], ASKED, webhook_table())
    assert after(edits) == text.replace("flow_name: one", "flow_name: two")


@pytest.mark.parametrize("name", ["yes", "42", "a: b", "é", "x" * 128, "'", "${x}", "#"])
def test_a_new_file_reads_back_as_what_was_found(name: str) -> None:
    """Names and texts that YAML could misread are quoted."""
    live = found(name, description="one\n two\n", is_enabled=True)
    (document,), problems = read_documents(SourceFile("a.yaml", after(pulled("", live)).encode()))
    assert not problems
    assert document.value == {
        "webhook": {"name": name, "description": "one\n two\n", "flow_name": "one"},
        "access": {"is_enabled": True},
    }


@pytest.mark.parametrize(
    ("line", "sent", "live", "expected"),
    [
        ("description: new", {"description": "old"}, {"description": "old"}, ("description",)),
        ("description: ' a'", {"description": " a"}, {"description": "a"}, ()),
        ("project_name: Other", {"project_id": "p-1"}, {"project_id": "p-1"}, ("project_name",)),
    ],
)
def test_what_git_changed_since_the_last_apply_stays(
    line: str, sent: dict[str, JSON], live: dict[str, JSON], expected: tuple[str, ...]
) -> None:
    """Where the workspace did not move, its value is git's old one, or the server's form of it."""
    before = applied("id-signup", "signup", sent, read_back={**sent, **live})
    asked = replace(ASKED, applied={"id-signup": before})
    text = f"{SIGNUP}  {line}\n"
    edits = pulled(text, found(**live), asked=asked)
    assert edits.files == ()
    assert tuple(left.property for left in edits.left_alone) == expected
    named = pulled(text, found(**live), asked=replace(asked, names=("signup",)))
    assert after(named) != text


def test_a_flow_that_git_changed_stays() -> None:
    """A flow is known by the name that was applied."""
    before = replace(applied("id-signup", "signup", {"flow_id": "f-2"}), spelled={"flow_id": "two"})
    asked = replace(ASKED, applied={"id-signup": before})
    (left,) = pulled(SIGNUP, found(flow_id="f-2"), asked=asked).left_alone
    assert (left.property, left.reason.startswith("git changed it")) == ("flow_name", True)


def test_drift_that_was_kept_is_pulled() -> None:
    """A change by hand that a plan left in place comes into git when it is pulled."""
    before = replace(
        applied("id-signup", "signup", {"description": "a"}, {"description": "b"}),
        kept={"description": "b"},
    )
    asked = replace(ASKED, applied={"id-signup": before})
    text = f"{SIGNUP}  description: a\n"
    assert after(pulled(text, found(description="b"), asked=asked)) == text.replace(": a", ": b")


@pytest.mark.parametrize(
    ("line", "values"),
    [("flow_name: f", {}), ("flow_name: one\n  project_name: P", {"project_id": "p-1"})],
)
def test_what_was_renamed_in_the_workspace_gets_its_new_name(
    line: str, values: dict[str, JSON]
) -> None:
    """The same id under another name is a new value, though nobody touched the webhook."""
    sent: dict[str, JSON] = {"flow_id": "f-1", **values}
    spelled = {"flow_id": line.split()[1], "project_id": "P"}
    before = replace(applied("id-signup", "signup", sent), spelled=spelled)
    asked = replace(ASKED, applied={"id-signup": before})
    text = f"webhook:\n  name: signup\n  {line}\n"
    expected = text.replace("name: f\n", "name: one\n").replace("_name: P\n", "_name: Onboarding\n")
    assert after(pulled(text, found(**values), asked=asked)) == expected


def test_a_flow_that_is_gone_is_no_new_name() -> None:
    """An id that leads nowhere takes no name's place while nobody touched the webhook."""
    before = replace(applied("id-signup", "signup", {"flow_id": "f-9"}), spelled={"flow_id": "one"})
    asked = replace(ASKED, applied={"id-signup": before})
    assert pulled(SIGNUP, found(flow_id="f-9"), asked=asked).files == ()


@pytest.mark.parametrize(
    ("line", "sent", "live"),
    [
        ("description: new", {"description": "old"}, {"description": "other"}),
        ("project_name: Other", {"project_id": "p-9", "bundle_id": None}, {"project_id": "p-1"}),
        ("bundle_name: Other", {"project_id": "p-9", "bundle_id": None}, {"bundle_id": "b-1"}),
    ],
)
def test_what_both_sides_changed_stays(
    line: str, sent: dict[str, JSON], live: dict[str, JSON]
) -> None:
    """A value that git and the workspace moved is told, and taken for a named webhook alone."""
    asked = replace(ASKED, applied={"id-signup": applied("id-signup", "signup", sent)})
    text = f"{SIGNUP}  {line}\n"
    edits = pulled(text, found(**live), asked=asked)
    assert edits.files == ()
    ((name, reason),) = [(left.property, left.reason) for left in edits.left_alone]
    assert (name, reason.startswith("in conflict")) == (line.split(":")[0], True)
    assert after(pulled(text, found(**live), asked=replace(asked, names=("signup",)))) != text


@pytest.mark.parametrize("line", ["description: new", "project_name: Other"])
def test_what_git_manages_only_now_stays(line: str) -> None:
    """A value that no apply has sent yet is git's, whatever the workspace holds."""
    before = applied("id-signup", "signup", {"flow_id": "f-1"})
    asked = replace(ASKED, applied={"id-signup": before})
    edits = pulled(f"{SIGNUP}  {line}\n", found(description="b", project_id="p-1"), asked=asked)
    ((name, reason),) = [(left.property, left.reason) for left in edits.left_alone]
    assert (name, reason.startswith("git manages it only since")) == (line.split(":")[0], True)


def test_a_name_for_the_moment_never_comes_into_git() -> None:
    """A swap that broke off leaves a webhook under a name that is nobody's wish."""
    asked = replace(
        ASKED,
        applied={"id-hookline-1-2-in-between": applied("id-hookline-1-2-in-between", "signup", {})},
    )
    edits = pulled(SIGNUP, found("hookline-1-2-in-between"), asked=asked)
    assert (edits.files, [left.property for left in edits.left_alone]) == ((), ["name"])
