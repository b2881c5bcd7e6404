"""Steps of reservations that exist: each locks the reservation first, then the ceilings that it changes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import NotFound
from domain.reservations.records import Bucket, Reservation, counted
from domain.reservations.states import LIVE, ReservationState, Step, after, state_at
from gateway.store.reservations.ceilings import begin, shift
from gateway.store.reservations.rows import reservation_of, step_of, taken_by, taken_of
from gateway.store.reservations.tables import RESERVATION, RESERVATION_STEP

_R = RESERVATION.c

_WRITE = (
    update(RESERVATION)
    .where(_R.id == bindparam("name"))
    .values(
        state=bindparam("new_state"),
        expires_at=bindparam("until"),
        order_number=bindparam("number"),
        taken=bindparam("claimed"),
        changed_at=bindparam("now"),
    )
)


async def extend(connection: AsyncConnection, name: str, until: datetime, now: datetime) -> Reservation:
    """Hold it until then; never shorter than it is held already."""
    before = await _locked(connection, name)
    after(_now(before, now), Step.EXTEND)
    if until <= before.expires_at:
        return before
    longer = replace(before, expires_at=until)
    await _write(connection, [longer], Step.EXTEND, now)
    return longer


async def confirm(connection: AsyncConnection, name: str, number: str, now: datetime) -> Reservation:
    """Tie it to an order. Of another order than it is tied to already, it raises ReservationEnded."""
    before = await _locked(connection, name)
    state = _now(before, now)
    if state is ReservationState.CONFIRMED and before.order_number != number:
        after(ReservationState.TAKEN_OVER, Step.CONFIRM)
    new = after(state, Step.CONFIRM)
    if new is None:
        return before
    confirmed = replace(before, state=new, order_number=number)
    await _write(connection, [confirmed], Step.CONFIRM, now)
    return confirmed


async def release(connection: AsyncConnection, name: str, now: datetime) -> Reservation:
    """Give back what it still holds."""
    before = await _locked(connection, name)
    new = after(_now(before, now), Step.RELEASE)
    if new is None:
        return before
    released = replace(before, state=new)
    await _write(connection, [released], Step.RELEASE, now)
    await shift(connection, _freed([before]))
    return released


async def take_over(
    connection: AsyncConnection, name: str, taken: Sequence[int], now: datetime
) -> Reservation:
    """Give back what the order claims by itself; one that is not confirmed stays as it is."""
    before = await _locked(connection, name)
    if before.state is not ReservationState.CONFIRMED:
        return before
    left = taken_by(before, taken)
    if left == before:
        return before
    if not any(one.live for one in left.allotments):
        left = replace(left, state=ReservationState.TAKEN_OVER)
    await _write(connection, [left], Step.TAKE_OVER, now)
    held, still = counted(before.allotments), counted(left.allotments)
    await shift(connection, {bucket: still[bucket] - grains for bucket, grains in held.items()})
    return left


async def sweep(connection: AsyncConnection, now: datetime, most: int, *, wait: bool) -> list[Reservation]:
    """End those that ran out: SQLite's one writer waits anyway."""
    await begin(connection)
    over = (
        select(RESERVATION)
        .where(_R.state == ReservationState.HELD.value, _R.expires_at <= now)
        .order_by(_R.expires_at, _R.id)
        .limit(most)
        .with_for_update(skip_locked=not wait)
    )
    found = [reservation_of(row) for row in (await connection.execute(over)).mappings()]
    ended = [replace(one, state=ReservationState.EXPIRED) for one in found]
    if ended:
        await _write(connection, ended, Step.EXPIRE, now)
        await shift(connection, _freed(found))
    return ended


async def _locked(connection: AsyncConnection, name: str) -> Reservation:
    await begin(connection)
    one = select(RESERVATION).where(_R.id == name).with_for_update()
    row = (await connection.execute(one)).mappings().one_or_none()
    if row is None:
        raise NotFound("no reservation has this id")
    return reservation_of(row)


def _now(reservation: Reservation, now: datetime) -> ReservationState:
    return state_at(reservation.state, reservation.expires_at, now)


def _freed(ended: Iterable[Reservation]) -> dict[Bucket, int]:
    live = [one for each in ended if each.state in LIVE for one in each.allotments]
    return {bucket: -grains for bucket, grains in counted(live).items()}


async def _write(
    connection: AsyncConnection, changed: Sequence[Reservation], step: Step, now: datetime
) -> None:
    rows = [
        {
            "name": one.id,
            "new_state": one.state.value,
            "until": one.expires_at,
            "number": one.order_number or None,
            "claimed": taken_of(one) if any(each.taken for each in one.allotments) else None,
            "now": now,
        }
        for one in changed
    ]
    await connection.execute(_WRITE, rows)
    if step is not Step.TAKE_OVER:
        await connection.execute(insert(RESERVATION_STEP), [step_of(one, step, now) for one in changed])
