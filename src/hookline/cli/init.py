"""`hookline init --from WORKSPACE`: start a repository from an existing workspace."""

import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import click

from hookline import shipped
from hookline.cli.options import Common, common_options
from hookline.cli.pulling import Asked, make_edits, show, write
from hookline.cli.telling import tell_more
from hookline.config.embedded import PREFIX
from hookline.config.first import SCHEMA, first_config
from hookline.git.create import create_repository
from hookline.git.repository import open_repository
from hookline.model.address import check_address
from hookline.model.codes import Code
from hookline.model.diagnostics import Diagnostic
from hookline.model.edits import Edits, FileEdit
from hookline.model.errors import HooklineError, NeedsMending, WrongUsage
from hookline.model.secret import parse_reference
from hookline.model.settings import Settings, Target
from hookline.model.values import JSON
from hookline.report.style import safe_text
from hookline.source.placing import DEFINITION_SCHEMA
from hookline.source.problems import CONFIG
from hookline.source.writing import put_back, write_edits
from hookline.wiring import Line

IGNORED = ".hookline/"
"""What git must not keep: the embedded workspace, which holds keys."""

_USER, _PASSWORD = "${env:HOOKLINE_SECRET_USER}", "${env:HOOKLINE_SECRET_PASSWORD}"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
"""What the schema of the configuration lets a target be called, said before one is written."""

_MOST_IGNORES = 1024 * 1024


@click.command(name="init")
@common_options()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "workspace",
    metavar="WORKSPACE",
    help="The workspace: embedded:PATH, counted from DIR, or https://…",
)
@click.option(
    "--target",
    "name",
    metavar="NAME",
    help="What to call it.  [default: local for an embedded workspace, else production]",
)
@click.option("--user", metavar="REFERENCE", help=f"Who logs in.  [default: {_USER}]")
@click.option("--password", metavar="REFERENCE", help=f"With what.  [default: {_PASSWORD}]")
def command(
    common: Common,
    folder: Path,
    workspace: str | None,
    name: str | None,
    user: str | None,
    password: str | None,
) -> int:
    """Start a repository in DIR with a definition for every webhook of a workspace.

    DIR becomes a git repository when it is in none. Nothing is committed.
    """
    if workspace is None:
        raise WrongUsage.because(
            Code.CLI_USAGE,
            "init needs a workspace to start from, and cannot make an empty repository yet",
            hint="give it one: hookline init --from embedded:.hookline/local.db, or "
            "hookline init --from https://HOST",
        )
    target, settings = _target(workspace, name, user, password)
    directory = common.directory / folder
    if (directory / CONFIG).exists() or (directory / CONFIG).is_symlink():
        raise NeedsMending.because(
            Code.PUL_EXISTS,
            f"{directory / CONFIG} exists already",
            hint="write what a workspace holds into its definitions with `hookline pull`",
        )
    with _begun(directory, common):
        first = _first_files(directory, target, settings)
        edits = _pull(directory, target, first)
    if common.format == "text" and not common.quiet:
        begun = ", ".join(dict.fromkeys(file.path.split("/")[0] for file in first))
        sys.stdout.write(f"Begun in {directory}: {begun}\n\n")
    shown = replace(edits, files=(*first, *edits.files))
    show(common, Target(target, workspace), Asked(), shown, dry_run=False)
    if common.format == "text" and edits.definitions:
        words = ["hookline", "apply"]
        words += [] if directory == Path() else ["-C", str(directory)]
        command = safe_text(shlex.join(words))
        sys.stdout.write(f"Before changing anything, run this once; it only adopts:\n  {command}\n")
    return 0


def _target(
    workspace: str, name: str | None, user: str | None, password: str | None
) -> tuple[str, dict[str, JSON]]:
    """Give the target's name and its settings; only references may stand for what is secret."""
    if name is not None and not _NAME.fullmatch(name):
        raise WrongUsage.because(
            Code.CLI_USAGE,
            f"--target {name} is no name for a target",
            hint="write ASCII letters, digits, - and _, at most 64, and a letter or digit first",
        )
    if workspace.startswith(PREFIX):
        if user is not None or password is not None:
            raise WrongUsage.because(Code.CLI_USAGE, "an embedded workspace needs no login")
        return name or "local", {"workspace": workspace}
    if password is not None and parse_reference(password) is None:
        raise WrongUsage.because(
            Code.SEC_PLAIN,
            "--password takes a reference, since it goes into a file",
            hint=f"write {_PASSWORD} in single quotes, and set that variable",
        )
    if "://" not in workspace:
        raise NeedsMending.because(
            Code.CFG_URL,
            f"--from {workspace} names no workspace",
            hint="write embedded:PATH for the file of an embedded one, counted from DIR, or "
            "https://HOST",
        )
    address = check_address(workspace)
    settings: dict[str, JSON] = {
        "workspace": address,
        "user": user or _USER,
        "password": password or _PASSWORD,
    }
    return name or "production", settings


@contextmanager
def _begun(directory: Path, common: Common) -> Iterator[None]:
    """Make the folder and its repository where there is none; neither stays when it fails."""
    made = [folder for folder in (directory, *directory.parents) if not folder.exists()]
    is_new = False
    try:
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NeedsMending.because(
                Code.CFG_PATH, f"{directory} cannot be made: {error.strerror}"
            ) from error
        is_new = not _is_in_repository(directory)
        if is_new:
            create_repository(directory)
            tell_more(common, repository=f"{directory} is a new one")
        yield
    except BaseException:
        # What stopped it is what is told, whether or not all of it can be taken away.
        if is_new:
            shutil.rmtree(directory / ".git", ignore_errors=True)
        with suppress(OSError):
            for folder in made:
                folder.rmdir()
        raise


def _is_in_repository(directory: Path) -> bool:
    try:
        open_repository(directory)
    except NeedsMending as error:
        if error.diagnostics[0].code is not Code.GIT_REPOSITORY:
            raise
        return False
    return True


def _first_files(directory: Path, target: str, settings: dict[str, JSON]) -> tuple[FileEdit, ...]:
    """Give the files of a new repository, beside its definitions; what is there stays."""
    engine = Settings().engine
    definition_schema = DEFINITION_SCHEMA.format(engine=engine)
    wanted = {
        CONFIG: first_config(target, settings),
        SCHEMA: shipped.read_text("hookline.schema.json"),
        definition_schema: shipped.read_text(definition_schema.removeprefix("schemas/")),
    }
    files = [
        FileEdit(path, None, text)
        for path, text in wanted.items()
        if not (directory / path).exists()
    ]
    return (*files, *_ignore(directory))


def _ignore(directory: Path) -> tuple[FileEdit, ...]:
    from hookline.files import read_bounded

    file = directory / ".gitignore"
    if not file.exists():
        return (FileEdit(file.name, None, f"{IGNORED}\n"),)
    before = read_bounded(file, _MOST_IGNORES).decode("utf-8", "surrogateescape")
    if IGNORED in (f"{line.strip().strip('/')}/" for line in before.splitlines()):
        return ()
    gap = "" if not before or before.endswith("\n") else "\n"
    return (FileEdit(file.name, before, f"{before}{gap}{IGNORED}\n"),)


def _pull(directory: Path, target: str, first: tuple[FileEdit, ...]) -> Edits:
    """Write the first files and then the definitions; neither stays when something fails."""
    write_edits(directory, first)
    try:
        with Line.open(directory, worktree=True) as line:
            chosen = line.target(target)
            _require_workspace(line, chosen)
            edits = make_edits(line, chosen, Asked(is_first=True))
            write(line, edits)
    except BaseException as error:
        put_back(directory, first)
        if isinstance(error, HooklineError):
            raise type(error)(*map(_without_place, error.diagnostics)) from error
        raise
    return edits


def _without_place(found: Diagnostic) -> Diagnostic:
    """Take away a place in the configuration, which is not there any more."""
    is_gone = found.location is not None and found.location.path == CONFIG
    return replace(found, location=None) if is_gone else found


def _require_workspace(line: Line, target: Target) -> None:
    """Refuse an embedded workspace that is not there: its path is more likely wrong than meant."""
    if target.is_embedded and not line.embedded_path(target).exists():
        raise NeedsMending.because(
            Code.CFG_PATH,
            f"there is no embedded workspace at {target.workspace.removeprefix(PREFIX)}",
            hint="the path is counted from the folder that becomes the repository",
        )
