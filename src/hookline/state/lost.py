"""What a remote lost of an applied state that this clone has seen, and the ways out."""

from hookline.git.remotes import ORIGIN
from hookline.model.codes import Code
from hookline.model.errors import HooklineError, NeedsMending
from hookline.model.state import Run
from hookline.state.chain import Chain


def gone(chain: Chain, here: str) -> HooklineError:
    """Explain that the remote has no state and this clone has one, at the commit `here`."""
    return NeedsMending.because(
        Code.STA_GONE,
        f"{ORIGIN} has no applied state of {chain.target}, and this clone has one: the last run "
        f"that it knows of is {_told(chain.run(here))}",
        hint=f"put it on {ORIGIN}: git push {ORIGIN} {here}:{chain.ref}; "
        f"or begin anew: hookline forget --all --target {chain.target}",
    )


def rewound(chain: Chain, here: str, there: str) -> HooklineError | None:
    """Explain that the remote's state is no later one than that of this clone; None when it is.

    Runs are numbered, so no history is needed to tell: a shallow clone has none.
    """
    ours, theirs = chain.run(here), chain.run(there)
    if theirs.number > ours.number or theirs.id == ours.id or not ours.number:
        return None
    return NeedsMending.because(
        Code.STA_REWOUND,
        f"the applied state of {chain.target} on {ORIGIN} was set back or replaced: the last run "
        f"there is {_told(theirs)}; this clone knows of {_told(ours)}",
        hint=f"put back what this clone has: git push --force-with-lease={chain.ref}:{there} "
        f"{ORIGIN} {here}:{chain.ref}; or accept what {ORIGIN} has: "
        f"git update-ref {chain.ref} {there} {here}",
    )


def _told(run: Run) -> str:
    return f"run {run.id} (number {run.number}) by {run.who} at {run.at:%Y-%m-%d %H:%M} UTC"
