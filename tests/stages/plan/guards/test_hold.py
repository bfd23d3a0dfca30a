from dataclasses import replace

from hookline.model.guard import Guard, GuardVerdict
from hookline.model.state import Hold
from hookline.stages.plan import Basis
from tests.support.guarding import STAGING, basis_of, delete, update, verdict
from tests.support.webhooks import NOW

HOLD = Hold("8c2f11d0a3b4", "a81c2f0" + "1" * 33, "Ada Lovelace <ada@example.com>", NOW)
HELD = (
    f"Ada Lovelace <ada@example.com> set staging back to a81c2f0 at {NOW:%Y-%m-%d %H:%M} UTC "
    "(run 8c2f11d0a3b4), and it is held there"
)


def held(hold: Hold | None = HOLD, *, sets_back: bool = False) -> Basis:
    """Give a basis whose target is held."""
    made = basis_of(["a", "b"])
    return replace(made, base=replace(made.base, hold=hold), sets_back=sets_back)


def test_target_that_was_set_back_is_not_changed() -> None:
    """It says who did it, when, to what, and both ways out."""
    said = verdict(Guard.HOLD, [update("a"), delete("b")], held())
    assert said == GuardVerdict(
        Guard.HOLD,
        False,
        f"{HELD}; merge the revert, after which a plan has no changes, or let go: "
        "hookline rollback --resume --target staging",
        ("a", "b"),
    )


def test_head_that_agrees_has_nothing_to_be_held_back() -> None:
    """Once the revert is merged, a plan has no changes."""
    assert verdict(Guard.HOLD, [], held()) == GuardVerdict(Guard.HOLD, True, "")


def test_target_that_nobody_holds_passes_without_a_word() -> None:
    """It is what a target does all day."""
    assert verdict(Guard.HOLD, [update("a")], held(None)) == GuardVerdict(Guard.HOLD, True, "")


def test_held_target_can_be_set_back_once_more() -> None:
    """Who rolls back further means it, and the plan says that a hold stood there."""
    said = verdict(Guard.HOLD, [update("a")], held(sets_back=True))
    assert said == GuardVerdict(Guard.HOLD, True, HELD, allowed_by="rollback --now")


def test_policy_of_the_target_does_not_loosen_the_hold() -> None:
    """An embedded target, which may be rewound, is held like any other."""
    embedded = replace(held(), target=replace(STAGING, workspace="embedded:local.db"))
    assert not verdict(Guard.HOLD, [update("a")], embedded).passed
