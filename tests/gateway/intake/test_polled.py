"""Changes that a poll finds, as events: each once, in our names, with their owners."""

from dataclasses import replace

from prometheus_client import CollectorRegistry

from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from domain.log.filters import EventFilter
from domain.log.records import Logged
from domain.partners import RowScope
from domain.ports.cache import LogGrew, News
from gateway.intake.polled import PolledNews
from gateway.shield.sharing.signals import LocalSignal
from gateway.sync.telling import PolledPage
from gateway.telemetry.intake_metrics import IntakeMetrics
from tests.doubles.clock import START, SettableClock
from tests.doubles.crosswalk import InMemoryCrosswalk
from tests.doubles.event_log import InMemoryLog
from tests.doubles.order_index import InMemoryOrderIndex
from tests.gateway.intake.test_worker import OWNERS, ROWS, owners_of

PAGE = PolledPage(
    instance="tryton",
    changed={"order": ("SO-1",), "shipment": ("S-1",), "sku": ("A-1@EAST",), "location": ("EAST",)},
    since="10:00",
    upto="10:30",
    heard_at=START,
    correlation_id="c" * 32,
)


class Polling:
    """Pages of a system whose SO-1 is our SO-1, and so on."""

    def __init__(self) -> None:
        self.log = InMemoryLog()
        self.heard: list[News] = []
        self.crosswalk = InMemoryCrosswalk(SettableClock())
        signal = LocalSignal()
        signal.listen(self.heard.append)
        metrics = IntakeMetrics(CollectorRegistry())
        self._news = PolledNews(self.log, InMemoryOrderIndex(ROWS), owners_of, signal, metrics)

    async def told(self, *pages: PolledPage) -> list[Logged]:
        named = [("order", "SO-1"), ("shipment", "S-1"), ("item", "A-1"), ("location", "EAST")]
        links = [
            Link(Identifier(IdentifierKind(kind), "tryton", name), name, LinkOrigin.DECLARED)
            for kind, name in named
        ]
        await self.crosswalk.learn(links, START)
        for page in pages:
            await self._news(page, crosswalk=self.crosswalk)
        return list((await self.log.after(0, EventFilter(), RowScope(), first=100)).events)


async def test_each_change_is_an_event_of_its_family() -> None:
    polling = Polling()
    told = [each.event for each in await polling.told(PAGE)]
    assert [(event.type, event.subject) for event in told] == [
        ("order.changed", "order:SO-1"),
        ("shipment.changed", "shipment:S-1"),
        ("stock.changed", "sku:A-1@EAST"),
    ]
    assert told[0].owners == OWNERS["SO-1"]
    assert told[1].related == ("order:SO-1", "order:SO-2")
    assert {event.correlation_id for event in told} == {"c" * 32}
    assert len({event.id for event in told}) == len(told)
    assert polling.heard == [LogGrew()]


async def test_what_the_poll_read_since_is_newer_than_its_events() -> None:
    (first, *_) = await Polling().told(PAGE)
    assert (first.event.recorded_at, first.event.occurred_at) == (START, START)


async def test_a_page_that_is_polled_again_is_known() -> None:
    polling = Polling()
    assert len(await polling.told(PAGE, PAGE)) == 3
    assert polling.heard == [LogGrew()]


async def test_what_changes_again_is_told_again() -> None:
    told = await Polling().told(PAGE, replace(PAGE, since="10:30", upto="11:00"))
    assert [each.event.type for each in told].count("order.changed") == 2


async def test_what_came_to_light_between_two_polls_of_one_page_is_told() -> None:
    told = await Polling().told(PAGE, replace(PAGE, upto="10:31"))
    assert [each.event.type for each in told].count("order.changed") == 2


async def test_a_page_without_changes_tells_nobody_anything() -> None:
    polling = Polling()
    assert await polling.told(replace(PAGE, changed={})) == []
    assert polling.heard == []
