"""What is read of reservations: one, pages of them, what is held, and what is still to be told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_

from domain.partners import RowScope
from domain.ports.reservations import Place, ReservationFilter, Untold
from domain.reservations.records import Reservation, counted
from domain.reservations.states import ReservationState, Step
from domain.reservations.telling import events
from gateway.store.reservations.rows import made
from gateway.store.reservations.tables import RESERVATION, RESERVATION_ANSWER, RESERVATION_STEP

_R, _S = RESERVATION.c, RESERVATION_STEP.c
_HELD = ReservationState.HELD.value


def over(now: datetime) -> ColumnElement[bool]:
    """Those that have run out and are not ended yet."""
    return and_(_R.state == _HELD, _R.expires_at <= now)


def page(
    wanted: ReservationFilter, rows: RowScope, now: datetime, first: int, after: Place | None
) -> Select[Any]:
    """The newest first. Reservations are of a channel and perhaps a customer, and of nobody else."""
    found = select(RESERVATION).where(*_own(rows))
    if wanted.channel is not None:
        found = found.where(_R.channel == wanted.channel)
    if wanted.state is not None:
        found = found.where(_in_state(wanted.state, now))
    if after is not None:
        found = found.where(tuple_(_R.created_at, _R.id) < (after.created_at, after.id))
    return found.order_by(_R.created_at.desc(), _R.id.desc()).limit(first)


def confirmed(order_numbers: Collection[str]) -> Select[Any]:
    """Confirmed ones, of these orders or of all."""
    found = select(RESERVATION).where(_R.state == ReservationState.CONFIRMED.value)
    if order_numbers:
        found = found.where(_R.order_number.in_(sorted(order_numbers)))
    return found.order_by(_R.changed_at, _R.id)


def answered(partner: str, key: str, since: datetime) -> Select[Any]:
    """What a key was answered since then."""
    answer = RESERVATION_ANSWER.c
    joined = RESERVATION_ANSWER.outerjoin(RESERVATION, _R.id == answer.reservation)
    return (
        select(answer.digest, answer.refusal, _R.body)
        .select_from(joined)
        .where(answer.partner == partner, answer.key == key, answer.at > since)
    )


def steps(most: int) -> Select[Any]:
    """The oldest steps, with the reservations as they were made."""
    joined = RESERVATION_STEP.join(RESERVATION, _R.id == _S.reservation)
    return select(RESERVATION_STEP, _R.body).select_from(joined).order_by(_S.number).limit(most)


def untold(row: Any) -> Untold:  # noqa: ANN401 - a row of `steps`
    """A step and its events, named by its number."""
    reservation = replace(
        made(row["body"]), expires_at=row["expires_at"], order_number=row["order_number"] or ""
    )
    step, number = Step(row["step"]), row["number"]
    name = f"{reservation.id}/{number}"
    return Untold(number, events(reservation, step, row["at"], name))


def less_those(held: dict[str, dict[str, int]], ended: Sequence[Reservation]) -> None:
    """Take off what has run out and is not swept yet."""
    for one in ended:
        for (sku, bucket), grains in counted(one.allotments).items():
            if bucket in held.get(sku, {}):
                held[sku][bucket] -= grains


def _own(rows: RowScope) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if rows.channels is not None:
        found.append(_R.channel.in_(sorted(rows.channels)))
    if rows.customers is not None:
        found.append(_R.customer.in_(sorted(rows.customers)))
    if (rows.locations, rows.suppliers, rows.carriers) != (None, None, None):
        found.append(_R.id == "")
    return found


def _in_state(state: ReservationState, now: datetime) -> ColumnElement[bool]:
    is_state = _R.state == state.value
    if state is ReservationState.HELD:
        return and_(is_state, _R.expires_at > now)
    return or_(is_state, over(now)) if state is ReservationState.EXPIRED else is_state
