"""Bring the terminal sessions that README.md shows up to date with what the demo prints.

Run it with `make readme` after a change of what Hookline prints, and review what it did.
"""

import re
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = re.compile(r"^(?=[$#] )", re.MULTILINE)
SESSION = re.compile(r"(?<=^```console\n)\$ hookline .*?(?=^```$)", re.MULTILINE | re.DOTALL)


def sessions_of_the_demo() -> list[str]:
    """Run the demo and give each command with its output."""
    demo = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "demo.py")],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    return [f"{session.rstrip()}\n" for session in COMMAND.split(demo.stdout)]


def most_alike(shown: str, sessions: list[str]) -> str:
    """Give the session of the same command that is most like the one shown."""
    command = shown.splitlines()[0]
    same = [session for session in sessions if session.splitlines()[:1] == [command]]
    if not same:
        raise SystemExit(f"readme: the demo runs no `{command.removeprefix('$ ')}`")
    return max(same, key=lambda session: SequenceMatcher(None, shown, session).ratio())


def main() -> None:
    """Rewrite README.md in place."""
    readme = ROOT / "README.md"
    sessions = sessions_of_the_demo()
    text = readme.read_text(encoding="utf-8")
    renewed = SESSION.sub(lambda shown: most_alike(shown[0], sessions), text)
    readme.write_text(renewed, encoding="utf-8")


if __name__ == "__main__":
    main()
