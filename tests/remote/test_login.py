import json

import pytest

from hookline.model.codes import Code
from hookline.model.errors import AccessRefused, AnswerLost, HooklineError, Unreachable
from hookline.model.http import Request, Response
from hookline.remote.login import LoginTransport
from tests.support.engine import PASSWORD, Answering, json_response

LIST = Request("GET", "/api/latest/webhook", {"plain": "true"}, {"accept": "x"})
LOGIN = "/api/latest/auth/login"
COOKIES = "a=1; Path=/; Expires=Mon, 01 Jan 2027 00:00:00 GMT\nb=2; HttpOnly"


def spoken(login: Response, other: Response | None = None) -> Answering:
    """Give a workspace that answers a login so, and everything else so."""
    rest = json_response([]) if other is None else other
    return Answering(lambda request: login if request.path == LOGIN else rest)


@pytest.mark.parametrize(
    "answer",
    [
        json_response({"identity_id": "1", "name": "ada"}, cookies=COOKIES),
        Response(302, {"location": "/", "set-cookie": COOKIES}),
    ],
    ids=["current", "older"],
)
def test_login_comes_first_and_once(answer: Response) -> None:
    """The first request logs in, and all of them carry the session's cookies."""
    workspace = spoken(answer)
    transport = LoginTransport(workspace, "ada", PASSWORD)
    assert workspace.asked == []
    transport.send(LIST)
    transport.send(LIST)
    assert [request.path for request in workspace.asked] == [LOGIN, LIST.path, LIST.path]
    login, first, _ = workspace.asked
    assert json.loads(login.body) == {"user_name": "ada", "password": PASSWORD}
    assert dict(first.headers) == {"accept": "x", "cookie": "a=1; b=2"}
    assert first.query == LIST.query


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (json_response({"error": "no"}, 401), AccessRefused, Code.API_LOGIN),
        (json_response({"error": "no"}, 403), AccessRefused, Code.API_LOGIN),
        (json_response({"name": "ada"}), AccessRefused, Code.API_LOGIN),
        (Response(302, {"location": "https://sso.example.com"}), Unreachable, Code.API_ANSWER),
        (Response(503), Unreachable, Code.API_UNREACHABLE),
    ],
)
def test_failed_login_is_never_tried_again(
    answer: Response, kind: type[HooklineError], code: Code
) -> None:
    """Whatever a login fails of, every later request fails alike without asking again."""
    workspace = spoken(answer)
    transport = LoginTransport(workspace, "ada", PASSWORD)
    for _ in range(3):
        with pytest.raises(kind) as error:
            transport.send(LIST)
        assert error.value.diagnostics[0].code is code
        assert PASSWORD not in str(error.value)
    assert len(workspace.asked) == 1


def test_servers_words_about_a_password_are_not_shown() -> None:
    """A server that repeats the password, in whatever spelling, does not get it onto the screen."""
    transport = LoginTransport(
        spoken(json_response({"error": f"{PASSWORD} is expired"}, 400)), "ada", PASSWORD
    )
    with pytest.raises(HooklineError, match="answered 400; its words are not shown") as error:
        transport.send(LIST)
    assert "is expired" not in str(error.value)


@pytest.mark.parametrize("status", [200, 302, 400, 401, 503])
def test_user_is_named_only_as_it_may_be_shown(status: int) -> None:
    """Who logs in may be a secret too: messages name the reference, or nobody."""
    workspace = spoken(json_response({"error": "user canary-ada is locked"}, status))
    for shown_as, words in (
        ("${env:HOOKLINE_SECRET_USER}", "logging in as ${env:HOOKLINE_SECRET_USER}: "),
        (None, "logging in: "),
    ):
        with pytest.raises(HooklineError) as error:
            LoginTransport(workspace, "canary-ada", PASSWORD, shown_as).send(LIST)
        assert str(error.value).startswith(words)
        assert "canary" not in str(error.value)


def test_session_that_ends_is_not_renewed() -> None:
    """A 401 in the middle is handed on: whoever asked stops, and no second login is tried."""
    login = json_response({"name": "ada"}, cookies=COOKIES)
    workspace = spoken(login, json_response({"error": "revoked"}, 401))
    transport = LoginTransport(workspace, "ada", PASSWORD)
    assert transport.send(LIST).status == 401
    assert transport.send(LIST).status == 401
    assert [request.path for request in workspace.asked].count(LOGIN) == 1


def test_lost_answer_to_a_login_is_no_lost_write() -> None:
    """Whatever was asked for was not sent yet, so it cannot have been done."""

    def lose(_: Request) -> Response:
        raise AnswerLost.because(Code.API_UNREACHABLE, "the answer was lost")

    with pytest.raises(Unreachable) as caught:
        LoginTransport(Answering(lose), "ada", PASSWORD).send(LIST)
    assert not isinstance(caught.value, AnswerLost)
