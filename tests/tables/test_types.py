import pytest

from hookline.tables.types import TypeForm, end_of_type, parse_type


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Text()", TypeForm("Text", ())),
        ("String(length=128)", TypeForm("String", ("length=128",))),
        ("ARRAY(SmallInteger())", TypeForm("ARRAY", ("SmallInteger()",))),
        ("JSONB(astext_type=Text())", TypeForm("JSONB", ("astext_type=Text()",))),
        (
            "Enum('A, (B', \"C)\", name='x')",
            TypeForm("Enum", ("'A, (B'", '"C)"', "name='x'")),
        ),
        ("Numeric(10, scale=(1, 2))", TypeForm("Numeric", ("10", "scale=(1, 2)"))),
    ],
)
def test_a_type_is_taken_apart(text: str, form: TypeForm) -> None:
    """Commas in quotes and in nested brackets part nothing."""
    assert parse_type(text) == form


@pytest.mark.parametrize(
    "text", ["", "Text", "Text(", "Text)", "Text() both", "(x)", "Enum('A)", "ARRAY(Text()", "A(]"]
)
def test_what_is_not_one_whole_type_is_none(text: str) -> None:
    """A type that is cut off, or has words around it, is not taken for one."""
    assert parse_type(text) is None


def test_a_type_ends_where_its_bracket_is_closed() -> None:
    """What follows the type does not belong to it."""
    assert end_of_type("see Text(a=(1))both", 4) == len("see Text(a=(1))")


def test_named_and_plain_arguments_are_told_apart() -> None:
    """An equals sign in quotes or in a nested type names no argument."""
    form = parse_type("Enum('a=b', ARRAY(x=1), name='kind')")
    assert form is not None
    assert form.plain_arguments == ("'a=b'", "ARRAY(x=1)")
    assert form.option("name") == "'kind'"
    assert form.option("length") is None
