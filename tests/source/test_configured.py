import pytest

from hookline.source.configured import globs_of

DEFAULT = "webhooks/deep/a.yaml"


def test_the_patterns_of_a_configuration() -> None:
    """They are read from it; the usual ones hold where it names none."""
    globs = globs_of(b"definitions: [hooks/*.yaml]")
    assert globs is not None
    assert globs.matches("hooks/a.yaml")
    assert not globs.matches(DEFAULT)
    usual = globs_of(b"targets: {}")
    assert usual is not None
    assert usual.matches(DEFAULT)


@pytest.mark.parametrize(
    "text", ["", "definitions: [", "[]", "definitions: 5", "definitions: [/etc/*]"]
)
def test_a_configuration_that_does_not_say_which_files(text: str) -> None:
    """An old one that is empty, broken or wrong says nothing, and stops nothing."""
    assert globs_of(text.encode()) is None
