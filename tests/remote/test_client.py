import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from hookline.model.codes import Code
from hookline.model.errors import (
    AccessRefused,
    AnswerLost,
    Blocked,
    HooklineError,
    NeedsMending,
    Stale,
    Unreachable,
)
from hookline.model.http import Request, Response
from hookline.model.values import JSON
from hookline.remote.reader import EngineReader
from hookline.remote.writer import EngineWriter
from tests.support.engine import Answering, json_response

HOOK: dict[str, JSON] = {"id": "1", "name": "signup", "is_deleted": False}


def reading(answer: Response) -> EngineReader:
    """Give a reader of a workspace that always answers this."""
    return EngineReader(Answering(lambda _: answer), "test")


def writing(answer: Response) -> EngineWriter:
    """Give a writer to a workspace that always answers this to a write, and holds nothing yet."""
    return EngineWriter(
        Answering(lambda request: Response(404) if request.method == "GET" else answer), "test"
    )


def code_of(error: pytest.ExceptionInfo[HooklineError]) -> Code:
    """Give the code of an error's only diagnostic."""
    (found,) = error.value.diagnostics
    return found.code


def test_requests_are_those_of_the_documentation() -> None:
    """Each method sends exactly the request that the Engine documents."""
    spoken = Answering(lambda request: json_response([] if request.query.get("plain") else HOOK))
    reader = EngineReader(spoken, "test")
    reader.list("webhook", ["flow_id", "name"])
    reader.by_id("webhook", "1")
    reader.by_name("webhook", "signup")
    assert spoken.asked == [
        Request(
            "GET",
            "/api/latest/webhook",
            {"plain": "true", "fields": "id,name,is_deleted,flow_id"},
        ),
        Request("GET", "/api/latest/webhook/1"),
        Request("GET", "/api/latest/webhook/signup", {"by": "name"}),
    ]


def test_writes_are_those_of_the_documentation() -> None:
    """POST is plain and flat, PATCH partial, both with the message; DELETE goes to the trash.

    The name of a new record is looked for before it is made, because a POST may overwrite.
    """
    spoken = Answering(
        lambda request: Response(404) if request.method == "GET" else json_response(HOOK)
    )
    writer = EngineWriter(spoken, "test")
    writer.create("webhook", {"name": "signup"}, "Add it")
    writer.update("webhook", "1", {"description": None}, "Clear it")
    writer.delete("webhook", "1")
    seen = [(one.method, one.path, dict(one.query)) for one in spoken.asked]
    assert seen == [
        ("GET", "/api/latest/webhook/signup", {"by": "name"}),
        ("POST", "/api/latest/webhook", {"plain": "true"}),
        ("PATCH", "/api/latest/webhook/1", {}),
        ("DELETE", "/api/latest/webhook/1", {}),
    ]
    assert [json.loads(one.body) for one in spoken.asked[1:3]] == [
        {"name": "signup", "commit_message": "Add it"},
        {"description": None, "commit_message": "Clear it"},
    ]
    assert all(one.headers["content-type"] == "application/json" for one in spoken.asked[1:3])


def test_identity_costs_as_few_lists_as_possible() -> None:
    """The first record type that answers a record settles which workspace it is."""
    bundle: JSON = {**HOOK, "workspace_id": "w-1"}
    spoken = Answering(lambda one: json_response([bundle] if one.path.endswith("bundle") else []))
    assert EngineReader(spoken, "test").identity().id == "w-1"
    assert [request.path.rpartition("/")[2] for request in spoken.asked] == ["project", "bundle"]


@pytest.mark.parametrize("body", [HOOK, {"webhook": HOOK}])
def test_wrapped_and_bare_answers_are_understood(body: JSON) -> None:
    """A record is the same whether the workspace wraps it in its type or not."""
    record = reading(json_response(body)).by_id("webhook", "1")
    assert record is not None
    assert dict(record.values) == HOOK
    assert reading(json_response([body])).list("webhook") == [record]


def test_unknown_fields_are_kept_and_harmless() -> None:
    """A property that a later Engine adds is part of the record and no error."""
    record = reading(json_response({**HOOK, "track_in_git": True})).by_id("webhook", "1")
    assert record is not None
    assert record.values["track_in_git"] is True


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Response(200, {"content-type": "text/html"}, b"<html>Log in"), "text/html, not JSON"),
        (Response(200, {}, b"{}"), "no content type, not JSON"),
        (Response(204), "no content type, not JSON"),
        (Response(200, {"content-type": "application/json"}, b'{"id": "1"'), "JSON is broken"),
        (Response(200, {"content-type": "application/json"}, b"\xff"), "JSON is broken"),
        (Response(200, {"content-type": "application/json"}, b"[" * 100_000), "JSON is broken"),
        (Response(200, {"content-type": "application/json"}, b'{"id": NaN}'), "NaN is no JSON"),
        (
            Response(200, {"content-type": "application/json"}, b'{"id": "1", "id": "2"}'),
            "the key 'id' stands twice",
        ),
        (json_response([]), "did not answer with a webhook"),
        (json_response({"webhook": None}), "did not answer with a webhook"),
        (json_response({"name": "signup"}), "answered a webhook without id"),
        (json_response({**HOOK, "id": 1}), "answered a webhook without id"),
        (json_response({**HOOK, "id": ""}), "answered a webhook without id"),
        (json_response({**HOOK, "id": "2"}), "answered the record 2"),
    ],
)
def test_answers_that_are_no_record_are_refused(answer: Response, words: str) -> None:
    """What cannot be understood is never taken for a record, nor for its absence."""
    with pytest.raises(Unreachable, match=words) as error:
        reading(answer).by_id("webhook", "1")
    assert code_of(error) is Code.API_ANSWER
    assert str(error.value).startswith("reading webhook 1: ")


def test_record_of_another_name_is_refused() -> None:
    """A read by name that answers another record is an error, not a match."""
    with pytest.raises(Unreachable, match="answered the record 'Signup'"):
        reading(json_response({**HOOK, "name": "Signup"})).by_name("webhook", "signup")


@pytest.mark.parametrize("body", [{}, {"webhook": []}, None, "x", [1]])
def test_list_that_is_none_is_never_empty(body: JSON) -> None:
    """A list in another form is an error: taken as empty it would read as "all gone"."""
    with pytest.raises(Unreachable):
        reading(json_response(body)).list("webhook")


def test_two_records_of_one_name_block() -> None:
    """Two records of one name are named with their ids, and nothing is written to either."""
    with pytest.raises(Blocked, match="two records of type webhook called 'signup': 1 and 2") as e:
        reading(json_response([HOOK, {**HOOK, "id": "2"}])).list("webhook")
    assert code_of(e) is Code.API_AMBIGUOUS


def test_namesake_in_the_trash_does_not_block() -> None:
    """A record in the trash is gone: its name belongs to the other one."""
    gone = {**HOOK, "id": "2", "is_deleted": True}
    (record,) = reading(json_response([gone, HOOK])).list("webhook")
    assert record.id == "1"


def test_awkward_names_are_looked_for_by_a_filter() -> None:
    """A name that a path would lose is asked for by a filter, and two of it block too."""
    spoken = Answering(lambda _: json_response([{**HOOK, "name": ".."}]))
    found = EngineReader(spoken, "test").by_name("webhook", "..")
    assert found is not None
    assert json.loads(spoken.asked[0].query["filter"]) == {
        "field": "name",
        "op": "eq",
        "value": "..",
    }
    twice: list[JSON] = [{**HOOK, "name": "a/b"}, {**HOOK, "name": "a/b", "id": "2"}]
    with pytest.raises(Blocked):
        reading(json_response(twice)).by_name("webhook", "a/b")


def test_server_that_ignores_the_filter_is_noticed() -> None:
    """Of a list that was not filtered only the record of the name counts."""
    unfiltered = json_response([HOOK, {**HOOK, "id": "2", "name": "a/b"}])
    found = reading(unfiltered).by_name("webhook", "a/b")
    assert found is not None
    assert found.id == "2"
    assert reading(json_response([HOOK])).by_name("webhook", "..") is None


@pytest.mark.parametrize(
    ("status", "kind", "code", "exit_code"),
    [
        (401, AccessRefused, Code.API_DENIED, 8),
        (403, AccessRefused, Code.API_DENIED, 8),
        (302, Unreachable, Code.API_ANSWER, 7),
        (429, Unreachable, Code.API_UNREACHABLE, 7),
        (503, Unreachable, Code.API_UNREACHABLE, 7),
        (409, Stale, Code.API_REFUSED, 4),
        (422, NeedsMending, Code.API_REFUSED, 1),
        (400, NeedsMending, Code.API_REFUSED, 1),
    ],
)
def test_refusals_have_their_kind_and_code(
    status: int, kind: type[HooklineError], code: Code, exit_code: int
) -> None:
    """Each status leads to the error, and so the exit code, that says what to do about it."""
    with pytest.raises(HooklineError, match=r"in the server's words|redirects to") as error:
        reading(json_response({"error": "in the server's words"}, status)).list("webhook")
    assert type(error.value) is kind
    assert code_of(error) is code
    assert error.value.exit_code == exit_code


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (json_response({"message": "two\n\x1b[31m words"}, 422), "two [31m words"),
        (json_response({"error": {"code": 1}}, 422), '{"error": {"code": 1}}'),
        (Response(422, {"content-type": "text/plain"}, b"plain \xff words"), "plain � words"),
        (Response(422, {"content-type": "text/html"}, b"<html>" * 999), "a web page"),
        (Response(422, {}, b"x" * 10_000), "x" * 299 + "…"),
    ],
)
def test_servers_words_are_cleaned_and_cut(answer: Response, said: str) -> None:
    """Whatever the server says is one line without control characters, of a bounded length."""
    with pytest.raises(NeedsMending) as error:
        reading(answer).list("webhook")
    assert str(error.value) == f"listing every webhook: the workspace answered 422, {said!r}"


def test_refusal_without_words_is_a_sentence() -> None:
    """A refusal without a body still says what was tried and what came."""
    with pytest.raises(NeedsMending) as error:
        reading(Response(418)).list("webhook")
    assert str(error.value) == "listing every webhook: the workspace answered 418"


@pytest.mark.parametrize("key", ["my-s3cret-key", 'a"b\\cä', "abc"])
@pytest.mark.parametrize(
    "spell",
    [
        str,
        json.dumps,
        lambda key: json.dumps(json.dumps(key)),
        quote,
        lambda key: base64.b64encode(key.encode()).decode(),
    ],
    ids=["as it is", "as JSON", "as JSON in JSON", "for an address", "in base64"],
)
@pytest.mark.parametrize("status", [401, 403, 409, 422, 429, 500, 503])
def test_words_about_a_write_that_held_a_secret_are_not_shown(
    key: str, spell: Callable[[str], str], status: int
) -> None:
    """A server may repeat the key that it refuses in any spelling, so that nothing it says counts.

    What was tried and the status are still told.
    """
    echo = f"the key {spell(key)} is too weak"
    answers = [
        json_response({"error": echo}, status),
        Response(status, {"content-type": "text/plain", "retry-after": echo}, echo.encode()),
    ]
    for answer in answers:
        with pytest.raises(HooklineError) as error:
            writing(answer).update("webhook", "1", {"key": key}, "Change it")
        (found,) = error.value.diagnostics
        assert found.message == (
            f"updating webhook 1: the workspace answered {status}; its words are not shown,"
            " because the request held a secret"
        )
        assert spell(key) not in found.hint


@pytest.mark.parametrize(
    "answer",
    [
        Response(302, {"location": "https://elsewhere.example.com/?key=s3cret"}),
        Response(200, {"content-type": "s3cret"}),
        Response(200, {"content-type": "application/json"}, b'{"s3cret": 1, "s3cret": 2}'),
    ],
    ids=["where it leads", "its kind", "its JSON"],
)
def test_unusable_answer_to_a_write_that_held_a_secret_is_not_quoted(answer: Response) -> None:
    """Where an answer is no refusal and cannot be used, it is not quoted either."""
    with pytest.raises(Unreachable) as error:
        writing(answer).update("webhook", "1", {"key": "s3cret"}, "Change it")
    (found,) = error.value.diagnostics
    assert "s3cret" not in found.message + found.hint
    assert found.code is Code.API_ANSWER


def test_words_about_a_key_that_is_cleared_are_shown() -> None:
    """A write that takes the key away holds no secret."""
    with pytest.raises(NeedsMending, match="in the server's words"):
        writing(json_response({"error": "in the server's words"}, 422)).update(
            "webhook", "1", {"key": None}, "Open it"
        )


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (500, AnswerLost),
        (502, AnswerLost),
        (504, AnswerLost),
        (524, AnswerLost),
        (429, Unreachable),
        (503, Unreachable),
    ],
)
def test_server_error_to_a_write_leaves_open_whether_it_was_done(
    status: int, kind: type[HooklineError]
) -> None:
    """A proxy that gave up waiting answers 504 to a write that is done; 429 and 503 refuse it."""
    writer = writing(json_response({"error": "sorry"}, status))
    tries: list[Callable[[], object]] = [
        lambda: writer.create("webhook", {"name": "signup"}, "m"),
        lambda: writer.update("webhook", "1", {}, "m"),
        lambda: writer.delete("webhook", "1"),
    ]
    for write in tries:
        with pytest.raises(HooklineError, match=f"answered {status}, 'sorry'") as error:
            write()
        assert type(error.value) is kind
        may_be_done = "it may have been done all the same" in error.value.diagnostics[0].hint
        assert may_be_done == (kind is AnswerLost)


def test_unusable_answer_to_a_write_leaves_open_whether_it_was_done() -> None:
    """A write that was answered with success and without a record may have been carried out."""
    answer = Response(200, {"content-type": "text/html"}, b"<html>Log in")
    with pytest.raises(AnswerLost, match="text/html, not JSON") as error:
        writing(answer).update("webhook", "1", {}, "m")
    assert code_of(error) is Code.API_ANSWER


def test_server_error_to_a_read_changes_nothing() -> None:
    """A read that fails can be tried again, whatever became of it."""
    with pytest.raises(Unreachable) as error:
        reading(json_response({"error": "sorry"}, 500)).list("webhook")
    assert type(error.value) is Unreachable


def test_redirect_names_where_it_leads() -> None:
    """A redirect is not followed, and the message names its target."""
    answer = Response(302, {"location": "https://elsewhere.example.com/"})
    with pytest.raises(Unreachable, match="redirects to https://elsewhere"):
        reading(answer).list("webhook")


def test_throttled_client_is_told_when_to_come_back() -> None:
    """The server's `Retry-After` is part of the hint."""
    with pytest.raises(Unreachable) as error:
        reading(Response(429, {"retry-after": "30"})).list("webhook")
    assert error.value.diagnostics[0].hint == "try again after 30"


@pytest.mark.parametrize(
    "answered",
    [{"name": "Signup"}, {"created_by": "ada", "modified_by": "me"}],
    ids=["another name", "made by somebody else"],
)
def test_create_that_answers_another_record_is_a_conflict(answered: dict[str, JSON]) -> None:
    """A POST that was answered with a record that was there before is a lost race."""
    with pytest.raises(Stale) as error:
        writing(json_response({**HOOK, **answered})).create("webhook", {"name": "signup"}, "m")
    assert code_of(error) is Code.API_CONFLICT


def test_update_that_answers_another_id_is_a_conflict() -> None:
    """A PATCH that made a record anew is noticed, with the id of the new one."""
    with pytest.raises(Stale, match="with the id 2") as error:
        writing(json_response({**HOOK, "id": "2"})).update("webhook", "1", {}, "m")
    assert code_of(error) is Code.API_CONFLICT


@pytest.mark.parametrize("status", [200, 204, 404])
def test_delete_is_done_when_the_record_is_gone(status: int) -> None:
    """A delete asks once, and a record that is not there is deleted already."""
    spoken = Answering(lambda _: Response(status))
    EngineWriter(spoken, "test").delete("webhook", "1")
    assert len(spoken.asked) == 1


def test_refused_delete_is_an_error() -> None:
    """A delete that the workspace refuses is never taken as done."""
    with pytest.raises(Stale, match="deleting webhook 1"):
        writing(json_response({"error": "in use"}, 409)).delete("webhook", "1")
