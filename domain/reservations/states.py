"""The life of a reservation, as a machine without memory: what may be done in which state.

HELD runs out at its time; CONFIRMED belongs to an order and has none. TAKEN_OVER: the order's own
allocation or pick claims the units now. The last three are ends. What was done already may be done again
and changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from domain.errors import ReservationEnded, ReservationExpired


class ReservationState(StrEnum):
    """The life of a hold. TAKEN_OVER: its order's allocation or pick now claims the units."""

    HELD = "HELD"
    CONFIRMED = "CONFIRMED"
    TAKEN_OVER = "TAKEN_OVER"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


class Step(StrEnum):
    """What is done to a reservation; the value is the last part of the event's type."""

    HOLD = "held"
    EXTEND = "extended"
    CONFIRM = "confirmed"
    TAKE_OVER = "taken_over"
    RELEASE = "released"
    EXPIRE = "expired"


LIVE = frozenset({ReservationState.HELD, ReservationState.CONFIRMED})
"""In these states units are held."""

_NEXT: Mapping[tuple[ReservationState, Step], ReservationState] = {
    (ReservationState.HELD, Step.EXTEND): ReservationState.HELD,
    (ReservationState.HELD, Step.CONFIRM): ReservationState.CONFIRMED,
    (ReservationState.HELD, Step.RELEASE): ReservationState.RELEASED,
    (ReservationState.HELD, Step.EXPIRE): ReservationState.EXPIRED,
    (ReservationState.CONFIRMED, Step.RELEASE): ReservationState.RELEASED,
    (ReservationState.CONFIRMED, Step.TAKE_OVER): ReservationState.TAKEN_OVER,
}
_SAME: Mapping[Step, ReservationState] = {
    Step.CONFIRM: ReservationState.CONFIRMED,
    Step.RELEASE: ReservationState.RELEASED,
    Step.TAKE_OVER: ReservationState.TAKEN_OVER,
    Step.EXPIRE: ReservationState.EXPIRED,
}


def state_at(state: ReservationState, expires_at: datetime, now: datetime) -> ReservationState:
    """The state at an instant: what was held until then or earlier is expired, swept or not."""
    if state is ReservationState.HELD and expires_at <= now:
        return ReservationState.EXPIRED
    return state


def after(state: ReservationState, step: Step) -> ReservationState | None:
    """The state that a step leads to; None where it was taken already.

    Raises ReservationExpired or ReservationEnded where it cannot be taken.
    """
    if (state, step) in _NEXT:
        return _NEXT[state, step]
    if _SAME.get(step) is state:
        return None
    if state is ReservationState.EXPIRED:
        raise ReservationExpired("the reservation has run out, and its units may be sold to others")
    raise ReservationEnded(f"the reservation is {state}, so it cannot be {step.replace('_', ' ')}")
