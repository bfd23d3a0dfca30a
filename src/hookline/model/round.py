"""One round of a scheduled job: what it found, what it did, and what it left."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hookline.model.diagnostics import Diagnostic
from hookline.model.guard import GuardVerdict
from hookline.model.outcome import Outcome


class RoundResult(StrEnum):
    """What a round came to."""

    UNCHANGED = "unchanged"
    """There was nothing to do."""
    APPLIED = "applied"
    """Everything there was to do is done."""
    LEFT = "left"
    """Something was left, as a conflict is; the rest is done."""
    REFUSED = "refused"
    """A guard, or a commit that goes back, stopped all of it before the first write."""
    LOCKED = "locked"
    """Another run was at work."""
    AWAY = "away"
    """The workspace or the git remote did not answer."""
    DENIED = "denied"
    """Credentials, permission or trust are missing."""
    FAILED = "failed"
    """Something went wrong, before the first write or after it."""
    STOPPED = "stopped"
    """Somebody, or the machine, ended it."""


@dataclass(frozen=True, slots=True)
class Left:
    """One webhook that a round left as it was."""

    name: str
    """Its name."""
    action: str
    """What would be done to it, as `update`."""
    blocked: str
    """What kind of thing holds it back: a `Blocker`, or `name` where its name is not free yet."""
    why: str
    """Why, in a sentence that is safe for a terminal."""


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one round."""

    target: str
    """The target, by its name; what was asked for where none was found."""
    started_at: datetime
    """When it began, in UTC."""
    ended_at: datetime
    """When it ended, in UTC."""
    result: RoundResult
    """What it came to."""
    exit_code: int
    """What a command that does only this round exits with."""
    folder: str = ""
    """Where it worked, when that is not the folder that it was started in."""
    commit: str | None = None
    """The full id of the commit that it went by; None when it did not get so far."""
    applied_commit: str | None = None
    """The full id of the newest commit that the target is known to match; None when unknown."""
    run: str | None = None
    """The id of the run that was recorded; None when nothing was done."""
    outcomes: tuple[Outcome, ...] = ()
    """What became of each change."""
    left: tuple[Left, ...] = ()
    """What was left, by name."""
    drift: int | None = None
    """How many webhooks somebody had changed in the workspace; None when that was not read."""
    kept: int = 0
    """How many values stay as the workspace has them, by policy or because a person said so."""
    guards: tuple[GuardVerdict, ...] = ()
    """What the guards said."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What a person should know: problems, and what failed."""

    @property
    def is_success(self) -> bool:
        """Whether the target is as git says, with nothing left."""
        return self.result in (RoundResult.UNCHANGED, RoundResult.APPLIED)

    @property
    def has_judged(self) -> bool:
        """Whether git and the workspace were read, so that it is known how the target stands."""
        return self.drift is not None


@dataclass(frozen=True, slots=True)
class History:
    """What is known of the rounds up to now, the newest included."""

    last_success: datetime | None = None
    """When a round last ended with the target as git says; None when none is known of."""
    failures: int = 0
    """How many rounds on end did not."""
    next_at: datetime | None = None
    """When the next round is due; None when this process does no other."""

    def after(self, done: Round) -> "History":
        """Give what is known after one more round."""
        if done.is_success:
            return History(done.ended_at)
        return History(self.last_success, self.failures + 1)
