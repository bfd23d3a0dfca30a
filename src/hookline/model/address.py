"""The address of a workspace: checked before anything is sent to it."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_PATH_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")


def check_address(text: str) -> str:
    """Give the address without a slash at its end.

    `https://` may lead anywhere, `http://` to this machine only. Raises `NeedsMending`
    (`CFG-URL`) for everything else; a message never shows credentials that the address holds.
    """
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _wrong(
            text,
            "holds a character that no host name has",
            "write a name in another script in its xn-- form, to tell it from look-alikes",
        )
    parts = _split(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise _wrong(text, "does not begin with https://", "write https://HOST")
    if "@" in parts.netloc:
        raise _wrong(
            text,
            "holds a user name or a password",
            "take them out, and write user: and password: of the target as references",
        )
    host = parts.hostname or ""
    if not (_is_ip(host) or _HOST.fullmatch(host)) or ".." in host:
        raise _wrong(text, "names no host", "write https://HOST")
    if parts.scheme == "http" and not is_loopback(host):
        raise _wrong(
            text,
            "would send the password unencrypted",
            "write https://; http:// is for this machine only",
        )
    if "?" in text or "#" in text:
        raise _wrong(text, "has a ? or # in it", "write only the host, and a path if there is one")
    _check_path(text, parts.path)
    return text.rstrip("/")


def is_loopback(host: str) -> bool:
    """Say whether `host` is this machine: `localhost`, 127.0.0.0/8 or ::1."""
    return host == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        # Reading the port is what makes Python check it.
        _ = parts.port
    except ValueError as error:
        raise _wrong(text, "is no address", "write https://HOST or https://HOST:PORT") from error
    return parts


def _check_path(text: str, path: str) -> None:
    for segment in path.rstrip("/").split("/")[1:]:
        if not _PATH_SEGMENT.fullmatch(segment) or not segment.strip("."):
            raise _wrong(
                text,
                "has a path that leads elsewhere",
                "write only the host, and the path that the workspace is served below",
            )


def _wrong(text: str, why: str, hint: str) -> NeedsMending:
    return NeedsMending.because(
        Code.CFG_URL, f"the workspace's address {_without_secrets(text)!r} {why}", hint=hint
    )


def _without_secrets(text: str) -> str:
    """Give the address as it may be shown: nothing before an `@`, nothing after `?` or `#`."""
    known = re.match(r"(https?://)?(.*)", text, re.DOTALL)
    scheme, rest = known.groups(default="") if known else ("", "")
    _, at, after = rest.rpartition("@")
    return f"{scheme}{'…@' if at else ''}{re.split(r'[?#]', after)[0]}"
