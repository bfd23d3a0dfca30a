"""The door to git: one hardened way to start it, bytes in and bytes out.

Four things are kept away from git: the environment (a `GIT_DIR` left over from a hook would lead
it to another repository), the system's configuration, programs that a repository's own
configuration names, and the reading of a value as an option.

Git gets no time limit where it reads and writes one local store, prompts nobody and waits for no
input: it ends by itself, and a limit could only break off a slow disk. What speaks to a remote has
one, and no terminal on which ssh could ask for a password.
"""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hookline.model.codes import Code
from hookline.model.errors import AccessRefused, HooklineError, NeedsMending

NAME = "Hookline"
ADDRESS = "hookline@localhost"
"""Who makes the commits of the applied state; the person who ran it stands in the message."""

_INHERITED = (
    "HOME",
    "XDG_CONFIG_HOME",
    "GIT_CONFIG_GLOBAL",  # the account's own configuration, where `safe.directory` stands
    "TMPDIR",
    "USER",
    "LOGNAME",
    "SSH_AUTH_SOCK",
)

_INHERITED_FOR_REMOTES = (
    *("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO"),
    *("GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS"),  # how the operator's own git logs in
)

_FIXED = {
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "https:ssh",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # a commit's content is what its id says
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_AUTHOR_NAME": NAME,
    "GIT_AUTHOR_EMAIL": ADDRESS,
    "GIT_COMMITTER_NAME": NAME,
    "GIT_COMMITTER_EMAIL": ADDRESS,
}

_OPTIONS = ("--no-pager", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false")


@dataclass(frozen=True, slots=True)
class Answer:
    """What git said."""

    status: int
    """Its exit status; 0 for success."""
    out: bytes
    """Everything on its standard output."""
    complaint: str
    """Everything on its standard error, as text."""


@dataclass(frozen=True, slots=True)
class Git:
    """Git, started in one folder."""

    directory: Path
    """The folder, absolute."""

    def ask(
        self,
        command: str,
        *options: str,
        values: Sequence[str] = (),
        paths: Sequence[str] | None = None,
        stdin: bytes | None = None,
    ) -> Answer:
        """Run `git COMMAND OPTIONS… --end-of-options VALUES… -- PATHS…`, whatever its status.

        `options` are constants of our own; all that comes from elsewhere goes into `values`,
        `paths` or `stdin`. Raises `NeedsMending` (`GIT-MISSING`) when there is no git.
        """
        search = _search_path(os.environ)
        line = self._line(search, command, options, values, paths)
        # Bytes to read, or none at all: git must never wait for our own standard input. A group of
        # its own, since a Ctrl-C that we let a run go on after must not end git in its midst.
        done = subprocess.run(
            line,
            input=stdin or b"",
            capture_output=True,
            env=_environment(search),
            check=False,
            process_group=0,
        )
        return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))

    def ask_remote(
        self,
        command: str,
        *options: str,
        values: Sequence[str] = (),
        protocols: str = "https:ssh",
        seconds: float,
        settings: Mapping[str, str] | None = None,
    ) -> Answer:
        """Do as `ask` with a command that speaks to a remote, by one of `protocols`.

        `settings` are laid over the configuration. After `seconds` it is ended, with all that it
        started, and has failed.
        """
        search = _search_path(os.environ)
        inherited = {
            name: os.environ[name] for name in _INHERITED_FOR_REMOTES if name in os.environ
        }
        environment = {
            **inherited,
            **_environment(search),
            **_as_variables(settings or {}),
            "GIT_ALLOW_PROTOCOL": protocols,
        }
        with subprocess.Popen(
            self._line(search, command, options, values, None),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        ) as process:
            try:
                out, complaint = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                return Answer(-1, b"", f"no answer within {seconds:g} seconds")
            finally:
                if process.returncode is None:
                    os.killpg(process.pid, signal.SIGTERM)
        return Answer(process.returncode, out, complaint.decode("utf-8", "replace"))

    def _line(
        self,
        search: str,
        command: str,
        options: Sequence[str],
        values: Sequence[str],
        paths: Sequence[str] | None,
    ) -> list[str]:
        line = [_program("git", search), *_OPTIONS, "-C", str(self.directory), command, *options]
        if values:
            line += ["--end-of-options", *values]
        if paths is not None:
            line += ["--", *paths]
        return line

    def run(
        self,
        command: str,
        *options: str,
        values: Sequence[str] = (),
        paths: Sequence[str] | None = None,
        stdin: bytes | None = None,
    ) -> bytes:
        """Do as `ask` and give the output; a failure is raised with git's own words."""
        answer = self.ask(command, *options, values=values, paths=paths, stdin=stdin)
        if answer.status:
            raise failure(command, self.directory, answer)
        return answer.out


def failure(command: str, directory: Path, answer: Answer) -> HooklineError:
    """Explain a failed command.

    Gives `AccessRefused` (`GIT-REPOSITORY`) when git does not trust the folder's owner, else
    `NeedsMending`: `GIT-REPOSITORY` when there is no repository, `GIT-FAILED` for all the rest.
    """
    complaint = answer.complaint.strip()
    if "dubious ownership" in complaint:
        return AccessRefused.because(
            Code.GIT_REPOSITORY,
            f"{directory} belongs to another account, so git refuses to use it",
            hint="when you trust its content, run: "
            f"git config --global --add safe.directory '{directory}'",
        )
    if "not a git repository" in complaint:
        return NeedsMending.because(
            Code.GIT_REPOSITORY,
            f"{directory} is not in a git repository",
            hint="go to your repository, name it with -C DIR, or make one: git init",
        )
    if any(word in complaint.lower() for word in _NOT_WRITABLE):
        return _not_writable(command, directory, complaint.splitlines()[0])
    said = "; ".join(line.strip() for line in complaint.splitlines() if line.strip())
    said = said or f"it ended with status {answer.status} and said nothing"
    return NeedsMending.because(
        Code.GIT_FAILED,
        f"git {command} failed in {directory}: {said}",
        hint="run `git fsck` there if this goes on",
    )


_NOT_WRITABLE = (
    "no space left",
    "out of diskspace",  # what fast-import makes of it
    "quota exceeded",
    "read-only file system",
    "permission denied",
    "insufficient permission",
)
"""What git says, in small letters, when the file system is why it cannot write."""


def _not_writable(command: str, directory: Path, said: str) -> HooklineError:
    """Say that git found no room or no right to write, and how much room there is."""
    # Local, since only a failure needs it and it brings the archive modules.
    import shutil

    try:
        room = f" ({shutil.disk_usage(directory).free:,} bytes are free there)"
    except OSError:
        room = ""
    return NeedsMending.because(
        Code.GIT_FAILED,
        f"git {command} cannot write in {directory}{room}: {said}",
        hint="make room or mend the permissions, then run this again",
    )


def _search_path(environment: Mapping[str, str]) -> str:
    """Give the absolute folders of PATH: a relative one would find programs in the repository."""
    folders = environment.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if Path(folder).is_absolute())


def _program(name: str, search: str) -> str:
    # What `shutil.which` does, without the archive modules that come with it on every start.
    for folder in search.split(os.pathsep):
        program = Path(folder) / name
        if program.is_file() and os.access(program, os.X_OK):
            return str(program)
    raise NeedsMending.because(
        Code.GIT_MISSING,
        f"the program `{name}` was not found",
        hint="install it (git 2.31 or later) and see that its folder is in PATH",
    )


def _environment(search: str) -> dict[str, str]:
    """Give all that git gets to know of our environment."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {**inherited, **_FIXED, "PATH": search}


def _as_variables(settings: Mapping[str, str]) -> dict[str, str]:
    """Give settings as the variables in which git takes them, whatever their names hold."""
    variables = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings.items()):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return variables
