"""One row of the order index out of what all systems tell of an order. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.errors import ImpossibleValue
from domain.folds.billing_status import billing_status
from domain.folds.order_status import order_status
from domain.folds.overdue import DueRule, Overdue, overdue_of_order
from domain.folds.return_status import order_return_status
from domain.identifiers import Identifier, IdentifierKind
from domain.instants import LATEST
from domain.milestones import Milestone, actual
from domain.orders import Fulfilment, Order, Progress
from domain.rows.own_parts import own_part
from domain.rows.whose import of_order
from domain.search.orders import OrderRow
from domain.search.terms import TERM_OF, Term, TermKind, term
from domain.shipments import Shipment

_OF_THE_ROAD = frozenset({IdentifierKind.SHIPMENT, IdentifierKind.LOAD, IdentifierKind.TRACKING})
"""What a shipment's identifiers say of each order in it: its other names belong to other orders too."""
_OF_THE_WAREHOUSE = _OF_THE_ROAD | {IdentifierKind.WAREHOUSE_ORDER}


class OrderParts(NamedTuple):
    """An order and what is beside it. email: the term of its customer's address, where one is known."""

    order: Order
    progress: Progress | None = None
    fulfilment: Fulfilment | None = None
    email: Term | None = None


def what_is_due(parts: OrderParts, rules: Sequence[DueRule]) -> Sequence[Overdue]:
    """Everything that has not come of it and is due by `rules`, at whatever time."""
    return overdue_of_order(parts.order, _facts(parts), rules, LATEST) if rules else ()


def order_row(parts: OrderParts, due: Sequence[Overdue]) -> OrderRow:
    """The row that these parts give, and from when on it is overdue, unless what is due comes.

    Its statuses are folded of all facts at hand; changed_at is the latest time at which any system wrote
    a fact of it down.
    """
    order = parts.order
    facts = _facts(parts)
    return OrderRow(
        number=order.number,
        source=order.source,
        customer=order.customer,
        channel=order.channel,
        status=order_status(order.lines, facts),
        billing_status=billing_status(order.lines, facts),
        return_status=order_return_status(order.lines, facts),
        placed_at=order.placed_at,
        promised_at=order.promised_at,
        changed_at=_changed(order, facts),
        overdue_at=min((each.due_at for each in due), default=None),
        terms=_terms(parts),
        owners=of_order(order, _shipments(parts)),
    )


def _facts(parts: OrderParts) -> list[Milestone]:
    return [*parts.order.milestones, *(parts.progress.milestones if parts.progress else ())]


def _changed(order: Order, facts: Iterable[Milestone]) -> datetime | None:
    written = (fact.recorded_at or fact.occurred_at for fact in actual(facts))
    return max(written, default=order.placed_at)


def _terms(parts: OrderParts) -> frozenset[Term]:
    named = {_term(kind, text) for kind, text in _names(parts) if text}
    return frozenset(each for each in {*named, parts.email} if each is not None)


def _term(kind: TermKind, text: str) -> Term | None:
    """None for what nobody could ask for, such as a name that is too long."""
    try:
        return term(kind, text)
    except ImpossibleValue:
        return None


def _names(parts: OrderParts) -> Iterator[tuple[TermKind, str]]:
    order = parts.order
    yield TermKind.ORDER, order.number
    yield from _named(order.identifiers, TERM_OF)
    for invoice in order.invoices:
        yield TermKind.INVOICE, invoice.number
    for number in order.return_numbers:
        yield TermKind.RETURN, number
    for line in order.lines:
        yield TermKind.SKU, line.sku
        yield TermKind.LOCATION, line.location
    if parts.fulfilment is not None:
        yield from _named(parts.fulfilment.identifiers, _OF_THE_WAREHOUSE)
    for shipment in _shipments(parts):
        yield from _of_shipment(_part_of(shipment, order))


def _part_of(shipment: Shipment, order: Order) -> Shipment:
    """What of it is the order's: nobody finds an order by the parcel of another. All, where nobody knows."""
    return own_part(shipment, (order.number,), ()) if shipment.contents else shipment


def _of_shipment(shipment: Shipment) -> Iterator[tuple[TermKind, str]]:
    yield TermKind.SHIPMENT, shipment.id
    yield TermKind.LOCATION, shipment.origin
    yield from _named(shipment.identifiers, _OF_THE_ROAD)
    for number in shipment.tracking_numbers:
        yield TermKind.TRACKING, number
    for leg in shipment.legs:
        yield TermKind.TRACKING, leg.tracking_number


def _named(
    identifiers: Iterable[Identifier], kinds: Iterable[IdentifierKind]
) -> Iterator[tuple[TermKind, str]]:
    wanted = frozenset(kinds)
    return ((TERM_OF[each.kind], each.value) for each in identifiers if each.kind in wanted)


def _shipments(parts: OrderParts) -> Sequence[Shipment]:
    return parts.fulfilment.shipments if parts.fulfilment else ()
