import gzip
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hookline.model.codes import Code
from hookline.model.errors import AnswerLost, HooklineError, NeedsMending, Unreachable
from hookline.model.http import Request
from hookline.remote.http import HttpTransport

ASK = Request("GET", "/api/latest/webhook")
WRITE = Request("POST", "/api/latest/webhook", {}, {}, b"{}")


@contextmanager
def answering(*answers: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Listen on this machine, give each connection the next answer and hang up.

    Gives the address and what was received.
    """
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        # A client that does not come fails its test, and does not hold up the others.
        server.settimeout(10)

        def serve() -> None:
            for answer in answers:
                connection, _ = server.accept()
                with connection:
                    received.append(_whole_request(connection))
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", received
        thread.join()


def _whole_request(connection: socket.socket) -> bytes:
    """Read a request to the end of its body."""
    with connection.makefile("rb") as stream:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += stream.readline()
        length = re.search(rb"content-length: (\d+)", head.lower())
        return head + stream.read(int(length[1]) if length else 0)


def whole(status: str, body: bytes = b"", *headers: str) -> bytes:
    """Give an HTTP answer that ends with its connection."""
    lines = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def code_of(error: pytest.ExceptionInfo[HooklineError]) -> Code:
    """Give the code of an error's only diagnostic."""
    (found,) = error.value.diagnostics
    return found.code


def test_request_arrives_as_it_was_asked() -> None:
    """Path, query, headers and body arrive unchanged: nothing is decoded or folded on the way."""
    request = Request(
        "PATCH",
        "/api/latest/webhook/a%2Fb%20%C3%A4%25",
        {"filter": '{"field": "ä&b"}', "plain": "true"},
        {"content-type": "application/json", "x-one": "1"},
        b'{"a": 1}',
    )
    with answering(whole("200 OK")) as (address, received), HttpTransport(address) as transport:
        assert transport.send(request).status == 200
    head, _, body = received[0].partition(b"\r\n\r\n")
    first, *headers = head.decode().split("\r\n")
    query = "filter=%7B%22field%22%3A+%22%C3%A4%26b%22%7D&plain=true"
    assert first == f"PATCH /api/latest/webhook/a%2Fb%20%C3%A4%25?{query} HTTP/1.1"
    lower = {line.lower() for line in headers}
    assert {"content-type: application/json", "x-one: 1", "user-agent: hookline"} <= lower
    assert body == b'{"a": 1}'


def test_address_with_a_path_is_kept() -> None:
    """A workspace that is served below a path is asked below it."""
    with (
        answering(whole("200 OK")) as (address, received),
        HttpTransport(f"{address}/engine/") as transport,
    ):
        transport.send(ASK)
    assert received[0].startswith(b"GET /engine/api/latest/webhook HTTP/1.1\r\n")


def test_answer_is_given_with_all_its_cookies() -> None:
    """Header names come in lower case, and each cookie on a line of its own."""
    answer = whole("201 Made", b"x", "X-One: 1", "Set-Cookie: a=1; Path=/", "Set-Cookie: b=2")
    with answering(answer) as (address, _), HttpTransport(address) as transport:
        given = transport.send(ASK)
    assert (given.status, given.body) == (201, b"x")
    assert given.headers["x-one"] == "1"
    assert given.headers["set-cookie"] == "a=1; Path=/\nb=2"


def test_cookies_are_not_sent_by_themselves() -> None:
    """A cookie that an answer sets is left to whoever asked: the next request is without it."""
    with (
        answering(whole("200 OK", b"", "Set-Cookie: a=1"), whole("200 OK")) as (address, received),
        HttpTransport(address) as transport,
    ):
        transport.send(ASK)
        transport.send(ASK)
    assert b"cookie" not in received[1].lower()


def test_redirect_is_not_followed() -> None:
    """A redirect is an answer like another: nothing is sent to where it leads."""
    answer = whole("302 Found", b"", "Location: http://127.0.0.1:1/")
    with answering(answer) as (address, received), HttpTransport(address) as transport:
        assert transport.send(ASK).status == 302
    assert len(received) == 1


def test_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment gets nothing of what is sent."""
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with answering(whole("200 OK")) as (address, _), HttpTransport(address) as transport:
        assert transport.send(ASK).status == 200


@pytest.mark.parametrize("request_", [ASK, WRITE], ids=["read", "write"])
def test_nobody_there_is_unreachable(request_: Request) -> None:
    """A refused connection names the host; nothing was sent, so trying again later is safe."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with (
        HttpTransport(f"http://127.0.0.1:{port}") as transport,
        pytest.raises(
            Unreachable, match=rf"127\.0\.0\.1:{port} cannot be reached: Connection refused"
        ) as error,
    ):
        transport.send(request_)
    assert code_of(error) is Code.API_UNREACHABLE
    assert type(error.value) is Unreachable


@pytest.mark.parametrize(("request_", "kind"), [(ASK, Unreachable), (WRITE, AnswerLost)])
@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{", b"nonsense\r\n\r\n"],
    ids=["hangs up", "breaks off", "speaks another language"],
)
def test_broken_answer_is_unreachable(
    answer: bytes, request_: Request, kind: type[HooklineError]
) -> None:
    """An answer that does not come whole is none; what a write did before is not known.

    It is not quoted, since a server may repeat the secret that was sent.
    """
    with (
        answering(answer) as (address, _),
        HttpTransport(address) as transport,
        pytest.raises(Unreachable, match="broke off") as error,
    ):
        transport.send(request_)
    assert code_of(error) is Code.API_UNREACHABLE
    assert type(error.value) is kind
    assert "nonsense" not in str(error.value)


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_lost_answer_to_a_write_says_that_it_may_have_arrived(method: str) -> None:
    """Whoever reads of a lost answer is told that trying again blindly is not the way."""
    with (
        answering(b"") as (address, _),
        HttpTransport(address) as transport,
        pytest.raises(AnswerLost) as error,
    ):
        transport.send(Request(method, "/api/latest/webhook/1"))
    assert error.value.diagnostics[0].hint == (
        "it may have been done all the same; run the plan again to see"
    )


@pytest.mark.parametrize("value", ["session=s3cret\n", "session=s3crät"])
def test_header_that_cannot_be_sent_is_not_shown(value: str) -> None:
    """A cookie that HTTP cannot carry is named as such: it is a secret, and nothing was sent."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        HttpTransport(f"http://127.0.0.1:{server.getsockname()[1]}") as transport,
        pytest.raises(Unreachable, match="cannot be asked: a header holds") as error,
    ):
        transport.send(Request("POST", "/api/latest/webhook", {}, {"cookie": value}))
    assert type(error.value) is Unreachable
    assert "s3cr" not in str(error.value)


def test_silence_is_unreachable() -> None:
    """A workspace that takes a request and says nothing is given up after a while."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        HttpTransport(
            f"http://127.0.0.1:{server.getsockname()[1]}", read_seconds=0.05
        ) as transport,
        pytest.raises(AnswerLost, match="did not answer in time"),
    ):
        transport.send(WRITE)


def test_answer_that_takes_too_long_is_given_up() -> None:
    """However steadily an answer drips, there is an end to waiting for it."""
    with (
        answering(whole("200 OK", b"x")) as (address, _),
        HttpTransport(address, total_seconds=-1) as transport,
        pytest.raises(AnswerLost, match="did not finish its answer"),
    ):
        transport.send(WRITE)


@pytest.mark.parametrize("packed", [False, True])
def test_endless_answer_is_given_up(packed: bool) -> None:
    """An answer larger than the bound is not read to its end, nor unpacked to it."""
    body = b"x" * 5_000_000
    answer = (
        whole("200 OK", gzip.compress(body), "Content-Encoding: gzip")
        if packed
        else whole("200 OK", body[:200_000])
    )
    with (
        answering(answer) as (address, _),
        HttpTransport(address, largest_answer=100_000) as transport,
        pytest.raises(Unreachable, match="more than 100,000 bytes") as error,
    ):
        transport.send(ASK)
    assert code_of(error) is Code.API_ANSWER


def test_unsafe_address_is_refused_before_anything_is_sent() -> None:
    """There is no transport to an address that is not safe."""
    with pytest.raises(NeedsMending, match="unencrypted"):
        HttpTransport("http://example.com")
