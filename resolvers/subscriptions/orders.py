"""`orderChanged`: orders by number, of a customer, or all that are the asker's."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry

from domain.log.filters import EventFilter
from domain.orders import Order
from domain.ports.backends import ORDERS
from domain.ports.reading import Failed, Found, Outcome
from resolvers.bounded_inputs import name, names
from resolvers.builds.events import ToldEvent
from resolvers.builds.updates import Reread, Touch
from resolvers.context import GraphContext
from resolvers.log_reading import granted, own_part, told_events
from resolvers.references import order_by_number
from resolvers.subscriptions.present import there
from resolvers.subscriptions.topics import After, Events, Topic, nothing, resumed

FAMILIES = ("order", "shipment", "return")
_ORDER = "order:"

Info = strawberry.Info[GraphContext]
Numbers = Annotated[
    list[str] | None, strawberry.argument(description="Our numbers, 100 at most; their state comes first.")
]
Customer = Annotated[
    str | None, strawberry.argument(description="Our code of a customer, all of whose orders are meant.")
]


def order_changed(
    info: Info, numbers: Numbers = None, customer: Customer = None, after: After = None
) -> object:
    """The topic. Raises BadInput that names the argument."""
    principal = info.context.principal
    asked = names(numbers, "numbers")
    customers = None if customer is None else (name(customer, "customer"),)
    wanted = EventFilter(
        types=granted(principal, FAMILIES),
        keys=None if asked is None else frozenset(f"{_ORDER}{number}" for number in asked),
        customers=own_part(customers, principal.grant.rows.customers),
    )
    orders = _Orders(wanted, asked)
    return Topic(
        wanted=wanted,
        after=resumed(after),
        snapshot=nothing if asked is None else orders.snapshot,
        told=orders.told,
        reads=lambda _context, touches: (ORDERS, [touch.key for touch in touches]),
        reread=Reread.ORDERS,
        keys=asked or (),
    )


@dataclass(frozen=True, slots=True)
class _Orders:
    """numbers: those that are asked for; None for all."""

    wanted: EventFilter
    numbers: Sequence[str] | None

    async def snapshot(self, context: GraphContext, position: int) -> Sequence[Touch]:
        """Those that are there, as they are."""
        known = await there(context, order_by_number, self.numbers or ())
        others = await self._others(context, known)
        return [Touch(key=number, position=position) for number in known if number not in others]

    async def told(self, context: GraphContext, events: Events, log: str) -> Sequence[Touch]:
        """One for each order that an event concerns."""
        told = await told_events(context, events, self.wanted, log)
        pairs = [(event, number) for event in told for number in self._numbers(event)]
        unsure = [
            number for event, number in pairs if event.written.owners.customers != self.wanted.customers
        ]
        others = await self._others(context, unsure)
        return [
            Touch(key=number, position=event.position, event=event)
            for event, number in pairs
            if number not in others
        ]

    def _numbers(self, event: ToldEvent) -> Iterator[str]:
        for key in dict.fromkeys((event.subject, *event.related)):
            number = key.removeprefix(_ORDER)
            if key.startswith(_ORDER) and (self.numbers is None or number in self.numbers):
                yield number

    async def _others(self, context: GraphContext, numbers: Sequence[str]) -> frozenset[str]:
        """Those of other customers, where one is asked for: a box may carry orders of several."""
        customers = self.wanted.customers
        if customers is None or not numbers:
            return frozenset()
        found = await context.batches.gather(ORDERS, numbers)
        return frozenset(number for number in numbers if _is_of_others(found[number], customers))


def _is_of_others(order: Outcome[Order], customers: Collection[str]) -> bool:
    """What nobody can say now is told all the same: its field says why it is empty."""
    if isinstance(order, Failed):
        return False
    return not isinstance(order, Found) or order.value.customer not in customers
