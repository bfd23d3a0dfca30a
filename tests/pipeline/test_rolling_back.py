"""Random files now and then, and what a rollback makes of them."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookline.model.codes import Code
from hookline.model.document import SourceFile
from hookline.model.earlier import Earlier, FileReturn
from hookline.model.errors import NeedsMending
from hookline.model.snapshot import Snapshot
from hookline.model.values import JSON
from hookline.pipeline.rolling_back import roll_back, stands_in
from tests.support.webhooks import HEAD, applied

NAMES = ("a", "b", "c", "d")
PATHS = ("webhooks/x.yaml", "webhooks/y.yaml", "webhooks/z/z.yaml")
Files = Mapping[str, str]
Said = Mapping[str, Mapping[str, JSON]]


def file(path: str, text: str) -> SourceFile:
    """Make a file."""
    return SourceFile(path, text.encode())


def definition(name: str, says: str, remark: str = "") -> str:
    """Write a document, without a marker."""
    return f"{remark}webhook:\n  name: {name}\n  description: {says}\n  flow_name: one\n"


@st.composite
def some_files(draw: st.DrawFn) -> Files:
    """Give files with up to four webhooks in them, each in one place."""
    there = draw(st.lists(st.sampled_from(NAMES), unique=True))
    found: dict[str, list[str]] = {}
    for name in there:
        says = draw(st.sampled_from(["one", "two", '"tr: ee"']))
        remark = draw(st.sampled_from(["", "# why\n", "# yaml-language-server: $schema=x\n"]))
        path = draw(st.sampled_from(PATHS))
        found.setdefault(path, []).append(definition(name, says, remark))
    begin = draw(st.sampled_from(["", "---\n", "# all of them\n---\n"]))
    return {path: begin + "---\n".join(texts) for path, texts in found.items()}


def returned(
    now: Files, then: Files, *names: str, uncommitted: tuple[str, ...] = ()
) -> tuple[FileReturn, ...]:
    """Roll back from some files to others."""
    files = tuple(file(path, text) for path, text in sorted(now.items()))
    present = Snapshot(HEAD, worktree=True, root="", files=files, uncommitted=uncommitted)
    earlier = Earlier(HEAD, None, tuple(file(path, text) for path, text in sorted(then.items())))
    return roll_back(earlier, present, "local", names)


def after(now: Files, changes: tuple[FileReturn, ...]) -> dict[str, str]:
    """Give the files with the changes in them."""
    files = dict(now)
    for each in changes:
        assert files.get(each.path) == each.before
        files.pop(each.path, None)
        files |= {} if each.after is None else {each.path: each.after}
    return files


def said(files: Files) -> Said:
    """Give name → what its definition says; two of one name are no definitions."""
    stands = list(stands_in(file(path, text) for path, text in files.items()))
    assert len({each.name for each in stands}) == len(stands)
    return {each.name: each.value for each in stands}


@given(some_files(), some_files())
def test_all_files_become_what_they_were(now: Files, then: Files) -> None:
    """To the letter: remarks, order and markers too."""
    assert after(now, returned(now, then)) == then


@given(some_files(), some_files(), st.sampled_from(NAMES))
def test_one_webhook_becomes_what_it_was_and_no_other(now: Files, then: Files, name: str) -> None:
    """It comes, goes or changes; whatever else the files define stays."""
    before, earlier = said(now), said(then)
    if name not in {*before, *earlier}:
        return
    wanted = {each: value for each, value in before.items() if each != name}
    wanted |= {name: earlier[name]} if name in earlier else {}
    assert said(after(now, returned(now, then, name))) == wanted


@given(some_files(), some_files())
def test_files_name_the_webhooks_that_they_change(now: Files, then: Files) -> None:
    """Whoever reads the list knows which definitions to look at."""
    before, earlier = said(now), said(then)
    told = {each.name for change in returned(now, then) for each in change.webhooks}
    changed = {each for each in {*before, *earlier} if before.get(each) != earlier.get(each)}
    assert changed <= told


def test_webhook_that_was_renamed_since_is_found_by_its_id() -> None:
    """Its document takes the place of the one under the new name, by whichever it is called."""
    now = {PATHS[0]: definition("sign-up", "one")}
    then = {PATHS[0]: definition("signup", "one")}
    for name in ("signup", "sign-up"):
        present = Snapshot(HEAD, worktree=True, root="", files=(file(PATHS[0], now[PATHS[0]]),))
        records = {"id-1": applied("id-1", "signup", {})}
        earlier = Earlier(HEAD, None, (file(PATHS[0], then[PATHS[0]]),), records=records)
        current = {"id-1": applied("id-1", "sign-up", {})}
        assert after(now, roll_back(earlier, present, "local", [name], current)) == then


def test_files_of_other_targets_stay_where_nobody_knows_what_they_held() -> None:
    """What a run left in the state is what one target had; only that is taken away again."""
    theirs = definition("b", "one") + "only: [production]\n"
    now = {PATHS[0]: definition("a", "new") + "---\n" + theirs, PATHS[1]: theirs}
    files = tuple(file(path, text) for path, text in now.items())
    present = Snapshot(HEAD, worktree=True, root="", files=files)
    earlier = Earlier(None, None, (), is_whole=False)
    (change,) = roll_back(earlier, present, "local")
    assert (change.path, change.after) == (PATHS[0], "---\n" + theirs)


def test_every_unknown_name_is_told_with_the_nearest() -> None:
    """All slips of a command line show at once."""
    now = {PATHS[0]: definition("signup", "one")}
    with pytest.raises(NeedsMending) as refused:
        returned(now, {}, "signpu", "zzz")
    found = [(each.code, each.hint) for each in refused.value.diagnostics]
    assert found == [
        (Code.RBK_NAME, "did you mean signup?"),
        (Code.RBK_NAME, "leave the name out for all"),
    ]


def test_every_file_with_uncommitted_changes_is_told() -> None:
    """Only those that would be written over."""
    now = {path: definition(name, "one") for path, name in zip(PATHS, NAMES, strict=False)}
    then = {**now, PATHS[0]: definition("a", "two"), PATHS[1]: definition("b", "two")}
    with pytest.raises(NeedsMending) as refused:
        returned(now, then, uncommitted=PATHS)
    assert [each.location.path for each in refused.value.diagnostics if each.location] == [
        PATHS[0],
        PATHS[1],
    ]


def test_file_that_does_not_read_is_not_put_together() -> None:
    """One document cannot be put into it; the whole file can be put back all the same."""
    now = {PATHS[0]: "webhook: ["}
    then = {PATHS[0]: definition("a", "one")}
    with pytest.raises(NeedsMending) as refused:
        returned(now, then, "a")
    assert refused.value.diagnostics[0].code is Code.RBK_SPLICE
    assert after(now, returned(now, then)) == then
