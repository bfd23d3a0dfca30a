"""A real embedded workspace that tests plan and apply to, and transports that misbehave."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hookline.apply import Applier
from hookline.course import ONE_BY_ONE
from hookline.model.applied import Applied, Attempt
from hookline.model.catalog import Catalog
from hookline.model.change import Change
from hookline.model.codes import Code
from hookline.model.desired import Desired
from hookline.model.errors import (
    AnswerLost,
    NeedsMending,
)
from hookline.model.http import Request, Response, Transport
from hookline.model.plan import Plan
from hookline.model.ports import Gate, Workers
from hookline.model.record import Record
from hookline.model.settings import Target
from hookline.model.state import AppliedState, Beginning
from hookline.model.values import JSON
from hookline.remote.writer import EngineWriter
from hookline.stages.diff import diff
from hookline.stages.plan import Basis, make_plan
from hookline.stages.resolve import resolve
from tests.support.memory import GivenSecrets, ListJournal, StoppedClock
from tests.support.planning import surveyed
from tests.support.webhooks import HEAD, definition, webhook_table

TARGET = Target("local", "embedded:local.db", prune=True)


@dataclass
class Bench:
    """A workspace, and what was applied to it."""

    transport: Transport
    secrets: GivenSecrets = field(default_factory=GivenSecrets)
    journal: ListJournal = field(default_factory=ListJournal)
    base: AppliedState = field(default_factory=AppliedState)
    refusing: str = ""
    refusing_after: int = 0
    workers: Workers = ONE_BY_ONE
    gates: tuple[Gate, ...] = ()
    keep_going: bool = False

    def send(self, request: Request) -> Response:
        """Carry a request, unless the test wants this one refused."""
        line = f"{request.method} {request.body!r} {request.path}"
        if self.refusing and self.refusing in line:
            self.refusing_after -= 1
            if self.refusing_after < 0:
                return Response(403, {"content-type": "application/json"}, b'{"error": "not you"}')
        return self.transport.send(request)

    @property
    def workspace(self) -> EngineWriter:
        """The client."""
        return EngineWriter(self, TARGET.workspace)

    def desire(self, *texts: str) -> list[Desired]:
        """Resolve definitions against the workspace."""
        catalog = Catalog.of({t: self.workspace.list(t) for t in ("flow", "project", "bundle")})
        found, problems = resolve(
            [definition(text) for text in texts], TARGET, catalog, webhook_table()
        )
        assert not problems
        return list(found)

    def plan(self, *texts: str) -> Plan:
        """Plan these definitions against what is live now."""
        catalog = Catalog.of({t: self.workspace.list(t) for t in ("flow", "project", "bundle")})
        wanted, live = self.desire(*texts), self.workspace.list("webhook")
        basis = Basis(
            target=TARGET,
            workspace=self.workspace.identity(),
            base=self.base,
            catalog=catalog,
            table=webhook_table(),
            commit=HEAD,
            commits={"webhooks/a.yaml": HEAD},
            survey=surveyed(wanted, live),
        )
        return make_plan(diff(wanted, self.base, live, webhook_table()), basis)

    def apply(self, *texts: str) -> Applied:
        """Plan and carry out; what is recorded becomes the base."""
        return self.carry_out(self.plan(*texts))

    def carry_out(self, plan: Plan) -> Applied:
        """Carry out a plan that was made before."""
        applier = Applier(
            self.workspace,
            self.secrets,
            self.journal,
            StoppedClock(),
            self.workers,
            self.gates,
            self.keep_going,
        )
        applied = applier.apply(plan, self.base, Beginning("run1", "Ada <ada@example.com>"))
        records = {each.id: each for each in applied.records}
        self.base = replace(self.base, commit=HEAD.sha, records=records)
        return applied

    def webhook(self, name: str) -> Record:
        """Give the live webhook of this name."""
        found = self.workspace.by_name("webhook", name)
        assert found is not None
        return found

    def set_by_hand(self, webhook: str, /, **values: JSON) -> None:
        """Change a webhook as a colleague would."""
        self.workspace.update("webhook", self.webhook(webhook).id, values, "by hand")


@dataclass
class InterruptedTransport:
    """A transport during which somebody presses Ctrl-C."""

    inner: Transport
    at: str

    def send(self, request: Request) -> Response:
        """Carry a request, unless it is the one."""
        if self.at.encode() in request.body:
            raise KeyboardInterrupt
        return self.inner.send(request)


@dataclass
class Rewriting:
    """A transport whose answers hold one value in another form."""

    inner: Transport
    name: str
    form: Callable[[JSON], JSON]
    adds: bool = False

    def send(self, request: Request) -> Response:
        """Carry a request and rewrite the answer."""
        answer = self.inner.send(request)
        if not answer.body or "/webhook" not in request.path:
            return answer
        body = json.loads(answer.body)
        records = body if isinstance(body, list) else [body.get("webhook", body)]
        for each in records:
            if self.adds or self.name in each:
                each[self.name] = self.form(each.get(self.name))
        return replace(answer, body=json.dumps(body).encode())


@dataclass
class Deaf:
    """A transport that loses the answer to one request after it was carried out."""

    inner: Transport
    at: bytes

    def send(self, request: Request) -> Response:
        """Carry a request, and lose the answer when it is the one."""
        answer = self.inner.send(request)
        if self.at in request.body:
            raise AnswerLost.because(Code.API_UNREACHABLE, "the answer was lost")
        return answer


@dataclass
class FullJournal(ListJournal):
    """A journal on a disk that fills up."""

    intents: int = 100
    outcomes: int = 100

    def intend(self, run_id: str, change: Change) -> None:
        """Keep the intent while there is room."""
        if not self.intents:
            raise NeedsMending.because(Code.CFG_PATH, "the disk is full")
        self.intents -= 1
        super().intend(run_id, change)

    def settle(self, run_id: str, attempt: Attempt) -> None:
        """Keep the outcome while there is room."""
        if not self.outcomes:
            raise NeedsMending.because(Code.CFG_PATH, "the disk is full")
        self.outcomes -= 1
        super().settle(run_id, attempt)


@dataclass
class Meddling:
    """A transport behind which a colleague acts right after one request."""

    inner: Transport
    at: bytes
    act: Callable[[], None]

    def send(self, request: Request) -> Response:
        """Carry a request, and let the colleague act when it is the one."""
        answer = self.inner.send(request)
        if self.at in request.body:
            self.act()
        return answer
