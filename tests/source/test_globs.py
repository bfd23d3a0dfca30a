import time

import pytest

from hookline.model.codes import Code
from hookline.model.errors import NeedsMending
from hookline.source.globs import compile_globs


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        (
            "webhooks/**/*.yaml",
            ["webhooks/a.yaml", "webhooks/x/a.yaml", "webhooks/x/y/a.b.yaml"],
            [
                "a.yaml",
                "webhooks/a.yml",
                "webhooks/a.yaml/b",
                "xwebhooks/a.yaml",
                "webhooks/a.yamlx",
            ],
        ),
        ("webhooks/*.yaml", ["webhooks/a.yaml"], ["webhooks/x/a.yaml", "webhooks/.yaml"]),
        ("**/*.yaml", ["a.yaml", "x/y/a.yaml"], ["a.yml"]),
        ("**", ["a", "x/y"], []),
        ("w/**", ["w/a", "w/x/y"], ["w", "wx/a"]),
        ("w/**/x/**/y", ["w/x/y", "w/1/x/2/3/y", "w/x/x/y"], ["w/y", "w/x", "w/1/y"]),
        ("w/a?.yaml", ["w/ab.yaml"], ["w/a.yaml", "w/a/.yaml"]),
        ("w/[ab]-[!0-9].yaml", ["w/a-x.yaml"], ["w/c-x.yaml", "w/a-1.yaml", "w/a-/.yaml"]),
        ("w/a*b*c", ["w/abc", "w/a1b2b3c", "w/abbc"], ["w/ac", "w/abcd", "w/a/b/c"]),
        ("w/one.yaml", ["w/one.yaml"], ["w/oneXyaml", "w/one.yaml/x"]),
        ("./w/*.yaml", ["w/a.yaml"], ["./w/a.yaml"]),
        ("w/(a|b)+.yaml", ["w/(a|b)+.yaml"], ["w/a.yaml"]),
        ("w/[x", ["w/[x"], ["w/x"]),
    ],
)
def test_what_a_pattern_matches(pattern: str, matching: list[str], other: list[str]) -> None:
    """`**` crosses folders, the other wildcards do not, and everything else is meant literally."""
    globs = compile_globs([pattern])
    assert [path for path in matching if not globs.matches(path)] == []
    assert [path for path in other if globs.matches(path)] == []


def test_no_wildcard_matches_a_hidden_name() -> None:
    """Backups of editors and hidden folders are passed over, unless they are written out."""
    globs = compile_globs(["**/*.yaml", "[.]a.yaml", "?b.yaml", ".ci/*.yaml"])
    for path in (".#a.yaml", "x/.a.yaml", ".git/a.yaml", "x/.y/a.yaml", ".a.yaml", ".b.yaml"):
        assert not globs.matches(path), path
    assert globs.matches(".ci/a.yaml")


def test_several_patterns_match_what_any_of_them_matches() -> None:
    """A file is a definition when one pattern says so; without patterns none is."""
    globs = compile_globs(["a/*.yaml", "b/*.yaml"])
    assert globs.matches("a/x.yaml")
    assert globs.matches("b/x.yaml")
    assert not globs.matches("c/x.yaml")
    assert not compile_globs([]).matches("")


@pytest.mark.parametrize(
    ("pattern", "leading", "other"),
    [
        ("a/b/*.yaml", ["a", "a/b"], ["a/b/c", "b", "a/c"]),
        ("a/**/c/*.yaml", ["a", "a/x", "a/x/y"], ["b"]),
        ("**/*.yaml", ["a", "a/b"], [".a"]),
        ("*.yaml", [], ["a"]),
        ("t-*/x.yaml", ["t-1"], ["u-1", "t-1/x"]),
    ],
)
def test_which_folders_lead_to_a_match(pattern: str, leading: list[str], other: list[str]) -> None:
    """A folder leads on when a file below it could match."""
    globs = compile_globs([pattern])
    assert [folder for folder in leading if not globs.leads(folder)] == []
    assert [folder for folder in other if globs.leads(folder)] == []


def test_where_the_search_starts() -> None:
    """Everything up to the first wildcard narrows the search."""
    globs = compile_globs(["a/b/**/*.yaml", "c/one.yaml", "a/b/**/*.yml"])
    assert globs.starts == ("a/b", "c/one.yaml")
    assert compile_globs(["a/*", "*.yaml"]).starts == ("",)


@pytest.mark.parametrize(
    "pattern", ["/etc/*", "../x/*.yaml", "a/../b", "a//b", "", "a/", "a\\b", "a/./b", "w/[z-a]"]
)
def test_a_pattern_that_can_match_nothing_is_refused(pattern: str) -> None:
    """A pattern that leads out, or cannot be read, is CFG-VALUE and is quoted."""
    with pytest.raises(NeedsMending) as caught:
        compile_globs([pattern])
    [problem] = caught.value.diagnostics
    assert problem.code is Code.CFG_VALUE
    assert repr(pattern) in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 30 + "b", "a" * 4000),
        ("**/a/" * 30 + "b", "a/" * 1500 + "c"),
        ("**/*a*/" * 10 + "b", "aa/" * 1000 + "c"),
    ],
)
def test_no_pattern_is_slow(pattern: str, path: str) -> None:
    """A pattern made to be slow on a path made for it still answers at once."""
    globs = compile_globs([pattern])
    began = time.perf_counter()
    assert not globs.matches(path)
    assert time.perf_counter() - began < 1
