from datetime import UTC, datetime, timedelta
from pathlib import Path

from hookline.git.commits import parse_commit, read_commits
from hookline.git.objects import GitObject
from hookline.git.process import Git
from hookline.model.commit import Commit
from tests.support.repository import FIRST_COMMIT_AT, make_repository


def _parse(text: bytes) -> Commit:
    return parse_commit(GitObject("1" * 40, "commit", text))


def test_a_commit_as_git_made_it(tmp_path: Path) -> None:
    """Author, date, subject, body and parents are those of the commit."""
    repository = make_repository(tmp_path, {"a": "1"})
    first = repository.head
    second = repository.commit("Open the hook\n\nBecause of #7.\n\nSigned-off-by: x\n", {"a": "2"})
    found = read_commits(Git(tmp_path), [first, second, first, "1" * 40])
    assert list(found) == [first, second]
    assert found[second] == Commit(
        sha=second,
        author="Ada Lovelace",
        authored_at=FIRST_COMMIT_AT + timedelta(hours=1),
        subject="Open the hook",
        body="Because of #7.\n\nSigned-off-by: x",
        parents=(first,),
    )


def test_a_time_zone_is_kept() -> None:
    """The moment carries the author's own time zone."""
    commit = _parse(b"tree x\nauthor A <a@x> 1767225600 -0330\ncommitter C <c@x> 0 +0000\n\nS\n")
    assert commit.authored_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert commit.authored_at.utcoffset() == -timedelta(hours=3, minutes=30)


def test_a_signature_is_not_the_message() -> None:
    """Headers that go on over several lines are passed over."""
    commit = _parse(
        b"tree x\nparent p\nauthor A <a@x> 0 +0000\ncommitter C <c@x> 0 +0000\n"
        b"gpgsig -----BEGIN-----\n author Mallory <m@x> 1 +0000\n \n -----END-----\n\nS\n\nB\n"
    )
    assert (commit.author, commit.subject, commit.body) == ("A", "S", "B")
    assert commit.parents == ("p",)


def test_other_encodings_are_read() -> None:
    """A commit that names its encoding is decoded by it; an unknown one is read as UTF-8."""
    latin = b"tree x\nauthor J\xf6rg <j@x> 0 +0000\nencoding ISO-8859-1\n\nGr\xfc\xdfe\n"
    assert (_parse(latin).author, _parse(latin).subject) == ("Jörg", "Grüße")
    unknown = "tree x\nauthor Jörg <j@x> 0 +0000\nencoding no-such\n\nGrüße\n".encode()
    assert (_parse(unknown).author, _parse(unknown).subject) == ("Jörg", "Grüße")


def test_a_damaged_commit_is_no_crash() -> None:
    """Impossible dates and zones, missing names and messages become empty or 1970."""
    epoch = datetime.fromtimestamp(0, UTC)
    for author in (b"", b"A", b"A <a@x> 99999999999999999999 +0000", b"A <a@x> 5 +9999"):
        assert _parse(b"tree x\nauthor " + author + b"\n\n").authored_at == epoch
    assert _parse(b"tree x\nauthor <a@x> 0 +0000\n\n").author == "a@x"
    assert _parse(b"tree x\n").subject == ""
