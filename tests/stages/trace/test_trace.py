from collections.abc import Collection, Mapping, Sequence

import pytest

from hookline.model.document import SourceFile
from hookline.model.history import Step
from hookline.model.values import JSON
from hookline.stages.trace import WHOLE, trace
from tests.support.histories import CONFIG, Files, commit, defined, documents, line, step
from tests.support.webhooks import webhook_table

A = "webhooks/a.yaml"
B = "webhooks/b.yaml"


def hook(name: str = "signup", more: str = "", **values: str) -> str:
    """Write a definition; `more` are lines beside its `webhook:`."""
    properties = {"name": name, "flow_name": "one", **values}
    inside = "".join(f"  {key}: {value}\n" for key, value in properties.items())
    return f"webhook:\n{inside}{more}"


def traced(
    steps: Sequence[Step],
    now: Files,
    wanted: Mapping[str, Collection[str]],
    names: Mapping[str, str] | None = None,
    target: str = "staging",
    unheeded: Collection[str] = (),
) -> dict[tuple[str, str], str]:
    """Trace, and name commits by their subjects; a merge follows in brackets."""
    found = trace(
        wanted,
        steps,
        documents,
        target,
        webhook_table(),
        defined(now),
        names=names,
        unheeded=unheeded,
    )
    return {
        key: f"{each.commit.subject} ({each.merge.subject})" if each.merge else each.commit.subject
        for key, each in found.items()
    }


def who_moved(prop: str, *states: tuple[str, Files], target: str = "staging") -> str | None:
    """Trace one property of the webhook `signup` along a line."""
    found = traced(line(*states), states[-1][1], {"signup": [prop]}, target=target)
    return found.get(("signup", prop))


def test_the_newest_commit_in_which_the_value_moved() -> None:
    """Not the newest commit of the file is named, but the one that moved this value."""
    states: list[tuple[str, Files]] = [
        ("begin", {A: hook(description="one")}),
        ("describe", {A: hook(description="two")}),
        ("redescribe", {A: hook(description="three")}),
        ("other flow", {A: hook(description="three", flow_name="two")}),
        ("comment", {A: "# why\n" + hook(description="three", flow_name="two")}),
    ]
    assert who_moved("description", *states) == "redescribe"
    assert who_moved("flow_name", *states) == "other flow"
    assert who_moved("flow_id", *states) == "other flow"
    assert who_moved("is_productive", *states) is None


def test_one_that_was_changed_and_changed_back_has_moved() -> None:
    """A value that came back to what it was has the commit that brought it back."""
    one, two = {A: hook(description="one")}, {A: hook(description="two")}
    assert who_moved("description", ("0", one), ("there", two), ("back", one)) == "back"


def test_two_webhooks_of_one_file_have_commits_of_their_own() -> None:
    """A commit that edits the other definition of the file is not named."""
    begin = {A: hook("signup") + "---\n" + hook("refund")}
    one = {A: hook("signup", description="x") + "---\n" + hook("refund")}
    two = {A: hook("signup", description="x") + "---\n" + hook("refund", description="y")}
    steps = line(("0", begin), ("signup", one), ("refund", two))
    assert traced(steps, two, {"signup": ["description"], "refund": ["description"]}) == {
        ("signup", "description"): "signup",
        ("refund", "description"): "refund",
    }


def test_a_file_that_moved_moved_no_value() -> None:
    """A webhook is found again in another file, alone or among others."""
    assert (
        who_moved(
            "description",
            ("0", {A: hook(description="one")}),
            ("describe", {A: hook(description="two")}),
            ("move", {B: hook(description="two")}),
            ("join", {"webhooks/all.yaml": hook("other") + "---\n" + hook(description="two")}),
        )
        == "describe"
    )


def test_only_the_target_counts() -> None:
    """What a definition says about other targets moves nothing here; what it says here does."""
    overlay = "targets: {%s: {webhook: {description: special}}}\n"
    states: list[tuple[str, Files]] = [
        ("0", {A: hook(description="one")}),
        ("here", {A: hook("signup", overlay % "staging", description="one")}),
        ("shadowed", {A: hook("signup", overlay % "staging", description="two")}),
    ]
    assert who_moved("description", *states) == "here"
    assert who_moved("description", *states, target="production") == "shadowed"


def test_coming_and_going() -> None:
    """A webhook comes and goes by its file, by its document and by `only:`."""
    other = hook("other")
    states: list[tuple[str, Files]] = [
        ("0", {A: other}),
        ("add", {A: other + "---\n" + hook()}),
        ("edit", {A: other + "---\n" + hook(description="x")}),
    ]
    assert who_moved(WHOLE, *states) == "add"
    assert who_moved("flow_name", *states) == "add"
    assert who_moved(WHOLE, *states, ("remove", {A: other}), ("later", {A: other + "#"})) == (
        "remove"
    )
    narrowed = [("narrow", {A: hook("signup", "only: [production]\n")})]
    assert who_moved(WHOLE, *states, *narrowed) == "narrow"
    assert who_moved(WHOLE, *states, *narrowed, target="production") == "add"
    noted = ("note", {A: "# note\n" + hook("signup", "only: [production]\n")})
    assert who_moved(WHOLE, *states, *narrowed, noted) == "narrow"


def test_prune_is_what_makes_a_removal_a_delete() -> None:
    """When `prune:` was turned on after a definition went, that commit is behind the delete."""
    off, on = (f"targets: {{staging: {{prune: {each}}}}}\n" for each in ("false", "true"))
    gone = ("remove", {CONFIG: off})
    states: list[tuple[str, Files]] = [("0", {A: hook(), CONFIG: off})]
    assert who_moved(WHOLE, *states, gone, ("prune", {CONFIG: on})) == "prune"
    pruned: Files = {A: hook(), CONFIG: on}
    assert who_moved(WHOLE, *states, ("prune", pruned), ("remove", {CONFIG: on})) == "remove"
    assert who_moved(WHOLE, *states, ("prune", pruned)) is None


@pytest.mark.parametrize("prop", ["project_name", "project_id", "bundle_id"])
def test_location_is_one_property(prop: str) -> None:
    """Project and bundle are one value, the target's project where a definition has none."""
    config = {CONFIG: "targets: {staging: {project: Onboarding}}\n"}
    states: list[tuple[str, Files]] = [
        ("0", {A: hook(project_name="Onboarding"), **config}),
        ("bundle", {A: hook(bundle_name="Extras"), **config}),
        ("home", {A: hook(project_name="Onboarding"), **config}),
        ("implied", {A: hook(), **config}),
        ("cleared", {A: hook(bundle_name="null"), **config}),
    ]
    assert who_moved(prop, *states[:2]) == "bundle"
    assert who_moved(prop, *states) == "home"


def test_the_targets_project_moves_those_without_a_location() -> None:
    """A commit of hookline.yaml alone moves them, and no webhook that has its own location."""
    before, after = (
        {CONFIG: f"targets: {{staging: {{project: {each}}}}}"} for each in ("One", "Two")
    )
    assert who_moved("project_id", ("0", {A: hook(), **before}), ("1", {A: hook(), **after})) == "1"
    own = {A: hook(project_name="Own")}
    assert who_moved("project_id", ("0", {**own, **before}), ("1", {**own, **after})) is None
    assert who_moved("flow_id", ("0", {A: hook(), **before}), ("1", {A: hook(), **after})) is None


def test_a_configuration_that_does_not_count() -> None:
    """Planned against another branch, the targets of one's own commits move nothing."""
    before, after = (
        {A: hook(), CONFIG: f"targets: {{staging: {{project: {each}}}}}"} for each in ("One", "Two")
    )
    steps = line(("0", before), ("1", after))
    ids = [commit("1").sha]
    assert traced(steps, after, {"signup": ["project_id"]}, unheeded=ids) == {}


def test_a_key_moves_with_its_version() -> None:
    """A rotation is the commit that bumped the version."""
    access = "access: {key: '${env:HOOKLINE_SECRET_X}', key_version: %d}\n"
    states: list[tuple[str, Files]] = [
        ("0", {A: hook("signup", access % 1)}),
        ("rotate", {A: hook("signup", access % 2)}),
        ("describe", {A: hook("signup", access % 2, description="x")}),
    ]
    assert who_moved("key", *states) == "rotate"


def test_null_and_nothing() -> None:
    """A property that is cleared has moved; one that is cleared in another spelling has not."""
    states: list[tuple[str, Files]] = [
        ("0", {A: hook()}),
        ("clear", {A: hook(description="null")}),
        ("respell", {A: hook(description="''")}),
    ]
    assert who_moved("description", *states) == "clear"
    assert who_moved("description", *states, ("release", {A: hook()})) == "release"


def test_values_are_compared_as_the_plan_compares_them() -> None:
    """An id in other letters and a flag that is cleared instead of false have not moved."""
    states: list[tuple[str, Files]] = [
        ("0", {A: hook(flow_id="0A", is_productive="false")}),
        ("1", {A: hook(flow_id="0a", is_productive="null")}),
    ]
    assert who_moved("flow_id", *states) is None
    assert who_moved("is_productive", *states) is None


def test_broken_files_of_the_past_are_passed_over() -> None:
    """A file that cannot be read held no definition, and a broken configuration says nothing."""
    states: list[tuple[str, Files]] = [
        ("0", {A: hook(), CONFIG: "targets: {staging: {project: One}}"}),
        ("break", {A: "webhook: {name: signup", CONFIG: "targets: ["}),
        ("mend", {A: hook(description="x"), CONFIG: "targets: {staging: {project: One}}"}),
    ]
    assert who_moved("flow_name", *states) == "mend"
    good = {A: hook(), CONFIG: "targets: {staging: {project: One}}"}
    bad = {A: hook(), CONFIG: "]["}
    assert who_moved("project_id", ("0", good), ("break", bad), ("mend", good)) is None


def test_a_name_that_yaml_spells_otherwise_is_found() -> None:
    """Escapes, doubled quotes and broken lines hide no webhook that is gone."""
    for name, spelled in (
        ("signup", '"\\x73ignup"'),
        ("it's mine", "'it''s\n  mine'"),
        ("pay ment", "pay\n    ment"),
    ):
        now: Files = {}
        steps = line(("0", {A: hook(spelled)}), ("remove", now))
        assert traced(steps, now, {name: [WHOLE]}) == {(name, WHOLE): "remove"}


def test_a_rename_is_followed_when_asked() -> None:
    """Values keep their commits through a rename, and the name has the commit of the rename."""
    states: list[tuple[str, Files]] = [
        ("0", {A: hook("old")}),
        ("describe", {A: hook("old", description="x")}),
        ("rename", {A: hook("new", description="x")}),
    ]
    steps, now = line(*states), states[-1][1]
    wanted = {"new": ["name", "description", "flow_name"]}
    assert traced(steps, now, wanted, {"new": "old"}) == {
        ("new", "name"): "rename",
        ("new", "description"): "describe",
    }
    assert set(traced(steps, now, wanted).values()) == {"rename"}


def test_swapped_names_are_told_apart_by_what_they_declare() -> None:
    """Two webhooks that take each other's names keep their own commits."""
    begin = {A: hook("a", description="1"), B: hook("b", description="2")}
    edit = {A: hook("a", description="1"), B: hook("b", description="3")}
    swapped = {
        A: hook("b", "renamed_from: a\n", description="1"),
        B: hook("a", "renamed_from: b\n", description="3"),
    }
    steps = line(("0", begin), ("edit b", edit), ("swap", swapped))
    wanted = {"a": ["name", "description"], "b": ["name", "description"]}
    assert traced(steps, swapped, wanted, {"a": "b", "b": "a"}) == {
        ("a", "name"): "swap",
        ("a", "description"): "edit b",
        ("b", "name"): "swap",
    }


def test_a_chain_of_declared_renames() -> None:
    """A name of long ago is reached through the names between."""
    states: list[tuple[str, Files]] = [
        ("0", {A: hook("a", description="1")}),
        ("edit", {A: hook("a", description="2")}),
        ("to b", {A: hook("b", "renamed_from: a\n", description="2")}),
        ("to c", {A: hook("c", "renamed_from: b\n", description="2")}),
    ]
    found = traced(line(*states), states[-1][1], {"c": ["name", "description"]}, {"c": "a"})
    assert found == {("c", "name"): "to c", ("c", "description"): "edit"}


def test_no_rename_is_followed_but_the_one_that_is_asked_for() -> None:
    """What the target never knew under an older name came with the name that it knew."""
    states: list[tuple[str, Files]] = [
        ("0", {A: hook("oldest")}),
        ("to old", {A: hook("old", "renamed_from: oldest\n")}),
        ("to new", {A: hook("new", "renamed_from: old\n")}),
    ]
    found = traced(line(*states), states[-1][1], {"new": ["flow_name"]}, {"new": "old"})
    assert found == {("new", "flow_name"): "to old"}


def test_a_merge_is_named_beside_the_commit_that_it_brought_in() -> None:
    """Inside a merge it is the newest commit that moved the value to what the merge has."""
    begin = {A: hook()}
    one = {A: hook(description="1")}
    two = {A: hook(description="2", flow_name="two")}
    three = {A: hook(description="2", flow_name="three")}
    inside = line(("0", begin), ("i1", one), ("i2", two), ("i3", three))
    merge = step("merge", begin, three, inside)
    wanted = {"signup": ["description", "flow_name"]}
    assert traced([merge], three, wanted) == {
        ("signup", "description"): "i2 (merge)",
        ("signup", "flow_name"): "i3 (merge)",
    }


def test_a_merge_in_a_merge() -> None:
    """The commit itself is found, however deep, and the merge of the line is named."""
    begin, end = {A: hook()}, {A: hook(description="1")}
    inner = step("inner merge", begin, end, line(("0", begin), ("deep", end)))
    outer = step("outer merge", begin, end, [inner])
    assert traced([outer], end, {"signup": ["description"]}) == {
        ("signup", "description"): "deep (outer merge)"
    }


def test_a_merge_that_made_a_value_itself() -> None:
    """Where no commit that came in moved the value there, the merge did."""
    begin, side = {A: hook()}, {A: hook(description="1")}
    end = {A: hook(description="1 and 2")}
    merge = step("evil", begin, end, line(("0", begin), ("side", side)))
    assert traced([merge], end, {"signup": ["description"]}) == {("signup", "description"): "evil"}


def test_a_merge_that_took_a_value_from_nowhere_near() -> None:
    """A project that moved on the branch is not behind a webhook that the merge itself made."""
    home, away = ({CONFIG: f"targets: {{staging: {{project: {p}}}}}"} for p in ("Home", "Away"))
    end = {A: hook(), **home}
    merge = step("evil", home, end, line(("0", home), ("away", away), ("home", home)))
    assert traced([merge], end, {"signup": ["project_id"]}) == {("signup", "project_id"): "evil"}


def test_a_rename_inside_a_merge() -> None:
    """Older commits of the branch are asked for the old name."""
    begin = {A: hook("old")}
    edited = {A: hook("old", description="x")}
    end = {A: hook("new", description="x")}
    merge = step("merge", begin, end, line(("0", begin), ("edit", edited), ("rename", end)))
    wanted = {"new": ["name", "description"]}
    assert traced([merge], end, wanted, {"new": "old"}) == {
        ("new", "name"): "rename (merge)",
        ("new", "description"): "edit (merge)",
    }


def test_a_removal_inside_a_merge() -> None:
    """The commit of the branch is named, not only the merge."""
    begin: Files = {A: hook(), B: hook("other")}
    end: Files = {B: hook("other")}
    merge = step("merge", begin, end, line(("0", begin), ("remove", end)))
    assert traced([merge], end, {"signup": [WHOLE]}) == {("signup", WHOLE): "remove (merge)"}


def test_a_project_that_moved_inside_a_merge() -> None:
    """A commit of hookline.yaml is found in a merge for a webhook that no commit touched."""
    before, after = (
        {A: hook(), CONFIG: f"targets: {{staging: {{project: {each}}}}}"} for each in ("One", "Two")
    )
    merge = step("merge", before, after, line(("0", before), ("move", after)))
    assert traced([merge], after, {"signup": ["project_id"]}) == {
        ("signup", "project_id"): "move (merge)"
    }


def test_each_file_is_read_once_and_none_without_need() -> None:
    """What is found ends the walk; files of other webhooks are not opened."""
    asked: list[str] = []

    def read(file: SourceFile) -> Sequence[Mapping[str, JSON]]:
        asked.append(file.path)
        return documents(file)

    steps = line(
        ("0", {A: hook(description="0"), B: hook("other")}),
        ("1", {A: hook(description="1"), B: hook("other", description="x")}),
        ("2", {A: hook(description="2"), B: hook("other")}),
        ("3", {A: hook(description="2"), B: hook("other", description="x")}),
    )
    now = {A: hook(description="2")}
    wanted = {"signup": ["description", "flow_name"]}
    trace(wanted, steps, read, "staging", webhook_table(), defined(now))
    assert asked == [A, A]
    asked.clear()
    both = line(*((each, {A: hook() + "---\n" + hook("b", note=each)}) for each in "123"))
    trace(
        {"signup": ["flow_name"], "b": ["flow_name"]},
        both,
        read,
        "staging",
        webhook_table(),
        defined({A: hook() + "---\n" + hook("b")}),
    )
    assert asked == [A, A]
    asked.clear()
    trace({"signup": ["description"]}, steps, read, "staging", webhook_table(), defined(now))
    assert asked == [A]
