"""Old runs are left out of a chain that has grown too long, so that a state stays small for ever.

What is kept is written anew on top of a new beginning, since a commit cannot lose its parent. That
happens together with the recording of a run, so that nobody ever sees the same run under two ids.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hookline.git.commits import parse_commit
from hookline.git.fast_import import NewCommit, write_line
from hookline.git.objects import GitObject, read_objects
from hookline.git.shallow import shallow_ends
from hookline.model.errors import NeedsMending
from hookline.model.settings import StateSettings
from hookline.model.state import AppliedRecord, Run
from hookline.state.chain import Chain
from hookline.state.form import RUN, read_run
from hookline.state.message import begin_message

KEEP = StateSettings().keep
"""How many runs are kept unless a target says otherwise."""


@dataclass(frozen=True, slots=True)
class _Link:
    """One run of the chain."""

    commit: str
    others: tuple[str, ...]
    """Its parents but the first: the source commit."""
    run: Run | None
    """What it recorded; None when that cannot be read."""


def thin(chain: Chain, newest: str, keep: int, records: Iterable[AppliedRecord]) -> str:
    """Give the newest run's commit in a chain of about `keep` runs; `newest` when it is short.

    `records` are those of the newest run. The runs that they point to are kept as well, the one
    that applied the applied commit whole, and one that cannot be read. The tree, message, date and
    source commit of each run stay what they were. A chain that a shallow clone cuts off stays.
    """
    found = chain.git.run("rev-list", "--first-parent", "--parents", values=[newest])
    rows = [line.split() for line in found.decode("ascii").splitlines()]
    *runs, [root, *_] = rows
    # With some slack, or every run would write the whole chain anew.
    if len(runs) <= keep + max(keep // 10, 1):
        return newest
    if root in shallow_ends(chain.repository.common_folder):
        return newest
    links = _links(chain, runs)
    kept = _kept(links, keep, records)
    if len(kept) == len(links):
        return newest
    return _write(chain, links, kept)


def _links(chain: Chain, rows: Sequence[Sequence[str]]) -> list[_Link]:
    """Read the runs of the chain, newest first."""
    stored = read_objects(chain.git, [f"{commit}:{RUN}" for commit, *_ in rows])
    return [
        _Link(commit, tuple(others), _run(found))
        for (commit, _, *others), found in zip(rows, stored, strict=True)
    ]


def _run(found: GitObject | None) -> Run | None:
    try:
        return read_run(found.data, RUN)[0] if found else None
    except NeedsMending:
        return None


def _kept(links: Sequence[_Link], keep: int, records: Iterable[AppliedRecord]) -> list[_Link]:
    """Choose the runs that stay, newest first."""
    pointed = {brought.run for record in records for brought in record.brought.values()}
    newest = links[0].run
    applied = newest.applied_commit if newest else ""
    # Of several runs of that commit the newest; it may be among those that stay anyway.
    whole = next((link for link in links if link.run and link.run.commit == applied), None)
    return [
        link
        for place, link in enumerate(links)
        if place < keep or link is whole or link.run is None or link.run.id in pointed
    ]


def _write(chain: Chain, links: Sequence[_Link], kept: Sequence[_Link]) -> str:
    """Write the kept runs, oldest first, on top of a beginning that tells of the others."""
    stays = {link.commit for link in kept}
    last = next(link.run for link in links if link.run and link.commit not in stays)
    newest = links[0].run
    count = max(newest.number if newest else 0, len(links)) - len(kept)
    stored = read_objects(chain.git, [link.commit for link in reversed(kept)])
    line = [
        _again(found, link) for link, found in zip(reversed(kept), stored, strict=True) if found
    ]
    begin = NewCommit(begin_message(chain.target, count, last), last.at)
    return write_line(chain.git, [begin, *line], object_format=chain.repository.object_format)


def _again(stored: GitObject, link: _Link) -> NewCommit:
    """Give the commit of a run as it was, but for what it stands on."""
    head, _, message = stored.data.partition(b"\n\n")
    tree = head.partition(b"\n")[0].removeprefix(b"tree ").decode("ascii")
    at = parse_commit(stored).authored_at
    return NewCommit(message.decode("utf-8", "replace"), at, link.others, tree=tree)
