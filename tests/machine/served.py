"""A workspace that a process of its own serves, so that forks and kills of the program are safe.

Its file is opened anew for each request, and may be replaced between two of them. Every connection
is good for one request, so that connecting is a moment of a run.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hookline.workspace.embedded import EmbeddedWorkspace
from hookline.workspace.served import Doorkeeper, address_of, listen, make_server
from tests.support.engine import PASSWORD

USER = "admin"
_ROOT = Path(__file__).parents[2]


@contextmanager
def served_elsewhere(database: Path) -> Iterator[str]:
    """Serve the workspace in this file; gives its address."""
    line = [sys.executable, "-m", "tests.machine.served", str(database)]
    with subprocess.Popen(line, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def _serve(database: Path) -> None:
    with listen("127.0.0.1", 0) as opened:
        address = address_of(opened)
        server = make_server(EmbeddedWorkspace(database, address), Doorkeeper(USER, PASSWORD))
        server.config.headers.append(("connection", "close"))
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        server.run(sockets=[opened])


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
