"""An order's way through the warehouse: which state it reached when."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from adapters.wms_west import wire
from adapters.wms_west.notes import Notes


class Reached(NamedTuple):
    """A state of the warehouse's, and since when."""

    state: str
    at: datetime


class Told(NamedTuple):
    """An order with its steps, read once."""

    order: wire.Order
    steps: Sequence[Reached]


def steps(order: wire.Order, notes: Notes) -> list[Reached]:
    """Its log; the present state too, as of the last change, where the log lacks it."""
    written = [(log.state, log.at, "Order/Log/@at") for log in notes.rows(order.log, wire.Log, "Order/Log")]
    known = {state for state, _, _ in written}
    if order.state not in known:
        written.append((order.state, order.changed, "Order/@changed"))
    moments = [(state, notes.instant(text, path)) for state, text, path in written]
    return [Reached(state, at) for state, at in moments if at is not None]
