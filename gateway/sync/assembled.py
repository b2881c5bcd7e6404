"""Everything that keeps the order index for one graph, put together."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from domain.folds.overdue import DueRule
from domain.ports.backends import WEBHOOK, ChangeSource
from domain.ports.cache import Signal
from domain.ports.graph import PROGRESS
from domain.ports.log import TellOwn
from domain.ports.reading import Readers
from domain.ports.search import Feeds, OrderIndex, PurchaseIndex
from domain.ports.selling import SupplyIndex
from domain.ports.state import Clock, Crosswalk, ExceptionCases
from gateway.settings.systems.instances import Instance
from gateway.shield.sharing.signals import LocalSignal
from gateway.sync.changed_orders import ChangedOrders
from gateway.sync.claims import Claims
from gateway.sync.fall_through import FallThrough
from gateway.sync.indexing import Indexing, RaiseAll, Sleep
from gateway.sync.late_orders import LateOrders
from gateway.sync.learned_reads import LearnedReads, Noticing
from gateway.sync.order_reading import EmailTerms, OrderReading
from gateway.sync.overdue_cases import OverdueCases
from gateway.sync.poll import Poll, PollParts
from gateway.sync.purchases import Purchases
from gateway.sync.runner import SyncRunner
from gateway.sync.supplies import Supplies
from gateway.sync.telling import TellPolled, keep_silent, tell_nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchState:
    """Our own side of search: the indexes, the feeds, who polls what, cases, and the terms of addresses.

    signal: who hears what changed. told: makes events of it. supply: what purchase orders will bring; tell:
    is told when that changes.
    """

    index: OrderIndex
    purchases: PurchaseIndex
    feeds: Feeds
    claims: Claims
    cases: ExceptionCases
    email_terms: EmailTerms
    signal: Signal = field(default_factory=LocalSignal)
    told: TellPolled = tell_nobody
    supply: SupplyIndex | None = None
    tell: TellOwn = keep_silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """An instance that can be asked what changed, how often it is, and whether that is told as events."""

    source: ChangeSource
    every: timedelta
    tells: bool = False


def polled(
    sources: Mapping[str, ChangeSource | None], instances: Mapping[str, Instance], every: timedelta
) -> Mapping[str, Polled]:
    """Every instance that can be asked what changed and is to be, `every` so often or in its own time."""
    asked = ((instances[name], source) for name, source in sources.items())
    return {
        one.name: Polled(
            source=source,
            every=one.sync.every or every,
            tells=one.sync.tells(pushes=WEBHOOK in one.capabilities),
        )
        for one, source in asked
        if source is not None and one.sync.enabled
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What is kept in the index: a graph's readers, whom to poll by instance, and what is due when."""

    readers: Readers
    crosswalk: Crosswalk
    polled: Mapping[str, Polled]
    rules: Sequence[DueRule] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """The polls of all instances, and what is learned besides. `start` and `aclose` for the background.

    indexing: for whoever else hears of orders.
    """

    runner: SyncRunner
    learner: FallThrough
    purchases: Purchases
    reads: LearnedReads
    indexing: Indexing
    readers: Readers = field(repr=False)

    def start(self, *, polling: bool) -> None:
        """Begin to learn and, with `polling`, to poll. Needs a running loop."""
        self.learner.behind.start()
        self.purchases.behind.start()
        if polling:
            self.reads.behind.start()
            self.runner.start()

    async def aclose(self) -> None:
        """Stop wherever it is: nothing is lost that the next start would not find again."""
        await self.runner.aclose()
        await self.reads.behind.aclose()
        await self.learner.behind.aclose()
        await self.purchases.behind.aclose()


def assembled_sync(
    graph: Synced,
    state: SearchState,
    clock: Clock,
    raise_all: RaiseAll,
    *,
    sleep: Sleep = asyncio.sleep,
) -> Sync:
    """Sync over the graph's readers; its own `readers` are for requests, from which it learns."""
    readers = graph.readers
    changed = ChangedOrders(readers, graph.crosswalk, state.index)
    reading = OrderReading(readers, state.email_terms, graph.rules)
    overdue = OverdueCases(state.cases, graph.rules, clock, raise_all)
    indexing = Indexing(overdue.weighing(reading.rows), state.index, clock, raise_all, sleep=sleep)
    supplies = Supplies(readers, state.supply, clock, state.tell) if state.supply is not None else None
    purchases = Purchases(readers, state.purchases, clock, supplies)
    parts = PollParts(
        changed=changed,
        indexing=indexing,
        purchases=purchases,
        feeds=state.feeds,
        claims=state.claims,
        clock=clock,
        raise_all=raise_all,
        cases=state.cases,
        signal=state.signal,
    )
    reads = LearnedReads(reading, state.index, clock)
    polls = [_poll(name, each, parts, graph, state.told) for name, each in graph.polled.items()]
    return Sync(
        runner=SyncRunner(polls, late=_late(graph, state, indexing, clock), sleep=sleep),
        learner=FallThrough(readers, changed, indexing, state.index, purchases, clock),
        purchases=purchases,
        reads=reads,
        indexing=indexing,
        readers=readers.instead(PROGRESS.bound(Noticing(readers.of(PROGRESS), reads.notice))),
    )


def _poll(name: str, polled: Polled, parts: PollParts, graph: Synced, told: TellPolled) -> Poll:
    tell = partial(told, crosswalk=graph.crosswalk) if polled.tells else None
    return Poll(name, polled.source, parts, every=polled.every, tell=tell)


def _late(graph: Synced, state: SearchState, indexing: Indexing, clock: Clock) -> LateOrders | None:
    """Nothing is ever late without a rule."""
    return LateOrders(state.index, indexing, state.claims, clock) if graph.rules else None
