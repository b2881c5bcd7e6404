"""The first part of an order's life: placed, acknowledged, held, and cancelled where it never starts."""

from simulators.draw import Draw
from simulators.orders.facts import Header, Kind
from simulators.orders.timeline import Timeline

_HOLDS = {"hold_credit": "credit", "hold_address": "address"}
_HOLD_HOURS = {"hold_credit": (6, 40), "hold_address": (2, 20)}
_CANCELLED_EARLY_PERCENT = 50


def take(seed: int, header: Header) -> Timeline:
    """Write an order's facts up to the moment that it may be released to a warehouse."""
    draw = Draw(seed, "taking", header.index)
    time = Timeline(header.placed_at)
    time.note(Kind.PLACED)
    time.after(draw.minutes(3, 25)).note(Kind.ACKNOWLEDGED)
    if header.story in _HOLDS:
        reason = _HOLDS[header.story]
        time.after(draw.minutes(5, 20)).note(Kind.HELD, reason=reason)
        time.after(draw.hours(*_HOLD_HOURS[header.story])).note(Kind.HOLD_RELEASED, reason=reason)
    time.after(draw.minutes(30, 180))
    return time


def cancels_early(seed: int, header: Header) -> bool:
    """Say whether a cancelled order is cancelled before any warehouse hears of it."""
    return Draw(seed, "cancelled", header.index).chance(_CANCELLED_EARLY_PERCENT)


def cancel(time: Timeline, header: Header, reason: str = "customer") -> None:
    """Write the cancellation of each line and then of the order."""
    for line in header.lines:
        time.note_line(Kind.CANCELLED, line.number, line.quantity, reason)
    time.note(Kind.CANCELLED, reason=reason)
