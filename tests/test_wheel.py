"""What is tested elsewhere in the source tree holds in the package that users install."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hookline import __version__, shipped

ROOT = Path(__file__).parents[1]

LOAD = """
import sys
sys.path.insert(0, {wheel!r})
from hookline import shipped
from hookline.tables.meaning import load_table
assert shipped.__file__.startswith({wheel!r}), shipped.__file__
assert str(shipped.schemas_folder()).startswith({wheel!r}), shipped.schemas_folder()
folders = [f"engine-{{version}}" for version in shipped.engines()]
for folder in folders:
    table = load_table(
        shipped.read_text(f"{{folder}}/webhook.table.yaml"),
        shipped.read_text(f"{{folder}}/webhook.amendments.yaml"),
    )
    print(folder, len(tuple(table)))
for name in sorted(path.relative_to(shipped.schemas_folder()).as_posix()
                   for path in shipped.schemas_folder().rglob("*.schema.json")):
    print(name, shipped.read_schema(name)["$schema"])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, without a network, and give the folder it is unpacked in."""
    built = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            *("-m", "build", "--wheel", "--no-isolation", "--skip-dependency-check"),
            *("--outdir", str(built), str(ROOT)),
        ],
        check=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "HOME": str(built)},
    )
    (file,) = built.glob("*.whl")
    assert file.name == f"hookline-{__version__}-py3-none-any.whl"
    unpacked = built / "unpacked"
    with zipfile.ZipFile(file) as archive:
        archive.extractall(unpacked)
    return unpacked


def test_the_wheel_loads_its_tables_and_schemas(wheel: Path, tmp_path: Path) -> None:
    """An installed Hookline finds every table and schema in its own package."""
    answer = subprocess.run(
        [sys.executable, "-I", "-c", LOAD.format(wheel=str(wheel))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines() == [
        "engine-11 39",
        "engine-11/webhook.definition.draft-07.schema.json http://json-schema.org/draft-07/schema#",
        "engine-11/webhook.definition.schema.json https://json-schema.org/draft/2020-12/schema",
        "engine-11/webhook.record.schema.json https://json-schema.org/draft/2020-12/schema",
        "hookline.schema.json http://json-schema.org/draft-07/schema#",
    ]


def test_the_wheel_ships_the_files_that_are_committed(wheel: Path) -> None:
    """Nothing under schemas/ is left behind, and no byte of it differs."""
    inside = wheel / "hookline" / "schemas"
    outside = shipped.schemas_folder()
    assert contents(inside) == contents(outside)
    assert len(contents(inside)) == 6


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder by its path below it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
