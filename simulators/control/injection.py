"""Reads an order of another ERP that shall be put into the world."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from simulators.orders.facts import Copied, Header, Line
from simulators.reference import catalog, customers
from simulators.reference.customers import Customer
from simulators.reference.places import CITIES, PLACES, SITES

STORY = "injected"


class Consignee(msgspec.Struct, forbid_unknown_fields=True):
    """Whom the goods go to. `city` is the name of a city that the simulated carriers serve.

    `number` and `email` are those of an ERP that is to hold the order.
    """

    name: str
    city: str = "Austin"
    number: str | None = None
    email: str | None = None


class WantedLine(msgspec.Struct, forbid_unknown_fields=True):
    """A line: `sku` is our code, `item` the warehouse's own code where it differs from the catalogue's.

    `unit_price` and `returned` (how much comes back) are for an ERP that is to hold the order.
    """

    line: int
    sku: str
    quantity: int
    item: str | None = None
    unit_price: Decimal | None = None
    returned: int = 0


class WantedCopy(msgspec.Struct, forbid_unknown_fields=True):
    """Says that the world's own ERP is to hold the order too, moved there from the one that owns it."""

    channel: str = ""
    placed_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    invoice: str = ""


class WantedOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The body of `POST /_sim/orders`."""

    number: str
    lines: list[WantedLine]
    site: str = "WEST"
    carrier: str = "PONE"
    service: str = "GROUND"
    legs: int = 1
    mode: str = "auto"
    customer: Consignee = msgspec.field(default_factory=lambda: Consignee("Acme Industrial Supply"))
    channel_ref: str | None = None
    customer_po: str | None = None
    erp: WantedCopy | None = None


def read(body: bytes) -> WantedOrder:
    """Read and check an order. Raises ValueError that names the field."""
    try:
        wanted = msgspec.json.decode(body, type=WantedOrder)
    except msgspec.DecodeError as error:
        raise ValueError(f"order: {error}") from error
    for field, value, allowed in (
        ("site", wanted.site, SITES),
        ("carrier", wanted.carrier, ("PONE",)),
        ("service", wanted.service, ("GROUND", "EXPRESS")),
        ("mode", wanted.mode, ("auto", "manual")),
        ("legs", wanted.legs, (1, 2)),
        ("customer.city", wanted.customer.city, _cities()),
    ):
        if value not in allowed:
            raise ValueError(f"{field}: {value!r} is none of {', '.join(map(str, allowed))}")
    _check_lines(wanted)
    return wanted


def _check_lines(wanted: WantedOrder) -> None:
    if not wanted.number or wanted.number.startswith("SO-"):
        raise ValueError(f"number: {wanted.number!r} is empty or one of this world's own ERP")
    if not wanted.lines:
        raise ValueError("lines: at least one is needed")
    for place, line in enumerate(wanted.lines, 1):
        if line.line != place * 10:
            raise ValueError(f"lines[{place - 1}].line: {line.line} is not {place * 10}")
        if line.quantity < 1:
            raise ValueError(f"lines[{place - 1}].quantity: {line.quantity} is below one")
        if (line.item is None or wanted.erp) and line.sku not in catalog.by_sku():
            raise ValueError(
                f"lines[{place - 1}].sku: {line.sku!r} is unknown here, and has no code that would do"
            )
        if not 0 <= line.returned <= line.quantity:
            raise ValueError(
                f"lines[{place - 1}].returned: {line.returned} is not between 0 and {line.quantity}"
            )


def header(wanted: WantedOrder, index: int, now: int) -> Header:
    """Make the header of a checked order that is placed now."""
    erp = wanted.erp
    return Header(
        index=index,
        story=STORY,
        placed_at=int(erp.placed_at.timestamp()) if erp and erp.placed_at else now,
        channel=erp.channel if erp else "",
        customer=customers.DEMO_COMPANY,
        service=wanted.service,
        legs=wanted.legs,
        host=wanted.number,
        channel_ref=wanted.channel_ref or "",
        customer_po=wanted.customer_po or "",
        consignee=wanted.customer.name,
        city=_cities()[wanted.customer.city],
        lines=tuple(
            Line(
                number=place,
                item=catalog.by_sku().get(line.sku, -1),
                quantity=line.quantity,
                site=wanted.site,
                code=line.item or "",
                sku=line.sku,
            )
            for place, line in enumerate(wanted.lines, 1)
        ),
        copied=_copied(wanted, erp) if erp else None,
    )


def _copied(wanted: WantedOrder, erp: WantedCopy) -> Copied:
    who = wanted.customer
    return Copied(
        buyer=Customer(
            number=who.number or customers.customer(customers.DEMO_COMPANY).number,
            name=who.name,
            email=who.email or "",
            company=True,
            gln=None,
            city=_cities()[who.city],
            street="",
        ),
        cents=tuple(_cents(line) for line in wanted.lines),
        invoice=erp.invoice,
        returned=tuple((place, line.returned) for place, line in enumerate(wanted.lines, 1) if line.returned),
    )


def _cents(line: WantedLine) -> int:
    if line.unit_price is not None:
        return int(line.unit_price * 100)
    return catalog.product(catalog.by_sku()[line.sku]).cents


def _cities() -> dict[str, str]:
    return {PLACES[code].city: code for code in CITIES}
