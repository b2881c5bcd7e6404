"""Names that the index does not know: the backends are asked once, and what they know is indexed.

Orders and returns are asked for by number, shipments by theirs, and carriers by tracking number, whose
references lead to shipments and orders. No system is asked by a channel's number, a customer's, an
invoice's or a warehouse's: those are learned with the order that bears them.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from domain.identifiers import IdentifierKind
from domain.partners import RowScope
from domain.ports.backends import TRACKING
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Readers
from domain.ports.search import OrderIndex
from domain.ports.state import Clock
from domain.search.terms import Term, TermKind
from gateway.sync.behind import Behind
from gateway.sync.changed_orders import Changed, ChangedOrders
from gateway.sync.indexing import BATCH, Indexing, background_demand
from gateway.sync.recent import Recent

BEHIND_SECONDS = 10.0
_BY_NUMBER = {
    TermKind.ORDER: IdentifierKind.ORDER,
    TermKind.SHIPMENT: IdentifierKind.SHIPMENT,
    TermKind.RETURN: IdentifierKind.RETURN,
}
_REFERRED = (IdentifierKind.SHIPMENT, IdentifierKind.ORDER)


class FallThrough:
    """Implements the port `Learner`. What no backend knows is not asked for again within a minute."""

    def __init__(
        self, readers: Readers, changed: ChangedOrders, indexing: Indexing, index: OrderIndex, clock: Clock
    ) -> None:
        self._readers = readers
        self._changed = changed
        self._indexing = indexing
        self._index = index
        self._clock = clock
        self._nobodys: Recent[Term] = Recent(clock)
        self._under_way: dict[Term, asyncio.Future[None]] = {}
        self.behind: Behind[Mapping[Term, str]] = Behind("learn-names", self._learn_behind)

    async def learn(self, texts: Mapping[Term, str], demand: Demand) -> None:
        others = [under_way for one in texts if (under_way := self._under_way.get(one)) is not None]
        mine = {
            one: text
            for one, text in texts.items()
            if one not in self._under_way and one not in self._nobodys
        }
        if mine:
            await self._once(mine, demand)
        for other in others:
            await asyncio.shield(other)

    def later(self, texts: Mapping[Term, str]) -> None:
        if any(one not in self._nobodys for one in texts):
            self.behind.offer(texts)

    async def _learn_behind(self, texts: Mapping[Term, str]) -> None:
        await self.learn(texts, background_demand(self._clock, BEHIND_SECONDS))

    async def _once(self, texts: Mapping[Term, str], demand: Demand) -> None:
        """Whoever asks for the same in the meantime waits for this; done is done, whatever came of it."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._under_way.update(dict.fromkeys(texts, done))
        try:
            all_answered = await self._ask(texts, demand)
            known = await self._index.named(list(texts), RowScope())
            for one in texts.keys() - known.keys() if all_answered else ():
                self._nobodys.add(one)
        finally:
            for one in texts:
                del self._under_way[one]
            done.set_result(None)

    async def _ask(self, texts: Mapping[Term, str], demand: Demand) -> bool:
        """Ask, and index what is found. Whether every system that was asked has answered."""
        tracked, all_answered = await self._tracked(texts, demand)
        things = list(dict.fromkeys((*_named(texts), *tracked)))
        concerned = await self._changed.concerned(things, demand) if things else {}
        numbers = list(dict.fromkeys(number for orders in concerned.values() for number in orders or ()))
        if not numbers:
            return all_answered and None not in concerned.values()
        read = await self._indexing.bring_in(numbers[:BATCH], demand)
        return all_answered and None not in concerned.values() and not read.owed

    async def _tracked(self, texts: Mapping[Term, str], demand: Demand) -> tuple[list[Changed], bool]:
        """What carriers say that these tracking numbers are for, and whether all of them answered."""
        written = _written(text for one, text in texts.items() if one.kind is TermKind.TRACKING)
        if not written:
            return [], True
        told = (await self._readers.of(TRACKING).read(written, demand)).values()
        references = [name for got in told if isinstance(got, Found) for name in got.value.references]
        things = [Changed(kind, name) for name in references for kind in _REFERRED]
        return things, not any(isinstance(got, Failed) for got in told)


def _named(texts: Mapping[Term, str]) -> Iterable[Changed]:
    for one, text in texts.items():
        kind = _BY_NUMBER.get(one.kind)
        if kind is not None:
            yield from (Changed(kind, name) for name in _written([text]))


def _written(texts: Iterable[str]) -> Sequence[str]:
    """Each as it was written, and in capitals, in which systems mostly keep their numbers."""
    plain = [text.strip() for text in texts]
    return list(dict.fromkeys(name for text in plain for name in (text, text.upper()) if text))
