import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

FIRST_SCREEN = 30
TERMINAL_WIDTH = 80

CHANGING = (
    (re.compile(r"\b[0-9a-f]{7}\b"), "<commit>"),
    # A longer time leaves less room for the subject behind it.
    (re.compile(r"\b\d+ (?:second|minute|hour|day|month|year)s? ago: (\S+).*"), r"<time> ago: \1"),
    (re.compile(r"\brun [0-9a-z-]+"), "run <id>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d UTC\b"), "<moment>"),
)
"""What differs from one run of the demo to the next, and what stands for it when we compare."""


@pytest.fixture(scope="module")
def demo() -> str:
    """Give what `make demo` prints."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "demo.py")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def settled(text: str) -> str:
    """Put a sign in the place of ids and times, and drop the padding that depends on them."""
    for pattern, sign in CHANGING:
        text = pattern.sub(sign, text)
    return re.sub(r" {2,}", "  ", text)


def shown_in_readme() -> list[str]:
    """Give the terminal sessions that the README shows."""
    return re.findall(r"^```console\n(\$ hookline .*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands_in_makefile() -> set[str]:
    """Give the targets that a person may call."""
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    return set(phony[1].split())


def test_readme_shows_what_the_demo_prints(demo: str) -> None:
    """Every session in the README is what `make demo` prints today, ids and times aside."""
    sessions = shown_in_readme()
    assert sessions
    for session in sessions:
        assert settled(session) in settled(demo)


def test_readme_begins_with_hookline_at_work() -> None:
    """The first screen shows a real plan and the two commands that a newcomer types."""
    first_screen = "\n".join(README.splitlines()[:FIRST_SCREEN])
    assert "$ hookline plan\n" in first_screen
    assert "make demo" in first_screen
    assert "make test" in first_screen


def test_readme_names_only_commands_that_exist() -> None:
    """Each `make …` in the README is a target of the Makefile."""
    assert set(re.findall(r"^(?:\$ )?make (\w+)", README, re.MULTILINE)) <= commands_in_makefile()


def test_readme_links_lead_somewhere() -> None:
    """Each relative link of the README names a file or folder that is there."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_demo_fits_a_terminal(demo: str) -> None:
    """No line of the demo is wider than 80 columns, and none holds a colour or a machine's path."""
    assert [line for line in demo.splitlines() if len(line) > TERMINAL_WIDTH] == []
    assert "\x1b" not in demo
    assert "hookline-demo-" not in demo
