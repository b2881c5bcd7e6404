"""Writes orders as the ERP knows them. It sees neither picking detail nor delivery."""

from simulators.clock import iso
from simulators.erp.history import changed_at, history
from simulators.erp.lines import lines
from simulators.erp.money import CURRENCY, amount, invoices, order_amount
from simulators.erp.status import STATUS_TEXT, billing_status, status
from simulators.orders import terms
from simulators.orders.facts import Fact, Header, Kind, Order
from simulators.reference import numbers
from simulators.reference.places import PLACES, SITES
from simulators.world.lateness import promised_at

_BUSINESS = {"B2B", "EDI"}
_HOLDS = {"credit": ("CR", "Credit limit exceeded"), "address": ("AD", "Address could not be verified")}


def sales_order(order: Order, now: int) -> dict[str, object]:
    """Write one order, without what other systems know of it."""
    header, facts = order.header, order.seen(now)
    code = status(order, now)
    return {
        "number": numbers.erp_order(order.index),
        "sales_org": sales_org(header),
        "channel": header.channel,
        "channel_ref": terms.channel_ref(header) or None,
        "customer_po": terms.customer_po(header) or None,
        "customer": _customer(header),
        "status": code,
        "status_text": STATUS_TEXT[code],
        "billing_status": billing_status(order, now),
        "currency": CURRENCY,
        "total_amount": amount(order_amount(header)),
        "ordered_at": iso(header.placed_at),
        "promised_at": iso(promised_at(header)),
        "changed_at": iso(changed_at(order, now)),
        "ship_to": _ship_to(header),
        "holds": _holds(facts),
        "lines": lines(order, now),
        "deliveries": [_delivery(order, fact) for fact in facts if fact.kind is Kind.DISPATCHED],
        "invoices": invoices(order, now),
        "returns": _returns(order, facts),
        "history": history(order, facts),
    }


def sales_org(header: Header) -> str:
    """Give the sales organisation that owns an order: one sells to persons, the other to companies."""
    return "1200" if header.channel in _BUSINESS else "1100"


def _customer(header: Header) -> dict[str, object]:
    who = terms.buyer(header)
    shown = header.channel in {"WEB", "B2B"}
    return {"number": who.number, "name": who.name, "email": who.email if shown else None}


def _ship_to(header: Header) -> dict[str, object]:
    who = terms.buyer(header)
    place = PLACES[who.city]
    return {
        "name": who.name,
        "line1": who.street,
        "city": place.city,
        "region": place.region,
        "postal_code": place.postal,
        "country": place.country,
    }


def _holds(facts: tuple[Fact, ...]) -> list[dict[str, object]]:
    released = {fact.reason: fact.at for fact in facts if fact.kind is Kind.HOLD_RELEASED}
    return [
        {
            "code": _HOLDS[fact.reason][0],
            "text": _HOLDS[fact.reason][1],
            "since": iso(fact.at),
            "released_at": iso(released[fact.reason]) if fact.reason in released else None,
        }
        for fact in facts
        if fact.kind is Kind.HELD
    ]


def _delivery(order: Order, fact: Fact) -> dict[str, object]:
    work = order.work(fact.work)
    shipment = order.shipment_of(fact.work)
    return {
        "number": numbers.delivery(order.index, work.number),
        "site": SITES[work.site].erp,
        "shipment_ref": numbers.shipment(work.site, shipment.lead, shipment.work),
        "posted_at": iso(fact.at),
        "carrier": "PONE" if shipment.legs == 1 else "HWLN",
        "tracking_numbers": [package.tracking for package in shipment.packages],
        "lines": [{"line": line.line * 10, "quantity": line.found} for line in work.lines if line.found],
    }


def _returns(order: Order, facts: tuple[Fact, ...]) -> list[str]:
    return [numbers.rma(order.index)] if any(f.kind is Kind.RETURN_AUTHORISED for f in facts) else []
