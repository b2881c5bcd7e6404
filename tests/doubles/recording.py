"""What an operation asks, and in which order: our indexes, the crosswalk, the learner, the readers."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from domain.availability.selling import Selling
from domain.errors import BackendError
from domain.identifiers import Identifier, IdentifierKind, Link
from domain.log.filters import EventFilter
from domain.log.records import LogPage
from domain.partners import RowScope
from domain.ports.backends import BACKEND_PORTS
from domain.ports.demand import Demand
from domain.ports.graph import IMPACT, PROGRESS
from domain.ports.log import EventLog
from domain.ports.reading import Bound, K, Outcomes, Reader, Readers, V
from domain.ports.search import Learner, OrderIndex, PurchaseIndex
from domain.ports.state import Crosswalk
from domain.search.orders import OrderFilter, OrderPage, OrderRow, Paging
from domain.search.purchases import PurchaseRow
from domain.search.terms import Term
from gateway.assembly.selling.bound import with_availability
from tests.doubles.clock import SettableClock

Call = tuple[object, ...]


@dataclass
class Recorded:
    """calls: who was asked what. Each begins with the name of who was asked."""

    calls: list[Call] = field(default_factory=list)

    def keys(self, port: str) -> set[object]:
        """Every key that a reader was asked for, or that was looked for in its memory."""
        names = {port, f"{port}.peek"}
        return {key for name, *rest in self.calls if name in names for keys in rest for key in _each(keys)}

    def of(self, *names: str) -> list[Call]:
        """The calls of these."""
        return [call for call in self.calls if call[0] in names]


class RecordingReader(Generic[K, V]):
    """The same reader."""

    def __init__(self, port: str, reader: Reader[K, V], recorded: Recorded) -> None:
        self._port = port
        self._reader = reader
        self._recorded = recorded

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        self._recorded.calls.append((self._port, tuple(keys)))
        return await self._reader.read(keys, demand)

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        self._recorded.calls.append((f"{self._port}.peek", tuple(keys)))
        return self._reader.peek(keys, demand)


def recording_readers(readers: Readers, recorded: Recorded) -> Readers:
    """The same readers, all of the graph's. What availability rests on is recorded too."""
    every: Sequence[Any] = (*BACKEND_PORTS, PROGRESS, IMPACT)
    below = Readers(
        Bound(port.name, RecordingReader(port.name, readers.of(port), recorded)) for port in every
    )
    places = ("EAST", "WEST")
    return with_availability(below, Selling(places=places), places, SettableClock())


class RecordingIndex:
    """The same order index."""

    def __init__(self, index: OrderIndex, recorded: Recorded) -> None:
        self._index = index
        self._recorded = recorded

    async def put(self, rows: Sequence[OrderRow]) -> None:
        self._recorded.calls.append(("index.put", tuple(rows)))
        await self._index.put(rows)

    async def forget(self, numbers: Sequence[str]) -> None:
        self._recorded.calls.append(("index.forget", tuple(numbers)))
        await self._index.forget(numbers)

    async def search(self, wanted: OrderFilter, rows: RowScope, paging: Paging) -> OrderPage:
        self._recorded.calls.append(("index.search", wanted, rows, paging))
        return await self._index.search(wanted, rows, paging)

    async def named(self, terms: Sequence[Term], rows: RowScope) -> Mapping[Term, tuple[str, ...]]:
        self._recorded.calls.append(("index.named", tuple(terms), rows))
        return await self._index.named(terms, rows)

    async def known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        self._recorded.calls.append(("index.known", tuple(numbers), rows))
        return await self._index.known(numbers, rows)

    def peek_known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str] | None:
        self._recorded.calls.append(("index.peek_known", tuple(numbers), rows))
        return self._index.peek_known(numbers, rows)


class RecordingPurchases:
    """The same index of purchase orders."""

    def __init__(self, index: PurchaseIndex, recorded: Recorded) -> None:
        self._index = index
        self._recorded = recorded

    async def put(self, rows: Sequence[PurchaseRow]) -> None:
        self._recorded.calls.append(("purchases.put", tuple(rows)))
        await self._index.put(rows)

    async def forget(self, numbers: Sequence[str]) -> None:
        self._recorded.calls.append(("purchases.forget", tuple(numbers)))
        await self._index.forget(numbers)

    async def known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        self._recorded.calls.append(("purchases.known", tuple(numbers), rows))
        return await self._index.known(numbers, rows)


class RecordingLog:
    """The same log, for those who read it."""

    def __init__(self, log: EventLog, recorded: Recorded) -> None:
        self._recorded = recorded
        self._log = log
        self.append, self.compact = log.append, log.compact
        self.prune_receipts, self.standing = log.prune_receipts, log.standing
        self.head, self.name, self.at, self.known = log.head, log.name, log.at, log.known

    async def after(
        self, position: int, wanted: EventFilter, rows: RowScope, *, first: int, log: str | None = None
    ) -> LogPage:
        self._recorded.calls.append(("log.after", wanted, rows))
        return await self._log.after(position, wanted, rows, first=first, log=log)


class RecordingLearner:
    """The same learner."""

    def __init__(self, learner: Learner, recorded: Recorded) -> None:
        self._learner = learner
        self._recorded = recorded

    async def learn(self, texts: Mapping[Term, str], demand: Demand) -> Sequence[BackendError]:
        self._recorded.calls.append(("learner.learn", tuple(texts.items())))
        return await self._learner.learn(texts, demand)

    def later(self, texts: Mapping[Term, str]) -> None:
        self._recorded.calls.append(("learner.later", tuple(texts.items())))
        self._learner.later(texts)

    def later_purchases(self, numbers: Sequence[str]) -> None:
        self._recorded.calls.append(("learner.later_purchases", tuple(numbers)))
        self._learner.later_purchases(numbers)


class RecordingCrosswalk:
    """The same crosswalk."""

    def __init__(self, crosswalk: Crosswalk, recorded: Recorded) -> None:
        self._crosswalk = crosswalk
        self._recorded = recorded

    async def ours(self, foreign: Sequence[Identifier]) -> Mapping[Identifier, str]:
        self._recorded.calls.append(("crosswalk.ours", tuple(foreign)))
        return await self._crosswalk.ours(foreign)

    def peek_ours(self, foreign: Sequence[Identifier]) -> Mapping[Identifier, str] | None:
        self._recorded.calls.append(("crosswalk.ours", tuple(foreign)))
        return self._crosswalk.peek_ours(foreign)

    async def theirs(self, kind: IdentifierKind, names: Sequence[str], instance: str) -> Mapping[str, str]:
        self._recorded.calls.append(("crosswalk.theirs", kind, tuple(names), instance))
        return await self._crosswalk.theirs(kind, names, instance)

    def peek_theirs(
        self, kind: IdentifierKind, names: Sequence[str], instance: str
    ) -> Mapping[str, str] | None:
        self._recorded.calls.append(("crosswalk.theirs", kind, tuple(names), instance))
        return self._crosswalk.peek_theirs(kind, names, instance)

    def edition(self, kinds: Collection[IdentifierKind]) -> Hashable | None:
        return self._crosswalk.edition(kinds)

    async def numbered(self, kinds: Collection[IdentifierKind], number: str) -> Mapping[Identifier, str]:
        self._recorded.calls.append(("crosswalk.numbered", tuple(kinds), number))
        return await self._crosswalk.numbered(kinds, number)

    async def links(self, kind: IdentifierKind, name: str) -> Sequence[Link]:
        self._recorded.calls.append(("crosswalk.links", kind, name))
        return await self._crosswalk.links(kind, name)


def _each(keys: object) -> Collection[object]:
    return keys if isinstance(keys, tuple) else (keys,)
