"""`shipmentChanged`: shipments by tracking number, of a carrier, or all that are the asker's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry

from domain.log.filters import EventFilter
from domain.partners import RowScope
from domain.ports.backends import FULFILMENTS, SHIPMENTS
from domain.ports.reading import Found
from domain.rows.own_parts import parcels
from domain.search.terms import TermKind, term
from domain.shipments import Shipment
from resolvers.bounded_inputs import name, names
from resolvers.builds.events import ToldEvent
from resolvers.builds.updates import Reread, Touch
from resolvers.context import GraphContext
from resolvers.log_reading import granted, own_part, told_events
from resolvers.subscriptions.topics import After, Events, Topic, nothing, resumed

FAMILIES = ("shipment", "order")
_SHIPMENT, _TRACKING = "shipment:", "tracking:"

Info = strawberry.Info[GraphContext]
Numbers = Annotated[
    list[str] | None,
    strawberry.argument(
        description="Carriers' numbers, 100 at most; the state of their shipments comes first."
    ),
]
Carrier = Annotated[
    str | None, strawberry.argument(description="Our code of a carrier, all of whose shipments are meant.")
]


async def shipment_changed(
    info: Info, tracking_numbers: Numbers = None, carrier: Carrier = None, after: After = None
) -> object:
    """The topic. Raises BadInput that names the argument, and StoreUnavailable.

    Which shipments have the numbers is found out now: one that gets its number later is told of by events
    that name the number alone.
    """
    context = info.context
    asked = names(tracking_numbers, "trackingNumbers")
    carriers = None if carrier is None else (name(carrier, "carrier"),)
    place = resumed(after)
    numbered = {} if asked is None else await _shipments(context, asked)
    wanted = EventFilter(
        types=granted(context.principal, FAMILIES),
        keys=None if asked is None else _keys(asked, numbered),
        carriers=own_part(carriers, context.principal.grant.rows.carriers),
    )
    shipments = _Shipments(wanted, numbered, all_of_them=asked is None)
    return Topic(
        wanted=wanted,
        after=place,
        snapshot=nothing if asked is None else shipments.snapshot,
        told=shipments.told,
        reads=lambda _context, touches: (SHIPMENTS, [touch.key for touch in touches]),
        reread=Reread.SHIPMENTS,
        keys=asked or (),
    )


@dataclass(frozen=True, slots=True)
class _Shipments:
    """numbered: the shipments that are asked for, by tracking number."""

    wanted: EventFilter
    numbered: Mapping[str, Sequence[str]]
    all_of_them: bool

    async def snapshot(self, context: GraphContext, position: int) -> Sequence[Touch]:
        """Those that are there, as they are."""
        del context
        return [Touch(key=each, position=position) for each in self._every()]

    async def told(self, context: GraphContext, events: Events, log: str) -> Sequence[Touch]:
        """One for each shipment that an event concerns."""
        return [
            Touch(key=shipment, position=event.position, event=event)
            for event in await told_events(context, events, self.wanted, log)
            for shipment in dict.fromkeys(self._concerned(event))
        ]

    def _every(self) -> Sequence[str]:
        return list(dict.fromkeys(each for some in self.numbered.values() for each in some))

    def _concerned(self, event: ToldEvent) -> Iterator[str]:
        for key in (event.subject, *event.related):
            shipment = key.removeprefix(_SHIPMENT)
            if key.startswith(_SHIPMENT) and (self.all_of_them or shipment in self._every()):
                yield shipment
            if key.startswith(_TRACKING):
                yield from self.numbered.get(key.removeprefix(_TRACKING), ())


def _keys(asked: Sequence[str], numbered: Mapping[str, Sequence[str]]) -> frozenset[str]:
    shipments = (f"{_SHIPMENT}{each}" for some in numbered.values() for each in some)
    return frozenset((*shipments, *(f"{_TRACKING}{each}" for each in asked)))


async def _shipments(context: GraphContext, numbers: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The shipments that show each number, by the index and then by the record, as the asker may see them."""
    rows = RowScope() if context.admission is None else context.admission.rows
    terms = {number: term(TermKind.TRACKING, number, field="trackingNumbers") for number in numbers}
    named = await context.search.index.named(list(dict.fromkeys(terms.values())), rows)
    if context.admission is not None:
        context.admission.admit(order for orders in named.values() for order in orders)
    orders = list(dict.fromkeys(order for some in named.values() for order in some))
    found = await context.batches.gather(FULFILMENTS, orders) if orders else {}
    told = [
        shipment
        for outcome in found.values()
        if isinstance(outcome, Found)
        for shipment in outcome.value.shipments
    ]
    return {number: _showing(number, told) for number in numbers}


def _showing(number: str, shipments: Sequence[Shipment]) -> list[str]:
    return list(dict.fromkeys(each.id for each in shipments if number in parcels(each)))
