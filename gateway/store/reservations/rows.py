"""Reservations as rows of our tables, and back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import RowMapping

from domain.reservations.records import Bucket, Reservation
from domain.reservations.states import ReservationState, Step, state_at

_ENCODE = msgspec.json.Encoder().encode
_DECODE = msgspec.json.Decoder(Reservation).decode
_TAKEN = msgspec.json.Decoder(tuple[int, ...]).decode


def body_of(reservation: Reservation) -> str:
    """The reservation as it is made."""
    return _ENCODE(reservation).decode()


def made(body: str) -> Reservation:
    """The reservation as it was made."""
    return _DECODE(body)


def row_of(reservation: Reservation, now: datetime) -> dict[str, Any]:
    """The row of a new reservation."""
    return {
        "id": reservation.id,
        "partner": reservation.partner,
        "channel": reservation.channel,
        "customer": reservation.customer,
        "state": reservation.state.value,
        "expires_at": reservation.expires_at,
        "created_at": reservation.created_at,
        "changed_at": now,
        "order_number": None,
        "taken": None,
        "body": body_of(reservation),
    }


def reservation_of(row: RowMapping, now: datetime | None = None) -> Reservation:
    """The reservation as its row has it. now: what has run out by then is expired, swept or not."""
    first, state = made(row["body"]), ReservationState(row["state"])
    return replace(
        first,
        state=state if now is None else state_at(state, row["expires_at"], now),
        expires_at=row["expires_at"],
        order_number=row["order_number"] or "",
        allotments=first.allotments
        if row["taken"] is None
        else taken_by(first, _TAKEN(row["taken"])).allotments,
    )


def taken_by(reservation: Reservation, taken: Sequence[int]) -> Reservation:
    """The same, of whose allotments the order claims so many grains by itself: never fewer than before."""
    allotments = tuple(
        replace(one, taken=max(one.taken, min(grains, one.grains)))
        for one, grains in zip(reservation.allotments, taken, strict=True)
    )
    return replace(reservation, allotments=allotments)


def taken_of(reservation: Reservation) -> str:
    """How much of each allotment is claimed by the order itself, as it is kept."""
    return _ENCODE([one.taken for one in reservation.allotments]).decode()


def step_of(reservation: Reservation, step: Step, now: datetime) -> dict[str, Any]:
    """The row of a step that is still to be told."""
    return {
        "reservation": reservation.id,
        "step": step.value,
        "at": now,
        "expires_at": reservation.expires_at,
        "order_number": reservation.order_number or None,
    }


def columns(deltas: Mapping[Bucket, int]) -> tuple[list[str], list[str], list[int]]:
    """Grains by bucket as three columns, in the order in which ceilings are locked."""
    ordered = sorted(deltas.items())
    return [b.sku for b, _ in ordered], [b.name for b, _ in ordered], [grains for _, grains in ordered]
