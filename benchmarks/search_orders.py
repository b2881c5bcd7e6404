"""Orders for the search benchmark: as many as wanted, the same ones on every run."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from domain.events.owners import Owners
from domain.orders import BillingStatus, OrderReturnStatus, OrderStatus
from domain.search.orders import OrderRow
from domain.search.terms import Term, TermKind

BEGIN = datetime(2023, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=1_095)
"""Orders are placed evenly over three years."""
CUSTOMERS = 20_000
SKUS = 5_000
LOCATIONS = 20
CHANNELS = ("edi", "phone", "shop", "marketplace", "portal")
_OPEN = (OrderStatus.RECEIVED, OrderStatus.RELEASED, OrderStatus.PICKING, OrderStatus.PARTIALLY_SHIPPED)
_OPEN_PART = 0.97
_HOUR = timedelta(hours=1)


def number(place: int) -> str:
    """The number of the order at a place; places go by placed_at."""
    return f"SO-{place:08d}"


def customer(place: int) -> str:
    """A customer's name; the first ones buy most."""
    return f"C-{place:05d}"


def email(place: int) -> Term:
    """A customer's e-mail, as long as a keyed hash."""
    return Term(TermKind.EMAIL, f"{place:064x}")


def made_orders(count: int, *, begin: int = 0, seed: int = 11) -> Iterator[OrderRow]:
    """Rows in the order in which they were placed, of a world that has `count` of them."""
    draw = random.Random(seed)  # noqa: S311 - made-up data, the same on every run
    for place in range(begin, count):
        yield _row(draw, place, place / count)


def _row(draw: random.Random, place: int, age: float) -> OrderRow:
    buyer = int(CUSTOMERS * draw.random() ** 2)
    channel = CHANNELS[buyer % len(CHANNELS)]
    location = f"L-{int(LOCATIONS * draw.random() ** 2):02d}"
    placed_at = BEGIN + age * SPAN
    skus = {Term(TermKind.SKU, f"a-{int(SKUS * draw.random() ** 2):05d}") for _ in range(2)}
    return OrderRow(
        number=number(place),
        source="erp",
        customer=customer(buyer),
        channel=channel,
        status=_status(draw, age),
        billing_status=BillingStatus.INVOICED if age < _OPEN_PART else BillingStatus.NOT_INVOICED,
        return_status=OrderReturnStatus.OPEN if draw.random() < 0.01 else OrderReturnStatus.NONE,  # noqa: PLR2004 - a share
        placed_at=placed_at,
        promised_at=placed_at + draw.randrange(24, 240) * _HOUR if draw.random() < 0.9 else None,  # noqa: PLR2004 - a share
        changed_at=placed_at + draw.randrange(1, 480) * _HOUR,
        overdue_at=placed_at + 200 * _HOUR if draw.random() < 0.002 else None,  # noqa: PLR2004 - a share
        terms=frozenset(skus | _names(place, buyer) | {Term(TermKind.LOCATION, location.lower())}),
        owners=Owners(
            customers=frozenset({customer(buyer)}),
            channels=frozenset({channel}),
            locations=frozenset({location}),
        ),
    )


def _status(draw: random.Random, age: float) -> OrderStatus:
    if draw.random() < 0.002:  # noqa: PLR2004 - a share
        return OrderStatus.ON_HOLD
    return draw.choice(_OPEN) if age > _OPEN_PART else OrderStatus.CLOSED


def _names(place: int, buyer: int) -> set[Term]:
    """What the order is called in each system, and whose it is."""
    return {
        Term(TermKind.ORDER, number(place).lower()),
        Term(TermKind.CHANNEL_ORDER, f"{place + 1_000}"),
        Term(TermKind.CUSTOMER_PO, f"45{place:08d}"),
        Term(TermKind.WAREHOUSE_ORDER, f"w2-{place:08d}"),
        Term(TermKind.INVOICE, f"inv-{place:08d}"),
        Term(TermKind.TRACKING, f"1z{place * 7919 % 10**10:010d}"),
        email(buyer),
    }
