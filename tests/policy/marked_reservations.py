"""A reservation with a value in every field, which stands still between askings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.partners import Grant, Principal, RowScope
from domain.policy import ALLOW, decide_row
from domain.ports.demand import Demand
from domain.ports.reservations import Place
from domain.quantities import quantity
from domain.reservations.records import Allotment, HeldLine, Request, Reservation
from domain.reservations.states import ReservationState
from tests.doubles.clock import START
from tests.doubles.reservations import owners

_MADE = Reservation(
    id="r1",
    partner="acme",
    channel="WEB",
    customer="C-1",
    state=ReservationState.CONFIRMED,
    expires_at=START + timedelta(minutes=15),
    created_at=START,
    lines=(HeldLine(sku="AX-1", asked=quantity(3), held=quantity(2)),),
    allotments=(Allotment(line=0, sku="AX-1", location="EAST", grains=2),),
    order_number="SO-1",
)


@dataclass(slots=True)
class MarkedReservations:
    """Implements `Booking`. changes: so many changes were made."""

    changes: int = 0
    ttl: int = 900

    async def reserve(self, request: Request, demand: Demand) -> Reservation:
        del request, demand
        return self._changed()

    async def extend(self, name: str, seconds: int) -> Reservation:
        del name, seconds
        return self._changed()

    async def confirm(self, name: str, order_number: str) -> Reservation:
        del name, order_number
        return self._changed()

    async def release(self, name: str) -> Reservation:
        del name
        return self._changed()

    async def reservation(self, name: str) -> Reservation | None:
        return _MADE if name == _MADE.id else None

    async def page(
        self,
        rows: RowScope,
        *,
        channel: str | None,
        state: ReservationState | None,
        first: int,
        after: Place | None,
    ) -> Sequence[Reservation]:
        del channel, state, after
        asker = Principal(partner="x", grant=Grant(scopes=frozenset(), rows=rows))
        return [_MADE][:first] if decide_row(asker, owners(_MADE)) is ALLOW else []

    def state(self) -> int:
        return self.changes

    def restore(self, state: int) -> None:
        self.changes = state

    def _changed(self) -> Reservation:
        self.changes += 1
        return _MADE
