"""The entry: answers `--version` without loading anything, and leaves the rest to the doors."""

import os
import sys

from hookline import __version__


def main() -> int:
    """Run the command line of this process and give its exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        _say(f"hookline {__version__}\n")
        return 0
    from hookline.cli.main import run

    return run(arguments)


def _say(text: str) -> None:
    """Print `text`; a reader that has gone away changes nothing, also not when Python ends."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
