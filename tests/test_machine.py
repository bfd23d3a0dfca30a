import shutil
import tempfile
from pathlib import Path

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

from tests.machine.edits import (
    BY_HAND,
    EDITS,
    FLOW,
    PATHS,
    ByHand,
    Change,
    Delete,
    Edit,
    Make,
    Rename,
    do_by_hand,
    write_down,
)
from tests.machine.judging import check_every_write_is_known
from tests.machine.moments import KILLED, interjecting
from tests.machine.oracle import Definition, Oracle
from tests.machine.person import commit, decide
from tests.machine.team import Answer, Team, copy_of, make_team
from tests.machine.workspace import CAROL, FLOWS

MOMENTS = st.integers(0, 30)
EXAMPLES = settings().max_examples // 10
STEPS = 14


class Machine(RuleBasedStateMachine):
    """Git, hands and the program take turns; the oracle is asked after each."""

    template: Team

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="hookline-machine-"))
        self.team = copy_of(self.template, self.folder / "team")
        self.oracle = Oracle({name: self.team.workspace.flow(name) for name in FLOWS})
        self.lost = ""
        self.saved: frozenset[str] | None = None
        self.has_circles = False

    @initialize(path=PATHS, flow=FLOW)
    def begin(self, path: str, flow: str) -> None:
        """Begin with one definition, and one webhook that nobody manages."""
        self.oracle.definitions["a"] = Definition(path, flow)
        self._commit()
        self._do_by_hand(Make("theirs", flow))

    # People.

    @rule(edits=EDITS)
    def edit(self, edits: list[Edit]) -> None:
        """Edit the definitions, and commit that."""
        for each in edits:
            write_down(each, self.oracle.definitions)
            self.has_circles = self.has_circles or isinstance(each, Rename)
        self._commit()

    @precondition(lambda self: len(self.oracle.commits) > 1)
    @rule(back=st.integers(1, 3))
    def rewind(self, back: int) -> None:
        """Set the branch back to an older commit, as a forced push does."""
        commits = self.oracle.commits
        del commits[-min(back, len(commits) - 1) :]
        sha, definitions = commits[-1]
        self.team.repository.git("reset", "--quiet", "--hard", sha)
        self.oracle.definitions = dict(definitions)

    @rule(acts=BY_HAND)
    def meddle(self, acts: list[ByHand]) -> None:
        """Change the workspace by hand."""
        for act in acts:
            self._do_by_hand(act)

    # The program.

    @rule()
    def plan(self) -> None:
        """Plan, which writes nothing."""
        before = self._standing(), self.team.recorded_runs()
        answer = self.team.hookline("plan")
        assert answer.code in (0, 3) or "PLN-RENAME" in answer.err, answer.told
        assert (self._standing(), self.team.recorded_runs()) == before

    @rule(edits=EDITS, acts=BY_HAND, decides=st.booleans())
    def save_plan(self, edits: list[Edit], acts: list[ByHand], decides: bool) -> None:
        """Save a plan of what people have done."""
        self.edit(edits)
        self.meddle(acts)
        options = self._decide() if decides else []
        answer = self.team.hookline("plan", "--out", "../plan.json", *options)
        if answer.code == 0:
            self.saved = self._adoptable(decides)

    @precondition(lambda self: self.saved is not None)
    @rule(moment=st.none() | MOMENTS)
    def apply_saved(self, moment: int | None) -> None:
        """Apply a saved plan, which may be stale; perhaps the process is killed at a moment."""
        assert self.saved is not None
        self._apply(["apply", "../plan.json"], self.saved, moment)

    @rule(edits=EDITS, acts=BY_HAND, decides=st.booleans())
    def apply(self, edits: list[Edit], acts: list[ByHand], decides: bool) -> None:
        """Apply what people have done, perhaps with every decision that is asked for."""
        self.edit(edits)
        self.meddle(acts)
        options = self._decide() if decides else []
        answer = self._apply(["apply", "--yes", *options], self._adoptable(decides), None)
        if answer and answer.code == 0:
            self._check_nothing_is_pending(options)

    @rule(edits=EDITS, acts=BY_HAND, decides=st.booleans(), moment=MOMENTS)
    def apply_and_die(
        self, edits: list[Edit], acts: list[ByHand], decides: bool, moment: int
    ) -> None:
        """Apply what people have done in a process that is killed at a moment."""
        self.edit(edits)
        self.meddle(acts)
        options = self._decide() if decides else []
        self._apply(["apply", "--yes", *options], self._adoptable(decides), moment)

    @rule(edits=EDITS, deletes=st.booleans(), number=st.integers(0, 4))
    def apply_and_race(self, edits: list[Edit], deletes: bool, number: int) -> None:
        """In the middle of an apply somebody changes everything, and none of it is written over."""
        self.edit(edits)
        options = self._decide()
        raced: list[str] = []

        def race() -> None:
            for found, values in self.team.workspace.webhooks().items():
                name, flows = str(values["name"]), self.oracle.flows
                other = next(flow for flow in flows.values() if flow != values["flow_id"])
                self._do_by_hand(Delete(name) if deletes else Change(name, {"flow_id": other}))
                raced.append(found)

        with interjecting(race, self.team.path, number):
            self._apply(["apply", "--yes", *options], self._adoptable(True), None)
        for each in raced:
            assert self.team.workspace.writers_of(each)[-1] == CAROL

    @rule()
    def lose_the_journal(self) -> None:
        """Lose the journal, as a runner does that begins with a new clone."""
        self.lost += self.team.journals()
        self.team.lose_journals()

    # The oracle.

    @invariant()
    def unmanaged_webhooks_are_as_hands_left_them(self) -> None:
        """Nothing is written to a webhook that nobody manages."""
        assert self.oracle.touched(self.team.workspace.webhooks()) == {}

    def teardown(self) -> None:
        """After any sequence one apply without faults converges, and the next plan is empty."""
        try:
            if self.oracle.commits:
                self._settle()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _settle(self) -> None:
        options = self._decide()
        answer = self._apply(["apply", "--yes", *options], self._adoptable(True), None)
        assert answer is not None
        assert answer.code == 0, answer.told
        self._check_nothing_is_pending([])
        live = self.team.workspace.webhooks()
        assert self.oracle.missing(live) == {}
        strangers = {values["name"] for values in live.values()} - {*self.oracle.committed}
        known = {values["name"] for values in self.oracle.theirs.values()}
        assert self.lost or strangers <= known, strangers
        self.unmanaged_webhooks_are_as_hands_left_them()
        before = self._standing()
        assert self.team.hookline("apply", "--yes").code == 0
        assert self._standing() == before

    def _apply(
        self, words: list[str], adoptable: frozenset[str], moment: int | None
    ) -> Answer | None:
        """Run an apply and judge it; None when it was killed."""
        before = self._standing()
        answer = None
        if moment is None:
            answer = self.team.hookline(*words)
            code = answer.code
        else:
            code = self.team.killed_at(moment, *words)
        managed, journals = self.team.recorded_webhooks(), self.team.journals()
        self.oracle.forget(each for each in adoptable if each in managed or each in journals)
        assert code in (0, 1, 3, 4, 5, KILLED), f"{code} {answer and answer.told}"
        if code in (1, 3, 4):
            assert self._standing() == before, f"{code} {answer and answer.told}"
        if code == 5:
            assert self._standing() != before, answer and answer.told
        self._check_every_write_is_known()
        return answer

    def _check_every_write_is_known(self) -> None:
        check_every_write_is_known(
            self.team.workspace.writes(),
            self.team.recorded_runs(),
            self.team.recorded_webhooks(),
            self.team.journals() + self.lost,
            has_circles=self.has_circles,
        )

    def _check_nothing_is_pending(self, options: list[str]) -> None:
        takes = [word for word in options if word.startswith("--take")] and ["--take", "git:*"]
        answer = self.team.hookline("plan", "--detailed-exitcode", *takes)
        assert answer.code == 0, answer.told

    def _standing(self) -> object:
        return self.team.workspace.writes()

    def _adoptable(self, decides: bool) -> frozenset[str]:
        return self.oracle.takes_over(self.team.workspace.webhooks(), adopts=decides)

    def _decide(self) -> list[str]:
        """Give the options with which a plan of the head is not refused."""
        return decide(self.team, self.oracle, self._commit)

    def _commit(self) -> None:
        commit(self.team, self.oracle)

    def _do_by_hand(self, act: ByHand) -> None:
        do_by_hand(act, self.team.workspace, self.oracle)
        is_rename = isinstance(act, Change) and "name" in act.values
        self.has_circles = self.has_circles or is_rename


def test_after_any_sequence_one_apply_converges(tmp_path: Path) -> None:
    """Whatever git, hands, kills and lost journals did, one apply without faults settles it."""
    Machine.template = make_team(tmp_path / "template")
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
