"""What a reviewer is warned of: a sentence for each class of change that a webhook goes through.

Which class a property belongs to stands in the amendments, as its `effect`; what is said about each
class stands here and nowhere else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hookline.model.change import FieldChange
from hookline.model.property import Effect, PropertyTable, Risk
from hookline.model.temporary import is_temporary
from hookline.model.values import JSON, Values, same

CALLERS = (Effect.ENABLED, Effect.AUTHENTICATION, Effect.KEY)
"""What decides together who is let in."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One webhook before and after a change."""

    before: Values
    """The live values, by the workspace's property names; empty for a create."""
    after: Values
    """The values afterwards."""
    touched: frozenset[Effect]
    """The classes that the change belongs to."""
    table: PropertyTable
    """What each property is."""
    key_before: bool
    """Whether callers needed a key."""
    key_after: bool
    """Whether they will."""
    is_create: bool
    """Whether there was nothing before."""
    old_name_is_taken: bool = False
    """Whether another webhook has the old name afterwards, as after a swap."""

    def held(self, effect: Effect) -> bool:
        """Say whether the flag of a class was on."""
        return self._flag(self.before, effect) is True

    def holds(self, effect: Effect) -> bool:
        """Say whether the flag of a class will be on; one that nobody knows is off."""
        return self._flag(self.after, effect) is True

    def is_off(self, effect: Effect) -> bool:
        """Say whether the flag of a class is known to be off afterwards."""
        return self._flag(self.after, effect) is False

    def switches_on(self, effect: Effect) -> bool:
        """Say whether the flag of a class goes on."""
        return self.holds(effect) and not self.held(effect)

    def switches_off(self, effect: Effect) -> bool:
        """Say whether the flag of a class goes off."""
        return self.held(effect) and not self.holds(effect)

    @property
    def callers(self) -> str:
        """Who is let in while it is enabled."""
        if not (self.key_after or self.holds(Effect.AUTHENTICATION)):
            return "anyone"
        with_key = " with the key" if self.key_after else ""
        return f"callers{with_key}{' who log in' if self.holds(Effect.AUTHENTICATION) else ''}"

    @property
    def is_open(self) -> bool:
        """Whether a stranger can call it afterwards."""
        return self.holds(Effect.ENABLED) and self.callers == "anyone"

    def _flag(self, values: Values, effect: Effect) -> JSON:
        names = (found.name for found in self.table if found.effect is effect)
        return next((values[name] for name in names if name in values), None)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that a reviewer is warned of."""

    risk: Risk
    """How bad it can be."""
    effects: tuple[Effect, ...]
    """The classes of change that can bring it about."""
    applies: Callable[[Turn], bool]
    """Whether a change of one of these classes brings it about."""
    text: str
    """What is said; `{old}` is the name before, `{callers}` who is let in afterwards."""


SENTENCES = (
    Sentence(
        Risk.OPENS,
        CALLERS,
        lambda turn: turn.is_open,
        "open to anyone: it is enabled, and asks for neither a key nor a login",
    ),
    Sentence(
        Risk.OPENS,
        (Effect.AUTHENTICATION,),
        lambda turn: turn.switches_off(Effect.AUTHENTICATION),
        "callers no longer have to log in",
    ),
    Sentence(
        Risk.OPENS,
        (Effect.KEY,),
        lambda turn: turn.key_before and not turn.key_after,
        "callers no longer need the key",
    ),
    Sentence(
        Risk.OPENS,
        (Effect.PERMISSIONS,),
        lambda turn: not turn.is_create,
        "its roles change, and with them what it may do",
    ),
    Sentence(
        Risk.OPENS,
        (Effect.PERMISSIONS,),
        lambda turn: turn.is_create,
        "it gets roles, which decide what it may do",
    ),
    Sentence(
        Risk.OPENS,
        (Effect.ENABLED,),
        lambda turn: turn.switches_on(Effect.ENABLED) and not turn.is_create and not turn.is_open,
        "it is enabled, and so open to {callers}",
    ),
    Sentence(
        Risk.BREAKS,
        (Effect.ADDRESS,),
        lambda turn: not turn.is_create and not turn.old_name_is_taken,
        "callers of /webhook/{old}/call will get 404",
    ),
    Sentence(
        Risk.BREAKS,
        (Effect.ADDRESS,),
        lambda turn: not turn.is_create and turn.old_name_is_taken,
        "callers of /webhook/{old}/call will reach another webhook",
    ),
    Sentence(
        Risk.BREAKS,
        (Effect.ENABLED,),
        lambda turn: turn.switches_off(Effect.ENABLED),
        "it is disabled: callers will be refused",
    ),
    Sentence(
        Risk.BREAKS,
        (Effect.ENABLED,),
        lambda turn: turn.is_create and not turn.holds(Effect.ENABLED),
        "it starts disabled: callers will be refused",
    ),
    Sentence(
        Risk.BREAKS,
        (Effect.KEY,),
        lambda turn: turn.key_before and turn.key_after,
        "a new secret is sent: callers with the old key will be refused",
    ),
    Sentence(
        Risk.BREAKS,
        (Effect.KEY,),
        lambda turn: turn.key_after and not turn.key_before and not turn.is_create,
        "a new secret is sent: callers without the key will be refused",
    ),
    Sentence(
        Risk.BREAKS,
        (Effect.AUTHENTICATION,),
        lambda turn: turn.switches_on(Effect.AUTHENTICATION) and not turn.is_create,
        "callers who do not log in will be refused",
    ),
    Sentence(
        Risk.BEHAVES,
        (Effect.MODE,),
        lambda turn: turn.is_off(Effect.MODE),
        "development mode: its executions run only while a user is active",
    ),
    Sentence(
        Risk.BEHAVES,
        (Effect.FLOW,),
        lambda turn: not turn.is_create,
        "calls will start another flow",
    ),
    Sentence(
        Risk.BEHAVES,
        (Effect.EXECUTION,),
        lambda turn: not turn.is_create,
        "its executions may belong to another project",
    ),
    Sentence(
        Risk.BEHAVES,
        (Effect.PLACE,),
        lambda turn: not turn.is_create,
        "it moves: who may read and change it may differ",
    ),
    Sentence(
        Risk.BEHAVES,
        (Effect.LOCK,),
        lambda turn: turn.switches_on(Effect.LOCK),
        "it is locked: the workspace refuses changes until it is unlocked",
    ),
    Sentence(
        Risk.BEHAVES,
        (Effect.LOCK,),
        lambda turn: turn.switches_off(Effect.LOCK),
        "it is unlocked: the workspace no longer refuses changes",
    ),
)
"""Everything that is warned of, worst first; of one class at most one sentence applies."""


def warnings_of(
    before: Values | None,
    after: Values,
    fields: Sequence[FieldChange],
    table: PropertyTable,
    *,
    key_before: bool,
    key_after: bool,
    old_name: str | None,
    new_name: str,
    old_name_is_taken: bool = False,
) -> tuple[str, ...]:
    """Give the warnings of one create, update, rename or adoption that writes, worst first.

    `before` is what the workspace holds, None for a create, and `after` what it will hold, both by
    the workspace's property names; what `after` does not mention stays as it is. `fields` are the
    properties that change. A key never stands in either: `key_before` and `key_after` say whether
    callers need one. `old_name` is what the workspace calls the webhook, and `old_name_is_taken`
    says whether another one will be called so.
    """
    held = before or {}
    # A name that a run which broke off left for the moment has no callers.
    is_renamed = old_name != new_name and not is_temporary(old_name)
    turn = Turn(
        before=held,
        after={**held, **after},
        touched=_touched(before, after, fields, table, is_renamed=is_renamed),
        table=table,
        key_before=key_before,
        key_after=key_after,
        is_create=before is None,
        old_name_is_taken=old_name_is_taken,
    )
    return tuple(
        sentence.text.format(old=old_name, callers=turn.callers)
        for sentence in SENTENCES
        if not turn.touched.isdisjoint(sentence.effects) and sentence.applies(turn)
    )


def _touched(
    before: Values | None,
    after: Values,
    fields: Sequence[FieldChange],
    table: PropertyTable,
    *,
    is_renamed: bool,
) -> frozenset[Effect]:
    """Give the classes of change that are touched.

    What people read may be called by a name of its own, as project and bundle together; the values
    say then what moves. A webhook whose definition does not mention it starts disabled.
    """
    held = before or {}
    moved = {name for name, value in after.items() if not same(value, held.get(name))}
    moved |= {field.name for field in fields}
    touched = {table[name].effect for name in moved if name in table} - {Effect.ADDRESS}
    if before is None:
        return frozenset(touched | {Effect.ENABLED})
    return frozenset(touched | {Effect.ADDRESS}) if is_renamed else frozenset(touched)


def note_on_access(after: Values, table: PropertyTable, *, key_after: bool) -> str:
    """Say of a webhook that is enabled to whom it is open, as "open to callers with the key"."""
    turn = Turn(
        before={},
        after=after,
        touched=frozenset(),
        table=table,
        key_before=False,
        key_after=key_after,
        is_create=True,
    )
    return f"open to {turn.callers}"
