import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hookline import shipped
from tests.cli.conftest import Answer

Hookline = Callable[..., Answer]

PAGE = """\
Version: 12
class resources.parcel.Parcel
PropertyDescriptionTypeImport/Export
ageIn years.Integer()both
modeHow it goes: modemeaning -- fast
nameIts name. Works for BIKE, VANInteger()neither
"""
TABLE = """\
record_type: parcel
engine: 12
properties:
- name: age
  type: Integer()
  import_export: both
  description: In years.
- name: mode
  type: null
  import_export: null
  description: 'How it goes: modemeaning -- fast'
- name: name
  type: Integer()
  import_export: neither
  description: Its name. Works for BIKE, VAN
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Give the file of a page with a lost row."""
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """Give a copy of the shipped tables and schemas."""
    return shutil.copytree(shipped.schemas_folder(), tmp_path / "schemas")


def test_a_page_becomes_a_table_on_stdout(page: Path, hookline: Hookline) -> None:
    """The table alone goes to stdout; what was lost, and the count, go to stderr."""
    answer = hookline("schema", "import", page.name)
    assert answer.code == 0
    assert answer.out == TABLE
    assert "page.txt:5:1: warning[TAB-LOST] `mode` lost its Type cell" in answer.err
    assert answer.err.endswith("\n3 rows, 1 warning\n")


def test_a_table_is_written_where_it_is_asked_for(page: Path, hookline: Hookline) -> None:
    """The file is whole, nothing is left beside it, and stdout stays empty."""
    answer = hookline("schema", "import", page.name, "--out", "out/parcel.yaml")
    assert (answer.code, answer.out) == (0, "")
    out = page.parent / "out"
    assert [path.name for path in out.iterdir()] == ["parcel.yaml"]
    assert (out / "parcel.yaml").read_text(encoding="utf-8") == TABLE


def test_quiet_says_nothing_of_warnings(page: Path, hookline: Hookline) -> None:
    """With -q only the result and errors are shown."""
    assert hookline("schema", "import", "-q", page.name).err == ""


def test_a_line_that_is_no_row_fails_the_import(page: Path, hookline: Hookline) -> None:
    """The rest of the table is given, the line is named, and the exit code is 1."""
    page.write_text(PAGE.replace("modeHow", "modethe how"), encoding="utf-8")
    answer = hookline("schema", "import", page.name)
    assert answer.code == 1
    assert "page.txt:5:1: error[TAB-UNREADABLE]" in answer.err
    assert answer.err.endswith("\n2 rows, 1 error\n")
    assert "name: name" in answer.out


def test_what_the_page_does_not_say_is_given_by_options(page: Path, hookline: Hookline) -> None:
    """Record type and Engine version can be told."""
    page.write_text(PAGE.partition("\n")[2], encoding="utf-8")
    answer = hookline(
        "schema", "import", page.name, "--record-type", "box", "--engine", "13", "--format", "json"
    )
    table = json.loads(answer.out)
    assert (table["record_type"], table["engine"]) == ("box", 13)
    assert [row["type"] for row in table["properties"]] == ["Integer()", None, "Integer()"]
    assert [found["code"] for found in table["diagnostics"]] == ["TAB-LOST"]


@pytest.mark.parametrize(
    ("name", "data", "code", "message"),
    [
        ("gone.txt", None, 1, "gone.txt cannot be read"),
        ("latin.txt", "Größe".encode("latin-1"), 1, "latin.txt is not UTF-8 at byte 2"),
        ("words.txt", b"Just words.\n", 1, "words.txt holds no property table"),
    ],
)
def test_a_file_that_is_no_page_is_refused(
    name: str, data: bytes | None, code: int, message: str, tmp_path: Path, hookline: Hookline
) -> None:
    """The message names the file and what is wrong with it."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    answer = hookline("schema", "import", name)
    assert (answer.code, answer.out) == (code, "")
    assert message in answer.err


def test_the_committed_schemas_are_what_build_gives(schemas: Path, hookline: Hookline) -> None:
    """Nothing under schemas/ is out of date."""
    answer = hookline("schema", "build", "--check")
    assert (answer.code, answer.err) == (0, "4 schemas, up to date\n")
    assert schemas.is_dir()


def test_a_stale_schema_is_named_with_the_command_to_run(schemas: Path, hookline: Hookline) -> None:
    """A table that changed and a schema that is gone are found, and nothing is written."""
    table = schemas / "engine-11" / "webhook.table.yaml"
    table.write_text(table.read_text(encoding="utf-8").replace("UUID(", "Text("), encoding="utf-8")
    (schemas / "hookline.schema.json").unlink()
    answer = hookline("schema", "build", "--check")
    assert answer.code == 1
    for line in (
        "error[TAB-STALE] schemas/engine-11/webhook.definition.schema.json is not what",
        "error[TAB-STALE] schemas/engine-11/webhook.definition.draft-07.schema.json is not what",
        "error[TAB-STALE] schemas/hookline.schema.json is missing",
        "hint: run `hookline schema build`",
    ):
        assert line in answer.err
    assert answer.err.endswith("\n4 schemas, 3 out of date\n")
    assert not (schemas / "hookline.schema.json").exists()


def test_build_writes_what_is_out_of_date(schemas: Path, hookline: Hookline) -> None:
    """Only the files that differ are written, with the bytes that are committed."""
    stale = schemas / "engine-11" / "webhook.record.schema.json"
    before = stale.read_bytes()
    stale.write_text("{}", encoding="utf-8")
    answer = hookline("schema", "build")
    assert (answer.code, answer.err) == (0, "4 schemas, 1 written\n")
    assert answer.out == "wrote schemas/engine-11/webhook.record.schema.json\n"
    assert stale.read_bytes() == before


def test_build_needs_a_folder_with_tables(hookline: Hookline) -> None:
    """Where there is no table, the message says what one is called."""
    answer = hookline("schema", "build", "nowhere")
    assert answer.code == 1
    assert "nowhere holds no property table, engine-VERSION/TYPE.table.yaml" in answer.err


def test_a_slip_in_the_amendments_is_shown_at_its_line(schemas: Path, hookline: Hookline) -> None:
    """Whoever edits the amendments sees where the slip is."""
    amendments = schemas / "engine-11" / "webhook.amendments.yaml"
    text = amendments.read_text(encoding="utf-8").replace("risk: breaks", "risk: broken")
    amendments.write_text(text, encoding="utf-8")
    answer = hookline("schema", "build")
    assert answer.code == 1
    line = text[: text.index("\n  name:")].count("\n") + 2
    assert f"webhook.amendments.yaml:{line}:1: error[TAB-AMENDMENT] `name`: `risk`" in answer.err


def test_a_new_engine_version_is_compared(tmp_path: Path, hookline: Hookline) -> None:
    """A property that came is shown, in text and in JSON."""
    (tmp_path / "old.yaml").write_text(TABLE, encoding="utf-8")
    row = "- {name: size, type: Integer(), import_export: both, description: ''}\n"
    newer = TABLE.replace("engine: 12", "engine: 13") + row
    (tmp_path / "new.yaml").write_text(newer, encoding="utf-8")
    answer = hookline("schema", "diff", "old.yaml", "new.yaml")
    assert answer.code == 0
    assert answer.out == (
        "parcel: Engine 12 → 13\n\n  + size  Integer(), both\n\n"
        "1 added, 0 removed, 0 changed, 3 unchanged.\n"
    )
    shown = json.loads(hookline("schema", "diff", "old.yaml", "new.yaml", "--format", "json").out)
    assert [row["name"] for row in shown["added"]] == ["size"]
    assert shown["engine"] == {"old": 12, "new": 13}


def test_another_file_than_a_table_is_not_compared(page: Path, hookline: Hookline) -> None:
    """A page in the place of a table is refused with the command that makes one of it."""
    answer = hookline("schema", "diff", page.name, page.name)
    assert answer.code == 1
    assert "page.txt is no property table" in answer.err
    assert "`hookline schema import PAGE` makes one" in answer.err


def test_verbose_tells_which_file_is_read(page: Path, hookline: Hookline) -> None:
    """With `-v` stderr names the file in full, wherever `-C` leads."""
    answer = hookline("schema", "import", "-v", "-C", str(page.parent), page.name)
    assert answer.out == TABLE
    assert answer.err.startswith(f"reading: {page}\n")
    answer = hookline("schema", "build", "-v", "--check", str(page.parent))
    assert answer.err.startswith(f"folder: {page.parent}\n")


def test_place_that_cannot_be_written_is_told(
    page: Path, schemas: Path, hookline: Hookline
) -> None:
    """A folder where a file should go ends in a message, not in a traceback."""
    answer = hookline("schema", "import", "-q", page.name, "--out", ".")
    assert (answer.code, answer.out) == (1, "")
    assert "error[CFG-PATH] . cannot be written: it is a folder" in answer.err
    (schemas / "hookline.schema.json").unlink()
    (schemas / "hookline.schema.json").mkdir()
    answer = hookline("schema", "build", "schemas")
    assert answer.code == 1
    assert "hookline.schema.json cannot be written: it is a folder" in answer.err
