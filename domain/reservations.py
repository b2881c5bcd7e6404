"""Reservations: the words of a hold on sellable units. Their machinery has its own issue."""

from datetime import datetime
from enum import StrEnum

import msgspec

from domain.quantities import Quantity


class ReservationState(StrEnum):
    """The life of a hold. TAKEN_OVER: its order's allocation or pick now claims the units."""

    HELD = "HELD"
    CONFIRMED = "CONFIRMED"
    TAKEN_OVER = "TAKEN_OVER"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


class Reservation(msgspec.Struct, frozen=True, kw_only=True):
    """One hold of one quantity for one channel until a time."""

    id: str
    sku: str
    location: str
    channel: str
    quantity: Quantity
    state: ReservationState
    expires_at: datetime
    idempotency_key: str
