import json
from dataclasses import replace

import pytest

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.state.form import read_record, read_run, record_path, write_record, write_run
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
