"""Everything that brings events in, put together for one process."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from domain.errors import StoreUnavailable
from domain.log.records import Logged, Raw
from domain.ports.cache import LogGrew, Lost, News, Signal
from domain.ports.following import Followed, ToldFeeds
from domain.ports.search import OrderIndex, OwnersOf
from domain.ports.state import Clock, ExceptionCases
from gateway.assembly.raising import RaiseAll
from gateway.hub.tail import Tail
from gateway.intake.accepting import Acceptance
from gateway.intake.effects import Effects
from gateway.intake.endpoint import EventsEndpoint
from gateway.intake.gathering import Gathering
from gateway.intake.hearing import Hearing
from gateway.intake.known_state import KnownState, KnownStateParts
from gateway.intake.meaning.bringing import OwnersBroughtIn
from gateway.intake.meaning.mapping import Mapping
from gateway.intake.present import Present
from gateway.intake.rereading import Rereading
from gateway.intake.retention import LogStores, Retention
from gateway.intake.silence import SilenceParts, Silences
from gateway.intake.worker import IntakeParts, IntakeWorker
from gateway.settings.events import Events
from gateway.telemetry.intake_metrics import IntakeMetrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Intaken:
    """What intake is made of besides the graph. owners_of: as our index has them."""

    stores: LogStores
    followed: Followed
    told_feeds: ToldFeeds
    cases: ExceptionCases
    index: OrderIndex
    owners_of: OwnersOf
    signal: Signal
    clock: Clock
    raise_all: RaiseAll
    settings: Events
    metrics: IntakeMetrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """`start` begins to map, to follow the log and to forget; `aclose` writes what waits and stops."""

    present: Present
    stores: LogStores
    mapping: Mapping
    effects: Effects
    endpoint: EventsEndpoint
    gathering: Gathering
    worker: IntakeWorker
    known: KnownState
    tail: Tail
    rereading: Rereading
    retention: Retention
    silences: Silences

    async def follow(self) -> None:
        """Let what is known follow the log, and nothing else. Raises StoreUnavailable."""
        await self.tail.start(await self.known.catch_up())

    async def start(self, *, rereading: bool) -> None:
        """rereading: whether orders that events touch are read anew. Raises StoreUnavailable."""
        if rereading:
            self.rereading.start()
        await self.follow()
        self.worker.start()
        self.retention.start()
        self.silences.start()

    async def aclose(self) -> None:
        await self.silences.aclose()
        await self.gathering.aclose()
        await self.worker.aclose()
        await self.rereading.aclose()
        await self.retention.aclose()
        await self.tail.aclose()
        with suppress(StoreUnavailable):
            await self.known.aclose()


def assembled_intake(of: Intaken, present: Present) -> Intake:
    """Make it; nothing has begun. The tail hears of every replica's appends as long as the signal does."""
    settings, clock, stores = of.settings, of.clock, of.stores
    rereading = Rereading(present.indexing, clock)
    known = KnownState(
        KnownStateParts(
            log=stores.log, followed=of.followed, present=present, clock=clock, touched=rereading.offer
        )
    )
    tail = _woken_tail(stores, of.signal, known)

    def mine(logged: Sequence[Logged]) -> None:
        known.appended(logged)
        tail.offer(logged)

    effects = Effects(of.signal, mine, of.metrics)
    owners_of = OwnersBroughtIn(of.owners_of, present.indexing, clock)
    mapping = Mapping(present.webhook, present.crosswalk, of.index, owners_of)
    worker = _worker(of, mapping, effects)
    gathering = _gathering(stores, worker)
    of.metrics.watch(lambda: worker.waiting, lambda: known.reached)
    acceptance = Acceptance(
        present.webhook, gathering, clock, behind=lambda: worker.waiting, most_behind=settings.most_behind
    )
    return Intake(
        present=present,
        stores=stores,
        mapping=mapping,
        effects=effects,
        endpoint=EventsEndpoint(
            acceptance, most=settings.body_bytes, within=settings.body_time, count=of.metrics.delivered
        ),
        gathering=gathering,
        worker=worker,
        known=known,
        tail=tail,
        rereading=rereading,
        retention=Retention(stores, settings, clock),
        silences=_silences(of, present),
    )


def _worker(of: Intaken, mapping: Mapping, effects: Effects) -> IntakeWorker:
    return IntakeWorker(
        IntakeParts(
            inbox=of.stores.inbox,
            log=of.stores.log,
            mapping=mapping,
            clock=of.clock,
            effects=effects,
            raise_all=of.raise_all,
            hear=Hearing(of.told_feeds, of.signal, of.clock),
        )
    )


def _silences(of: Intaken, present: Present) -> Silences:
    declared = of.settings.heard_every
    parts = SilenceParts(
        feeds=of.told_feeds,
        cases=of.cases,
        signal=of.signal,
        clock=of.clock,
        declared=declared,
        sources=lambda: present.fed.webhooks.keys() | declared.keys(),
    )
    return Silences(parts)


def _gathering(stores: LogStores, worker: IntakeWorker) -> Gathering:
    async def keep(raws: Sequence[Raw]) -> None:
        await stores.inbox.keep(raws)
        worker.wake()

    return Gathering(keep)


def _woken_tail(stores: LogStores, signal: Signal, known: KnownState) -> Tail:
    tail = Tail(stores.log, before=known)

    def hear(news: News) -> None:
        if isinstance(news, LogGrew | Lost):
            tail.wake()

    signal.listen(hear)
    return tail
