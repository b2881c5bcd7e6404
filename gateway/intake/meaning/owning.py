"""Whose business an event is, and what else it concerns: by our own index, as it is when the event arrives.

An event of an order belongs to whom the order belongs; one of a shipment or a return to whom its orders
belong; one of stock to its place. Of everything else nobody is known, and only who may see all rows sees it.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import msgspec
from msgspec.structs import replace

from domain.errors import ImpossibleValue
from domain.events.owners import Owners
from domain.events.record import Event
from domain.partners import RowScope
from domain.ports.search import OrderIndex, OwnersOf
from domain.search.terms import Term, TermKind, term

_ANYBODY = RowScope()
_KINDS = RowScope.__struct_fields__
_ORDER = "order:"
_NOBODY = Owners(known=False)
_BY_ITS_ORDERS: Mapping[str, TermKind] = {
    "shipment": TermKind.SHIPMENT,
    "tracking": TermKind.TRACKING,
    "return": TermKind.RETURN,
}


async def owned(events: Sequence[Event], index: OrderIndex, owners_of: OwnersOf) -> list[Event]:
    """The events with their owners, and with the orders of their shipments among what they concern."""
    terms = {event.subject: found for event in events if (found := _term(event.subject)) is not None}
    named = await index.named(list(dict.fromkeys(terms.values())), _ANYBODY) if terms else {}
    told = [
        _related(event, named.get(terms[event.subject], ()) if event.subject in terms else ())
        for event in events
    ]
    numbers = sorted(set(chain.from_iterable(map(_orders, told))))
    owners = await owners_of(numbers) if numbers else {}
    return [replace(event, owners=_owners(event, owners)) for event in told]


def _term(key: str) -> Term | None:
    """What the orders of a shipment, a parcel or a return are found by."""
    kind, _, name = key.partition(":")
    if kind not in _BY_ITS_ORDERS:
        return None
    try:
        return term(_BY_ITS_ORDERS[kind], name)
    except ImpossibleValue:
        return None


def _related(event: Event, orders: Iterable[str]) -> Event:
    new = [key for key in (f"{_ORDER}{number}" for number in sorted(orders)) if key not in event.related]
    return replace(event, related=(*event.related, *new)) if new else event


def _orders(event: Event) -> list[str]:
    keys = (event.subject, *event.related)
    return [key.removeprefix(_ORDER) for key in keys if key.startswith(_ORDER)]


def _owners(event: Event, known: Mapping[str, Owners]) -> Owners:
    """Of several orders all owners: who may see one of them may know what happened to what they share."""
    kind, _, name = event.subject.partition(":")
    if kind == "sku":
        return Owners(locations=frozenset({name.partition("@")[2]} - {""}))
    found = [known[number] for number in _orders(event) if number in known and known[number].known]
    if not found:
        return _NOBODY
    return found[0] if len(found) == 1 else _together(found)


def _together(found: Sequence[Owners]) -> Owners:
    return msgspec.convert({kind: _union(found, kind) for kind in _KINDS}, Owners)


def _union(found: Sequence[Owners], kind: str) -> frozenset[str] | None:
    told = [each for owners in found if (each := getattr(owners, kind)) is not None]
    return frozenset(chain.from_iterable(told)) if told else None
