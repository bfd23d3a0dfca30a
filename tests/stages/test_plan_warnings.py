"""What a reviewer is warned of."""

from collections.abc import Mapping

import pytest

from hookline.model.change import Cause, CauseKind, FieldChange
from hookline.model.property import Effect, Risk
from hookline.model.values import JSON
from hookline.stages.plan.warnings import SENTENCES, note_on_access, warnings_of
from tests.support.webhooks import webhook_table

OPEN = "open to anyone: it is enabled, and asks for neither a key nor a login"
LIVE: Mapping[str, JSON] = {
    "name": "signup",
    "description": "Creates the account.",
    "flow_id": "f-1",
    "project_id": "p-1",
    "bundle_id": None,
    "is_productive": True,
    "is_readonly": False,
    "execution_location": "flow_record",
    "is_enabled": True,
    "require_login": True,
}


def warned(
    after: Mapping[str, JSON],
    *touched: str,
    before: Mapping[str, JSON] | None = None,
    key: tuple[bool, bool] = (False, False),
    old_name: str = "signup",
    new_name: str = "signup",
) -> list[str]:
    """Give the warnings of a change of `LIVE`, or of `before`, by these properties."""
    fields = [FieldChange(name, None, 1, Cause(CauseKind.COMMIT)) for name in (*touched, *after)]
    return list(
        warnings_of(
            {**LIVE, **(before or {})},
            after,
            fields,
            webhook_table(),
            key_before=key[0],
            key_after=key[1],
            old_name=old_name,
            new_name=new_name,
        )
    )


def warned_of_create(after: Mapping[str, JSON], *touched: str, key: bool = False) -> list[str]:
    """Give the warnings of a webhook that is made with these properties."""
    names = (*touched, *after, *(["key"] if key else []))
    fields = [FieldChange(name, None, 1, Cause(CauseKind.COMMIT)) for name in names]
    return list(
        warnings_of(
            None,
            after,
            fields,
            webhook_table(),
            key_before=False,
            key_after=key,
            old_name=None,
            new_name="signup",
        )
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"is_enabled": False, "require_login": False}, {"is_enabled": True}),
        ({}, {"require_login": False}),
        ({"is_enabled": False}, {"is_enabled": True, "require_login": False}),
        ({"is_enabled": False, "require_login": None}, {"is_enabled": True}),
    ],
)
def test_whatever_leaves_it_open_to_anyone_says_so_first(
    before: dict[str, JSON], after: dict[str, JSON]
) -> None:
    """Enabled with neither key nor login is told, also when only one of the three moved."""
    assert warned(after, before=before)[0] == OPEN


def test_taking_the_key_away_may_leave_it_open() -> None:
    """Without its key an enabled webhook that asks for no login is open to anyone."""
    free = {"require_login": False}
    assert warned({}, "key", before=free, key=(True, False)) == [
        OPEN,
        "callers no longer need the key",
    ]
    assert warned({}, "key", key=(True, False)) == ["callers no longer need the key"]


def test_what_is_open_is_not_said_to_be_open_to_somebody() -> None:
    """A webhook that is enabled and open has one sentence for that, and the worst one."""
    shut = {"is_enabled": False, "require_login": False}
    assert warned({"is_enabled": True}, before=shut) == [OPEN]


def test_a_key_that_was_not_needed_is_not_missed() -> None:
    """Taking away what nobody needed changes nothing for callers."""
    assert warned({}, "key", key=(False, False)) == []


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ({"is_enabled": False}, {"require_login": False}, (False, False)),
        ({}, {"require_login": False}, (True, True)),
        ({"require_login": False}, {"description": "x"}, (False, False)),
    ],
)
def test_nobody_is_warned_of_a_door_that_is_shut_or_was_not_touched(
    before: dict[str, JSON], after: dict[str, JSON], key: tuple[bool, bool]
) -> None:
    """Disabled, with a key, or open before and not touched: this change opens nothing."""
    assert OPEN not in warned(after, before=before, key=key)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ({}, {"require_login": False}, "callers no longer have to log in"),
        (
            {"require_login": False},
            {"require_login": True},
            "callers who do not log in will be refused",
        ),
        ({}, {"is_enabled": False}, "it is disabled: callers will be refused"),
        (
            {"is_enabled": False},
            {"is_enabled": True},
            "it is enabled, and so open to callers who log in",
        ),
        ({}, {"roles": []}, "its roles change, and with them what it may do"),
        (
            {},
            {"is_productive": False},
            "development mode: its executions run only while a user is active",
        ),
        ({}, {"flow_id": "f-2"}, "calls will start another flow"),
        ({}, {"flow_name": "two"}, "calls will start another flow"),
        ({}, {"project_id": "p-2"}, "it moves: who may read and change it may differ"),
        ({}, {"bundle_name": "x"}, "it moves: who may read and change it may differ"),
        ({}, {"execution_location": None}, "its executions may belong to another project"),
        (
            {},
            {"is_readonly": True},
            "it is locked: the workspace refuses changes until it is unlocked",
        ),
        (
            {"is_readonly": True},
            {"is_readonly": False},
            "it is unlocked: the workspace no longer refuses changes",
        ),
    ],
)
def test_each_class_of_change_has_its_sentence(
    before: dict[str, JSON], after: dict[str, JSON], sentence: str
) -> None:
    """What a change means is said once, whether a definition names a thing or its id."""
    said = sentence.replace("callers who log in", "callers with the key who log in")
    assert warned(after, before=before, key=(True, True)).count(said) == 1


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ((True, True), "a new secret is sent: callers with the old key will be refused"),
        ((False, True), "a new secret is sent: callers without the key will be refused"),
    ],
)
def test_a_key_that_is_sent_shuts_somebody_out(key: tuple[bool, bool], sentence: str) -> None:
    """Whoever called with the old key, or with none, is named as refused."""
    assert warned({}, "key", key=key) == [sentence]


def test_another_name_breaks_callers() -> None:
    """A rename by git, and a name that is set back, say which address stops answering."""
    gone = "callers of /webhook/sign-up/call will get 404"
    assert warned({}, old_name="sign-up") == [gone]
    assert warned({}, "name", old_name="sign-up") == [gone]


def test_a_name_that_another_webhook_gets_does_not_stop_answering() -> None:
    """After a swap of two names callers reach somebody else, which is worse to find than 404."""
    swapped = warnings_of(
        LIVE,
        {"name": "sign-up"},
        [],
        webhook_table(),
        key_before=False,
        key_after=False,
        old_name="signup",
        new_name="sign-up",
        old_name_is_taken=True,
    )
    assert swapped == ("callers of /webhook/signup/call will reach another webhook",)


def test_a_move_between_a_project_and_a_bundle_is_a_move() -> None:
    """What is shown under a name of its own is told by the values that change."""
    fields = [FieldChange("location", "project A", "bundle B", Cause(CauseKind.COMMIT))]
    moved = warnings_of(
        LIVE,
        {"project_id": None, "bundle_id": "b-1"},
        fields,
        webhook_table(),
        key_before=False,
        key_after=False,
        old_name="signup",
        new_name="signup",
    )
    assert moved == ("it moves: who may read and change it may differ",)


def test_a_name_for_the_moment_has_no_callers() -> None:
    """What a run that broke off left between two names was never called by that."""
    assert warned({}, old_name="hookline-run1-0-in-between") == []


def test_a_name_with_braces_is_only_a_name() -> None:
    """Nothing in a name is taken for a place to fill in."""
    assert warned({}, old_name="{new}{0}") == ["callers of /webhook/{new}{0}/call will get 404"]


@pytest.mark.parametrize(
    "after",
    [{"description": "x"}, {"is_productive": True}, {"schema_version": "1"}],
)
def test_harmless_changes_have_no_warning(after: dict[str, JSON]) -> None:
    """What people read, and what makes nothing worse, is not worth a line."""
    assert warned(after, before={"is_productive": False}) == []


def test_a_create_is_warned_of_what_it_will_be() -> None:
    """A new webhook may be open, disabled, in development mode, or hold roles."""
    assert warned_of_create({"is_enabled": True, "require_login": False}) == [OPEN]
    assert warned_of_create({"is_enabled": True}) == [OPEN]
    assert warned_of_create({"is_enabled": True}, key=True) == []
    assert warned_of_create({"is_enabled": True, "require_login": True, "flow_id": "f-1"}) == []
    assert warned_of_create({}) == ["it starts disabled: callers will be refused"]
    assert warned_of_create({"is_productive": False, "is_enabled": False}, "roles") == [
        "it gets roles, which decide what it may do",
        "it starts disabled: callers will be refused",
        "development mode: its executions run only while a user is active",
    ]


def test_worst_comes_first() -> None:
    """Warnings are ordered by what they can do, and so are the sentences they come from."""
    ranks = [list(Risk).index(sentence.risk) for sentence in SENTENCES]
    assert ranks == sorted(ranks)
    found = warned(
        {"roles": [1], "flow_id": "f-2", "project_id": "p-2"},
        "key",
        key=(False, True),
        old_name="sign-up",
    )
    assert found == [
        "its roles change, and with them what it may do",
        "callers of /webhook/sign-up/call will get 404",
        "a new secret is sent: callers without the key will be refused",
        "calls will start another flow",
        "it moves: who may read and change it may differ",
    ]


def test_no_effect_is_left_without_a_sentence() -> None:
    """Every class that a property of the table has is warned of; text and nothing need none."""
    effects = {found.effect for found in webhook_table()}
    assert effects == set(Effect)
    said = {effect for sentence in SENTENCES for effect in sentence.effects}
    assert set(Effect) - said == {Effect.TEXT, Effect.NONE}


@pytest.mark.parametrize(
    ("after", "key", "note"),
    [
        ({}, True, "open to callers with the key"),
        ({"require_login": True}, False, "open to callers who log in"),
        ({"require_login": True}, True, "open to callers with the key who log in"),
        ({"require_login": False}, False, "open to anyone"),
    ],
)
def test_an_enabled_webhook_says_to_whom_it_is_open(
    after: dict[str, JSON], key: bool, note: str
) -> None:
    """Beside `is_enabled` stands who is let in."""
    assert note_on_access(after, webhook_table(), key_after=key) == note
