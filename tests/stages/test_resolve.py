"""Names become ids, and a webhook gets a place."""

import pytest

from hookline.model.codes import Code
from hookline.model.secret import Reference
from hookline.model.settings import Target
from hookline.stages.resolve import MOST_SUGGESTIONS, names_used, resolve
from tests.support.webhooks import CATALOG, LOCAL, definition, desired, webhook_table

REMOTE = Target("staging", "https://staging.example.com")


def test_look_up_becomes_the_id_it_names() -> None:
    """`flow_name` is kept as `flow_id`, and people still read it as `flow_name`."""
    found = desired("webhook: {name: a, flow_name: two}")
    assert found.values["flow_id"] == "f-2"
    assert found.spelled["flow_id"] == "flow_name"
    assert "flow_name" not in found.values


def test_missing_flow_is_an_error_at_its_line_with_the_nearest_name() -> None:
    """A flow that is not there is named where it stands, with the name that was probably meant."""
    text = """
        webhook:
          name: a
          flow_name: onee
    """
    _, (problem,) = resolve([definition(text)], LOCAL, CATALOG, webhook_table())
    assert problem.code is Code.REF_MISSING
    assert str(problem.location) == "webhooks/a.yaml:4:14"
    assert problem.message == 'local has no flow "onee"'
    assert problem.hint == 'did you mean "one"?'


def test_missing_name_without_a_near_one_says_how_to_make_it() -> None:
    """An embedded workspace is filled by a seed, a real one by its users."""
    hints = []
    for target in (LOCAL, REMOTE):
        text = "webhook: {name: a, flow_name: something-else, project_name: Onboarding}"
        _, (problem,) = resolve([definition(text)], target, CATALOG, webhook_table())
        hints.append(problem.hint)
    assert hints == [
        (
            "put it into the embedded workspace with "
            "`hookline workspace seed FILE --target local`, "
            "or correct the name"
        ),
        "create the flow in the workspace first, or correct the name",
    ]


def test_near_names_are_looked_for_a_bounded_number_of_times() -> None:
    """A thousand definitions against the wrong workspace do not take minutes."""
    texts = [f"webhook: {{name: w{n}, flow_name: one{n:02}}}" for n in range(MOST_SUGGESTIONS + 5)]
    _, problems = resolve([definition(text) for text in texts], LOCAL, CATALOG, webhook_table())
    suggestions = [problem.hint for problem in problems if "did you mean" in problem.hint]
    assert len(problems) == MOST_SUGGESTIONS + 5
    assert len(suggestions) == MOST_SUGGESTIONS


def test_every_missing_name_is_told() -> None:
    """One run shows every look-up that fails."""
    text = "webhook: {name: a, flow_name: nowhere, project_name: Nobody}"
    _, problems = resolve([definition(text)], LOCAL, CATALOG, webhook_table())
    assert {problem.message for problem in problems} == {
        'local has no flow "nowhere"',
        'local has no project "Nobody"',
    }


def test_setting_a_project_clears_the_bundle() -> None:
    """Project and bundle are one property: setting one clears the other."""
    found = desired("webhook: {name: a, flow_name: one, project_name: Onboarding}")
    assert (found.values["project_id"], found.values["bundle_id"]) == ("p-1", None)


def test_setting_a_bundle_clears_the_project() -> None:
    """And the other way round."""
    found = desired("webhook: {name: a, flow_name: one, bundle_name: Extras}")
    assert (found.values["project_id"], found.values["bundle_id"]) == (None, "b-1")


def test_the_targets_project_is_the_place_of_those_without_one() -> None:
    """A definition without a location goes where the target says."""
    target = Target("staging", "https://staging.example.com", project="Onboarding")
    found = desired("webhook: {name: a, flow_name: one}", target)
    assert found.values["project_id"] == "p-1"


def test_nowhere_is_refused_for_a_real_workspace_alone() -> None:
    """Without any location a webhook would land where the calling user lives."""
    bare = definition("webhook: {name: a, flow_name: one}")
    _, (problem,) = resolve([bare], REMOTE, CATALOG, webhook_table())
    assert problem.code is Code.REF_LOCATION
    assert resolve([bare], LOCAL, CATALOG, webhook_table())[1] == ()


def test_a_target_whose_project_is_missing_is_told_once() -> None:
    """However many definitions need it."""
    target = Target("staging", "https://staging.example.com", project="Onbording")
    both = [definition(f"webhook: {{name: {name}, flow_name: one}}") for name in "ab"]
    _, (problem,) = resolve(both, target, CATALOG, webhook_table())
    assert problem.hint == 'did you mean "Onboarding"?'


def test_key_keeps_its_reference_and_version() -> None:
    """A key stays a reference; its version is 1 unless it is given."""
    text = 'webhook: {name: a, flow_name: one}\naccess: {key: "${env:HOOKLINE_SECRET_A}"}'
    key = desired(text).key
    assert key is not None
    assert (key.reference, key.version) == (Reference("HOOKLINE_SECRET_A"), 1)
    assert "key" not in desired(text).values


def test_create_only_and_write_only_values_are_kept_apart() -> None:
    """What acts once, and what never comes back, must not be compared with what is live."""
    found = desired("webhook: {name: a, flow_name: one, location_inheritance: default, roles: [x]}")
    assert dict(found.initial) == {"location_inheritance": "default"}
    assert dict(found.write_only) == {"roles": ["x"]}
    assert not {"roles", "location_inheritance"} & set(found.values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("webhook: {name: a, flow_name: one}", {"flow": {"one"}}),
        ("webhook: {name: a, flow_id: f-1, project_name: P}", {"project": {"P", "Onboarding"}}),
    ],
)
def test_names_used_are_those_of_definitions_and_target(
    text: str, expected: dict[str, set[str]]
) -> None:
    """Every name that has to be known is asked for, the target's project included."""
    target = Target("t", "https://t.example", project="Onboarding")
    used = names_used([definition(text)], target, webhook_table())
    assert expected.items() <= used.items()
    assert used["bundle"] == set()
