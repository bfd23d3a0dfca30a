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
    import gc

    # Imports and a run make many values that stay, and few that refer to each other in circles.
    gc.set_threshold(100_000, 20, 20)
    from hookline.cli.main import run

    exit_code = run(arguments)
    # All that is left goes with the process: Python need not look through it once more.
    gc.freeze()
    return exit_code


def _say(text: str) -> None:
    """Print `text`; a reader that has gone away changes nothing, also not when Python ends."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
