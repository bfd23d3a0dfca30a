"""The person in front of the program: commits, reads a refusal, and decides as it proposes."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.machine.edits import Delete, do_by_hand
from tests.machine.oracle import Oracle, texts
from tests.machine.team import Answer, Team

MOST_ATTEMPTS = 6
"""A person who has to decide anew so often has met a refusal that no way leads out of."""

_OVERRIDE = re.compile(r"(--(?:allow-[a-z]+|accept-rewind)) (\S+)")


@dataclass
class Decisions:
    """What a person has decided so far, for one plan."""

    options: list[str] = field(default_factory=lambda: ["--take", "git:*"])
    """The words of the command line."""
    in_the_way: list[str] = field(default_factory=list)
    """Names that somebody has to give free in the workspace first."""
    renames_to_drop: bool = False
    """Whether declared renames cannot be."""

    def read(self, refused: Answer) -> bool:
        """Decide about what a plan refuses; says whether there was anything to decide."""
        before = list(self.options)
        self.renames_to_drop = "PLN-RENAME" in refused.err + refused.out
        plan = json.loads(refused.out) if refused.code == 3 else {"changes": [], "guards": []}
        self.in_the_way = []
        for change in plan["changes"]:
            name = change["address"].removeprefix("webhook/")
            if change["blocked"] == "unmanaged":
                self.options += ["--adopt", name]
            elif change["blocked"] == "conflict" and change["why_blocked"]:
                self.in_the_way.append(name)
        for verdict in plan["guards"]:
            if not verdict["passed"]:
                self.options += [
                    word for found in _OVERRIDE.findall(verdict["message"]) for word in found
                ]
        return self.options != before or self.renames_to_drop or bool(self.in_the_way)


def plan_for(team: Team, decided: Decisions) -> Answer:
    """Plan with what is decided."""
    return team.hookline("plan", "--format", "json", "--detailed-exitcode", *decided.options)


def commit(team: Team, oracle: Oracle, subject: str = "Change") -> None:
    """Commit what is written down, unless the head says just that."""
    if dict(oracle.committed) == oracle.definitions:
        return
    files: dict[str, str | bytes | None] = dict.fromkeys(texts(oracle.committed))
    files |= texts(oracle.definitions)
    sha = team.repository.commit(f"{subject} {len(oracle.commits)}", files)
    oracle.commits.append((sha, dict(oracle.definitions)))


def decide(team: Team, oracle: Oracle, publish: Callable[[], None]) -> list[str]:
    """Give the options with which a plan of the head is not refused.

    `publish` commits, and does what else is needed before a commit can be applied.
    """
    decided = Decisions()
    for _ in range(MOST_ATTEMPTS):
        publish()
        answer = plan_for(team, decided)
        if answer.code in (0, 2):
            return decided.options
        assert decided.read(answer), answer.told
        if decided.renames_to_drop:
            oracle.drop_renames()
        for name in decided.in_the_way:
            do_by_hand(Delete(name), team.workspace, oracle)
    raise AssertionError(f"still refused: {answer.told}")
