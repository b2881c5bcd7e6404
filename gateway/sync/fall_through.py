"""Names that the index does not know: the systems are asked once, and what they know is indexed.

Orders and returns are asked for by number, shipments by theirs, and carriers by tracking number, whose
references lead to shipments and orders. By every other name that an order has, those systems are asked that
find orders by it. Who could not be asked is told: then nothing found is not nothing there.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from domain.errors import BackendError
from domain.identifiers import IdentifierKind
from domain.partners import RowScope
from domain.ports.backends import ORDERS_BY_REFERENCE, TRACKING
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Outcome, Readers
from domain.ports.search import OrderIndex
from domain.ports.state import Clock
from domain.references import REFERENCE_KINDS
from domain.search.terms import TERM_OF, Term, TermKind, spellings
from gateway.sync.behind import Behind
from gateway.sync.changed_orders import Changed, ChangedOrders
from gateway.sync.indexing import BATCH, Indexing, background_demand
from gateway.sync.purchases import Purchases
from gateway.sync.recent import Recent

BEHIND_SECONDS = 10.0
_BY_NUMBER = {
    TermKind.ORDER: IdentifierKind.ORDER,
    TermKind.SHIPMENT: IdentifierKind.SHIPMENT,
    TermKind.RETURN: IdentifierKind.RETURN,
}
_REFERRED = (IdentifierKind.SHIPMENT, IdentifierKind.ORDER)
_BY_REFERENCE = {TERM_OF[kind]: kind for kind in REFERENCE_KINDS}


class _Told(NamedTuple):
    """What some names lead to, and what those failed with that could not say."""

    things: Sequence[Changed] = ()
    errors: Sequence[BackendError] = ()


class FallThrough:
    """Implements the port `Learner`. What no backend knows is not asked for again within a minute."""

    def __init__(  # noqa: PLR0913, PLR0917 - each is what another kind of name is learned by
        self,
        readers: Readers,
        changed: ChangedOrders,
        indexing: Indexing,
        index: OrderIndex,
        purchases: Purchases,
        clock: Clock,
    ) -> None:
        self._readers = readers
        self._changed = changed
        self._indexing = indexing
        self._index = index
        self._purchases = purchases
        self._clock = clock
        self._nobodys: Recent[Term] = Recent(clock)
        self._offered: Recent[Term] = Recent(clock)
        self._under_way: dict[Term, asyncio.Future[Sequence[BackendError] | None]] = {}
        self.behind: Behind[Mapping[Term, str]] = Behind("learn-names", self._learn_behind)

    async def learn(self, texts: Mapping[Term, str], demand: Demand) -> Sequence[BackendError]:
        theirs = {one: self._under_way[one] for one in texts if one in self._under_way}
        mine = {one: text for one, text in texts.items() if one not in theirs and one not in self._nobodys}
        errors = list(await self._once(mine, demand)) if mine else []
        if theirs:
            await asyncio.wait(set(theirs.values()))
        errors += (error for done in set(theirs.values()) for error in done.result() or ())
        given_up = {one: texts[one] for one, done in theirs.items() if done.result() is None}
        if given_up:
            errors += await self.learn(given_up, demand)
        return _each_once(errors)

    def later(self, texts: Mapping[Term, str]) -> None:
        news = {one: text for one, text in texts.items() if one not in self._offered}
        for one in news:
            self._offered.add(one)
        if news:
            self.behind.offer(news)

    def later_purchases(self, numbers: Sequence[str]) -> None:
        self._purchases.later(numbers)

    async def _learn_behind(self, texts: Mapping[Term, str]) -> None:
        await self.learn(texts, background_demand(self._clock, BEHIND_SECONDS))

    async def _once(self, texts: Mapping[Term, str], demand: Demand) -> Sequence[BackendError]:
        """Whoever asks for the same in the meantime waits for this, and is told if it came to nothing."""
        done: asyncio.Future[Sequence[BackendError] | None] = asyncio.get_running_loop().create_future()
        self._under_way.update(dict.fromkeys(texts, done))
        errors: Sequence[BackendError] | None = None
        try:
            away = await self._ask(texts, demand)
            known = await self._index.named(list(texts), RowScope())
            for one in () if away else texts.keys() - known.keys():
                self._nobodys.add(one)
            errors = away
        finally:
            for one in texts:
                del self._under_way[one]
            done.set_result(errors)
        return errors

    async def _ask(self, texts: Mapping[Term, str], demand: Demand) -> Sequence[BackendError]:
        """Ask, and index what is found. What those failed with that could not be asked."""
        tracked, referred = await asyncio.gather(self._tracked(texts, demand), self._referred(texts, demand))
        things = list(dict.fromkeys((*_named(texts), *tracked.things, *referred.things)))
        concerned = (await self._changed.concerned(things, demand)).values() if things else ()
        errors = [*tracked.errors, *referred.errors, *(e for each in concerned for e in each.errors)]
        numbers = list(dict.fromkeys(number for each in concerned for number in each.orders))
        if numbers:
            read = await self._indexing.bring_in(numbers[:BATCH], demand)
            errors += read.errors
        return _each_once(errors)

    async def _tracked(self, texts: Mapping[Term, str], demand: Demand) -> _Told:
        """What carriers say that these tracking numbers are for."""
        written = _written(text for one, text in texts.items() if one.kind is TermKind.TRACKING)
        if not written:
            return _Told()
        told = (await self._readers.of(TRACKING).read(written, demand)).values()
        references = [name for got in told if isinstance(got, Found) for name in got.value.references]
        return _Told([Changed(kind, name) for name in references for kind in _REFERRED], _missed(told))

    async def _referred(self, texts: Mapping[Term, str], demand: Demand) -> _Told:
        """The orders that these names mean to those who find orders by them."""
        references = [
            each
            for one, text in texts.items()
            if one.kind in _BY_REFERENCE
            for each in spellings(_BY_REFERENCE[one.kind], text)
        ]
        if not references:
            return _Told()
        told = (await self._readers.of(ORDERS_BY_REFERENCE).read(references, demand)).values()
        numbers = [number for got in told if isinstance(got, Found) for number in got.value.orders]
        return _Told([Changed(IdentifierKind.ORDER, number) for number in numbers], _missed(told))


def _missed(told: Collection[Outcome[object]]) -> list[BackendError]:
    """What those failed with that could not answer."""
    failed = (error for got in told if isinstance(got, Failed) for error in got.errors)
    return [*failed, *(gap for got in told if isinstance(got, Found) for gap in got.gaps)]


def _each_once(errors: Iterable[BackendError]) -> list[BackendError]:
    """The first of each system."""
    first: dict[str, BackendError] = {}
    for error in errors:
        first.setdefault(error.backend, error)
    return list(first.values())


def _named(texts: Mapping[Term, str]) -> Iterable[Changed]:
    for one, text in texts.items():
        kind = _BY_NUMBER.get(one.kind)
        if kind is not None:
            yield from (Changed(kind, name) for name in _written([text]))


def _written(texts: Iterable[str]) -> Sequence[str]:
    """Each as it was written, and in capitals, in which systems mostly keep their numbers."""
    plain = [text.strip() for text in texts]
    return list(dict.fromkeys(name for text in plain for name in (text, text.upper()) if text))
