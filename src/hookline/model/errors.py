"""What stops a run, as one tree; each branch has the exit code that DESIGN promises.

HooklineError
├── NeedsMending          1   something to mend in the repository, configuration or machine
├── Blocked               3   a guard, a policy or a conflict blocks something
├── Stale                 4   what was planned is not what is there any more
├── PartlyApplied         5   some of it was written
├── Locked                6   another run holds the target
├── Unreachable           7   workspace or git remote unreachable: try later
│   └── AnswerLost        7   and what was asked may have been done all the same
├── AccessRefused         8   credentials, permission or trust
├── WrongUsage           64   the command line
├── Defect               70   a bug of ours
└── Interrupted         130   somebody pressed Ctrl-C
    └── Terminated      143   somebody, or the machine, ended the process

A problem that one definition has is a `Diagnostic`, not an exception; an exception carries the
diagnostics that explain it.
"""

from typing import ClassVar, Self

from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.location import Location


class HooklineError(Exception):
    """The run stops here; `diagnostics` say why and what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(found.message for found in diagnostics))
        self.diagnostics = diagnostics

    @classmethod
    def because(
        cls, code: Code, message: str, *, hint: str = "", location: Location | None = None
    ) -> Self:
        """Make the error from the one diagnostic that explains it."""
        return cls(Diagnostic(Severity.ERROR, code, message, location, hint))


class NeedsMending(HooklineError):
    """Something in the repository, the configuration, a file or this machine must be mended."""

    exit_code = 1


class Blocked(HooklineError):
    """A guard, a policy or a conflict blocks something, which was not written."""

    exit_code = 3


class Stale(HooklineError):
    """What was planned is not what is there any more; nothing more was written."""

    exit_code = 4


class OtherRecord(Stale):
    """The workspace carried a write out, on another record than the one that was meant."""


class PartlyApplied(HooklineError):
    """Some of the plan was written and some was not."""

    exit_code = 5


class Locked(HooklineError):
    """Another run holds the target."""

    exit_code = 6


class Unreachable(HooklineError):
    """The workspace or the git remote does not answer; trying later may help."""

    exit_code = 7


class AnswerLost(Unreachable):
    """A write was sent and no usable answer came: the request may have been carried out."""


class AccessRefused(HooklineError):
    """Credentials, permission or trust are missing."""

    exit_code = 8


class Defect(HooklineError):
    """A bug of ours, met where what was written before it still has to be recorded."""

    exit_code = 70


class Interrupted(HooklineError):
    """Somebody pressed Ctrl-C; what was written before it is recorded."""

    exit_code = 130


class Terminated(Interrupted):
    """The process was asked to end; what was written before it is recorded."""

    exit_code = 143


class WrongUsage(HooklineError):
    """The command line asks for something that makes no sense."""

    exit_code = 64
