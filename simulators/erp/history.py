"""The ERP's own history of an order."""

from simulators.clock import iso
from simulators.orders import terms
from simulators.orders.facts import Fact, Kind, Order
from simulators.reference import numbers

CODES = {
    Kind.PLACED: "ENT",
    Kind.ACKNOWLEDGED: "ACK",
    Kind.HELD: "HLD",
    Kind.HOLD_RELEASED: "HLR",
    Kind.RELEASED: "REL",
    Kind.ALLOCATED: "ALC",
    Kind.BACKORDERED: "BKO",
    Kind.DISPATCHED: "PGI",
    Kind.INVOICED: "INV",
    Kind.CANCELLED: "CAN",
    Kind.RETURN_AUTHORISED: "RMA",
    Kind.RETURN_CREDITED: "CRN",
    Kind.CLOSED: "CLS",
}
_ONCE = {Kind.RETURN_AUTHORISED, Kind.RETURN_CREDITED}
_SEEN = {*CODES, Kind.PICK_STARTED}


def changed_at(order: Order, now: int) -> int:
    """Give the instant of the last thing that the ERP knows of an order."""
    return max((fact.at for fact in order.seen(now) if fact.kind in _SEEN), default=0)


def history(order: Order, facts: tuple[Fact, ...]) -> list[dict[str, object]]:
    """Write what has happened to an order, oldest first."""
    written: list[dict[str, object]] = []
    said: set[Kind] = set()
    for fact in facts:
        if fact.kind not in CODES or fact.kind in said & _ONCE:
            continue
        said.add(fact.kind)
        by_line = fact.line and fact.kind not in _ONCE
        written.append(
            {
                "code": CODES[fact.kind],
                "at": iso(fact.at),
                "line": fact.line * 10 if by_line else None,
                "quantity": fact.quantity if by_line else None,
                **_reference(order, fact),
            }
        )
    return written


def _reference(order: Order, fact: Fact) -> dict[str, object]:
    if fact.kind is Kind.DISPATCHED:
        return {"delivery": numbers.delivery(order.index, fact.work)}
    if fact.kind is Kind.INVOICED:
        return {"invoice": terms.invoice(order, fact.work)}
    return {"return": numbers.rma(order.index)} if fact.kind in _ONCE else {}
