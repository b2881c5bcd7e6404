"""Links in the records that pass by: what each system calls the things that we read under our names.

Pure but for the offering: a record in our names gives links. No request waits for whoever takes them;
what reads in the background does, so that it goes no faster than links can be kept.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Generic, Protocol

from domain.catalog import Location, Product
from domain.identifiers import (
    SEVERAL_NAMES,
    Identifier,
    IdentifierKind,
    Link,
    LinkOrigin,
    as_unlinked,
    thing_of,
)
from domain.milestones import actual
from domain.orders import Fulfilment, Order
from domain.partners import Lane
from domain.ports.demand import Demand
from domain.ports.reading import Found, K, Outcomes, Reader, V
from domain.shipments import Shipment

REUSED_AFTER = timedelta(days=90)
"""So long after the last that is heard of a shipment, its tracking number still means it. Carriers give
a number out again after some months, none sooner than this."""

Links = Callable[[V], Iterable[Link]]


class Taker(Protocol):
    """Takes links to the crosswalk; see the port LearningCrosswalk."""

    def offer(self, items: Iterable[Link]) -> None:
        """Take them at once, or lose some."""
        ...

    async def put(self, items: Iterable[Link]) -> None:
        """Take all of them, as there comes room."""
        ...


class _Nobody:
    def offer(self, items: Iterable[Link]) -> None:
        del items

    async def put(self, items: Iterable[Link]) -> None:
        del items


NOBODY: Taker = _Nobody()
"""Takes nothing: for a graph that keeps no links."""


class Learning(Generic[K, V]):
    """The same reader, offering the links of what it finds."""

    def __init__(self, reader: Reader[K, V], links: Links[V], taker: Taker) -> None:
        self._reader = reader
        self._links = links
        self._taker = taker

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        outcomes = await self._reader.read(keys, demand)
        found = (outcome.value for outcome in outcomes.values() if isinstance(outcome, Found))
        links = [link for record in found for link in self._links(record)]
        if demand.lane is Lane.BACKGROUND:
            await self._taker.put(links)
        else:
            self._taker.offer(links)
        return outcomes

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        """What memory holds was read, and its links offered, before."""
        return self._reader.peek(keys, demand)


def of_order(record: Order) -> Iterator[Link]:
    """Its numbers in the ERP, at the channel, the customer and on invoices; its lines' part numbers."""
    yield from _links(record.number, IdentifierKind.ORDER, record.identifiers)
    for line in record.lines:
        yield from _links(line.sku, IdentifierKind.ITEM, line.identifiers)


def of_fulfilment(record: Fulfilment) -> Iterator[Link]:
    """The warehouses' numbers for the order, and what its shipments show."""
    yield from _links(record.order, IdentifierKind.ORDER, record.identifiers)
    for shipment in record.shipments:
        yield from of_shipment(shipment)


def of_shipment(record: Shipment) -> Iterator[Link]:
    """Its numbers; tracking numbers for as long as they mean it.

    A carrier's number for one leg is none of them, and of a shipment of which nothing was ever heard
    nobody knows when its number will be another's.
    """
    lifetime = _lifetime(record)
    for link in _links(record.id, IdentifierKind.SHIPMENT, record.identifiers):
        if link.identifier.kind is not IdentifierKind.TRACKING:
            yield link
        elif lifetime and link.identifier.value in record.tracking_numbers:
            yield Link(link.identifier, link.ours, link.origin, None, *lifetime)


def of_product(record: Product) -> Iterator[Link]:
    """GTIN, and the part numbers of customers and suppliers."""
    return _links(record.sku, IdentifierKind.ITEM, record.identifiers)


def of_location(record: Location) -> Iterator[Link]:
    """GLN, and the codes of each system."""
    return _links(record.code, IdentifierKind.LOCATION, record.identifiers)


def _links(ours: str, thing: IdentifierKind, identifiers: Sequence[Identifier]) -> Iterator[Link]:
    """Those that name this thing itself. By a name that nothing ties, nothing is tied to it either."""
    unlinked = as_unlinked(ours, thing)
    if not ours or (unlinked and unlinked.instance in {each.instance for each in identifiers}):
        return
    counted = Counter((each.kind, each.instance) for each in identifiers)
    for each in identifiers:
        # A record that shows two names of a kind of which a thing has one speaks of two things.
        is_its_own = each.kind in SEVERAL_NAMES or counted[each.kind, each.instance] == 1
        if is_its_own and thing_of(each.kind) is thing:
            yield Link(each, ours, LinkOrigin.LEARNED)


def _lifetime(record: Shipment) -> tuple[datetime, datetime] | None:
    """Whole days from the first that was heard of a shipment until its number may be given out again.

    By whole days, so that a link is not another one, and written again, with each new fact.
    """
    heard = [milestone.occurred_at for milestone in actual(record.milestones)]
    if not heard:
        heard = [record.as_of] if record.as_of else []
    if not heard:
        return None
    return _midnight(min(heard)), _midnight(max(heard)) + REUSED_AFTER


def _midnight(instant: datetime) -> datetime:
    return instant.replace(hour=0, minute=0, second=0, microsecond=0)
