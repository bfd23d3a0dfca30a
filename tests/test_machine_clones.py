import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.machine.clones import Clone, make_template, shared_from
from tests.machine.edits import (
    BY_HAND,
    EDITS,
    FLOW,
    PATHS,
    SOME_EDITS,
    ByHand,
    Change,
    Edit,
    Make,
    Rename,
    do_by_hand,
    write_down,
)
from tests.machine.judging import check_every_write_is_known
from tests.machine.moments import KILLED, Moment, Recording, coming_between
from tests.machine.oracle import Definition
from tests.machine.person import decide
from tests.machine.served import served_elsewhere
from tests.machine.team import Answer
from tests.machine.workspace import FLOWS, Written
from tests.support.engine import PASSWORD

MOMENTS: st.SearchStrategy[Moment] = st.one_of(
    st.just(0), st.integers(1, 25), st.builds(Recording, st.integers(0, 3))
)
"""Between the plan and the lock, in the midst of the writes, and around the push of the state."""
WHO = st.sampled_from([0, 1])
EXAMPLES = max(settings().max_examples // 33, 1)
STEPS = 8
ONE_AT_A_TIME = ("--concurrency", "1")
"""So that a moment is the same one whenever the sequence is tried again."""
STALE = 4


@dataclass(frozen=True)
class Saved:
    """What is known of the plan that was saved last."""

    commit: str
    """What it plans."""
    state: str | None
    """The applied state that it was made from."""
    adoptable: frozenset[str]
    """The ids of those it may begin to manage."""
    is_alone: bool
    """Whether the clone that made it knew of no run that did not finish."""


@dataclass
class Between:
    """What the other clone did in the middle of a run."""

    before: list[Written] = field(default_factory=list)
    """All writes when it began."""
    after: list[Written] = field(default_factory=list)
    """All writes when it had ended."""
    answer: Answer | None = None
    """What the program told it; None when its moment never came."""

    @property
    def wrote(self) -> bool:
        """Whether it wrote anything."""
        return self.before != self.after


class Clones(RuleBasedStateMachine):
    """Two clones, hands and the program take turns; the oracle is asked after each."""

    template: Path
    database: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="hookline-clones-"))
        self.shared = shared_from(self.template, self.folder, self.database)
        flows = {name: self.shared.workspace.flow(name) for name in FLOWS}
        self.shared.oracle.flows.update(flows)
        self.clones = [self.shared.clone(self.folder / name) for name in ("ours", "theirs")]
        self.lost = ""
        self.saved: Saved | None = None
        self.has_circles = False
        self.turn = 0

    @initialize(path=PATHS, flow=FLOW)
    def begin(self, path: str, flow: str) -> None:
        """Begin with one definition, and one webhook that nobody manages."""
        ours, theirs = self.clones
        ours.oracle.definitions["a"] = Definition(path, flow)
        ours.push()
        theirs.pull(keeps=False)
        self._meddle([Make("theirs", flow)])

    # People.

    @rule(who=WHO, edits=EDITS, acts=BY_HAND, pushes=st.booleans())
    def edit(self, who: int, edits: list[Edit], acts: list[ByHand], pushes: bool) -> None:
        """Edit the definitions and commit that, and perhaps push; hands change the workspace."""
        self._work(who, edits, acts, pushes=pushes)

    @rule(who=WHO, keeps=st.booleans())
    def pull(self, who: int, keeps: bool) -> None:
        """Get what the other one pushed, over one's own commits or beside them."""
        self.clones[who].pull(keeps=keeps)

    @rule(who=WHO, back=st.integers(1, 3))
    def rewind(self, who: int, back: int) -> None:
        """Set the branch back to an older commit, and push that by force."""
        self.clones[who].rewind(back)

    # The program.

    @rule(who=WHO)
    def plan(self, who: int) -> None:
        """Plan, which writes nothing."""
        before = self.shared.workspace.writes(), self.shared.state
        answer = self.clones[who].team.hookline("plan")
        assert answer.code in (0, 3) or "PLN-RENAME" in answer.err, answer.told
        assert (self.shared.workspace.writes(), self.shared.state) == before

    @rule(who=WHO, edits=EDITS, acts=BY_HAND, pushes=st.booleans(), decides=st.booleans())
    def save_plan(
        self, who: int, edits: list[Edit], acts: list[ByHand], pushes: bool, decides: bool
    ) -> None:
        """Save a plan of what people have done."""
        clone = self._work(who, edits, acts, pushes=pushes)
        options = self._decide(clone, pushes=pushes) if decides else []
        is_alone = not clone.team.journals()
        answer = clone.team.hookline("plan", "--out", "../plan.json", *options)
        if answer.code == 0:
            adoptable = self._adoptable(clone, decides=decides)
            self.saved = Saved(clone.head, self.shared.state, adoptable, is_alone)

    @precondition(lambda self: self.saved is not None)
    @rule(who=WHO, moment=st.none() | MOMENTS, overtakes=st.none() | SOME_EDITS)
    def apply_saved(self, who: int, moment: Moment | None, overtakes: list[Edit] | None) -> None:
        """Apply a saved plan of either clone; the other one may have applied since, or it dies."""
        saved = self.saved
        assert saved is not None
        if overtakes is not None:
            self.apply(1 - who, overtakes, [], pushes=True, decides=True)
        clone, is_stale = self.clones[who], self.shared.state != saved.state
        words = ["apply", "../plan.json"]
        answer = self._apply(clone, words, saved.adoptable, moment, commit=saved.commit)
        if is_stale and saved.is_alone and answer:
            assert answer.code in (1, 4), answer.told

    @rule(who=WHO, edits=EDITS, acts=BY_HAND, pushes=st.booleans(), decides=st.booleans())
    def apply(
        self, who: int, edits: list[Edit], acts: list[ByHand], pushes: bool, decides: bool
    ) -> None:
        """Apply what people have done, perhaps with every decision that is asked for."""
        clone = self._work(who, edits, acts, pushes=pushes)
        options = self._decide(clone, pushes=pushes) if decides else []
        adoptable = self._adoptable(clone, decides=decides)
        answer = self._apply(clone, ["apply", "--yes", *options], adoptable)
        if answer and answer.code == 0:
            self._check_nothing_is_pending(clone)

    @rule(who=WHO, edits=EDITS, acts=BY_HAND, pushes=st.booleans(), moment=MOMENTS)
    def apply_and_die(
        self, who: int, edits: list[Edit], acts: list[ByHand], pushes: bool, moment: Moment
    ) -> None:
        """Apply what people have done in a process that is killed at a moment."""
        clone = self._work(who, edits, acts, pushes=pushes)
        options = self._decide(clone, pushes=pushes)
        adoptable = self._adoptable(clone, decides=True)
        self._apply(clone, ["apply", "--yes", *options], adoptable, moment)

    @rule(
        who=WHO,
        mine=SOME_EDITS,
        others=SOME_EDITS,
        moment=MOMENTS,
        unlocks=st.booleans(),
        is_first=st.booleans(),
    )
    def apply_at_once(
        self,
        who: int,
        mine: list[Edit],
        others: list[Edit],
        moment: Moment,
        unlocks: bool,
        is_first: bool,
    ) -> None:
        """In the middle of an apply the other clone applies; perhaps it breaks the lock first."""
        if not is_first:
            self.apply(who, [], [], pushes=True, decides=True)
            self.clones[1 - who].pull(keeps=False)
        other = self._work(1 - who, others, [], pushes=True)
        theirs = ["apply", "--yes", *self._decide(other, pushes=True)]
        clone = self._work(who, mine, [], pushes=True)
        words = ["apply", "--yes", *self._decide(clone, pushes=True)]
        adoptable = self._adoptable(clone, decides=True) | self._adoptable(other, decides=True)
        between = Between()

        def come_between() -> None:
            between.before = self.shared.workspace.writes()
            if unlocks:
                other.unlock()
            between.answer = other.elsewhere(*theirs)
            between.after = self.shared.workspace.writes()

        start = self.shared.workspace.writes()
        with coming_between(come_between, clone.team.path, moment):
            answer = clone.team.hookline(*words, *ONE_AT_A_TIME)
        end = self.shared.workspace.writes()
        self._forget(adoptable)
        self._check_codes(answer, wrote=end[len(between.after) :] != [] or between.before != start)
        if between.answer:
            self._check_codes(between.answer, wrote=between.wrote, may_be_locked=True)
        if between.wrote and not unlocks:
            told = f"{answer.told}\n{between.answer and between.answer.told}"
            assert between.after == end, told
            assert between.before == start, told
            assert answer.code == STALE, told
        self._check_every_write_is_known()

    @rule(who=WHO)
    def lose_the_journal(self, who: int) -> None:
        """Lose the journal of a clone."""
        self.lost += self.clones[who].team.journals()
        self.clones[who].team.lose_journals()

    @rule(who=WHO)
    def lose_the_clone(self, who: int) -> None:
        """Lose a clone with all that was not pushed, and begin with one of depth 1."""
        self.lost += self.clones[who].team.journals()
        self.clones[who] = self.clones[who].begin_anew()

    # The oracle.

    @invariant()
    def unmanaged_webhooks_are_as_hands_left_them(self) -> None:
        """Nothing is written to a webhook that nobody manages."""
        assert self.shared.oracle.touched(self.shared.workspace.webhooks()) == {}

    def teardown(self) -> None:
        """After any sequence one apply without faults converges, and each clone sees that."""
        try:
            if len(self.shared.branch) > 1:
                self._settle()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _settle(self) -> None:
        """Settle in one clone; the other one has to only where it alone knows of a run."""
        first, second = self.clones if self.turn else reversed(self.clones)
        self._settle_in(first)
        knows_more = second.team.journals() != ""
        second.pull(keeps=False)
        if knows_more:
            self._settle_in(second)
            first.pull(keeps=False)
        for clone in (first, second):
            self._check_nothing_is_pending(clone)
        live = self.shared.workspace.webhooks()
        strangers = {values["name"] for values in live.values()} - {*first.oracle.committed}
        known = {values["name"] for values in self.shared.oracle.theirs.values()}
        assert self.lost or strangers <= known, strangers
        self.unmanaged_webhooks_are_as_hands_left_them()

    def _settle_in(self, clone: Clone) -> None:
        options = self._decide(clone, pushes=True)
        adoptable = self._adoptable(clone, decides=True)
        answer = self._apply(clone, ["apply", "--yes", *options], adoptable)
        assert answer is not None
        assert answer.code == 0, answer.told
        assert clone.oracle.missing(self.shared.workspace.webhooks()) == {}
        before = self.shared.workspace.writes(), self.shared.state
        again = clone.team.hookline("apply", "--yes")
        assert again.code == 0, again.told
        assert (self.shared.workspace.writes(), self.shared.state) == before

    def _work(self, who: int, edits: list[Edit], acts: list[ByHand], *, pushes: bool) -> Clone:
        """Edit and commit in a clone, perhaps push, and change the workspace by hand."""
        self.turn, clone = who, self.clones[who]
        for each in edits:
            write_down(each, clone.oracle.definitions)
            self.has_circles = self.has_circles or isinstance(each, Rename)
        self._publish(clone, pushes=pushes)
        self._meddle(acts)
        return clone

    def _publish(self, clone: Clone, *, pushes: bool) -> None:
        if pushes:
            clone.push()
        else:
            clone.commit()

    def _meddle(self, acts: list[ByHand]) -> None:
        for act in acts:
            do_by_hand(act, self.shared.workspace, self.shared.oracle)
            is_rename = isinstance(act, Change) and "name" in act.values
            self.has_circles = self.has_circles or is_rename

    def _decide(self, clone: Clone, *, pushes: bool) -> list[str]:
        return decide(clone.team, clone.oracle, lambda: self._publish(clone, pushes=pushes))

    def _adoptable(self, clone: Clone, *, decides: bool) -> frozenset[str]:
        return clone.oracle.takes_over(self.shared.workspace.webhooks(), adopts=decides)

    def _apply(
        self,
        clone: Clone,
        words: list[str],
        adoptable: frozenset[str],
        moment: Moment | None = None,
        commit: str = "",
    ) -> Answer | None:
        """Run an apply of a commit, else of the head, and judge it; None when it was killed."""
        before = self.shared.workspace.writes()
        if moment is None:
            answer = clone.team.hookline(*words)
        else:
            answer = Answer(clone.team.killed_at(moment, *words, *ONE_AT_A_TIME), "", "")
        wrote = self.shared.workspace.writes() != before
        self._forget(adoptable)
        if answer.code != KILLED:
            self._check_codes(answer, wrote=wrote)
        self._check_only_what_is_pushed(commit or clone.head, answer, wrote=wrote)
        self._check_every_write_is_known()
        return answer if moment is None else None

    def _forget(self, adoptable: frozenset[str]) -> None:
        """Look no longer after webhooks that an apply has begun to manage."""
        managed = self.clones[0].team.recorded_webhooks()
        journals = self._journals()
        self.shared.oracle.forget(each for each in adoptable if each in managed or each in journals)

    def _journals(self) -> str:
        return "\n".join(clone.team.journals() for clone in self.clones)

    def _check_codes(self, answer: Answer, *, wrote: bool, may_be_locked: bool = False) -> None:
        codes = (0, 1, 3, 4, 5, *([6] if may_be_locked else []))
        assert answer.code in codes, answer.told
        if answer.code in (1, 3, 4, 6):
            assert not wrote, answer.told
        if answer.code == 5:
            assert wrote, answer.told

    def _check_only_what_is_pushed(self, commit: str, answer: Answer, *, wrote: bool) -> None:
        """Hold that a commit which nobody pushed is neither applied nor published."""
        is_pushed = commit in self.shared.published
        assert not (is_pushed and "STA-UNPUSHED" in answer.err), answer.told
        if not is_pushed:
            assert not wrote, answer.told
            there = self.shared.origin.git("cat-file", "-t", commit, check=False)
            assert there == "", answer.told

    def _check_every_write_is_known(self) -> None:
        team = self.clones[0].team
        check_every_write_is_known(
            self.shared.workspace.writes(),
            team.recorded_runs(),
            team.recorded_webhooks(),
            self._journals() + self.lost,
            has_circles=self.has_circles,
        )

    def _check_nothing_is_pending(self, clone: Clone) -> None:
        answer = clone.team.hookline("plan", "--detailed-exitcode", "--take", "git:*")
        assert answer.code == 0, answer.told


def test_after_any_sequence_of_two_clones_one_apply_converges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever two clones, hands and kills did, one apply settles it, and both clones see that."""
    monkeypatch.setenv("HOOKLINE_SECRET_STAGING", PASSWORD)
    Clones.template, Clones.database = tmp_path / "template", tmp_path / "served.db"
    with served_elsewhere(Clones.database) as address:
        make_template(Clones.template, address)
        run_state_machine_as_test(
            Clones,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                suppress_health_check=[HealthCheck.too_slow],
            ),
        )
