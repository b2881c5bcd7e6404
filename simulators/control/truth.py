"""The whole truth of an order, for tests to compare answers with."""

from collections.abc import Iterator

import msgspec

from simulators.clock import iso
from simulators.orders import terms
from simulators.orders.facts import NEVER, Fact, Kind, Order, Shipment
from simulators.reference import catalog, numbers
from simulators.world import expected, lateness, lookup
from simulators.world.world import World

_OUR_WORDS = {"hub_departed": "DEPARTED"}


def of_order(world: World, order: Order, now: int) -> dict[str, object]:
    """Write an order's plan and where it stands at an instant."""
    header = order.header
    return {
        "number": lookup.number_of(order),
        "story": header.story,
        "at": iso(now),
        "numbers": names_of(order),
        "customer": terms.buyer(header).number if header.in_own_erp else None,
        "channel": header.channel,
        "lines": [
            {
                "line": line.number,
                "sku": line.sku or catalog.product(line.item).sku,
                "site": line.site,
                "ordered": line.quantity,
            }
            for line in header.lines
        ],
        "facts": [_fact(order, fact, now) for fact in order.facts],
        "expected": _expected(world, order, now),
    }


def names_of(order: Order) -> dict[str, object]:
    """Write every name that an order, its shipments, invoices and return have or will have."""
    header, index = order.header, order.index
    works = [numbers.warehouse_order(work.site, index, work.number) for work in order.works]
    invoiced = [fact.work for fact in order.facts if fact.kind is Kind.INVOICED]
    returned = any(fact.kind is Kind.RETURN_AUTHORISED for fact in order.facts)
    return {
        "erp": numbers.erp_order(index) if header.in_own_erp else None,
        "channel": terms.channel_ref(header) or None,
        "customer_po": terms.customer_po(header) or None,
        "warehouse": works,
        "shipments": [_shipment_number(each) for each in order.shipments],
        "loads": [numbers.load(each.lead, each.work) for each in order.shipments],
        "pros": [numbers.pro(each.lead, each.work) for each in order.shipments if each.legs > 1],
        "tracking": [package.tracking for each in order.shipments for package in each.packages],
        "invoices": [terms.invoice(order, work) for work in invoiced],
        "return": numbers.rma(index) if returned else None,
    }


def _shipment_number(shipment: Shipment) -> str:
    return numbers.shipment(shipment.site, shipment.lead, shipment.work)


def _fact(order: Order, fact: Fact, now: int) -> dict[str, object]:
    site = next((work.site for work in order.works if work.number == fact.work), None)
    shipment = next((each for each in order.shipments if each.work == fact.work), None)
    return {
        "at": iso(fact.at) if fact.at < NEVER else None,
        "kind": fact.kind.value,
        "line": fact.line or None,
        "quantity": fact.quantity or None,
        "site": site,
        "shipment": _shipment_number(shipment) if shipment else None,
        "place": fact.place or None,
        "reason": fact.reason or None,
        "due": iso(fact.due) if 0 < fact.due < NEVER else None,
        "past": fact.at <= now,
    }


def _expected(world: World, order: Order, now: int) -> dict[str, object]:
    counts = expected.quantities(order, now)
    return {
        "status": expected.status(order, now),
        "billingStatus": expected.billing_status(order, now),
        "returnStatus": expected.return_status(order, now),
        "lines": [
            {
                "line": line.number,
                "ordered": line.quantity,
                **{name: counts[line.number][name] for name in expected.QUANTITIES},
            }
            for line in order.header.lines
        ],
        "shipments": list(_shipments(world, order, now)),
        "late": [_late(each) for each in lateness.of_order(order, now)],
    }


def _shipments(world: World, order: Order, now: int) -> Iterator[dict[str, object]]:
    for each in order.shipments:
        status = expected.shipment_status(order, each, now)
        if not status:
            continue
        estimate = expected.estimate(order, each, now)
        yield {
            "shipment": _shipment_number(each),
            "status": status,
            "tracking": [package.tracking for package in each.packages],
            "orders": [lookup.number_at(world, index) for index in lookup.orders_in(each)],
            "eta": iso(estimate) if estimate is not None and estimate < NEVER else None,
            "late": [_late(each) for each in lateness.of_shipment(world, each, now)],
        }


def _late(late: lateness.Late) -> dict[str, object]:
    return {
        "what": _OUR_WORDS.get(late.what, late.what.upper()),
        "due": iso(late.due),
        "owed_by": late.owed_by,
        "site": late.site,
    }


def of_position(position: msgspec.Struct) -> dict[str, object]:
    """Write the counts of a position."""
    return msgspec.structs.asdict(position)
