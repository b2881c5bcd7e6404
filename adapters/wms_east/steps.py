"""An order's way through the warehouse: which state it reached when."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from adapters.wms_east import wire
from adapters.wms_east.notes import Notes


class Reached(NamedTuple):
    """A state of the warehouse's, and since when."""

    state: str
    at: datetime


class Told(NamedTuple):
    """An order with its steps, read once."""

    order: wire.Order
    steps: Sequence[Reached]


def steps(order: wire.Order, notes: Notes) -> list[Reached]:
    """Its history; the present state too, as of the last update, where the history lacks it."""
    history = notes.rows(order.state_history, wire.STEP, "stateHistory")
    written = [(step.state, step.at_millis, "stateHistory.atMillis") for step in history]
    known = {state for state, _, _ in written}
    if order.state not in known:
        written.append((order.state, order.updated_at_millis, "updatedAtMillis"))
    moments = [(state, notes.instant(millis, path)) for state, millis, path in written]
    return [Reached(state, at) for state, at in moments if at is not None]
