"""What `make mutants` makes of mutmut's findings; that it finds any is shown by running it."""

import shutil
from pathlib import Path

import pytest

from scripts.mutation import Mutant, judge, line_of, read_equivalent, read_mutant, room_of

MODULE = "hookline.stages.diff.properties"
ENTRY = """\
[[equivalent]]
module = "hookline.stages.diff.properties"
function = "compare"
was = "a < b"
becomes = "a <= b"
reason = "they are never equal"
"""


def survivor(becomes: str = "a <= b") -> Mutant:
    """Give a mutant that no test noticed."""
    return Mutant(MODULE, "compare", "a < b", becomes, 7)


def results(killed: int, *survived: str) -> dict[str, str]:
    """Give findings: so many noticed, and these not."""
    found = {f"{MODULE}.x_other__mutmut_{number}": "killed" for number in range(killed)}
    return found | dict.fromkeys(survived, "survived")


@pytest.mark.parametrize(("killed", "code"), [(6, 0), (5, 1)])
def test_room_that_loses_too_few_mutants_fails(
    capsys: pytest.CaptureFixture[str], killed: int, code: int
) -> None:
    """Below 85 of a hundred the check fails; each survivor is shown with its place and change."""
    name = f"{MODULE}.x_compare__mutmut_1"
    assert judge(results(killed, name), {name: survivor()}, {}, complete=True) == code
    told = capsys.readouterr().out
    assert told.startswith("src/hookline/stages/diff/properties.py:7: a < b  →  a <= b\n")
    assert f"diff: {100 * killed / (killed + 1):.1f} % of {killed + 1} " in told


def test_mutant_that_nobody_could_notice_does_not_count(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One that is listed is neither shown nor counted, wherever in the module it is now."""
    listed = tmp_path / "equivalent.toml"
    listed.write_text(ENTRY)
    name = f"{MODULE}.x_compare__mutmut_1"
    found = {name: survivor()}
    assert judge(results(1, name), found, read_equivalent(listed), complete=True) == 0
    assert capsys.readouterr().out == "diff: 100.0 % of 1 mutants noticed\n"


def test_listed_mutant_that_is_noticed_fails(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The list holds nothing that a test notices, or that is not there; a few mutants tell not."""
    listed = tmp_path / "equivalent.toml"
    listed.write_text(ENTRY)
    equivalent = read_equivalent(listed)
    assert judge(results(1), {}, equivalent, complete=True) == 1
    assert "equivalent-mutants.toml: noticed, or not there: " in capsys.readouterr().out
    assert judge(results(1), {}, equivalent, complete=False) == 0


def test_list_of_what_nobody_could_notice_stays_short(tmp_path: Path) -> None:
    """A long list would be a way around the tests."""
    listed = tmp_path / "equivalent.toml"
    listed.write_text(ENTRY * 9)
    with pytest.raises(SystemExit, match="lists more than 8"):
        read_equivalent(listed)


def test_guards_are_judged_by_themselves() -> None:
    """A room within a room does not hide behind the larger one."""
    assert room_of("hookline.stages.plan.guards.locks") == "guards"
    assert room_of("hookline.stages.plan.making") == "plan"
    assert room_of("hookline.stages.diff") == "diff"
    assert room_of("hookline.state.journal") == "journal"
    assert room_of("hookline.state.shared") == "state"


def test_survivor_is_found_in_its_function(tmp_path: Path) -> None:
    """A function and a method are found by name, whatever stands above them."""
    module = tmp_path / "module.py"
    shutil.copy(__file__, module)
    lines = module.read_text().splitlines()
    assert lines[line_of(module, "survivor") - 1].startswith("def survivor(")
    module.write_text("X = 1\n\n\nclass A:\n    def go(self) -> None: ...\n")
    assert line_of(module, "A.go") == 5


def test_survivor_is_read_from_what_mutmut_wrote(tmp_path: Path) -> None:
    """What was there and what stood there instead are told, with the line in the real module."""
    for folder, text in (("", WRITTEN), ("mutants", GENERATED)):
        module = tmp_path / folder / "src" / "hookline" / "stages" / "told.py"
        module.parent.mkdir(parents=True)
        module.write_text(text)
    read = [read_mutant(tmp_path, f"hookline.stages.told.{name}") for name in SURVIVORS]
    assert [(one.function, one.was, one.becomes, one.line) for one in read] == [
        ("_most", "return max(a, b)", "return max(a, None)", 5),
        ("Pair.is_less", "return self.a < b", "return self.a <= b", 10),
    ]


WRITTEN = """\
LIMIT = 3


def _most(a, b):
    return max(a, b)


class Pair:
    def is_less(self, b):
        return self.a < b
"""
GENERATED = """\
def x__most__mutmut_orig(a, b):
    return max(a, b)


def x__most__mutmut_12(a, b):
    return max(a, None)


class Pair:
    def xǁPairǁis_less__mutmut_orig(self, b):
        return self.a < b

    def xǁPairǁis_less__mutmut_1(self, b):
        return self.a <= b
"""
SURVIVORS = ("x__most__mutmut_12", "xǁPairǁis_less__mutmut_1")
