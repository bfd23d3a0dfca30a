import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookline.stages.pull.naming import LONGEST, path_for, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("signup", "signup"),
        ("Sign Up", "sign-up"),
        ("Größe: 12/Zoll", "grosse-12-zoll"),
        ("a_b.c", "a_b-c"),
        ("--force", "force"),
        ("..", "webhook"),
        ("Привет", "webhook"),
        ("CON", "webhook-con"),
        ("com1", "webhook-com1"),
        ("x" * 128, "x" * LONGEST),
    ],
)
def test_a_name_becomes_a_file_name(name: str, slug: str) -> None:
    """Only lower-case ASCII letters, digits, `-` and `_` are left; a device is no file."""
    assert slug_of(name) == slug


def test_a_name_that_is_taken_is_counted_on() -> None:
    """The first path that nothing has is taken; upper and lower case are one on many systems."""
    taken = {"webhooks/a.yaml", "webhooks/a-2.yaml"}
    assert path_for("A", "webhooks/*.yaml", taken) == "webhooks/a-3.yaml"
    assert path_for("b", "webhooks/*.hook.yml", taken) == "webhooks/b.hook.yml"


@given(st.text())
def test_every_slug_is_safe(name: str) -> None:
    """No name leads out of its folder, hides a file, or begins an option."""
    slug = slug_of(name)
    assert slug.isascii()
    assert slug.replace("-", "").replace("_", "").isalnum()
    assert slug[0] not in "-_."
    assert len(slug) <= LONGEST + len("webhook-")
