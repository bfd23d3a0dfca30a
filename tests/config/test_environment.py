"""Secrets come from variables that may be read, or not at all."""

import pytest

from hookline.config.environment import EnvironmentSecrets, allowed_names
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.secret import Reference


def test_secret_of_an_allowed_name_is_given() -> None:
    """A variable that begins with HOOKLINE_SECRET_ may be read."""
    secrets = EnvironmentSecrets({"HOOKLINE_SECRET_A": "canary"})
    assert secrets.resolve(Reference("HOOKLINE_SECRET_A")) == "canary"


@pytest.mark.parametrize(
    ("environment", "name", "code"),
    [
        ({}, "HOOKLINE_SECRET_A", Code.SEC_UNSET),
        ({"HOOKLINE_SECRET_A": ""}, "HOOKLINE_SECRET_A", Code.SEC_UNSET),
        ({"AWS_SECRET": "canary"}, "AWS_SECRET", Code.SEC_DENIED),
    ],
)
def test_everything_else_is_refused_by_name_alone(
    environment: dict[str, str], name: str, code: Code
) -> None:
    """Unset, empty and forbidden variables are named, and no value is shown."""
    with pytest.raises(NeedsMending) as caught:
        EnvironmentSecrets(environment).resolve(Reference(name))
    (found,) = caught.value.diagnostics
    assert found.code is code
    assert name in found.message
    assert "canary" not in repr(found)


def test_operator_allows_more_names() -> None:
    """HOOKLINE_ALLOW_ENV adds globs, with commas or blanks between."""
    environment = {"HOOKLINE_ALLOW_ENV": "CI_*, EXTRA", "CI_KEY": "canary"}
    assert allowed_names(environment) == ("HOOKLINE_SECRET_*", "CI_*", "EXTRA")
    assert EnvironmentSecrets(environment).resolve(Reference("CI_KEY")) == "canary"


def test_values_are_not_part_of_what_is_shown() -> None:
    """A traceback that shows the object shows no secret."""
    assert "canary" not in repr(EnvironmentSecrets({"HOOKLINE_SECRET_A": "canary"}))
