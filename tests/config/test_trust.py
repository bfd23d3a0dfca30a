"""Credentials go where the operator or the configuration at hand says, and nowhere else."""

from dataclasses import replace

import pytest

from hookline.config.trust import allowed_hosts, require_trusted
from hookline.model.codes import Code
from hookline.model.errors import AccessRefused
from hookline.model.location import Location
from hookline.model.settings import Target

STAGING = Target(
    "staging",
    "https://staging.example.com",
    user="ada",
    password="${env:HOOKLINE_SECRET_STAGING}",
)
PLACE = Location("hookline.yaml", 3, 5)


def refusal(target: Target, hosts: tuple[str, ...] | None, at_hand: Target | None) -> str:
    """Give the message with which a target is refused."""
    with pytest.raises(AccessRefused) as caught:
        require_trusted(target, PLACE, hosts, lambda: at_hand)
    (found,) = caught.value.diagnostics
    assert (found.code, found.location) == (Code.SEC_HOST, PLACE)
    assert found.hint
    return found.message


@pytest.mark.parametrize(
    ("environment", "hosts"),
    [
        ({}, None),
        ({"HOOKLINE_ALLOW_HOSTS": ""}, ()),
        ({"HOOKLINE_ALLOW_HOSTS": "a.test, *.b.test ::1"}, ("a.test", "*.b.test", "::1")),
    ],
)
def test_operator_names_hosts_with_commas_or_blanks(
    environment: dict[str, str], hosts: tuple[str, ...] | None
) -> None:
    """Unset allows what the configuration names; set and empty allows nothing."""
    assert allowed_hosts(environment) == hosts


@pytest.mark.parametrize(
    ("workspace", "hosts"),
    [
        ("https://staging.example.com", ("staging.example.com",)),
        ("https://STAGING.example.com:8443/engine", ("Staging.Example.com",)),
        ("https://staging.example.com", ("other", "*.example.com")),
        ("http://[::1]:8765", ("::1",)),
    ],
)
def test_allowed_host_is_trusted_whatever_commit_names_it(
    workspace: str, hosts: tuple[str, ...]
) -> None:
    """A glob of the operator decides alone, by host, without its port and in any case."""
    require_trusted(replace(STAGING, workspace=workspace), PLACE, hosts, lambda: None)


@pytest.mark.parametrize(
    ("workspace", "hosts"),
    [
        ("https://staging.example.com", ()),
        ("https://staging.example.com.evil.test", ("staging.example.com", "*.example.com")),
        ("https://example.com", ("*.example.com",)),
        ("https://evil.test/staging.example.com", ("*staging.example.com",)),
    ],
)
def test_host_that_the_operator_does_not_name_is_refused(
    workspace: str, hosts: tuple[str, ...]
) -> None:
    """It does not help that the configuration at hand names it."""
    target = replace(STAGING, workspace=workspace)
    message = refusal(target, hosts, target)
    assert "HOOKLINE_ALLOW_HOSTS does not name" in message
    assert "target staging" in message


def test_configuration_at_hand_is_trusted_without_the_operator() -> None:
    """What stands in the repository that somebody works in may say where credentials go."""
    require_trusted(STAGING, PLACE, None, lambda: STAGING)
    require_trusted(STAGING, PLACE, None, lambda: replace(STAGING, prune=True))


@pytest.mark.parametrize(
    "at_hand",
    [
        None,
        replace(STAGING, workspace="https://other.example.com"),
        replace(STAGING, user="grace"),
        replace(STAGING, password="${env:HOOKLINE_SECRET_PRODUCTION}"),
    ],
    ids=["no such target", "other host", "other user", "other password"],
)
def test_another_commit_may_not_choose_where_credentials_go(at_hand: Target | None) -> None:
    """A stranger's branch could send any secret anywhere."""
    assert "is not the target staging of HEAD" in refusal(STAGING, None, at_hand)
