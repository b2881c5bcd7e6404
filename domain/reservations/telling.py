"""The events of a reservation's steps: one for each of its allotments, under the reservation's own key."""

from collections.abc import Mapping
from datetime import datetime

from domain.availability.grains import grains_in, quantity_of
from domain.events.owners import Owners
from domain.events.payloads import ReservationNews
from domain.events.record import Event
from domain.reservations.records import Allotment, Reservation
from domain.reservations.states import Step

SOURCE = "ordergraph"
"""Who tells them: no instance has the name."""

TOLD: Mapping[Step, str] = {step: f"reservation.{step}" for step in Step if step is not Step.TAKE_OVER}
"""Of a take-over the order's own allocation tells."""


def key(name: str) -> str:
    """The entity key of a reservation."""
    return f"reservation:{name}"


def events(reservation: Reservation, step: Step, now: datetime, name: str) -> list[Event]:
    """What is told of the step. name: of the step, so that no telling of it counts twice."""
    if step not in TOLD:
        return []
    return [
        _event(reservation, allotment, TOLD[step], now, f"{name}/{number}")
        for number, allotment in enumerate(reservation.allotments)
    ]


def _event(reservation: Reservation, allotment: Allotment, kind: str, now: datetime, name: str) -> Event:
    order = [f"order:{reservation.order_number}"] if reservation.order_number else []
    customer = frozenset({reservation.customer} if reservation.customer else ())
    return Event(
        type=kind,
        source=SOURCE,
        source_event_id=name,
        subject=key(reservation.id),
        related=(f"sku:{allotment.sku}@{allotment.location}", *order),
        owners=Owners(
            customers=customer,
            channels=frozenset({reservation.channel}),
            locations=frozenset({allotment.location}),
            suppliers=frozenset(),
            carriers=None,
        ),
        occurred_at=now,
        recorded_at=now,
        data=ReservationNews(
            sku=allotment.sku,
            location=allotment.location,
            channel=reservation.channel,
            quantity=quantity_of(allotment.live, allotment.unit, grains_in(allotment.unit)),
            expires_at=reservation.expires_at if kind in _TIMED else None,
        ),
    )


_TIMED = frozenset({TOLD[Step.HOLD], TOLD[Step.EXTEND]})
