import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.outcome import Outcome, Result
from hookline.model.state import Brought, Flip, Hold
from hookline.state.form import (
    definition_path,
    read_record,
    read_run,
    record_path,
    write_record,
    write_run,
)
from tests.support.states import make_record, make_run


@pytest.mark.parametrize(
    ("record_id", "path"),
    [
        ("3f0c1a2b-77", "records/3f/3f0c1a2b-77.json"),
        ("7", "records/7/7.json"),
        ("../../x", "records/%2/%2E%2E%2F%2E%2E%2Fx.json"),
        ("a.b", "records/a%/a%2Eb.json"),
        ("ä", "records/%C/%C3%A4.json"),
    ],
)
def test_any_id_makes_a_safe_path(record_id: str, path: str) -> None:
    """Two characters of the id are the folder; what could lead elsewhere is encoded."""
    assert record_path(record_id) == path


def test_text_of_any_kind_comes_back() -> None:
    """Letters beyond ASCII stand as they are; half a surrogate pair comes back too."""
    record = replace(make_record("a"), name="Prüfung ✓", sent={"description": "\ud800 \n\0"})
    data = write_record(record)
    assert "Prüfung ✓".encode() in data
    assert read_record(data, "x") == record


def test_a_run_comes_back() -> None:
    """A run and the workspace's id are read as they were written."""
    run = make_run("c" * 40)
    assert read_run(write_run(run, "ws-1"), "x") == (run, "ws-1")
    assert read_run(write_run(run, None), "x") == (run, None)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("name", 5, "text is needed, not int"),
        ("document", "0", "a whole number is needed, not str"),
        ("document", True, "a whole number is needed, not bool"),
        ("sent", [], "a mapping is needed, not list"),
        ("blob", None, "text is needed, not NoneType"),
    ],
)
def test_a_record_of_another_shape_is_refused(key: str, value: object, said: str) -> None:
    """What does not have the form is named with its place and never guessed."""
    data = json.loads(write_record(make_record("a"))) | {key: value}
    with pytest.raises(NeedsMending) as caught:
        read_record(json.dumps(data).encode(), "records/id/id-a.json at 3f2a9c1")
    [problem] = caught.value.diagnostics
    assert problem.code is Code.STA_FORMAT
    assert "records/id/id-a.json at 3f2a9c1" in problem.message
    assert said in problem.message


def test_a_record_without_a_key_is_refused() -> None:
    """A missing key is named."""
    data = json.loads(write_record(make_record("a")))
    del data["read_back"]
    with pytest.raises(NeedsMending, match="'read_back' is missing"):
        read_record(json.dumps(data).encode(), "x")


def test_an_unknown_key_is_passed_over() -> None:
    """A later Hookline may add a key without a new form."""
    data = json.loads(write_record(make_record("a"))) | {"added": 1}
    assert read_record(json.dumps(data).encode(), "x") == make_record("a")


def test_an_outcome_that_is_unknown_here_is_refused() -> None:
    """A result that this version does not know is not guessed."""
    data = write_run(make_run("c" * 40), None).replace(b'"created"', b'"invented"')
    with pytest.raises(NeedsMending, match="invented"):
        read_run(data, "x")


def test_a_run_names_the_saved_plan_that_it_applied() -> None:
    """The digest of a plan comes back; a run that was recorded without one has none."""
    run = replace(make_run("c" * 40), plan_digest="d" * 64)
    assert read_run(write_run(run, None), "x") == (run, None)
    older = json.loads(write_run(run, None))
    del older["plan_digest"]
    assert read_run(json.dumps(older).encode(), "x")[0] == make_run("c" * 40)


FULL_RECORD = replace(
    make_record("a"),
    document=3,
    key_version=None,
    spelled={"roles": "role_list"},
    renamed_from="b",
    modified_at="2026-11-20T14:02:00Z",
    kept={"description": "theirs"},
    flips={"is_enabled": (Flip("Ada", "2026-11-20T14:02:00Z"), Flip(None, None))},
    brought={"name": Brought("5d1c", "d" * 40), "roles": Brought("5d1c", "")},
)
"""A record of which everything is known that can be."""


def test_a_record_comes_back_with_all_that_few_records_have() -> None:
    """Spellings, names of before, what was kept, who set it back, and where values came from."""
    assert read_record(write_record(FULL_RECORD), "x") == FULL_RECORD


def test_a_record_is_written_by_its_keys() -> None:
    """The file is sorted and indented, ends with a line, and leaves out what is empty."""
    text = write_record(make_record("a")).decode()
    assert text == (
        "{\n"
        '  "blob": "' + "b" * 40 + '",\n'
        '  "commit": "' + "c" * 40 + '",\n'
        '  "document": 0,\n'
        '  "id": "id-a",\n'
        '  "key_version": 2,\n'
        '  "name": "a",\n'
        '  "outcome": "created",\n'
        '  "path": "webhooks/a.yaml",\n'
        '  "read_back": {\n    "description": null,\n    "is_enabled": true,\n'
        '    "name": "a"\n  },\n'
        '  "sent": {\n    "description": "",\n    "name": "a",\n'
        '    "roles": [\n      {\n        "role": "x"\n      }\n    ]\n  }\n'
        "}\n"
    )


def test_what_few_records_have_is_written_by_its_keys() -> None:
    """The keys of docs/state-format.md, as another program finds them."""
    stored = json.loads(write_record(FULL_RECORD))
    assert stored["spelled"] == {"roles": "role_list"}
    assert (stored["renamed_from"], stored["modified_at"]) == ("b", "2026-11-20T14:02:00Z")
    assert stored["kept"] == {"description": "theirs"}
    at = "2026-11-20T14:02:00Z"
    assert stored["flips"] == {"is_enabled": [{"by": "Ada", "at": at}, {"by": None, "at": None}]}
    assert stored["brought"]["name"] == {"run": "5d1c", "commit": "d" * 40}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("flips", {"name": {}}, "flips: a list is needed"),
        ("flips", {"name": ["x"]}, "a mapping is needed, not str"),
        ("flips", {"name": [{"by": 1, "at": None}]}, "text is needed, not int"),
        ("flips", {"name": [{"by": None}]}, "'at' is missing"),
        ("brought", {"name": []}, "a mapping is needed, not list"),
        ("brought", {"name": {"run": "r"}}, "'commit' is missing"),
        ("spelled", {"name": None}, "text is needed, not NoneType"),
        ("kept", [], "a mapping is needed, not list"),
        ("renamed_from", 1, "text is needed, not int"),
        ("modified_at", [], "text is needed, not list"),
    ],
)
def test_what_few_records_have_is_checked_as_well(key: str, value: object, said: str) -> None:
    """A damaged part that is mostly absent is told like any other."""
    data = json.loads(write_record(FULL_RECORD)) | {key: value}
    with pytest.raises(NeedsMending) as caught:
        read_record(json.dumps(data).encode(), "records/x")
    [problem] = caught.value.diagnostics
    assert problem.message == f"the applied state cannot be read: records/x: {said}"
    assert problem.hint == (
        "see docs/state-format.md; the runs before it are in `git log --first-parent` "
        "of the same ref"
    )


def test_a_run_is_written_by_its_keys() -> None:
    """Times are in UTC whatever zone they came in, and each outcome stands with all it says."""
    east = timezone(timedelta(hours=2))
    failed = Outcome(Result.FAILED, "a", "id-a", "webhooks/a.yaml", "e" * 40, "why", "more")
    run = replace(
        make_run("c" * 40, failed, worktree=True),
        at=datetime(2026, 11, 23, 16, 30, tzinfo=east),
        root="shop",
        plan_digest="d" * 64,
        purpose="rollback to 5d1c",
        number=7,
        hold=Hold("5d1c", "f" * 40, "Ada", datetime(2026, 11, 23, 16, 0, tzinfo=east)),
        applied_commit="a" * 40,
    )
    data = write_run(run, "ws-1")
    assert json.loads(data) == {
        "format_version": 1,
        "run": "run1",
        "at": "2026-11-23T14:30:00+00:00",
        "who": "Grace Hopper <grace@example.com>",
        "commit": "c" * 40,
        "worktree": True,
        "applied_commit": "a" * 40,
        "root": "shop",
        "workspace_id": "ws-1",
        "plan_digest": "d" * 64,
        "purpose": "rollback to 5d1c",
        "number": 7,
        "hold": {
            "run": "5d1c",
            "commit": "f" * 40,
            "who": "Ada",
            "at": "2026-11-23T14:00:00+00:00",
        },
        "outcomes": [
            {
                "result": "failed",
                "name": "a",
                "record_id": "id-a",
                "path": "webhooks/a.yaml",
                "commit": "e" * 40,
                "reason": "why",
                "message": "more",
            }
        ],
    }
    read, workspace_id = read_run(data, "x")
    assert (read, workspace_id) == (run, "ws-1")
    assert read.hold is not None
    assert (read.at.tzinfo, read.hold.at.tzinfo) == (UTC, UTC)


def test_a_run_of_an_older_form_has_what_it_has() -> None:
    """Without purpose, number, hold and digest a run is an apply that has none of them."""
    older = json.loads(write_run(make_run("c" * 40), None))
    for key in ("plan_digest", "purpose", "number", "hold"):
        del older[key]
    read, _ = read_run(json.dumps(older).encode(), "x")
    assert (read.plan_digest, read.purpose, read.number, read.hold) == ("", "apply", 0, None)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("outcomes", {}, "outcomes: a list is needed"),
        ("outcomes", ["x"], "a mapping is needed, not str"),
        ("worktree", 0, "true or false is needed, not int"),
        ("hold", [], "a mapping is needed, not list"),
        ("hold", {"run": "r"}, "'commit' is missing"),
        ("at", "yesterday", "Invalid isoformat string: 'yesterday'"),
        ("at", "0001-01-01T00:00:00+14:00", "date value out of range"),
        ("workspace_id", 1, "text is needed, not int"),
        ("number", "1", "a whole number is needed, not str"),
    ],
)
def test_a_run_of_another_shape_is_refused(key: str, value: object, said: str) -> None:
    """What is wrong is told with the place it is wrong in."""
    data = json.loads(write_run(make_run("c" * 40), None)) | {key: value}
    with pytest.raises(NeedsMending) as caught:
        read_run(json.dumps(data).encode(), "run.json at 3f2a9c1")
    [problem] = caught.value.diagnostics
    told = f"the applied state cannot be read: run.json at 3f2a9c1: {said}"
    assert (problem.code, problem.message) == (Code.STA_FORMAT, told)


def test_a_newer_form_names_both_numbers() -> None:
    """Whoever has the older Hookline learns what to install."""
    data = json.loads(write_run(make_run("c" * 40), None)) | {"format_version": 2}
    with pytest.raises(NeedsMending) as caught:
        read_run(json.dumps(data).encode(), "x")
    [problem] = caught.value.diagnostics
    assert problem.code is Code.STA_FORMAT
    assert problem.message == (
        "a newer Hookline wrote the applied state: its form is 2, and this one reads forms up to 1"
    )
    assert problem.hint == "install the Hookline that the last run used, or a newer one"


def test_only_the_outcomes_that_are_asked_for_are_read() -> None:
    """By name or by record id; who asks for none gets none."""
    outcomes = [Outcome(Result.CREATED, name, f"id-{name}") for name in "abc"]
    run = make_run("c" * 40, *outcomes)
    data = write_run(run, None)
    for naming, wanted in ((["b"], "b"), (["id-c", "a"], "ac"), ([], ""), (None, "abc")):
        read, _ = read_run(data, "x", naming)
        assert "".join(each.name for each in read.outcomes) == wanted
    broken = json.loads(data) | {"outcomes": [5]}
    assert read_run(json.dumps(broken).encode(), "x", [])[0].outcomes == ()


def test_definitions_lie_in_a_folder_of_their_own() -> None:
    """No path of a definition can be taken for a record's or the run's."""
    assert definition_path("records/x.yaml") == "definitions/records/x.yaml"
