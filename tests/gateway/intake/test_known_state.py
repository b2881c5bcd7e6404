"""What events do to what is known: no call where they say enough, one where they only say "changed"."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import cast

import pytest

from domain.events.payloads import Changed, OrderNews, Payload, ShipmentNews, StockFigures
from domain.events.record import Event
from domain.folds.shipment_status import shipment_status
from domain.freshness import Stamp
from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from domain.log.cursors import LogCursor
from domain.log.records import Mapped
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment
from domain.ports.backends import FULFILMENTS, STOCK, TRACKING
from domain.ports.cache import Outdated
from domain.ports.demand import Demand
from domain.ports.reading import Found, K, Outcomes, Port, Readers, V
from domain.quantities import Quantity
from domain.shipments import ShipmentStatus, Track
from domain.stock import Figure, StockKey, StockPosition, StockState
from gateway.hub.tail import Tail
from gateway.intake.known_state import NAME, KnownState, KnownStateParts
from gateway.intake.present import Fed, Present
from gateway.settings.freshness import EVERY, Freshness, LastKnownBounds, MemoryBounds, PortTerms
from gateway.shield.stack import Shield, Shielded
from gateway.shield.state import ShieldState
from gateway.shield.timing import Timing
from gateway.sync.indexing import Indexing
from tests.doubles.clock import START, SettableClock
from tests.doubles.crosswalk import InMemoryCrosswalk
from tests.doubles.event_log import InMemoryLog
from tests.doubles.following import InMemoryFollowed
from tests.doubles.shared_state import in_memory

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
TERMS = PortTerms(soft=HOUR, ttl=HOUR, keep=24 * HOUR, negative=HOUR, wait=SECOND, costly=False)
PARCEL, PLACE = "1Z-1", StockKey("0815", "7")
TIES = (
    (IdentifierKind.ORDER, "4711", "SO-1"),
    (IdentifierKind.ITEM, "0815", "A-1"),
    (IdentifierKind.LOCATION, "7", "EAST"),
)


class System:
    """One instance that carries, works on orders and counts. calls: the ports that were asked."""

    def __init__(self, clock: SettableClock) -> None:
        self.clock = clock
        self.calls: list[str] = []

    async def track(self, keys: Sequence[str], _demand: Demand, /) -> Outcomes[str, Track]:
        self.calls.append("track")
        known = (fact(MilestoneCode.PICKED_UP, -HOUR),)
        return {
            key: Found(Track(tracking_number=key, source="one", milestones=known), self._stamps())
            for key in keys
        }

    async def work(self, keys: Sequence[str], _demand: Demand, /) -> Outcomes[str, Fulfilment]:
        self.calls.append("work")
        return {key: Found(Fulfilment(order=key), self._stamps()) for key in keys}

    async def count(self, keys: Sequence[StockKey], _demand: Demand, /) -> Outcomes[StockKey, StockPosition]:
        self.calls.append("count")
        return {key: Found(counted(key, 5), self._stamps()) for key in keys}

    def _stamps(self) -> tuple[Stamp, ...]:
        return (Stamp(source="one", fetched_at=self.clock.now()),)


def counted(key: StockKey, amount: int) -> StockPosition:
    figure = Figure(state=StockState.SELLABLE, quantity=Quantity(Decimal(amount)), source="one")
    return StockPosition(sku=key.sku, location=key.location, figures=(figure,))


def fact(code: MilestoneCode, after: timedelta) -> Milestone:
    return Milestone(code=code, occurred_at=START + after, source="one")


class Replica:
    """One process's shield, and what goes through the log in it."""

    def __init__(
        self, clock: SettableClock, log: InMemoryLog, followed: InMemoryFollowed, state: ShieldState
    ) -> None:
        self.clock, self.system, self.log = clock, System(clock), log
        self.touched: list[str] = []
        freshness = Freshness(
            of={("", EVERY): TERMS}, memory=MemoryBounds(entries=100), last_known=LastKnownBounds()
        )
        self.shield = Shield(freshness, state, Timing(clock, spread=lambda: 0.0))
        offers = [
            TRACKING.by(self.system.track),
            FULFILMENTS.by(self.system.work),
            STOCK.by(self.system.count),
        ]
        self.readers = Readers(self.shield.bound(offers, Shielded("one", "here")))
        self.crosswalk = InMemoryCrosswalk(clock)
        fed = Fed(webhooks={}, crosswalk=self.crosswalk, shield=self.shield, indexing=cast("Indexing", None))
        parts = KnownStateParts(
            log=log, followed=followed, present=Present(fed), clock=clock, touched=self.touched.extend
        )
        self.known = KnownState(parts)
        self.tail = Tail(log, before=self.known)

    async def start(self) -> None:
        links = [
            Link(Identifier(kind, "one", theirs), ours, LinkOrigin.DECLARED) for kind, theirs, ours in TIES
        ]
        await self.crosswalk.learn(links, START)
        self.tail.reached = await self.known.catch_up()

    async def ask(self, port: Port[K, V], key: K) -> V:
        demand = Demand(deadline=self.clock.monotonic() + 5)
        outcome = (await self.readers.of(port).read([key], demand))[key]
        assert isinstance(outcome, Found)
        return outcome.value

    async def told(self, *events: Event) -> None:
        """Appended elsewhere, and gone through here."""
        await self.log.append([Mapped(events=events)])
        await self.look()

    async def look(self) -> None:
        while await self.tail.look():
            continue


class House:
    """A log, and replicas that share their bytes."""

    def __init__(self, state: ShieldState, clock: SettableClock) -> None:
        self.state, self.clock = state, clock
        self.log, self.followed = InMemoryLog(), InMemoryFollowed()

    async def replica(self) -> Replica:
        made = Replica(self.clock, self.log, self.followed, self.state)
        await made.start()
        return made


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
async def replica(clock: SettableClock) -> Replica:
    async with in_memory(clock) as (state, _):
        replica = await House(state, clock).replica()
        await replica.ask(TRACKING, PARCEL)
        await replica.ask(FULFILMENTS, "4711")
        await replica.ask(STOCK, PLACE)
        replica.system.calls.clear()
        clock.advance(10 * SECOND)
        return replica


def event(kind: str, subject: str, data: Payload | None = None, *, number: int = 1, ago: int = 0) -> Event:
    """What was told ten seconds after START."""
    told = START + 10 * SECOND
    return Event(
        type=kind,
        source="one",
        source_event_id=str(number),
        subject=subject,
        occurred_at=told - ago * SECOND,
        recorded_at=told,
        data=data,
    )


def scanned(code: MilestoneCode, *, number: int = 1, ago: int = 0) -> Event:
    data = ShipmentNews(milestone=code, tracking_number=PARCEL)
    return event("shipment.milestone", f"tracking:{PARCEL}", data, number=number, ago=ago)


CHANGED = event("order.changed", "order:SO-1", Changed(raw_code="odd"))


async def test_a_milestone_is_known_without_a_call(replica: Replica) -> None:
    await replica.told(scanned(MilestoneCode.DELIVERED))
    track = await replica.ask(TRACKING, PARCEL)
    assert shipment_status(track.milestones) is ShipmentStatus.DELIVERED
    assert replica.system.calls == []


async def test_a_late_one_is_kept_and_changes_no_status(replica: Replica) -> None:
    await replica.told(scanned(MilestoneCode.DELIVERED))
    await replica.told(scanned(MilestoneCode.IN_TRANSIT, number=2, ago=600))
    track = await replica.ask(TRACKING, PARCEL)
    assert shipment_status(track.milestones) is ShipmentStatus.DELIVERED
    assert len(track.milestones) == 3
    assert replica.system.calls == []


async def test_a_step_of_an_order_is_known_in_the_systems_names(replica: Replica) -> None:
    news = OrderNews(location="EAST", warehouse_order="W-1", raw_code="30")
    await replica.told(event("order.released", "order:SO-1", news))
    work = await replica.ask(FULFILMENTS, "4711")
    assert [(each.code, each.location, each.reference) for each in work.milestones] == [
        (MilestoneCode.RELEASED, "7", "W-1")
    ]
    assert replica.system.calls == []


async def test_figures_are_absolute_and_known_without_a_call(replica: Replica) -> None:
    figures = StockFigures(figures={StockState.SELLABLE: Quantity(Decimal(2))})
    await replica.told(event("stock.snapshot", "sku:A-1@EAST", figures))
    late = StockFigures(figures={StockState.SELLABLE: Quantity(Decimal(9))})
    await replica.told(event("stock.snapshot", "sku:A-1@EAST", late, number=2, ago=5))
    position = await replica.ask(STOCK, PLACE)
    assert position.of(StockState.SELLABLE) == Quantity(Decimal(2))
    assert replica.system.calls == []


@pytest.mark.parametrize(
    ("told", "call"),
    [
        (CHANGED, "work"),
        (event("order.picked", "order:SO-1", OrderNews()), "work"),
        (event("stock.changed", "sku:A-1@EAST"), "count"),
        (event("stock.changed", "sku:A-1"), "count"),
        (scanned(MilestoneCode.UNKNOWN), "track"),
    ],
)
async def test_what_only_changed_is_read_with_one_call(replica: Replica, told: Event, call: str) -> None:
    await replica.told(told)
    for _ in range(3):
        await replica.ask(FULFILMENTS, "4711")
        await replica.ask(STOCK, PLACE)
        await replica.ask(TRACKING, PARCEL)
    assert replica.system.calls == [call]


async def test_what_is_told_of_a_record_that_changed_does_not_make_it_known(replica: Replica) -> None:
    await replica.told(CHANGED, event("order.released", "order:SO-1", number=2))
    await replica.ask(FULFILMENTS, "4711")
    assert replica.system.calls == ["work"]


async def test_what_was_read_since_is_left_as_it_is(replica: Replica) -> None:
    replica.clock.advance(2 * HOUR)
    before = await replica.ask(TRACKING, PARCEL)
    await replica.told(scanned(MilestoneCode.DELIVERED))
    assert await replica.ask(TRACKING, PARCEL) == before
    await replica.ask(FULFILMENTS, "4711")
    await replica.told(CHANGED)
    await replica.ask(FULFILMENTS, "4711")
    assert replica.system.calls == ["track", "work"]


async def test_only_what_was_appended_here_is_indexed_here(replica: Replica) -> None:
    await replica.told(CHANGED)
    assert replica.touched == []
    mine = await replica.log.append([Mapped(events=(event("order.closed", "order:SO-1", number=2),))])
    replica.known.appended(mine.logged)
    assert replica.touched == [], "what is known does not say it yet"
    await replica.look()
    assert replica.touched == ["SO-1"]
    late = await replica.log.append([Mapped(events=(event("order.closed", "order:SO-2", number=3),))])
    await replica.look()
    replica.known.appended(late.logged)
    assert replica.touched == ["SO-1", "SO-2"]


async def test_what_was_not_followed_has_its_effects_at_the_next_start(clock: SettableClock) -> None:
    """One that was killed between the append and the effects leaves what is shared as it was."""
    async with in_memory(clock) as (state, _):
        house = House(state, clock)
        first = await house.replica()
        await first.ask(TRACKING, PARCEL)
        await first.ask(FULFILMENTS, "4711")
        clock.advance(10 * SECOND)
        await house.log.append([Mapped(events=(CHANGED, scanned(MilestoneCode.DELIVERED, number=2)))])
        second = await house.replica()
        assert second.touched == ["SO-1"]
        assert await house.followed.reached(NAME) == LogCursor("memory", 2)
        await second.ask(FULFILMENTS, "4711")
        track = await second.ask(TRACKING, PARCEL)
        assert shipment_status(track.milestones) is ShipmentStatus.DELIVERED
        assert second.system.calls == ["work"]


async def test_a_new_process_does_not_go_through_an_old_log(clock: SettableClock) -> None:
    async with in_memory(clock) as (state, _):
        house = House(state, clock)
        await house.log.append([Mapped(events=(CHANGED,))])
        replica = await house.replica()
        assert (replica.known.reached, replica.touched) == (1, [])


async def test_what_rests_on_a_source_that_fell_silent_is_read_again(replica: Replica) -> None:
    replica.shield.hear(Outdated("one", ("source:one",), replica.clock.now()))
    replica.clock.advance(SECOND)
    await replica.ask(TRACKING, PARCEL)
    await replica.ask(STOCK, PLACE)
    replica.shield.hear(Outdated("one", ("source:one",), START))
    await replica.ask(TRACKING, PARCEL)
    assert replica.system.calls == ["track", "count"], "what was read since is as old as its reading"
