"""A log to publish from, over memory, and brokers that take everything, nothing, or a part."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace
from prometheus_client import CollectorRegistry

from domain.exceptions import Finding
from domain.log.outbox import Place
from domain.log.records import Mapped
from domain.ports.outbox import Outbox
from gateway.brokers.links import KeptLink
from gateway.brokers.posting import Message, Posting
from gateway.brokers.publishing import Publishing, PublishParts
from gateway.settings.brokers.feeds import Begin, OutgoingSettings
from gateway.telemetry.broker_metrics import BrokerMetrics
from tests.domain.log.examples import shipped
from tests.doubles.clock import SettableClock
from tests.doubles.event_log import InMemoryLog
from tests.doubles.outbox import InMemoryOutbox

_SUBJECTS = 7


class Broker:
    """Implements `Posting` in memory. room: so many are confirmed, and then none."""

    def __init__(self, room: int = 1_000_000) -> None:
        self.room = room
        self.got: list[Message] = []

    async def open(self) -> None:
        return

    async def is_well(self) -> bool:
        return True

    async def aclose(self) -> None:
        return

    async def post(self, message: Message) -> None:
        await asyncio.sleep(0)
        if len(self.got) >= self.room:
            raise ConnectionError("gone")
        self.got.append(message)


class SmallOutbox:
    """A log, a place in it, and replicas that publish it."""

    def __init__(self, outbox: Outbox | None = None) -> None:
        self.log = InMemoryLog()
        self.outbox = outbox or InMemoryOutbox()
        self.clock = SettableClock()
        self.raised: list[Finding] = []
        self.registry = CollectorRegistry()
        self.parts = PublishParts(
            log=self.log,
            outbox=self.outbox,
            clock=self.clock,
            raise_all=self.raised.extend,
            metrics=BrokerMetrics(self.registry),
        )
        self._events = 0
        self.ids_by_subject: dict[str, list[str]] = {}

    @property
    def ids(self) -> list[str]:
        return [each for ids in self.ids_by_subject.values() for each in ids]

    def published(self) -> float:
        """How many events were confirmed, doubles included."""
        labels = {"feed": "lake", "family": "order"}
        return self.registry.get_sample_value("ordergraph_broker_events_published_total", labels) or 0.0

    async def happened(self, count: int) -> None:
        """So many more events of a few orders."""
        events = []
        for _ in range(count):
            self._events += 1
            name, order = f"e{self._events}", f"SO-{self._events % _SUBJECTS}"
            events.append(replace(shipped(name, order=order), id=name))
            self.ids_by_subject.setdefault(f"order:{order}", []).append(name)
        await self.log.append([Mapped(events=tuple(events))])

    def replica(self, *, begin: Begin = Begin.OLDEST, families: Sequence[str] = ("order",)) -> Publishing:
        settings = OutgoingSettings(server="plant", begin=begin, families=frozenset(families))
        return Publishing("lake", settings, self.parts)

    async def publish_all(self, posting: Posting) -> None:
        """By a replica of its own, which lets go of it then."""
        replica = self.replica()
        while await replica.page(linked(posting)):
            continue
        await replica.release()

    async def begins_again(self) -> None:
        """As if nothing was published yet."""
        await self.outbox.claim("lake", "nobody", hold=timedelta(0), now=self.clock.now())
        place = Place(log=await self.log.name(), position=0)
        await self.outbox.move("lake", "nobody", place, hold=timedelta(0), now=self.clock.now())
        await self.outbox.release("lake", "nobody")


def linked(posting: Posting | None) -> KeptLink[Posting]:
    """A link that is open, or not."""
    link: KeptLink[Posting] = KeptLink("lake", Broker, _tell_nobody)
    link.now = posting
    return link


def _tell_nobody(feed: str, *, connected: bool) -> None:
    assert feed or connected
