"""Everything that keeps the order index for one graph, put together."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from domain.folds.overdue import DueRule
from domain.ports.backends import ChangeSource
from domain.ports.cache import Signal
from domain.ports.graph import PROGRESS
from domain.ports.reading import Readers
from domain.ports.search import Feeds, OrderIndex
from domain.ports.state import Clock, Crosswalk, ExceptionCases
from gateway.settings.instances import Instance
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
from gateway.sync.runner import SyncRunner


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchState:
    """Our own side of search: the index, the feeds, who polls what, cases, and the terms of addresses.

    signal: who hears what changed.
    """

    index: OrderIndex
    feeds: Feeds
    claims: Claims
    cases: ExceptionCases
    email_terms: EmailTerms
    signal: Signal = field(default_factory=LocalSignal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """An instance that can be asked what changed, and how often it is."""

    source: ChangeSource
    every: timedelta


def polled(
    sources: Mapping[str, ChangeSource | None], instances: Mapping[str, Instance], every: timedelta
) -> Mapping[str, Polled]:
    """Every instance that can be asked what changed and is to be, `every` so often or in its own time."""
    asked = ((name, source, instances[name].sync) for name, source in sources.items())
    return {
        name: Polled(source=source, every=sync.every or every)
        for name, source, sync in asked
        if source is not None and sync.enabled
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
    """The polls of all instances, and what is learned besides. `start` and `aclose` for the background."""

    runner: SyncRunner
    learner: FallThrough
    reads: LearnedReads
    readers: Readers = field(repr=False)

    def start(self, *, polling: bool) -> None:
        """Begin to learn and, with `polling`, to poll. Needs a running loop."""
        self.learner.behind.start()
        if polling:
            self.reads.behind.start()
            self.runner.start()

    async def aclose(self) -> None:
        """Stop wherever it is: nothing is lost that the next start would not find again."""
        await self.runner.aclose()
        await self.reads.behind.aclose()
        await self.learner.behind.aclose()


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
    parts = PollParts(
        changed=changed,
        indexing=indexing,
        feeds=state.feeds,
        claims=state.claims,
        clock=clock,
        raise_all=raise_all,
        cases=state.cases,
        signal=state.signal,
    )
    reads = LearnedReads(reading, state.index, clock)
    polls = [Poll(name, each.source, parts, every=each.every) for name, each in graph.polled.items()]
    return Sync(
        runner=SyncRunner(polls, late=_late(graph, state, indexing, clock), sleep=sleep),
        learner=FallThrough(readers, changed, indexing, state.index, clock),
        reads=reads,
        readers=readers.instead(PROGRESS.bound(Noticing(readers.of(PROGRESS), reads.notice))),
    )


def _late(graph: Synced, state: SearchState, indexing: Indexing, clock: Clock) -> LateOrders | None:
    """Nothing is ever late without a rule."""
    return LateOrders(state.index, indexing, state.claims, clock) if graph.rules else None
