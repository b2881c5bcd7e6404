"""Running operations on the marked world by the real engine, and what was asked on the way."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from domain.partners import Principal
from domain.ports.demand import Demand
from gateway.execution.answers import Answer
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker, GraphQLRequest
from resolvers.context import GraphContext
from resolvers.limiting.limits import Limits
from tests.doubles.recording import Recorded, RecordingLog
from tests.doubles.small_world import SmallWorld
from tests.policy.marked_endpoints import MarkedEndpoints
from tests.policy.marked_letters import MarkedLetters
from tests.policy.marked_partners import MarkedPartners
from tests.policy.marked_reservations import MarkedReservations
from tests.policy.marked_world import MarkedWorld
from tests.resolvers.asking import SCHEMA
from tests.resolvers.rows.asking_rows import recording_context


class Heard:
    """What came of one operation. body: all of it as text. changed: whether a case is not as it was."""

    def __init__(self, body: Mapping[str, Any], recorded: Recorded, *, changed: bool = False) -> None:
        self.data: Any = body.get("data")
        self.errors = list(body.get("errors", ()))
        self.extensions = body.get("extensions", {})
        self.body = orjson.dumps(body).decode()
        self.recorded = recorded
        self.changed = changed

    @property
    def asked(self) -> set[str]:
        """Keys of readers one by one, and questions to our own stores as they were."""
        return {asked for call in self.recorded.calls for asked in _each(*call)}

    @property
    def places(self) -> set[tuple[tuple[object, ...], str, str]]:
        """Path, code and message of each error."""
        return {
            (tuple(error.get("path") or ()), error["extensions"]["code"], error["message"])
            for error in self.errors
        }


@dataclass(frozen=True, slots=True)
class Stream:
    """What came of following: each item by itself, or why there is none."""

    items: Sequence[Heard]
    recorded: Recorded
    refused: tuple[str, str] | None = None

    @property
    def asked(self) -> set[str]:
        """As of one operation."""
        return Heard({}, self.recorded).asked


class Asking:
    """One marked world. `recorded` is what was asked since the last `clear`."""

    def __init__(self, marked: MarkedWorld) -> None:
        self.world: SmallWorld = marked.world
        self.planted = marked.planted
        self.log = marked.log
        self.partners = MarkedPartners()
        self.endpoints = MarkedEndpoints()
        self.booking = MarkedReservations()
        self.letters = MarkedLetters()
        self.recorded = Recorded()
        self._told: dict[tuple[str, Principal], Heard] = {}
        self.streams: dict[tuple[str, Principal], Stream] = {}

    async def ask(
        self, document: str, principal: Principal, variables: Mapping[str, object] | None = None
    ) -> Heard:
        """Run one operation alone. What it changes of cases and partners is undone."""
        self.recorded = Recorded()
        before = self.state()
        answer = await self.answer(document, principal, variables)
        changed = self.state() != before
        self.restore(before)
        return heard(answer, self.recorded, changed=changed)

    def state(self) -> tuple[Any, ...]:
        """What operations can change."""
        office = self.partners.state(), self.endpoints.state(), self.booking.state(), self.letters.changes
        return dict(self.world.cases.held), *office

    def restore(self, state: tuple[Any, ...]) -> None:
        """Undo what was changed since."""
        self.world.cases.held, kept, endpoints, booking, self.letters.changes = state
        self.booking.restore(booking)
        self.partners.restore(kept)
        self.endpoints.restore(endpoints)

    async def told(self, document: str, principal: Principal, variables: Mapping[str, object]) -> Heard:
        """What is told once, and kept: the world stands still."""
        known = self._told.get((document, principal))
        if known is None:
            known = self._told[document, principal] = await self.ask(document, principal, variables)
        return known

    async def answer(
        self, document: str, principal: Principal, variables: Mapping[str, object] | None = None
    ) -> Answer:
        """Run one operation beside others."""
        self.enter()
        prepared = ENGINE.prepare(GraphQLRequest(document=document, variables=variables))
        assert not isinstance(prepared, Answer), (document, prepared.errors)
        return await ENGINE.run(prepared, Asker(principal=principal, correlation_id="c" * 32))

    def enter(self) -> None:
        """What is run from here on is run on this world."""
        _HERE.set(self)

    def context(self, principal: Principal, demand: Demand) -> GraphContext:
        """The context of one operation."""
        context = replace(
            recording_context(self.world, principal, self.recorded, demand),
            webhooks=self.endpoints.office,
            office=self.partners.office,
        )
        context.log = RecordingLog(self.log, self.recorded)
        context.booking = self.booking
        context.intake = self.letters
        return context


_HERE: ContextVar[Asking] = ContextVar("world")


class _ClockHere:
    """The clock of the world that is asked."""

    def now(self) -> datetime:
        return _HERE.get().world.clock.now()

    def monotonic(self) -> float:
        return _HERE.get().world.clock.monotonic()


ENGINE = Engine(
    SCHEMA,
    contexts=lambda principal, demand: _HERE.get().context(principal, demand),
    clock=_ClockHere(),
    limits=Limits(aliases=1_000),
    timeout=timedelta(seconds=50),
    lifetime=lambda _instance, _port: timedelta(seconds=30),
)
"""One for all worlds, since most of the time is spent on reading documents. No read of theirs waits, so the
timeout is for a busy machine."""


def heard(answer: Answer, recorded: Recorded, *, changed: bool = False) -> Heard:
    """An answer as it arrives."""
    return Heard(orjson.loads(orjson.dumps(answer.body())), recorded, changed=changed)


def _each(name: object, *asked: object) -> list[str]:
    if len(asked) == 1 and isinstance(asked[0], tuple):
        return [f"{name} {one!r}" for one in asked[0]]
    return [f"{name} {asked!r}"]
