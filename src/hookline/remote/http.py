"""Requests over HTTP: no redirects, nothing from the environment, bounded in time and size."""

import re
import time
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode, urlsplit

from hookline.model.address import check_address
from hookline.model.codes import Code
from hookline.model.errors import AccessRefused, HooklineError, Unreachable
from hookline.model.http import Request, Response
from hookline.remote.answers import lost

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS = 10.0
"""How long a connection may take to come about."""
READ_SECONDS = 60.0
"""How long the workspace may say nothing: a slow write of it is not lost by impatience."""
TOTAL_SECONDS = 300.0
"""How long one whole answer may take, however steadily it drips."""
LARGEST_ANSWER = 64 * 1024 * 1024
"""The most bytes of one answer, unpacked; a list of 10,000 webhooks has about 10 million."""

_READING = frozenset({"GET", "HEAD"})
"""The methods that change nothing, however often they arrive."""


class HttpTransport:
    """Carries requests to one address over HTTP; a `Transport`. Close it after use."""

    def __init__(
        self,
        address: str,
        *,
        read_seconds: float = READ_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
        largest_answer: int = LARGEST_ANSWER,
    ) -> None:
        """Speak to `address`; raises `NeedsMending` (`CFG-URL`) for one that is not safe."""
        import httpx2

        self._address = check_address(address)
        self._host = urlsplit(self._address).netloc
        self._total_seconds = total_seconds
        self._largest_answer = largest_answer
        self._client = httpx2.Client(
            follow_redirects=False,
            # A proxy, a certificate bundle or a password file of the environment could send what
            # we write to somebody else.
            trust_env=False,
            timeout=httpx2.Timeout(read_seconds, connect=CONNECT_SECONDS),
            # Whoever logs in keeps the cookie; a second keeper would send it where it likes.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"accept": "application/json", "user-agent": "hookline"},
        )

    def send(self, request: Request) -> Response:
        """Give the workspace's answer.

        Raises `Unreachable` when there is none, or none within the bounds: for a write it is
        `AnswerLost` unless it was certainly never sent. `AccessRefused` (`API-DENIED`) when the
        workspace's certificate is not trusted.
        """
        import httpx2

        query = f"?{urlencode(request.query)}" if request.query else ""
        try:
            with self._client.stream(
                request.method,
                f"{self._address}{request.path}{query}",
                headers=dict(request.headers),
                content=request.body or None,
            ) as answer:
                body = self._read(answer, request)
                return Response(answer.status_code, _headers(answer), body)
        except (httpx2.LocalProtocolError, UnicodeEncodeError) as error:
            # The libraries' words quote the header, and a cookie is a secret.
            raise Unreachable.because(
                Code.API_UNREACHABLE,
                f"{self._host} cannot be asked: a header holds characters that HTTP does not carry",
                hint="check the session cookie that the workspace gives",
            ) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._explained(error, request) from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, answer: "httpx2.Response", request: Request) -> bytes:
        """Read the body, unpacked, and stop where it grows past the bounds."""
        end = time.monotonic() + self._total_seconds
        body = bytearray()
        for part in answer.iter_bytes():
            body += part
            if len(body) > self._largest_answer:
                why = f"{self._host} answers with more than {self._largest_answer:,} bytes"
                raise _without_answer(request, why, Code.API_ANSWER)
            if time.monotonic() > end:
                why = f"{self._host} did not finish its answer in {self._total_seconds:g} seconds"
                raise _without_answer(request, why)
        return bytes(body)

    def _explained(self, error: Exception, request: Request) -> HooklineError:
        from httpx2 import ConnectError, ConnectTimeout, InvalidURL, TimeoutException

        if _is_about_trust(error):
            return AccessRefused.because(
                Code.API_DENIED,
                f"the certificate of {self._host} is not trusted: {error}",
                hint="mend the certificate; Hookline has no switch that ignores it",
            )
        if isinstance(error, ConnectError | ConnectTimeout | InvalidURL):
            said = re.sub(r"^\[Errno -?\d+\] ", "", str(error))
            return Unreachable.because(
                Code.API_UNREACHABLE,
                f"{self._host} cannot be reached: {said or 'no connection in time'}",
                hint="check the target's address, or try again later",
            )
        if isinstance(error, TimeoutException):
            why = f"{self._host} took the request and did not answer in time"
        else:
            # The library's words quote the answer, and a server may repeat a secret in it.
            why = f"{self._host} broke off: no whole answer came"
        return _without_answer(request, why)


def _without_answer(request: Request, why: str, code: Code = Code.API_UNREACHABLE) -> Unreachable:
    """Give the error for a request that went out and was not answered as it should have been."""
    if request.method not in _READING:
        return lost(code, why)
    return Unreachable.because(code, why, hint="check the target's address, or try again later")


def _headers(answer: "httpx2.Response") -> dict[str, str]:
    """Give the headers; cookies by line, since a comma may stand inside one."""
    found = {name.lower(): value for name, value in answer.headers.items()}
    cookies = answer.headers.get_list("set-cookie")
    return found | ({"set-cookie": "\n".join(cookies)} if cookies else {})


def _is_about_trust(error: BaseException | None) -> bool:
    import ssl

    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
