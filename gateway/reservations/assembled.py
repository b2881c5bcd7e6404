"""Everything that reservations are made of, put together for one process."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.exceptions import Finding
from domain.ports.cache import Signal
from domain.ports.log import EventLog
from domain.ports.reservations import Reservations
from domain.ports.state import Clock
from gateway.reservations.booking import Bookings
from gateway.reservations.following import Following, FollowingParts
from gateway.reservations.keeping import CeilingKeeper
from gateway.reservations.reserving import Bounds, Reserving
from gateway.reservations.sold import Sold
from gateway.reservations.taking_over import TakingOver
from gateway.reservations.telling import Telling
from gateway.reservations.writing_through import Sinks, WritingThrough
from gateway.settings.reservations import ReservationSettings
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.reservations.sql_reservations import SqlReservations
from gateway.sync.claims import Claims
from gateway.sync.kept import Kept
from gateway.telemetry.reservation_metrics import ReservationMetrics


class PresentlySold:
    """Of the graph that is served now: after a reload `take` puts another in its place."""

    def __init__(self) -> None:
        self._sold: Sold | None = None
        self._heard: list[Callable[[], None]] = []

    def __call__(self) -> Sold:
        """What is sold now. Nothing is asked of it before the first graph is there."""
        if self._sold is None:
            raise RuntimeError("no graph was taken yet")
        return self._sold

    def take(self, sold: Sold) -> None:
        """From now on it is this one."""
        self._sold = sold
        for hear in self._heard:
            hear()

    def listen(self, hear: Callable[[], None]) -> None:
        """Have it called whenever another is taken."""
        self._heard.append(hear)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """What reservations are made of besides the graph. sinks: systems with holds of their own."""

    store: Reservations
    log: EventLog
    claims: Claims
    signal: Signal
    clock: Clock
    raise_all: Callable[[Iterable[Finding]], None]
    settings: ReservationSettings
    registry: CollectorRegistry
    sinks: Sinks = field(default_factory=Sinks)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationState:
    """booking: for the graph. following: what goes on behind. present: takes the graph that is served."""

    store: Reservations
    booking: Bookings
    following: Following
    keeper: CeilingKeeper
    present: PresentlySold


def assembled_reservations(of: Reserved) -> ReservationState:
    """Make it; nothing has begun."""
    store, settings, present = of.store, of.settings, PresentlySold()
    keeper = CeilingKeeper(store, present, of.clock, of.raise_all, stock_age=settings.stock_age)
    present.listen(keeper.forget)
    metrics = ReservationMetrics(of.registry)
    following = Following(
        FollowingParts(
            store=store,
            keeper=keeper,
            telling=Telling(store, of.log, of.claims),
            taking_over=TakingOver(
                store,
                log=of.log,
                keeper=keeper,
                clock=of.clock,
                raise_all=of.raise_all,
                within=settings.taken_over_within,
            ),
            signal=of.signal,
            clock=of.clock,
            metrics=metrics,
            settings=settings,
        )
    )
    reserving = Reserving(
        store,
        keeper=keeper,
        present=present,
        clock=of.clock,
        bounds=Bounds(lines=settings.lines, longest=settings.longest_ttl, tries=settings.tries),
        changed=following.wake,
    )
    booking = Bookings(
        store,
        reserving,
        WritingThrough(of.sinks, of.raise_all),
        of.clock,
        ttl=settings.ttl,
        longest_ttl=settings.longest_ttl,
        changed=following.wake,
        metrics=metrics,
    )
    return ReservationState(store=store, booking=booking, following=following, keeper=keeper, present=present)


def reservations_of(
    durable: AsyncEngine,
    kept: Kept,
    settings: ReservationSettings,
    clock: Clock,
    registry: CollectorRegistry,
) -> ReservationState:
    """Over the store of what was acknowledged, and what a graph finds in our store besides."""
    return assembled_reservations(
        Reserved(
            store=SqlReservations(durable),
            log=SqlEventLog(durable),
            claims=kept.claims,
            signal=kept.shield.signal,
            clock=clock,
            raise_all=kept.raise_all,
            settings=settings,
            registry=registry,
        )
    )
