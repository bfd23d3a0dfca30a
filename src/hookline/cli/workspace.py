"""`hookline workspace`: seed, serve and call the embedded workspace."""

import contextlib
import json
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from hookline.cli.embedded_options import Named, embedded_options
from hookline.cli.json_output import write_json
from hookline.cli.options import Common, common_options
from hookline.cli.terminal import style_for
from hookline.model.codes import Code
from hookline.model.errors import AccessRefused, HooklineError, NeedsMending, WrongUsage
from hookline.model.http import Request, Response
from hookline.model.values import JSON
from hookline.report.style import safe_text

if TYPE_CHECKING:
    from hookline.workspace.seed import Seeded

FORMAT_VERSION = 1
"""The form of the JSON output."""

PASSWORD_VARIABLE = "HOOKLINE_SECRET_WORKSPACE_PASSWORD"  # noqa: S105  a name, not a secret
LARGEST_SEED = 16 * 1024 * 1024


@click.group(name="workspace")
def command() -> None:
    """Seed, serve and call the embedded workspace, a file with the Engine's interface."""


@command.command()
@common_options()
@embedded_options
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def seed(common: Common, named: Named, file: Path) -> int:
    """Create the flows, projects and the like that FILE lists.

    FILE holds YAML documents in the Engine's import form, such as
    `flow: {name: sign-up, project_name: Onboarding}`. What is there already is left as it is.
    """
    from hookline.files import read_bounded
    from hookline.model.document import SourceFile
    from hookline.workspace.embedded import EmbeddedWorkspace
    from hookline.workspace.seed import plant, read_seed

    data = read_bounded(common.directory / file, LARGEST_SEED)
    seedlings = read_seed(SourceFile(file.as_posix(), data))
    workspace = EmbeddedWorkspace(named.file)
    planted = plant(workspace, seedlings, f"Seed from {file.name}")
    if common.format == "json":
        records = [_seeded_json(one) for one in planted]
        write_json({"format_version": FORMAT_VERSION, "path": named.shown, "records": records})
    else:
        _show_seed(common, named, planted)
    return 0


def _seeded_json(one: "Seeded") -> JSON:
    return {
        "result": one.result.value,
        "record_type": one.record_type,
        "name": one.name,
        "id": one.id,
    }


def _show_seed(common: Common, named: Named, planted: "tuple[Seeded, ...]") -> None:
    from hookline.workspace.seed import SeedResult

    counts = {result: sum(one.result is result for one in planted) for result in SeedResult}
    where = safe_text(named.shown)
    unchanged = counts[SeedResult.UNCHANGED]
    if unchanged == len(planted):
        sys.stdout.write(f"Nothing to do. {where} holds what the seed lists ({unchanged}).\n")
        return
    style = style_for(sys.stdout, common.color)
    looks = {SeedResult.CREATED: ("+", "green"), SeedResult.UPDATED: ("~", "yellow")}
    for one in planted:
        if one.result in looks and not common.quiet:
            sign, look = looks[one.result]
            sys.stdout.write(f"  {style(sign, look)} {one.record_type}/{safe_text(one.name)}\n")
    sys.stdout.write(
        f"Seeded {where}: {counts[SeedResult.CREATED]} created,"
        f" {counts[SeedResult.UPDATED]} updated, {unchanged} unchanged.\n"
    )


@command.command()
@common_options()
@embedded_options
@click.argument("name")
@click.option(
    "--method",
    type=click.Choice(["GET", "DELETE", "HEAD", "POST", "PUT", "PATCH"], case_sensitive=False),
    default=None,
    help="The HTTP method.  [default: POST with --json, else GET]",
)
@click.option("--json", "payload", metavar="JSON", help="The JSON payload of the call.")
@click.option("--key", metavar="KEY", help="The webhook's key, sent in the query.")
@click.option("--sub-path", metavar="PATH", default="", help="The path below /call.")
@click.option("--anonymous", is_flag=True, help="Call as somebody who is not logged in.")
def call(
    common: Common,
    named: Named,
    name: str,
    method: str | None,
    payload: str | None,
    key: str | None,
    sub_path: str,
    anonymous: bool,
) -> int:
    """Call the webhook NAME and show what its flow would have received. No flow runs."""
    from hookline.workspace.embedded import LOCAL, EmbeddedWorkspace

    request = Request(
        (method or ("GET" if payload is None else "POST")).upper(),
        f"/api/latest/webhook/{quote(name, safe='')}/call{_below(sub_path)}",
        {} if key is None else {"key": key},
        {} if payload is None else {"content-type": "application/json"},
        b"" if payload is None else _payload(payload),
    )
    _require_file(named)
    workspace = EmbeddedWorkspace(named.file)
    response = workspace.answer(request, None if anonymous else LOCAL)
    answer = json.loads(response.body)
    if response.status != 200:
        raise _refused(response, answer)
    if common.format == "json":
        write_json({"format_version": FORMAT_VERSION, "answer": answer})
    else:
        received = json.dumps(answer["input_value"], ensure_ascii=False, indent=2)
        shown = "\n".join(safe_text(line) for line in received.splitlines())
        flow = safe_text(answer["flow_name"])
        sys.stdout.write(f"The flow {flow} would have received:\n{shown}\n")
    return 0


def _require_file(named: Named) -> None:
    """Refuse to ask a workspace that nobody made yet: it would know no webhook of any name."""
    if not named.file.exists():
        raise NeedsMending.because(
            Code.CFG_PATH,
            f"there is no embedded workspace at {named.shown}",
            hint="make one with `hookline workspace seed FILE`, or name another with --path",
        )


def _below(sub_path: str) -> str:
    stripped = sub_path.strip("/")
    return f"/{quote(stripped)}" if stripped else ""


def _payload(text: str) -> bytes:
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongUsage.because(
            Code.VAL_TYPE, f"--json is not JSON: {error}", hint="""write for example '{"id": 1}'"""
        ) from error
    return text.encode()


def _refused(response: Response, answer: dict[str, str]) -> HooklineError:
    """Give the error of a call that did not get through, with what may open the way."""
    message = f"the workspace answered {response.status}: {answer['error']}"
    if response.status in (401, 403):
        return AccessRefused.because(
            Code.API_DENIED,
            message,
            hint="who may call a webhook stands under access: in its definition",
        )
    return NeedsMending.because(
        Code.API_REFUSED, message, hint="`hookline apply` creates what the definitions say"
    )


@command.command()
@common_options()
@embedded_options
@click.option(
    "--host",
    type=click.Choice(["127.0.0.1", "::1", "localhost"]),
    default="127.0.0.1",
    show_default=True,
    help="This machine, by one of its own names.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="The port; 0 takes a free one.",
)
@click.option("--user", default="admin", show_default=True, help="The user who may log in.")
@click.option(
    "--deleted-names",
    type=click.Choice(["free", "taken"]),
    default="free",
    show_default=True,
    help="Whether the name of a record in the trash can be used again.",
)
def serve(common: Common, named: Named, host: str, port: int, user: str, deleted_names: str) -> int:
    """Serve the workspace over HTTP on this machine until Ctrl-C.

    The password is HOOKLINE_SECRET_WORKSPACE_PASSWORD of the environment; without one a password
    is made and shown once.
    """
    from hookline.workspace.embedded import EmbeddedWorkspace
    from hookline.workspace.served import Doorkeeper, address_of, listen, make_server
    from hookline.workspace.switches import DeletedNames, Switches

    switches = Switches(DeletedNames(deleted_names))
    given = os.environ.get(PASSWORD_VARIABLE)
    password = given or secrets.token_urlsafe(16)
    with listen(host, port) as opened:
        address = address_of(opened)
        workspace = EmbeddedWorkspace(named.file, address, switches=switches)
        server = make_server(workspace, Doorkeeper(user, password))
        _announce(common, named, address, user, None if given else password)
        # uvicorn ends its requests and then hands the signal on: that is how this ends.
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[opened])
    sys.stderr.write("\nStopped.\n")
    return 0


def _announce(
    common: Common, named: Named, address: str, user: str, made_password: str | None
) -> None:
    if common.format == "json":
        write_json(
            {
                "format_version": FORMAT_VERSION,
                "path": named.shown,
                "address": address,
                "user": user,
                "password": made_password,
            }
        )
    else:
        sys.stdout.write(f"Serving {safe_text(named.shown)} at {address} until Ctrl-C.\n")
        shown = (
            f"password {made_password}" if made_password else f"the password of {PASSWORD_VARIABLE}"
        )
        sys.stdout.write(f"Log in as {safe_text(user)} with {shown}\n")
    sys.stdout.flush()
