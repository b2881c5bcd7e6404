"""Reads an order of another ERP that shall be put into the world."""

import msgspec

from simulators.orders.facts import Header, Line
from simulators.reference import catalog, customers
from simulators.reference.places import CITIES, PLACES, SITES

STORY = "injected"


class Consignee(msgspec.Struct, forbid_unknown_fields=True):
    """Whom the goods go to. `city` is the name of a city that the simulated carriers serve."""

    name: str
    city: str = "Austin"


class WantedLine(msgspec.Struct, forbid_unknown_fields=True):
    """A line: `sku` is our code, `item` the warehouse's own code where it differs from the catalogue's."""

    line: int
    sku: str
    quantity: int
    item: str | None = None


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
        if line.item is None and line.sku not in catalog.by_sku():
            raise ValueError(
                f"lines[{place - 1}].sku: {line.sku!r} is unknown and has no item code of its own"
            )


def header(wanted: WantedOrder, index: int, now: int) -> Header:
    """Make the header of a checked order that is placed now."""
    return Header(
        index=index,
        story=STORY,
        placed_at=now,
        channel="",
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
    )


def _cities() -> dict[str, str]:
    return {PLACES[code].city: code for code in CITIES}
