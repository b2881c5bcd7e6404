"""Following subscriptions on the small world by the real engine."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from domain.events.owners import Owners
from domain.events.payloads import OrderNews, ShipmentNews, StockNews
from domain.events.record import Event
from domain.log.records import Logged, Mapped
from domain.milestones import MilestoneCode
from domain.partners import Principal
from domain.ports.demand import Demand
from domain.registry.personal_reads import PersonalRead
from gateway.execution.answers import Answer
from gateway.execution.engine import Engine
from gateway.execution.live.streams import LiveOperation
from gateway.execution.operations import Asker, GraphQLRequest, Operation
from gateway.live.words import Item
from gateway.watching.operations import OperationWatch
from resolvers.context import GraphContext
from resolvers.limiting.limits import Limits
from tests.doubles.clock import START
from tests.doubles.event_log import InMemoryLog
from tests.doubles.small_rows import SO_1, SO_2, indexed
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DESK, SCHEMA, context_of

TRACE = "c" * 32
BOTH = Owners(
    customers=frozenset({"C-1", "C-2"}),
    channels=frozenset({"WEB"}),
    locations=frozenset({"EAST", "WEST"}),
    suppliers=frozenset(),
    carriers=frozenset({"PONE"}),
)


def event(kind: str, subject: str, *related: str, **more: Any) -> Event:  # noqa: ANN401 - fields of Event
    """One event of the small world; whose it is goes by its subject."""
    given: dict[str, Any] = {
        "id": f"{kind} {subject}",
        "owners": {"order:SO-1": SO_1.owners, "order:SO-2": SO_2.owners}.get(subject, BOTH),
        "source": "erp",
        "occurred_at": START,
        "recorded_at": START,
    }
    return Event(type=kind, subject=subject, related=related, **{**given, **more})


PICKED = event("order.picked", "order:SO-1", data=OrderNews(line="10", reason="because of Ann"))
OTHER = event("order.picked", "order:SO-2")
MOVED = event(
    "shipment.milestone",
    "shipment:SHE-1",
    "order:SO-1",
    "order:SO-2",
    data=ShipmentNews(milestone=MilestoneCode.OUT_FOR_DELIVERY),
)


def counted(place: str = "EAST", sku: str = "AX-1", **more: Any) -> Event:  # noqa: ANN401 - fields of Event
    """Something happened to stock."""
    owners = Owners(locations=frozenset({place}))
    return event("stock.counted", f"sku:{sku}@{place}", owners=owners, data=StockNews(), **more)


class Following:
    """An engine over the small world, its log, and what it kept of personal reads."""

    def __init__(
        self,
        world: SmallWorld | None = None,
        *,
        timeout: timedelta = timedelta(seconds=5),
        margin: timedelta = timedelta(seconds=5),
        watch: OperationWatch | None = None,
    ) -> None:
        self.world = world or indexed()
        self.log: InMemoryLog | None = InMemoryLog("here")
        self.lines: list[PersonalRead] = []
        self.demands: list[Demand] = []
        self.engine = Engine(
            SCHEMA,
            contexts=self._context,
            clock=self.world.clock,
            limits=Limits(),
            timeout=timeout,
            margin=margin,
            audit=self.lines.append,
            watch=watch,
        )

    def _context(self, principal: Principal, demand: Demand) -> GraphContext:
        self.demands.append(demand)
        context = context_of(self.world, principal, demand)
        context.log = self.log
        return context

    def prepared(
        self, text: str, variables: Mapping[str, object] | None = None, name: str | None = None
    ) -> Operation | Answer:
        request = GraphQLRequest(document=text, variables=variables, operation_name=name)
        return self.engine.prepare(request)

    async def opened(
        self,
        text: str,
        principal: Principal = DESK,
        variables: Mapping[str, object] | None = None,
        name: str | None = None,
    ) -> LiveOperation | Answer:
        operation = self.prepared(text, variables, name)
        assert isinstance(operation, Operation), operation
        return await self.engine.live(operation, Asker(principal=principal, correlation_id=TRACE))

    async def live(
        self,
        text: str,
        principal: Principal = DESK,
        variables: Mapping[str, object] | None = None,
        name: str | None = None,
    ) -> LiveOperation:
        opened = await self.opened(text, principal, variables, name)
        assert isinstance(opened, LiveOperation), opened
        return opened

    async def refused(
        self, text: str, principal: Principal = DESK, variables: Mapping[str, object] | None = None
    ) -> tuple[str, str]:
        """Code and message of what stands against it."""
        opened = await self.opened(text, principal, variables)
        assert isinstance(opened, Answer)
        (error,) = opened.errors
        return str(error["extensions"]["code"]), error["message"]

    async def append(self, *events: Event) -> Sequence[Logged]:
        """In the log, and as a follower hears it."""
        assert self.log is not None
        return (await self.log.append([Mapped(events=events)])).logged


def bodies(items: Sequence[Item]) -> list[Any]:
    """The results."""
    return [orjson.loads(item.body) for item in items]


def roots(items: Sequence[Item]) -> list[Any]:
    """What the root field of each shows. None may have an error."""
    told = bodies(items)
    assert [body["errors"] for body in told if "errors" in body] == []
    return [next(iter(body["data"].values())) for body in told]


def later(minutes: int) -> datetime:
    """So long after the beginning."""
    return START + timedelta(minutes=minutes)
