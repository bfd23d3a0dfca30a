"""Earlier definitions → what it takes to have them in the working tree again.

Without names each file becomes what it was. With names only the documents of those webhooks do: in
the file where they stand now, or as a file of their own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from hookline.documents.edit.parts import put_back, taken_out
from hookline.documents.edit.splices import CannotSplice
from hookline.documents.reader import read_documents
from hookline.model.change import Action
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic, Severity
from hookline.model.document import SourceFile
from hookline.model.earlier import Earlier, FileReturn, Returned
from hookline.model.errors import NeedsMending
from hookline.model.globs import matches
from hookline.model.location import Location
from hookline.model.overlay import exists_on, only_of
from hookline.model.snapshot import Snapshot
from hookline.model.state import AppliedRecord
from hookline.model.values import JSON


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the definition of a webhook stands in some files."""

    name: str
    """The webhook."""
    path: str
    """The file."""
    index: int
    """Which document of the file, from 0."""
    value: Mapping[str, JSON]
    """What it says."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """One webhook as it is defined now, and as it was."""

    now: Stand | None
    then: Stand | None


def roll_back(
    earlier: Earlier,
    present: Snapshot,
    target: str,
    names: Sequence[str] = (),
    applied: Mapping[str, AppliedRecord] | None = None,
) -> tuple[FileReturn, ...]:
    """Give the files that change, by path; nothing is written.

    `present` is the working tree. `names` are globs of webhooks, by the name they have or had;
    `applied` is id → what is applied to `target` now, by which one that was renamed since is found.
    Raises `NeedsMending`: `RBK-NAME` for a name that nothing has or had, `RBK-UNCOMMITTED` for
    each file with changes that would be lost, `RBK-SPLICE` where one document cannot be put into a
    file by itself.
    """
    now = {file.path: text_of(file) for file in present.files}
    after = (
        _with_documents(earlier, present, target, names, applied or {})
        if names
        else _with_files(earlier, present, target)
    )
    changed = [path for path in sorted({*now, *after}) if now.get(path) != after.get(path)]
    _require_committed(changed, present)
    return tuple(
        FileReturn(path, now.get(path), after.get(path), _webhooks(now.get(path), after.get(path)))
        for path in changed
    )


def _with_files(earlier: Earlier, present: Snapshot, target: str) -> dict[str, str]:
    """Give every file as it was: path → text."""
    after = {file.path: text_of(file) for file in earlier.files}
    if earlier.is_whole:
        return after
    # Of a file that held nothing for this target then, nobody knows what it held for others.
    for file in present.files:
        if file.path not in after:
            stands = [each for each in stands_in([file]) if is_on(each, target)]
            left = _taken_out(text_of(file), file.path, stands)
            after |= {} if left is None else {file.path: left}
    return after


def _with_documents(
    earlier: Earlier,
    present: Snapshot,
    target: str,
    names: Sequence[str],
    applied: Mapping[str, AppliedRecord],
) -> dict[str, str]:
    """Give every file as it is, apart from the documents of these webhooks: path → text."""
    now, then = (_by_name(each.files, target) for each in (present, earlier))
    pairs = list(_pairs(now, then, names, earlier.records, applied))
    after = {file.path: text_of(file) for file in present.files}
    before = {file.path: text_of(file) for file in earlier.files}
    for now_at, then_at in ((each.now, each.then) for each in pairs):
        if now_at and then_at and now_at.value != then_at.value:
            after[now_at.path] = _put_back(after[now_at.path], now_at.index, before, then_at)
    gone: dict[str, list[Stand]] = {}
    for pair in pairs:
        if pair.now and not pair.then:
            gone.setdefault(pair.now.path, []).append(pair.now)
    for path, stands in gone.items():
        left = _taken_out(after.pop(path), path, stands)
        after |= {} if left is None else {path: left}
    for pair in pairs:
        if pair.then and not pair.now:
            path = pair.then.path
            after[path] = _put_back(after.get(path), None, before, pair.then)
    return after


def _pairs(
    now: Mapping[str, Stand],
    then: Mapping[str, Stand],
    names: Sequence[str],
    then_applied: Mapping[str, AppliedRecord],
    now_applied: Mapping[str, AppliedRecord],
) -> Iterator[_Pair]:
    """Bring each webhook that is named together with what it was, also under another name."""
    _require_known(names, {*now, *then})
    old_names = {
        now_applied[key].name: record.name
        for key, record in then_applied.items()
        if key in now_applied
    }
    new_names = {old: new for new, old in old_names.items()}
    seen: set[tuple[str | None, str | None]] = set()
    for name in sorted({*now, *then}):
        if not matches(name, names):
            continue
        here, there = now.get(name), then.get(name)
        if here is None and new_names.get(name) not in then:
            here = now.get(new_names.get(name, ""))
        if there is None and old_names.get(name) not in now:
            there = then.get(old_names.get(name, ""))
        key = (here.name if here else None, there.name if there else None)
        if key not in seen:
            seen.add(key)
            yield _Pair(here, there)


def _require_known(names: Sequence[str], known: set[str]) -> None:
    problems = []
    for glob in names:
        if not any(matches(name, [glob]) for name in known):
            near = get_close_matches(glob, sorted(known), n=1)
            problems.append(
                Diagnostic(
                    Severity.ERROR,
                    Code.RBK_NAME,
                    f"no webhook is called {glob}, neither now nor then",
                    hint=f"did you mean {near[0]}?" if near else "leave the name out for all",
                )
            )
    if problems:
        raise NeedsMending(*problems)


def _require_committed(paths: Iterable[str], present: Snapshot) -> None:
    """Refuse to write over what no commit holds."""
    problems = [
        Diagnostic(
            Severity.ERROR,
            Code.RBK_UNCOMMITTED,
            f"{path} has changes that are not committed, and would be written over",
            Location(path),
            hint="commit them, or put them aside: git stash --include-untracked",
        )
        for path in paths
        if path in present.uncommitted
    ]
    if problems:
        raise NeedsMending(*problems)


def text_of(file: SourceFile) -> str:
    """Give the text of a file, bytes that are no UTF-8 as Python's surrogates."""
    return file.data.decode("utf-8", "surrogateescape")


def stands_in(files: Iterable[SourceFile]) -> Iterator[Stand]:
    """Give every definition that can be told by its name, whether it is valid or not."""
    for file in files:
        for document in read_documents(file)[0]:
            value = document.value
            section = value.get("webhook") if isinstance(value, dict) else None
            name = section.get("name") if isinstance(section, dict) else None
            if isinstance(value, dict) and isinstance(name, str):
                yield Stand(name, file.path, document.index, value)


def is_on(stand: Stand, target: str) -> bool:
    """Say whether a definition exists on a target."""
    return exists_on(target, only_of(stand.value))


def _by_name(files: Iterable[SourceFile], target: str) -> dict[str, Stand]:
    """Give name → definition; of several of one name that of the target."""
    stands = sorted(stands_in(files), key=lambda each: not is_on(each, target))
    found: dict[str, Stand] = {}
    for stand in stands:
        found.setdefault(stand.name, stand)
    return found


def _put_back(text: str | None, index: int | None, before: Mapping[str, str], then: Stand) -> str:
    try:
        return put_back(text, index, before[then.path], then.index)
    except CannotSplice:
        raise _cannot_splice(then.name, then.path) from None


def _taken_out(text: str, path: str, stands: Sequence[Stand]) -> str | None:
    if not stands:
        return text
    try:
        return taken_out(text, [stand.index for stand in stands])
    except CannotSplice:
        raise _cannot_splice(stands[0].name, path) from None


def _cannot_splice(name: str, path: str) -> NeedsMending:
    return NeedsMending.because(
        Code.RBK_SPLICE,
        f"the definition of {name} cannot be put back without the rest of {path}",
        location=Location(path),
        hint="mend the YAML of the file first (hookline validate), or leave the names out",
    )


def _webhooks(before: str | None, after: str | None) -> tuple[Returned, ...]:
    """Say which definitions come, go or change with the text of a file."""
    was, will = _said(before), _said(after)
    found: list[Returned] = []
    for name in sorted({*was, *will}):
        if name not in was:
            found.append(Returned(Action.CREATE, name))
        elif name not in will:
            found.append(Returned(Action.DELETE, name))
        elif was[name] != will[name]:
            found.append(Returned(Action.UPDATE, name))
    return tuple(found)


def _said(text: str | None) -> dict[str, list[Mapping[str, JSON]]]:
    """Give name → what its documents say."""
    said: dict[str, list[Mapping[str, JSON]]] = {}
    if text is not None:
        file = SourceFile("", text.encode("utf-8", "surrogateescape"))
        for stand in stands_in([file]):
            said.setdefault(stand.name, []).append(stand.value)
    return said
