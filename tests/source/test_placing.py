from pathlib import Path

import pytest

from hookline.model.document import SourceFile
from hookline.model.errors import NeedsMending
from hookline.source.placing import DEFINITION_SCHEMA, schema_for, stem_for

LINE = b"# yaml-language-server: $schema="


@pytest.mark.parametrize(
    ("patterns", "stem"),
    [
        (["webhooks/**/*.yaml"], "webhooks/*.yaml"),
        (["**/*.yml"], "*.yml"),
        (["./a/b/*.hook.yaml"], "a/b/*.hook.yaml"),
        (["one.yaml", "*/hook.yaml", "a?/*.yaml", "hooks/*.yaml"], "hooks/*.yaml"),
    ],
)
def test_new_files_go_to_the_first_folder_that_fits(patterns: list[str], stem: str) -> None:
    """The first pattern that leaves the name of a file open, in a folder that it names, wins."""
    assert stem_for(patterns) == stem


@pytest.mark.parametrize("pattern", ["one.yaml", "*/a.yaml", "a/*-*.yaml", "a/**"])
def test_patterns_without_a_place_are_refused(pattern: str) -> None:
    """Where no pattern has a place for a new file, the message says which one would."""
    with pytest.raises(NeedsMending) as refused:
        stem_for([pattern])
    assert "webhooks/**/*.yaml" in refused.value.diagnostics[0].hint


@pytest.mark.parametrize(
    ("path", "named", "expected"),
    [
        ("webhooks/a.yaml", b"../schemas/w.json", "schemas/w.json"),
        ("webhooks/a/b.yaml", b"../../../s/w.json", "../s/w.json"),
        ("a.yaml", b"https://x.example/w.json", "https://x.example/w.json"),
        ("a.yaml", b"/srv/w.json", "/srv/w.json"),
    ],
)
def test_the_schema_is_the_one_that_others_name(
    tmp_path: Path, path: str, named: bytes, expected: str
) -> None:
    """A path is counted from the root of the definitions, an address stays as it is."""
    files = [SourceFile("x.yaml", b"webhook: {}\n"), SourceFile(path, LINE + named + b"\r\nw: 1")]
    assert schema_for(files, tmp_path, 11) == expected


def test_a_schema_in_the_repository_is_named_when_nobody_names_one(tmp_path: Path) -> None:
    """Without a definition that names one, it is the one that init puts there, if any."""
    assert schema_for([], tmp_path, 11) is None
    file = tmp_path / DEFINITION_SCHEMA.format(engine=11)
    file.parent.mkdir(parents=True)
    file.write_text("{}")
    assert schema_for([], tmp_path, 11) == "schemas/engine-11/" + file.name
