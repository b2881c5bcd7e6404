"""What the ERP says, as raw as it comes, and what the mapping makes of it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from adapters.erp_sim import mapping_orders, wire
from adapters.erp_sim.notation import notes_on
from domain.exceptions import Finding
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Order
from tests.doubles.clock import START

Json = Mapping[str, object]

LINE = {
    "line": 10,
    "sku": "AX-1042",
    "uom": "EA",
    "quantity": 12,
    "allocated": 0,
    "backordered": 0,
    "shipped": 12,
    "cancelled": 0,
    "returned": 0,
    "status": "40",
    "site": "1000",
    "unit_price": "12.40",
    "promised_at": "2026-02-25T07:45:00Z",
}
SECOND_LINE = LINE | {"line": 20, "sku": "AX-1077", "quantity": 6, "shipped": 0, "unit_price": "44.00"}
HOLD = {
    "code": "CR",
    "text": "Credit limit exceeded",
    "since": "2026-02-20T08:00:00Z",
    "released_at": "2026-02-20T20:00:00Z",
}
DELIVERY = {
    "number": "8000000421",
    "site": "1000",
    "shipment_ref": "SHE000000421",
    "posted_at": "2026-02-21T18:00:00Z",
    "carrier": "PONE",
    "tracking_numbers": ["1ZR410W70300000425"],
    "lines": [{"line": 10, "quantity": 12}],
}
INVOICE = {
    "number": "INV-00000421",
    "date": "2026-02-22",
    "posted_at": "2026-02-22T10:00:01Z",
    "amount": "148.80",
    "currency": "USD",
    "state": "OPEN",
}
ORDER = {
    "number": "SO-0000042",
    "sales_org": "1100",
    "channel": "WEB",
    "channel_ref": "#1042",
    "customer_po": None,
    "customer": {"number": "C-01311", "name": "Ines Farrow", "email": "ines@example.net"},
    "status": "60",
    "billing_status": "B",
    "currency": "USD",
    "total_amount": "412.80",
    "ordered_at": "2026-02-20T07:45:00Z",
    "promised_at": "2026-02-25T07:45:00Z",
    "changed_at": "2026-02-22T10:00:01Z",
    "ship_to": {
        "name": "Ines Farrow",
        "line1": "14 Mill Road",
        "city": "Austin",
        "region": "TX",
        "postal_code": "78701",
        "country": "US",
    },
    "holds": [HOLD],
    "lines": [LINE, SECOND_LINE],
    "deliveries": [DELIVERY],
    "invoices": [INVOICE],
    "returns": [],
    "history": [
        {"code": "ENT", "at": "2026-02-20T07:45:00Z", "line": None, "quantity": None},
        {"code": "HLD", "at": "2026-02-20T08:00:00Z", "line": None, "quantity": None},
        {"code": "HLR", "at": "2026-02-20T20:00:00Z", "line": None, "quantity": None},
        {"code": "ALC", "at": "2026-02-21T09:00:00Z", "line": 10, "quantity": 12},
        {"code": "PGI", "at": "2026-02-21T18:00:00Z", "line": None, "delivery": "8000000421"},
        {"code": "INV", "at": "2026-02-22T10:00:01Z", "line": None, "invoice": "INV-00000421"},
    ],
}


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 2, day, hour, minute, second, tzinfo=UTC)


def entry(code: str, **more: object) -> Json:
    return {"code": code, "at": "2026-02-21T09:00:00Z", "line": None, "quantity": None} | more


class Mapped(NamedTuple):
    """An order and what was found not to be right with its record."""

    order: Order
    findings: tuple[Finding, ...]

    def of(self, code: MilestoneCode) -> list[Milestone]:
        return [milestone for milestone in self.order.milestones if milestone.code is code]


def mapped_order(**changes: object) -> Mapped:
    """The order above with some of its fields changed. Raises what the mapping raises."""
    record = wire.ORDER.decode(msgspec.json.encode(ORDER | changes))
    notes = notes_on("erp", "order:SO-0000042")
    order = mapping_orders.order(record, notes, START)
    return Mapped(order, notes.findings)
