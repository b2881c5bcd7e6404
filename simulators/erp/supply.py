"""Writes stock and purchase orders as the ERP knows them."""

from simulators.clock import iso
from simulators.reference import catalog
from simulators.reference.places import SITES
from simulators.world.ledger import Position
from simulators.world.purchasing import STATES, PurchaseLine, PurchaseOrder

_ACKNOWLEDGED, _ANNOUNCED, _RECEIVED = 1, 2, 3


def stock(
    item: int, site: str, position: Position, coming: list[PurchaseOrder], now: int
) -> dict[str, object]:
    """Write one position. The count of a lagging item stands still."""
    lags = item in catalog.LAGGING and site == catalog.LAGGING_SITE
    on_hand = catalog.LAG_FIGURE if lags else position.on_hand
    return {
        "sku": catalog.product(item).sku,
        "site": SITES[site].erp,
        "uom": "EA",
        "on_hand": on_hand,
        "allocated": position.allocated,
        "available": max(on_hand - position.allocated, 0),
        "incoming": [
            {
                "purchase_order": order.number,
                "line": line.number * 10,
                "quantity": line.quantity,
                "due_at": iso(order.received_at),
                "state": STATES[order.state(now)],
            }
            for order in coming
            for line in order.lines
            if order.site == site and line.item == item
        ],
        "as_of": iso(now),
    }


def purchase_order(order: PurchaseOrder, now: int) -> dict[str, object]:
    """Write one purchase order."""
    state = order.state(now)
    shipped = {"number": f"ASN-{order.number[3:]}", "shipped_at": iso(order.begins[_ANNOUNCED])}
    return {
        "number": order.number,
        "supplier": {
            "number": catalog.supplier_number(order.supplier),
            "name": catalog.supplier_name(order.supplier),
        },
        "site": SITES[order.site].erp,
        "state": STATES[state],
        "ordered_at": iso(order.begins[0]),
        "changed_at": iso(order.begins[state]),
        "expected_at": iso(order.received_at),
        "asn": {**shipped, "tracking_number": None} if state >= _ANNOUNCED else None,
        "lines": [_line(order, line, state) for line in order.lines],
    }


def _line(order: PurchaseOrder, line: PurchaseLine, state: int) -> dict[str, object]:
    confirmed = state >= _ACKNOWLEDGED
    return {
        "line": line.number * 10,
        "sku": catalog.product(line.item).sku,
        "uom": "EA",
        "ordered": line.quantity,
        "confirmed": line.quantity if confirmed else 0,
        "confirmed_at": iso(order.begins[_ACKNOWLEDGED]) if confirmed else None,
        "confirmed_for": iso(order.received_at) if confirmed else None,
        "announced": line.quantity if state >= _ANNOUNCED else 0,
        "received": line.quantity if state >= _RECEIVED else 0,
    }
