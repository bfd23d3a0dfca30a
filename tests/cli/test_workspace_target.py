"""Which file `hookline workspace` works with, so that a seed is what a plan reads."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CONFIG, Shop

SEED = "flow: {name: planted}\n"
TWO = """\
targets:
  one: {workspace: "embedded:.hookline/one.db"}
  two: {workspace: "embedded:.hookline/two.db"}
  far: {workspace: "https://far.example.com"}
"""


@pytest.fixture
def seed(tmp_path: Path) -> str:
    """Give the path of a seed outside of the repository."""
    (tmp_path / "seed.yaml").write_text(SEED)
    return str(tmp_path / "seed.yaml")


def configured(shop: Shop, config: str) -> None:
    """Write a configuration that is not committed: the working tree's counts."""
    shop.repository.write({"hookline.yaml": config})


def test_seed_in_a_subfolder_fills_what_plan_reads(
    shop: Shop, seed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The configuration is looked for upwards, as every other command does."""
    monkeypatch.chdir(shop.path / "webhooks")
    answer = shop.hookline("workspace", "seed", seed)
    assert answer.code == 0
    assert "Seeded ../.hookline/local.db: 1 created" in answer.out
    assert shop.workspace.by_name("flow", "planted") is not None
    assert not (shop.path / "webhooks" / ".hookline").exists()
    shown = json.loads(shop.hookline("workspace", "seed", "--format", "json", seed).out)
    assert shown["path"] == "../.hookline/local.db"


def test_only_embedded_target_is_meant_without_a_name(shop: Shop, seed: str) -> None:
    """A workspace of another kind is never in the way."""
    configured(shop, TWO.replace('  two: {workspace: "embedded:.hookline/two.db"}\n', ""))
    assert "Seeded .hookline/one.db" in shop.hookline("workspace", "seed", seed).out


def test_target_can_be_named(shop: Shop, seed: str) -> None:
    """With several embedded targets one is named, and its file is used by each command."""
    configured(shop, TWO)
    answer = shop.hookline("workspace", "seed", "--target", "two", seed)
    assert "Seeded .hookline/two.db" in answer.out
    assert not (shop.path / ".hookline" / "one.db").exists()
    (shop.path / "hook.yaml").write_text(
        "webhook: {name: open, flow_name: planted, is_enabled: true}\n"
    )
    shop.hookline("workspace", "seed", "--target", "two", "hook.yaml")
    assert shop.hookline("workspace", "call", "--target", "two", "open").code == 0
    assert shop.hookline("workspace", "call", "--target", "one", "open").code == 1


def test_named_file_wins_over_the_configuration(shop: Shop, seed: str) -> None:
    """`--path` is below -C, whatever hookline.yaml says, and may not stand beside `--target`."""
    assert "Seeded x.db" in shop.hookline("workspace", "seed", "--path", "x.db", seed).out
    configured(shop, "targets: 1\n")
    assert shop.hookline("workspace", "seed", "--path", "x.db", seed).code == 0
    answer = shop.hookline("workspace", "seed", "--path", "x.db", "--target", "local", seed)
    assert answer.code == 64
    assert "--path and --target" in answer.err


@pytest.mark.parametrize(
    ("config", "options", "code", "words"),
    [
        (TWO, (), 64, "name one with --target: one, two"),
        (TWO, ("--target", "far"), 64, "far is no embedded workspace: https://far.example.com"),
        (TWO, ("--target", "on"), 64, "did you mean one?"),
        ("targets: {}\n", ("--target", "x"), 64, "add `targets: {local:"),
        ("targets: {}\n", (), 64, "hookline.yaml has no embedded target"),
        ("targets: 1\n", (), 1, "error[CFG-TYPE]"),
        (CONFIG.replace(".hookline/", "../"), (), 1, "leads out of the folder of hookline.yaml"),
    ],
)
def test_file_that_is_not_clear_is_asked_for(
    shop: Shop, seed: str, config: str, options: tuple[str, ...], code: int, words: str
) -> None:
    """Nothing is planted while it is not known where."""
    configured(shop, config)
    answer = shop.hookline("workspace", "seed", *options, seed)
    assert (answer.code, answer.out) == (code, "")
    assert words in answer.err


def test_without_a_configuration_the_file_is_below_the_folder(shop: Shop, seed: str) -> None:
    """Outside of any repository of definitions a workspace can be tried all the same."""
    (shop.path / "hookline.yaml").unlink()
    (shop.path.parent / "elsewhere").mkdir()
    for folder in (shop.path / "webhooks", shop.path.parent / "elsewhere"):
        answer = shop.hookline("workspace", "seed", "-C", str(folder), seed)
        assert "Seeded .hookline/local.db" in answer.out
        assert (folder / ".hookline" / "local.db").exists()
        answer = shop.hookline("workspace", "seed", "-C", str(folder), "--target", "x", seed)
        assert answer.code == 1
        assert "hint: " in answer.err


def test_verbose_names_the_file(shop: Shop, seed: str) -> None:
    """With `-v` stderr gives the whole path."""
    answer = shop.hookline("workspace", "seed", "-v", seed)
    assert answer.err == f"workspace: {shop.path / '.hookline' / 'local.db'}\n"
