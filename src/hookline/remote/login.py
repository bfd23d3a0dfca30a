"""Logging in with a user and a password (ENGINE 1): once, and never again."""

import json
import threading

from hookline.model.codes import Code
from hookline.model.errors import AccessRefused, AnswerLost, HooklineError, Unreachable
from hookline.model.http import Request, Response, Transport
from hookline.remote.answers import is_success, refusal

_PATH = "/api/latest/auth/login"


class LoginTransport:
    """Carries requests as one user; logs in before the first; a `Transport`.

    A login is never tried twice, not even when the session ends meanwhile: repeated failures
    lock the account.
    """

    def __init__(
        self, transport: Transport, user: str, password: str, shown_as: str | None = None
    ) -> None:
        """Log in as `user` through `transport`.

        Messages call the user `shown_as`: the reference where the name comes from one, since that
        name is then a secret. None does not name the user at all.
        """
        self._doing = "logging in" if shown_as is None else f"logging in as {shown_as}"
        self._transport = transport
        self._user = user
        self._password = password
        self._cookie: str | None = None
        self._failure: HooklineError | None = None
        self._lock = threading.Lock()

    def send(self, request: Request) -> Response:
        """Give the answer to `request` as the user.

        Raises `AccessRefused` (`API-LOGIN`) when the login is refused, and the same again for
        every later request.
        """
        headers = {**request.headers, "cookie": self._logged_in()}
        return self._transport.send(
            Request(request.method, request.path, request.query, headers, request.body)
        )

    def _logged_in(self) -> str:
        with self._lock:
            if self._failure is not None:
                raise self._failure
            if self._cookie is None:
                try:
                    self._cookie = self._log_in()
                except HooklineError as error:
                    self._failure = error
                    raise
            return self._cookie

    def _log_in(self) -> str:
        body = json.dumps({"user_name": self._user, "password": self._password}).encode()
        request = Request("POST", _PATH, {}, {"content-type": "application/json"}, body)
        try:
            answer = self._transport.send(request)
        except AnswerLost as error:
            # A login changes nothing, so nothing that was asked for can have been done.
            raise Unreachable(*error.diagnostics) from error
        if answer.status in (401, 403):
            raise AccessRefused.because(
                Code.API_LOGIN,
                f"{self._doing}: the workspace refuses the user or the password",
                hint="check both; it is not tried again, since failures lock the account",
            )
        cookie = _cookies(answer)
        if answer.status == 302 and cookie:
            return cookie
        if not is_success(answer):
            raise refusal(answer, self._doing, held_secret=True)
        if not cookie:
            raise AccessRefused.because(
                Code.API_LOGIN,
                f"{self._doing}: the workspace answered without a session cookie",
                hint="check that the target's address is the workspace's own",
            )
        return cookie


def _cookies(answer: Response) -> str:
    """Give the cookies as they are sent back, without their attributes; empty when none came."""
    lines = answer.headers.get("set-cookie", "").split("\n")
    return "; ".join(pair for line in lines if "=" in (pair := line.split(";")[0].strip()))
