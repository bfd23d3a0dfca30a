"""The person in front of the program: reads what it refuses, and decides as it proposes."""

import json
import re
from dataclasses import dataclass, field

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
