"""Shipments by their picks, and what is told of them."""

from collections.abc import Sequence
from datetime import datetime

from adapters.erp_tryton.mapping.fulfilments import fulfilment
from adapters.erp_tryton.wire import shipments as wire_shipments
from domain.milestones import MilestoneCode
from domain.orders import Fulfilment, OrderLine
from domain.ports.reading import Found
from domain.quantities import Quantity, quantity
from tests.adapters.erp_tryton.replies import INSTANCE, Json, moment, notes, read, shipment

LINE = OrderLine(id="27", sku="AX-1028", ordered=quantity(10), location="WH-E")


def told(*records: Json, order: str = "21") -> Found[Fulfilment]:
    noted = notes()
    shipments = [read(wire_shipments.SHIPMENT, record) for record in records]
    return noted.as_found(fulfilment(order, shipments, noted))


def facts(*records: Json) -> dict[MilestoneCode, tuple[str, Quantity | None, datetime]]:
    found = told(*records)
    assert found.findings == ()
    made = found.value.milestones
    assert len({fact.code for fact in made}) == len(made)
    assert {(fact.source, fact.reference, fact.location) for fact in made} <= {(INSTANCE, "17", "WH-E")}
    return {fact.code: (fact.line, fact.quantity, fact.occurred_at) for fact in made}


def with_picks(state: str, picks: Sequence[Json], **other: object) -> Json:
    return shipment(state=state, **{"inventory_moves.": list(picks)}, **other)


def at(when: datetime) -> Json:
    return {"write_date": moment(when)}
