from io import StringIO

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from hookline.documents.reader import read_documents
from hookline.documents.scalars import NotANumber, OutOfRange, core_value, old_reading
from hookline.model.document import SourceFile

SPELLINGS = st.one_of(
    st.text(alphabet="0123456789+-._eExobaFNn:~", min_size=1, max_size=8),
    st.from_regex(r"[-+]?[0-9]{0,5}\.?[0-9]{0,3}(?:[eE][-+]?[0-9]{1,2})?", fullmatch=True),
    st.from_regex(
        r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9]{1,2}:[0-9]{2}:[0-9]{2})?", fullmatch=True
    ),
    st.sampled_from(["true", "True", "TRUE", "tRUE", "null", "Null", "nULL", "yes", "Off", "nan"]),
)


def is_plain(spelling: str) -> bool:
    """Say whether YAML takes the whole spelling for one scalar without quotes."""
    documents, _ = read_documents(SourceFile("a.yaml", f"a: {spelling}\n".encode()))
    return [document.plain.get(("a",)) for document in documents] == [spelling]


@pytest.mark.parametrize(
    ("spelling", "value"),
    [
        ("", None),
        ("~", None),
        ("Null", None),
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("off", "off"),
        ("42", 42),
        ("-42", -42),
        ("+7", 7),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("-0x1F", "-0x1F"),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2024-01-01", "2024-01-01"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1.5E-2", -0.015),
        (".", "."),
        ("e3", "e3"),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("0" * 5000 + "1", 1),
        ("١", "١"),
    ],
)
def test_core_schema(spelling: str, value: object) -> None:
    """A scalar without quotes means what YAML 1.2's core schema says, with its very type."""
    found = core_value(spelling)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("spelling", ["9223372036854775808", "-9223372036854775809", "9" * 5000])
def test_integers_beyond_64_bits(spelling: str) -> None:
    """An integer that no database holds is refused, and one of 5,000 digits is not even read."""
    with pytest.raises(OutOfRange):
        core_value(spelling)


@pytest.mark.parametrize("spelling", [".nan", ".NaN", ".inf", "-.Inf", "+.INF", "1e400", "-1e400"])
def test_numbers_that_are_not_finite(spelling: str) -> None:
    """What JSON has no number for is refused."""
    with pytest.raises(NotANumber):
        core_value(spelling)


@pytest.mark.parametrize(
    ("spelling", "reading"),
    [
        ("yes", "a boolean"),
        ("N", "a boolean"),
        ("Off", "a boolean"),
        ("2024-01-01", "a date"),
        ("2024-1-1T1:02:03Z", "a date"),
        ("12:30", "a number of base 60"),
        ("0b11", "a binary number"),
        ("010", "an octal number"),
        ("089", "a string"),
        ("0o10", "a string"),
        ("1e3", "a string"),
        ("1_000", "a number"),
        ("=", "a default value"),
        ("<<", "a merge key"),
    ],
)
def test_what_older_readers_make_of_it(spelling: str, reading: str) -> None:
    """A scalar that YAML 1.1 reads in another way is told by what it is there."""
    assert old_reading(spelling) == reading


@pytest.mark.parametrize("spelling", ["42", "0", "true", "null", "signup", "2024-01-01 is a day"])
def test_what_all_readers_agree_on(spelling: str) -> None:
    """A scalar that every version reads alike has no other reading."""
    assert old_reading(spelling) is None


@settings(max_examples=150)
@given(SPELLINGS)
@example("0.")
@example("+.5")
@example("00")
@example("0x_")
def test_accepted_scalars_mean_the_same_everywhere(spelling: str) -> None:
    """What has no other reading is the same value to ruamel (YAML 1.2) and to PyYAML (1.1)."""
    assume(old_reading(spelling) is None and is_plain(spelling))
    try:
        value = core_value(spelling)
    except (OutOfRange, NotANumber):
        return
    text = f"a: {spelling}\n"
    older = yaml.safe_load(text)["a"]
    assert (value, type(value)) == (older, type(older))
    if "_" not in spelling:  # ruamel reads underscores in numbers, which YAML 1.2 does not know
        newer = YAML(typ="safe", pure=True).load(StringIO(text))["a"]
        assert (value, type(value)) == (newer, type(newer))
