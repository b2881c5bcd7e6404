"""Writes order lines as the ERP knows them."""

from collections import Counter

from simulators.clock import iso
from simulators.erp.money import amount
from simulators.erp.status import line_status
from simulators.orders import terms
from simulators.orders.facts import Kind, Order
from simulators.reference import catalog, customers
from simulators.reference.places import SITES
from simulators.world import expected
from simulators.world.lateness import promised_at


def lines(order: Order, now: int) -> list[dict[str, object]]:
    """Write the lines of an order; `allocated` is what is promised and not yet shipped."""
    counts = expected.quantities(order, now)
    given_up = Counter[int]()
    for fact in order.seen(now):
        if fact.kind is Kind.DEALLOCATED or (fact.kind is Kind.CANCELLED and fact.reason == "short"):
            given_up[fact.line] += fact.quantity
    picking = {fact.work for fact in order.seen(now) if fact.kind is Kind.PICK_STARTED}
    in_hand = {line.line for work in order.works if work.number in picking for line in work.lines}
    written = []
    for line in order.header.lines:
        count = counts[line.number]
        allocated = count["allocated"] - count["shipped"] - given_up[line.number]
        product = catalog.product(line.item)
        written.append(
            {
                "line": line.number * 10,
                "sku": product.sku,
                "customer_item": customers.part_number(terms.buyer(order.header), line.item),
                "uom": "EA",
                "quantity": line.quantity,
                "allocated": allocated,
                "backordered": count["backordered"],
                "shipped": count["shipped"],
                "cancelled": count["cancelled"],
                "returned": count["returned"],
                "status": line_status(line.quantity, allocated, count, picking=line.number in in_hand),
                "site": SITES[line.site].erp,
                "unit_price": amount(terms.cents(order.header, line.number)),
                "promised_at": iso(promised_at(order.header)),
            }
        )
    return written
