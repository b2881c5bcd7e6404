"""Why a reservation was not made or not changed."""

from domain.errors.asked import BadInput
from domain.errors.root import OrderGraphError


class NotEnoughStock(OrderGraphError):
    """Less can be promised than was to be held. `field`: the first line that is short; not by how much."""

    code = "NOT_ENOUGH_STOCK"

    def __init__(self, public: str, *, field: str = "", cause: str = "") -> None:
        super().__init__(f"{field}: {public}" if field else public, cause=cause)
        self.field = field


class ReservationContended(OrderGraphError):
    """Others took the units while they were being split over places, again and again."""

    code = "RESERVATION_CONTENDED"
    retryable = True


class ReservationExpired(OrderGraphError):
    """It has run out."""

    code = "RESERVATION_EXPIRED"


class ReservationEnded(OrderGraphError):
    """It is in a state in which this cannot be done to it."""

    code = "RESERVATION_ENDED"


class IdempotencyConflict(BadInput):
    """The same key came with another request before."""

    code = "IDEMPOTENCY_KEY_REUSED"
