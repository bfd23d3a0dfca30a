import pytest

from hookline.model.address import check_address
from hookline.model.codes import Code
from hookline.model.errors import NeedsMending


@pytest.mark.parametrize(
    "address",
    [
        "https://example.cloudomation.com",
        "https://example.com:8443",
        "https://xn--bcher-kva.example",
        "https://example.com/engine/eu-1",
        "https://192.168.0.1",
        "https://[2001:db8::1]:443",
        "http://localhost:8765",
        "http://127.0.0.1",
        "http://127.8.8.8:1",
        "http://[::1]:8765",
        "HTTPS://EXAMPLE.com",
    ],
)
def test_safe_addresses_are_taken(address: str) -> None:
    """With https anywhere, with http to this machine; a slash at the end changes nothing."""
    assert check_address(address) == address
    assert check_address(f"{address}/") == address


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://example.com", "unencrypted"),
        ("http://localhost.example.com", "unencrypted"),
        ("http://127.0.0.1.example.com", "unencrypted"),
        ("http://0.0.0.0", "unencrypted"),
        ("http://192.168.0.1", "unencrypted"),
        ("http://[::2]", "unencrypted"),
        ("http://2130706433", "unencrypted"),
        ("example.com", "does not begin with https://"),
        ("ftp://example.com", "does not begin with https://"),
        ("//example.com", "does not begin with https://"),
        ("https:example.com", "does not begin with https://"),
        ("", "does not begin with https://"),
        ("https://", "does not begin with https://"),
        ("https://:443", "names no host"),
        ("https://example..com", "names no host"),
        ("https://-example.com", "names no host"),
        ("https://exa_mple.com", "names no host"),
        ("https://example.com\\.evil.com", "names no host"),
        ("https://example.com:99999", "is no address"),
        ("https://example.com:x", "is no address"),
        ("https://[::1", "is no address"),
        ("https://exаmple.com", "no host name has"),  # a Cyrillic letter
        ("https://exam ple.com", "no host name has"),
        ("https://example.com\n.evil.com", "no host name has"),
        ("https://example.com/a/../b", "leads elsewhere"),
        ("https://example.com//b", "leads elsewhere"),
        ("https://example.com/%2e%2e/b", "leads elsewhere"),
        ("https://example.com/./b", "leads elsewhere"),
        ("https://example.com/?x=1", "has a ? or # in it"),
        ("https://example.com/#x", "has a ? or # in it"),
    ],
)
def test_other_addresses_are_refused(address: str, words: str) -> None:
    """An address that could lead somewhere else, or be read on the way, says why it may not."""
    with pytest.raises(NeedsMending) as error:
        check_address(address)
    (found,) = error.value.diagnostics
    assert found.code is Code.CFG_URL
    assert words in found.message
    assert found.hint


@pytest.mark.parametrize(
    "address",
    [
        "https://user:s3cret@example.com",
        "https://s3cret@example.com",
        "http://user:s3cret@example.com/path",
        "https://user:s3cret/@example.com",
        "https://user:s3?cret@example.com",
        "https://user:s3://cret@example.com",
        "user:s3cret@example.com",
        "user:s3://cret@example.com",
        "https:user:s3cret@example.com",
        "https://example.com/?token=s3cret",
        "https://example.com/#s3cret",
        "https://üser:s3cret@example.com",
    ],
)
def test_credentials_are_refused_and_never_shown(address: str) -> None:
    """A password in an address is refused, and no part of it stands in the message."""
    with pytest.raises(NeedsMending) as error:
        check_address(address)
    (found,) = error.value.diagnostics
    assert found.code is Code.CFG_URL
    assert "s3" not in found.message + found.hint
    assert "cret" not in found.message
    assert "example.com" in found.message
