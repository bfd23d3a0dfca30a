import pytest

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.model.property import Risk, Role, Section
from hookline.tables.meaning import load_table

TABLE = """\
record_type: parcel
engine: 12
properties:
  - {name: name, type: String(length=64), import_export: both, description: Its name.}
  - {name: place, type: null, import_export: null, description: Where it is.}
  - {name: seen_at, type: DateTime(), import_export: export only, description: When it was seen.}
"""
AMENDMENTS = """\
properties:
  name:
    role: managed
    section: webhook
    order: 1
    required: true
    risk: breaks
    effect: address
    reason: It tells one from another.
  place:
    role: managed
    type: Text()
    import_export: both
    section: webhook
    order: 2
    max_length: 9
    clearable: true
    examples: [here]
    risk: behaves
    effect: place
    reason: The page lost it.
  seen_at: {role: server, risk: none, effect: none, reason: Nobody sets it.}
"""


def problems_of(amendments: str) -> list[tuple[int, str]]:
    """Load the table with amendments that do not fit it; give line and message of each problem."""
    with pytest.raises(NeedsMending) as refused:
        load_table(TABLE, amendments, "parcel.table.yaml", "parcel.amendments.yaml")
    found = refused.value.diagnostics
    assert {problem.code for problem in found} == {Code.TAB_AMENDMENT}
    return [
        (problem.location.line if problem.location else 0, problem.message) for problem in found
    ]


def test_amendments_are_laid_over_the_table() -> None:
    """The page's facts come from the table, all else and what the page lost from the amendments."""
    table = load_table(TABLE, AMENDMENTS)
    assert (table.record_type, table.engine) == ("parcel", 12)
    assert [found.name for found in table] == ["name", "place", "seen_at"]
    place = table["place"]
    assert (place.type, place.import_export) == ("Text()", "both")
    assert (place.role, place.section, place.order) == (Role.MANAGED, Section.WEBHOOK, 2)
    assert (place.clearable, place.required, place.examples) == (True, False, ("here",))
    assert (table["seen_at"].section, table["seen_at"].risk) == (None, Risk.NONE)


def test_a_length_comes_from_the_type_unless_the_amendment_has_one() -> None:
    """What the type says of its length holds without being written again."""
    table = load_table(TABLE, AMENDMENTS)
    lengths = {found.name: found.max_length for found in table}
    assert lengths == {"name": 64, "place": 9, "seen_at": None}


def test_a_property_without_amendment_is_named() -> None:
    """No row of the table is left without a meaning."""
    without = AMENDMENTS.replace("  seen_at:", "  other:")
    assert problems_of(without) == [
        (1, "`seen_at` stands in the table and has no amendment"),
        (22, "`other`: no such row in the table"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("role: managed\n    type", "role: ours\n    type", 10, "`role` is 'ours' and none of"),
        ("clearable: true", "clearable: 'yes'", 10, "`clearable` is not true or false"),
        ("clearable: true", "clearabel: true", 10, "an amendment has no `clearabel`"),
        ("    reason: The page lost it.\n", "", 10, "it has no reason"),
        ("    effect: place\n", "", 10, "it has no effect"),
        ("effect: place", "effect: moves", 10, "`effect` is 'moves' and none of enabled, auth"),
        ("order: 2", "order: 1", 10, "another property has its order too"),
        ("    order: 2\n", "", 10, "it has one of `section` and `order`"),
        ("clearable: true", "excludes: [nothing]", 10, "it names nothing, which is not in the"),
        ("clearable: true", "looks_up: nothing", 10, "it names nothing, which is not in the"),
    ],
)
def test_a_slip_in_an_amendment_is_named_with_its_line(
    old: str, new: str, line: int, message: str
) -> None:
    """What no property can be is refused at the row that says it."""
    slipped = AMENDMENTS.replace(old, new)
    assert slipped != AMENDMENTS
    found = problems_of(slipped)
    assert any(at == line and f"`place`: {message}" in said for at, said in found)


def test_all_slips_are_named_at_once() -> None:
    """One run shows every problem."""
    slipped = AMENDMENTS.replace("role: managed", "role: ours").replace("risk: none", "risk: some")
    assert len(problems_of(slipped)) == 3


@pytest.mark.parametrize(
    ("table", "amendments", "message"),
    [
        ("a: [", AMENDMENTS, "is not YAML"),
        ("- a", AMENDMENTS, "its top level is not a mapping"),
        ("properties: 3", AMENDMENTS, "is not a list of rows"),
        ("properties: [3]", AMENDMENTS, "is not a mapping with a name"),
        (TABLE.replace("engine: 12", ""), AMENDMENTS, "lacks its `record_type` or its `engine`"),
        (TABLE, "properties: [3]", "holds no amendments"),
    ],
)
def test_a_text_that_is_no_table_is_refused(table: str, amendments: str, message: str) -> None:
    """The message names the file and what is wrong with it."""
    with pytest.raises(NeedsMending) as refused:
        load_table(table, amendments, "x.yaml", "x.yaml")
    (problem,) = refused.value.diagnostics
    assert problem.code is Code.TAB_FORM
    assert problem.message.startswith("x.yaml ")
    assert message in problem.message.replace("it is not YAML", "is not YAML")
