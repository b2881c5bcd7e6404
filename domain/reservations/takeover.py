"""When a confirmed hold is taken over: as soon as the order itself claims its units.

An order's claim on an item at a place is what a system says it allocated, picked or shipped there. Two
systems that tell of it, or one that tells of its steps, tell of the same units: the largest figure counts.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from domain.availability.grains import grains_in
from domain.events.payloads import OrderNews, StockNews
from domain.events.record import Event
from domain.reservations.records import Allotment, Reservation

CLAIMS = frozenset(
    {
        "order.allocated",
        "order.picked",
        "order.shipped",
        "stock.allocated",
        "stock.picked",
        "stock.shipped",
    }
)
"""Types of events by which an order claims units."""

_NONE = Decimal(0)
_ALL = Decimal("Infinity")


class _Claim:
    """One event as a claim. None for what it does not name, which then means all."""

    def __init__(self, event: Event) -> None:
        self.teller = event.source, event.type
        self.sku: str | None = None
        self.location: str | None = None
        self.left = _ALL
        data = event.data
        if isinstance(data, OrderNews):
            self.sku, self.location = data.sku, data.location
            # A line without its item could be any: who told it is read instead, when the position is.
            self.left = _NONE if data.line and not data.sku else _ALL
        if isinstance(data, OrderNews | StockNews) and data.quantity is not None and self.left:
            self.left = abs(data.quantity.amount)
        if isinstance(data, StockNews):
            self.sku, _, self.location = event.subject.removeprefix("sku:").rpartition("@")

    def fits(self, allotment: Allotment) -> bool:
        return self.sku in {None, allotment.sku} and self.location in {None, "", allotment.location}


def taken(reservation: Reservation, told: Iterable[Event]) -> tuple[int, ...]:
    """Of each allotment, how many grains its order claims by itself now. told: events of that order."""
    claims = [_Claim(event) for event in told if event.type in CLAIMS]
    tellers: dict[tuple[str, str], list[_Claim]] = {}
    for claim in claims:
        tellers.setdefault(claim.teller, []).append(claim)
    return tuple(
        max((_given(allotment, each) for each in tellers.values()), default=0)
        for allotment in reservation.allotments
    )


def _given(allotment: Allotment, claims: Sequence[_Claim]) -> int:
    """What one teller's claims give to the allotment: a unit that went to one goes to no other."""
    missing, scale = allotment.grains, grains_in(allotment.unit)
    for claim in claims:
        if claim.fits(allotment) and missing:
            part = min(Decimal(missing), claim.left * scale)
            claim.left -= part / scale
            missing -= int(part)
    return allotment.grains - missing
