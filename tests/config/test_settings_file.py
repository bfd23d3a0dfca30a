"""hookline.yaml becomes settings, or a list of everything that is wrong with it."""

from textwrap import dedent

import pytest

from hookline import shipped
from hookline.config.settings_file import load_settings
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending
from hookline.model.settings import (
    Guards,
    OnConflict,
    OnDrift,
    Settings,
    StateAt,
    StateSettings,
)

FULL = """\
definitions: [hooks/*.yaml]
requires: ">=0.1"
engine: 11
targets:
  staging:
    workspace: https://staging.example.com
    user: ${env:HOOKLINE_SECRET_USER}
    password: ${env:HOOKLINE_SECRET_PASSWORD}
    project: Onboarding
    prune: true
    state: {at: local}
    on_drift: keep
    on_conflict: workspace
    protect: [billing-*]
    guards: {max_deletes: 2, max_delete_share: 0.1, max_change_share: 0.2}
"""

ENGINES = (11, 13)
"""The Engine versions that the tests pretend to know."""


def settings(text: str) -> Settings:
    """Read a configuration that is valid."""
    file = SourceFile("hookline.yaml", dedent(text).encode())
    return load_settings(file, shipped.read_schema("hookline.schema.json"), ENGINES)[0]


def problems(text: str) -> list[Diagnostic]:
    """Read a configuration that is not."""
    with pytest.raises(NeedsMending) as caught:
        settings(text)
    return list(caught.value.diagnostics)


@pytest.mark.parametrize(
    "line",
    ["password: hunter2: x", "password: !hunter2", "password: 1234567", "pasword: hunter2"],
)
def test_a_password_is_never_shown(line: str) -> None:
    """A problem on the line of a password, also of a misspelt one, is shown without it."""
    secret = line.split(": ")[1].lstrip("!")
    text = f"targets:\n  local:\n    workspace: embedded:local.db\n    {line}\n"
    assert secret not in str(problems(text))


def test_every_setting_arrives() -> None:
    """What a file says is what the settings hold."""
    found = settings(FULL)
    target = found.targets["staging"]
    assert (found.definitions, found.requires, found.engine) == (("hooks/*.yaml",), ">=0.1", 11)
    assert (target.name, target.workspace) == ("staging", "https://staging.example.com")
    assert target.password == "${env:HOOKLINE_SECRET_PASSWORD}"
    assert (target.project, target.prune) == ("Onboarding", True)
    assert target.state == StateSettings(StateAt.LOCAL)
    assert (target.on_drift, target.on_conflict) == (OnDrift.KEEP, OnConflict.WORKSPACE)
    assert target.protect == ("billing-*",)
    assert target.guards == Guards(2, 0.1, 0.2)
    assert not target.is_embedded


def test_engine_with_a_fraction_of_nothing_is_a_whole_number() -> None:
    """A schema takes 11.0 for an integer, and so do the tables."""
    assert repr(settings("engine: 11.0\n").engine) == "11"


def test_what_is_absent_has_its_default() -> None:
    """A short file is enough."""
    found = settings('targets: {local: {workspace: "embedded:.hookline/local.db"}}')
    target = found.targets["local"]
    assert found.definitions == ("webhooks/**/*.yaml",)
    assert (target.prune, target.guards, target.state) == (False, Guards(), StateSettings())
    assert target.is_embedded


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("    prun: true", Code.CFG_UNKNOWN, "4:5"),
        ("    prune: 1", Code.CFG_TYPE, "4:12"),
        ("    on_drift: maybe", Code.CFG_VALUE, "4:15"),
        ("    guards: {max_delete_share: 7}", Code.CFG_VALUE, "4:32"),
        ("    password: hunter2", Code.SEC_PLAIN, "4:15"),
    ],
)
def test_every_slip_is_told_at_its_place(line: str, code: Code, place: str) -> None:
    """A wrong key, type or value is named where it stands."""
    (found,) = problems(f"targets:\n  local:\n    workspace: embedded:x.db\n{line}\n")
    assert (found.code, str(found.location)) == (code, f"hookline.yaml:{place}")


def test_state_of_an_embedded_target_on_origin_is_refused() -> None:
    """A place that would be ignored is no place to name; the default stays unsaid."""
    text = "targets:\n  local:\n    workspace: embedded:x.db\n    state: {at: origin, keep: 5}\n"
    (found,) = problems(text)
    assert (found.code, str(found.location)) == (Code.CFG_VALUE, "hookline.yaml:4:17")
    assert "a file of this machine" in found.message
    for accepted in (("at: origin, ", ""), ("embedded:x.db", "https://example.com")):
        target = settings(text.replace(*accepted)).targets["local"]
        assert target.state == StateSettings(StateAt.ORIGIN, 5)


def test_engine_without_a_property_table_is_told_with_those_that_have_one() -> None:
    """A version that is not known is named where it stands, with the known ones."""
    (found,) = problems("engine: 12\n")
    assert (found.code, str(found.location)) == (Code.CFG_VALUE, "hookline.yaml:1:9")
    assert "Engine 12" in found.message
    assert "11 or 13" in found.hint


def test_unknown_key_is_answered_with_the_nearest() -> None:
    """A typo in a key names the key that was meant."""
    (found,) = problems("targets: {local: {workspace: embedded:x.db, prun: true}}")
    assert found.hint == "did you mean `prune`?"


def test_plain_password_is_shown_nowhere() -> None:
    """Neither the message nor the excerpt repeats it."""
    (found,) = problems("targets: {a: {workspace: embedded:x.db, password: hunter2}}")
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com",
        "staging.example.com",
        "https://me:secret@example.com",
        "https://example.com/../x",
    ],
)
def test_unsafe_address_is_told_at_its_place_without_credentials(address: str) -> None:
    """Credentials are sent neither in the clear nor to a host that only looks right."""
    (found,) = problems(f"targets:\n  a:\n    workspace: {address}\n")
    assert (found.code, str(found.location)) == (Code.CFG_URL, "hookline.yaml:3:16")
    assert "secret" not in repr(found)


@pytest.mark.parametrize(("given", "code"), [(">=99", Code.CFG_REQUIRES), ("x", Code.CFG_VALUE)])
def test_another_hookline_is_asked_for(given: str, code: Code) -> None:
    """A repository can say which Hookline understands it."""
    (found,) = problems(f'requires: "{given}"\ntargets: {{a: {{workspace: embedded:x.db}}}}\n')
    assert found.code is code


def test_several_documents_are_refused() -> None:
    """A configuration is one document."""
    (found,) = problems("engine: 11\n---\nengine: 11\n")
    assert found.code is Code.CFG_TYPE


def test_all_problems_come_at_once() -> None:
    """One run shows everything that is wrong with the file."""
    assert len(problems("engin: 11\ntargets: {a: {workspace: 1, prun: true}}\n")) == 3
