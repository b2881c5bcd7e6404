"""Writes returns (RMA) as the ERP knows them."""

from simulators.clock import iso
from simulators.erp.money import CURRENCY, amount, credit_amount
from simulators.erp.orders import sales_org
from simulators.orders.facts import Fact, Kind, Order
from simulators.reference import catalog, numbers
from simulators.reference.places import SITES

STATES = {
    Kind.RETURN_AUTHORISED: "AUTH",
    Kind.RETURN_IN_TRANSIT: "TRAN",
    Kind.RETURN_RECEIVED: "RCVD",
    Kind.RETURN_INSPECTED: "INSP",
    Kind.RETURN_CREDITED: "CRED",
    Kind.RETURN_CLOSED: "CLSD",
}
_STAMPS = {
    Kind.RETURN_AUTHORISED: "authorised_at",
    Kind.RETURN_IN_TRANSIT: "in_transit_at",
    Kind.RETURN_RECEIVED: "received_at",
    Kind.RETURN_INSPECTED: "inspected_at",
    Kind.RETURN_CREDITED: "credited_at",
    Kind.RETURN_CLOSED: "closed_at",
}
_REASONS = {"defective": "DEF", "wrong item": "WRG", "no longer needed": "NLN"}
_DISPOSITIONS = {"restock": "RS", "quarantine": "QA", "scrap": "SC"}


def rma(order: Order, now: int) -> dict[str, object] | None:
    """Write the return of an order, None where there is none by now."""
    facts = [fact for fact in order.seen(now) if fact.kind in STATES]
    if not facts:
        return None
    at = {fact.kind: fact.at for fact in facts}
    credited = Kind.RETURN_CREDITED in at
    return {
        "number": numbers.rma(order.index),
        "order": numbers.erp_order(order.index),
        "sales_org": sales_org(order.header),
        "state": STATES[facts[-1].kind],
        **{stamp: iso(at[kind]) if kind in at else None for kind, stamp in _STAMPS.items()},
        "tracking_number": None,
        "site": SITES[order.line(facts[0].line).site].erp,
        "credit_memo": f"CM-{order.index:07d}" if credited else None,
        "credit_amount": amount(credit_amount(order)) if credited else None,
        "currency": CURRENCY,
        "lines": _lines(order, facts),
    }


def _lines(order: Order, facts: list[Fact]) -> list[dict[str, object]]:
    found = {fact.line: fact.reason for fact in facts if fact.kind is Kind.RETURN_INSPECTED}
    return [
        {
            "line": fact.line * 10,
            "sku": catalog.product(order.line(fact.line).item).sku,
            "uom": "EA",
            "quantity": fact.quantity,
            "reason": _REASONS[fact.reason],
            "disposition": _DISPOSITIONS[found[fact.line]] if fact.line in found else None,
        }
        for fact in facts
        if fact.kind is Kind.RETURN_AUTHORISED
    ]
