"""The states of a target, read a piece at a time from a real repository."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from hookline.git.fast_import import NewCommit, write_line
from hookline.git.process import Answer, Git
from hookline.git.refs import set_ref
from hookline.git.repository import open_repository
from hookline.model.codes import Code
from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending
from hookline.model.outcome import Outcome, Result
from hookline.model.state import AppliedRecord, AppliedState
from hookline.state.form import RUN, write_run
from hookline.state.store import GitState
from hookline.state.trail import GitTrail
from tests.support.repository import ScriptedRepository, make_repository
from tests.support.states import RUN_AT, make_record, make_run

REF = "refs/hookline/state/staging"


@dataclass(frozen=True)
class CountingGit(Git):
    """Git that notes how often objects are read."""

    reads: list[str] = field(default_factory=list)

    def ask(
        self,
        command: str,
        *options: str,
        values: Sequence[str] = (),
        paths: Sequence[str] | None = None,
        stdin: bytes | None = None,
    ) -> Answer:
        """Note it, and do as git does."""
        if command == "cat-file":
            self.reads.append(command)
        return super().ask(command, *options, values=values, paths=paths, stdin=stdin)


class Team:
    """A repository in which runs are recorded one after the other."""

    def __init__(self, repository: ScriptedRepository) -> None:
        self.repository = repository
        self.opened = open_repository(repository.path)
        self.states = GitState(self.opened, "staging")
        self.state = AppliedState()

    def record(self, run_id: str, *records: AppliedRecord, outcomes: int = 1) -> str:
        """Record a run that leaves exactly these records; gives the state's revision."""
        made = [
            Outcome(Result.UPDATED, f"{run_id}-{number}", f"id-{run_id}-{number}")
            for number in range(outcomes)
        ]
        run = make_run(self.repository.head, *made, run_id=run_id)
        file = SourceFile("webhooks/a.yaml", b"1")
        self.state = self.states.record(run, self.state, records, [file], None)
        assert self.state.revision is not None
        return self.state.revision

    @property
    def trail(self) -> GitTrail:
        """Open the trail anew."""
        return GitTrail(self.opened, "staging")


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """Give a repository without any state."""
    return Team(make_repository(tmp_path / "r", {"hookline.yaml": ""}))


def test_nothing_was_applied_yet(team: Team) -> None:
    """A target without a state has no runs and no names, which is no error."""
    assert team.trail.newest() is None
    assert list(team.trail.runs()) == []
    assert team.trail.names() == {}


def test_runs_come_newest_first_with_the_states_around_them(team: Team) -> None:
    """Each run says which state it began with, so that what it took away can be read."""
    first = team.record("one", make_record("signup"))
    second = team.record("two", make_record("refund"))
    found = list(team.trail.runs())
    assert [(each.run.id, each.revision) for each in found] == [("two", second), ("one", first)]
    assert found[0].before == first
    assert team.trail.record(first, "id-refund") is None
    assert team.trail.newest() == second


def test_only_runs_that_mention_a_text_are_given(team: Team) -> None:
    """A name is looked for as a whole; one that is only a part of another does not count."""
    team.record("one", outcomes=2)
    team.record("two")
    assert [each.run.id for each in team.trail.runs(["one-1", "nobody"])] == ["one"]
    assert list(team.trail.runs(["one-"])) == []


@pytest.mark.parametrize("name", ['q"x', "bücher", "back\\slash", "half \ud800"])
def test_names_are_looked_for_as_they_are_written(team: Team, name: str) -> None:
    """Quotes, letters of any script and what JSON escapes are found all the same."""
    run = replace(make_run(team.repository.head), outcomes=(Outcome(Result.FAILED, name),))
    team.states.record(run, AppliedState(), [], [], None)
    (found,) = team.trail.runs([name])
    assert found.run.outcomes[0].name == name


def test_a_record_is_read_as_each_state_has_it(team: Team) -> None:
    """What a state holds of one record is read without the others."""
    first = team.record("one", make_record("signup", description="a"))
    second = team.record("two", make_record("signup", description="b"))
    for revision, description in ((first, "a"), (second, "b")):
        found = team.trail.record(revision, "id-signup")
        assert found is not None
        assert found.sent["description"] == description


def test_the_states_that_changed_a_record_are_told(team: Team) -> None:
    """Runs that left a record as it was are passed over, and a removal counts."""
    signup, refund = make_record("signup"), make_record("refund")
    first = team.record("one", signup)
    team.record("two", signup, refund)
    third = team.record("three", replace(signup, name="other"))
    fourth = team.record("four")
    assert list(team.trail.changes_of("id-signup")) == [fourth, third, first]
    assert list(team.trail.changes_of("id-nobody")) == []


def test_names_of_the_newest_state(team: Team) -> None:
    """What was managed once and is not any more has no name there."""
    team.record("one", make_record("signup"), make_record("refund"))
    team.record("two", make_record("refund"))
    assert team.trail.names() == {"id-refund": "refund"}


def test_commits_that_are_not_at_hand_are_left_out(team: Team) -> None:
    """A commit that this clone lacks is unknown, which is no error."""
    head = team.repository.head
    found = team.trail.commits([head, "d" * 40, ""])
    assert {sha: commit.subject for sha, commit in found.items()} == {head: "Begin"}


def test_a_name_that_is_no_part_of_a_ref_is_refused(team: Team) -> None:
    """A target's name never leads git to another ref."""
    with pytest.raises(NeedsMending) as raised:
        GitTrail(team.opened, "../heads/main")
    assert raised.value.diagnostics[0].code is Code.CFG_TARGET


def test_runs_are_found_by_what_they_did_to_a_webhook(team: Team) -> None:
    """A name that is the beginning of a longer one finds only its own runs."""
    team.record("one", outcomes=11)
    team.record("two")
    found = [each.run for each in team.trail.runs_on("one-1")]
    assert [(run.id, [each.name for each in run.outcomes]) for run in found] == [("one", ["one-1"])]
    assert list(team.trail.runs_on("one")) == []


def test_runs_are_found_by_their_ids(team: Team) -> None:
    """Of a run that is asked for by its id who, when and what for are read, and no outcome."""
    team.record("one")
    team.record("two")
    found = team.trail.runs_called(["two", "gone"])
    assert {run_id: run.outcomes for run_id, run in found.items()} == {"two": ()}
    assert team.trail.runs_called([]) == {}
    assert GitTrail(team.opened, "nowhere").runs_called(["two"]) == {}


def test_outcomes_of_other_webhooks_are_left_out(team: Team) -> None:
    """Of a run that mentions a webhook among thousands only that one is read."""
    team.record("one", outcomes=3)
    (found,) = team.trail.runs(["one-1", "id-one-2"])
    assert [each.name for each in found.run.outcomes] == ["one-1", "one-2"]


def test_the_run_of_a_state(team: Team) -> None:
    """A state tells which run left it; the beginning of the chain was left by none."""
    first = team.record("one")
    second = team.record("two")
    found = team.trail.run_at(second)
    assert found is not None
    assert (found.run.id, found.before) == ("two", first)
    begin = team.repository.git("rev-list", "--max-parents=0", "refs/hookline/state/staging")
    assert team.trail.run_at(begin.split()[0]) is None


def test_a_shallow_clone_has_no_state_before_its_oldest(team: Team, tmp_path: Path) -> None:
    """A state that the clone lacks is not taken for one that was empty."""
    team.record("one")
    team.record("two")
    clone = team.repository.clone(tmp_path / "clone", "--depth=1")
    clone.git("fetch", "--depth=1", "origin", "+refs/hookline/*:refs/hookline/*")
    trail = GitTrail(open_repository(clone.path), "staging")
    (found,) = trail.runs()
    assert (found.run.id, found.before) == ("two", "")
    assert trail.run_at(found.revision) == found


@pytest.fixture
def many(team: Team) -> Team:
    """Give a repository with 2,700 runs, written in one go."""
    begin = NewCommit("Begin", RUN_AT)
    runs = [
        NewCommit("A run", RUN_AT, changes={RUN: write_run(make_run("", run_id=f"run{each}"), "w")})
        for each in range(2700)
    ]
    set_ref(team.opened.git, REF, write_line(team.opened.git, [begin, *runs]))
    return team


def test_thousands_of_runs_come_once_each(many: Team) -> None:
    """However many windows they fill, none is lost or told twice, the second time neither."""
    trail = many.trail
    wanted = [f"run{number}" for number in range(2699, -1, -1)]
    assert [each.run.id for each in trail.runs()] == wanted
    assert [each.run.id for each in trail.runs(["signup"])] == wanted


def test_as_much_is_read_as_is_asked_for(many: Team) -> None:
    """Few newest runs cost one small reading; a search goes through all in few large ones."""
    git = CountingGit(many.opened.git.directory)
    trail = GitTrail(replace(many.opened, git=git), "staging")
    runs = trail.runs()
    for count, reads in ((64, 1), (512, 2), (2048, 3), (76, 4)):
        for _ in range(count):
            assert next(runs, None) is not None
            assert len(git.reads) == reads
    assert next(runs, None) is None
    git.reads.clear()
    searching = GitTrail(replace(many.opened, git=git), "staging")
    assert list(searching.runs(["nobody"])) == []
    assert len(git.reads) == 2


def test_a_source_with_a_run_of_its_own_is_no_state(team: Team) -> None:
    """A `run.json` among the definitions, however new, is neither listed nor found."""
    team.repository.commits = 10_000
    message = "A file of the same name\n\n  updated   webhook/one-0\n\nHookline-Run: one"
    team.repository.commit(message, {"run.json": "{}"})
    revision = team.record("one")
    for found in (team.trail.runs(), team.trail.runs(["one-0"]), team.trail.runs_on("one-0")):
        assert [each.revision for each in found] == [revision]
    assert team.trail.runs_called(["one"]).keys() == {"one"}


def test_every_way_to_a_run_tells_the_same_of_it(team: Team) -> None:
    """The state before it and the workspace are known, whether a commit was applied or none."""
    run = make_run("", Outcome(Result.UPDATED, "a", "id-a"), run_id="one", worktree=True)
    first = team.states.record(run, AppliedState(), [], [], "ws-1")
    run = make_run(team.repository.head, Outcome(Result.UPDATED, "b", "id-b"), run_id="two")
    second = team.states.record(run, first, [], [], None)
    begin = team.repository.git("rev-parse", f"{first.revision}^")
    known = {
        "a": (first.revision, begin, "one", "ws-1"),
        "b": (second.revision, first.revision, "two", None),
    }
    trail = team.trail
    for name, told in known.items():
        assert told[0] is not None
        for found in (*trail.runs([name]), *trail.runs_on(name), trail.run_at(told[0])):
            assert found is not None
            assert (found.revision, found.before, found.run.id, found.workspace_id) == told


@pytest.mark.parametrize("name", ["a[b", "a.c", "^a", "bücher", "a\\", "--all", "a*"])
def test_a_name_is_no_pattern(team: Team, name: str) -> None:
    """Whatever a webhook is called, its own runs are found and no other one's."""
    team.repository.git("config", "i18n.logOutputEncoding", "ISO-8859-1")
    made = (Outcome(Result.FAILED, name), Outcome(Result.FAILED, "abc"))
    for outcome in made:
        run = make_run(team.repository.head, outcome, run_id=f"of {outcome.name}")
        team.state = team.states.record(run, team.state, [], [], None)
    assert [each.run.id for each in team.trail.runs_on(name)] == [f"of {name}"]


def _damage(team: Team, path: str) -> str:
    """Put what is no JSON in the place of a file of the newest state; gives the revision."""
    git = team.repository.git
    blob = git("hash-object", "-w", "--stdin", stdin=b"{")
    git("read-tree", REF)
    git("update-index", "--cacheinfo", f"100644,{blob},{path}")
    revision = git("commit-tree", "-m", "Damage", "-p", REF, git("write-tree"))
    git("update-ref", REF, revision)
    return revision


def test_a_damaged_file_is_named(team: Team) -> None:
    """The message says which file, and in which state as far as there are several."""
    team.record("one", make_record("signup"))
    revision = _damage(team, "records/id/id-signup.json")
    where = f"records/id/id-signup.json at {revision[:7]}: "
    with pytest.raises(NeedsMending, match=where):
        team.trail.record(revision, "id-signup")
    with pytest.raises(NeedsMending, match=r"read: records/id/id-signup\.json: "):
        team.trail.names()
    revision = _damage(team, RUN)
    with pytest.raises(NeedsMending, match=f"read: run.json at {revision[:7]}: "):
        list(team.trail.runs())


def test_a_chain_that_git_cannot_follow_is_no_end_of_it(team: Team) -> None:
    """A state whose predecessor is lost is told in git's own words, and not as the first one."""
    first = team.record("one")
    team.record("two")
    (team.repository.path / ".git" / "objects" / first[:2] / first[2:]).unlink()
    with pytest.raises(NeedsMending) as caught:
        list(team.trail.runs())
    [problem] = caught.value.diagnostics
    assert problem.code is Code.GIT_FAILED
    began = f"git rev-list failed in {team.opened.git.directory}: "
    assert problem.message.startswith(began)
    assert first in problem.message
