"""The entry: answers `--version` without loading anything, and leaves the rest to the doors."""

import sys

from hookline import __version__


def main() -> int:
    """Run the command line of this process and give its exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        sys.stdout.write(f"hookline {__version__}\n")
        return 0
    from hookline.cli.main import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
