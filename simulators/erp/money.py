"""Amounts and invoices. Cents inside, decimal strings of US dollars on the wire."""

from simulators.clock import iso
from simulators.orders import terms
from simulators.orders.facts import Header, Kind, Order
from simulators.world import expected

CURRENCY = "USD"
_PAID_AFTER = 20 * 86_400


def amount(cents: int) -> str:
    """Write cents as `12.40`."""
    return f"{cents // 100}.{cents % 100:02d}"


def order_amount(header: Header) -> int:
    """Give what all that was ordered costs, in cents."""
    return sum(line.quantity * terms.cents(header, line.number) for line in header.lines)


def invoice_amount(order: Order, work: int) -> int:
    """Give what a warehouse order sent, in cents."""
    sent = order.work(work)
    return sum(line.found * terms.cents(order.header, line.line) for line in sent.lines)


def credit_amount(order: Order) -> int:
    """Give what the goods that come back cost, in cents."""
    back = (fact for fact in order.facts if fact.kind is Kind.RETURN_AUTHORISED)
    return sum(fact.quantity * terms.cents(order.header, fact.line) for fact in back)


def invoices(order: Order, now: int) -> list[dict[str, object]]:
    """Write the invoices that an order has by now."""
    credited = expected.billing_status(order, now) == "CREDITED"
    return [
        {
            "number": terms.invoice(order, fact.work),
            "date": iso(fact.at)[:10],
            "posted_at": iso(fact.at),
            "amount": amount(invoice_amount(order, fact.work)),
            "currency": CURRENCY,
            "state": "CREDITED" if credited else "PAID" if fact.at + _PAID_AFTER <= now else "OPEN",
        }
        for fact in order.seen(now)
        if fact.kind is Kind.INVOICED
    ]
