"""What Tryton says, as raw as it comes, in small."""

from datetime import UTC, date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from adapters.erp_tryton.mapping.notes import Meant, Notes, Reading
from adapters.erp_tryton.settings import ErpTrytonSettings
from tests.doubles.clock import START

K = TypeVar("K")
V = TypeVar("V")
W = TypeVar("W")

Json = dict[str, object]

INSTANCE = "erp_tryton"
ZONE = "America/New_York"
BUSINESS_UNIT = "US"
SETTINGS = ErpTrytonSettings.model_validate(
    {"base_url": "http://tryton.test/erp", "application_key": "key", "zone": ZONE, "units": {"bx12": "CS"}}
)
SHOPS = {"Parts online": "WEB"}
HUGE = 10**30

PLACED = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
RELEASED = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
ASSIGNED = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
PICKED = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
PACKED = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
LEFT = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)

UNIT: Json = {"id": 1, "symbol": "u", "factor": 1.0}
BOX: Json = {"id": 36, "symbol": "bx12", "factor": 12.0}


def moment(at: datetime) -> Json:
    names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    return {"__class__": "datetime", **{name: getattr(at, name) for name in names}}


def day(on: date) -> Json:
    return {"__class__": "date", "year": on.year, "month": on.month, "day": on.day}


def exact(amount: str) -> Json:
    return {"__class__": "Decimal", "decimal": amount}


def item(code: str | None = "AX-1028", /, **other: object) -> Json:
    return {"id": 28, "code": code, "name": "Valve", "type": "goods", "default_uom.": UNIT, **other}


def sale_line(number: int = 27, /, **other: object) -> Json:
    told: Json = {
        "id": number,
        "type": "line",
        "quantity": 10.0,
        "description": None,
        "unit_price": exact("38.0000"),
        "unit.": UNIT,
        "product.": item(),
        "moves_ignored.": [],
    }
    return told | other


def invoice(number: str | None = "INV-1", /, **other: object) -> Json:
    told: Json = {
        "id": 4,
        "number": number,
        "state": "posted",
        "invoice_date": day(TODAY),
        "total_amount": exact("268.00"),
        "currency.": {"id": 1, "code": "USD"},
        "move.": {"id": 9, "create_date": moment(LEFT)},
        "lines.": [{"id": 1, "origin": "sale.line,27", "quantity": 10.0, "unit.": UNIT}],
    }
    return told | other


def sale(number: str | None = "21", /, **other: object) -> Json:
    told: Json = {
        "id": 23,
        "number": number,
        "reference": "PO-4523",
        "state": "processing",
        "sale_date": day(PLACED.date()),
        "shipping_date": None,
        "create_date": moment(PLACED),
        "write_date": moment(RELEASED),
        "currency.": {"id": 1, "code": "USD"},
        "party.": {"id": 2, "code": "C-ACME", "name": "Acme Fabrication"},
        "shipment_party.": None,
        "shipment_address.": {
            "id": 4,
            "party_name": None,
            "street": "1 Mill Lane\nDock 4",
            "city": "New York",
            "postal_code": "10001",
            "country.": {"id": 1, "code": "US"},
            "subdivision.": {"id": 3, "code": "US-NY"},
        },
        "warehouse.": {"id": 5, "code": "WH-E"},
        "lines.": [sale_line()],
        "shipments.": [{"id": 17, "number": "17", "create_date": moment(RELEASED)}],
        "invoices.": [],
    }
    return told | other


def outgoing(number: int = 98, /, **other: object) -> Json:
    told: Json = {
        "id": number,
        "state": "draft",
        "internal_quantity": 10.0,
        "create_date": moment(RELEASED),
        "write_date": moment(RELEASED),
        "package": None,
        "origin": "sale.line,27",
        "product.": {"id": 28, "code": "AX-1028", "default_uom.": UNIT},
        "sale.": {"id": 23, "number": "21"},
    }
    return told | other


def pick(state: str = "draft", /, **other: object) -> Json:
    told: Json = {
        "id": 127,
        "state": state,
        "internal_quantity": 10.0,
        "create_date": moment(RELEASED),
        "write_date": moment(RELEASED),
        "origin": "stock.move,98",
    }
    return told | other


def shipment(number: str = "17", /, **other: object) -> Json:
    told: Json = {
        "id": 17,
        "number": number,
        "state": "waiting",
        "create_date": moment(RELEASED),
        "write_date": moment(RELEASED),
        "planned_date": None,
        "effective_date": None,
        "shipping_reference": None,
        "carrier.": {"id": 1, "party.": {"id": 9, "code": "CR-SWIFT"}},
        "warehouse.": {"id": 5, "code": "WH-E"},
        "packages.": [],
        "outgoing_moves.": [outgoing()],
        "inventory_moves.": [pick()],
    }
    return told | other


def read(decoder: msgspec.json.Decoder[W], record: Json) -> W:
    return decoder.decode(msgspec.json.encode(record))


def notes(subject: str = "order:21") -> Notes:
    reading = Reading(
        instance=INSTANCE,
        meant=Meant(zone=ZoneInfo(ZONE), units=SETTINGS.units, shops=SHOPS, business_unit=BUSINESS_UNIT),
        as_of=LEFT,
        fetched_at=START,
    )
    return Notes(reading, subject)
