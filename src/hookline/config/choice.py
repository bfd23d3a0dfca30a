"""Which target is meant."""

from collections.abc import Mapping

from hookline.model.codes import Code
from hookline.model.errors import WrongUsage
from hookline.model.settings import Target

LOCAL = "local"
"""The target that is meant when none is named."""

_FIRST = 'add `targets: {local: {workspace: "embedded:.hookline/local.db"}}`'


def choose_target(
    targets: Mapping[str, Target], name: str | None, *, kind: str = "target"
) -> Target:
    """Give the named target; without a name `local`, else the only one, else wrong usage.

    `kind` is what messages call the targets that there are to choose from.
    """
    if name is not None:
        return _named(targets, name)
    if LOCAL in targets:
        return targets[LOCAL]
    if len(targets) == 1:
        return next(iter(targets.values()))
    if targets:
        raise WrongUsage.because(
            Code.CFG_TARGET,
            f"hookline.yaml has several {kind}s and none is called local",
            hint=f"name one with --target: {', '.join(targets)}",
        )
    raise WrongUsage.because(Code.CFG_TARGET, f"hookline.yaml has no {kind}", hint=_FIRST)


def choose_embedded(targets: Mapping[str, Target], name: str | None) -> Target:
    """Give the named target, which has to be embedded; without a name choose from those alone."""
    if name is None:
        embedded = {each: target for each, target in targets.items() if target.is_embedded}
        return choose_target(embedded, None, kind="embedded target")
    target = _named(targets, name)
    if not target.is_embedded:
        raise WrongUsage.because(
            Code.CFG_TARGET,
            f"{name} is no embedded workspace: {target.workspace}",
            hint="name a target whose workspace begins with embedded:, or a file with --path",
        )
    return target


def _named(targets: Mapping[str, Target], name: str) -> Target:
    if name in targets:
        return targets[name]
    from difflib import get_close_matches

    near = get_close_matches(name, targets, n=1)
    known = f"its targets are {', '.join(targets)}" if targets else _FIRST
    raise WrongUsage.because(
        Code.CFG_TARGET,
        f'hookline.yaml has no target "{name}"',
        hint=f"did you mean {near[0]}?" if near else known,
    )
