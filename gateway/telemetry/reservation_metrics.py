"""What is told of reservations."""

from prometheus_client import CollectorRegistry, Counter


class ReservationMetrics:
    """What was asked, by outcome, and what was done behind."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.asked = Counter(
            "ordergraph_reservations_asked",
            "Requests about reservations, by what was asked and the code of how it ended.",
            ("what", "outcome"),
            registry=registry,
        )
        self.expired = Counter(
            "ordergraph_reservations_expired",
            "Reservations that ran out and were ended here.",
            registry=registry,
        )
        self.taken_over = Counter(
            "ordergraph_reservations_taken_over",
            "Confirmed reservations that gave way, in whole or in part, to what their orders claim.",
            registry=registry,
        )
        self.told = Counter(
            "ordergraph_reservation_steps_told",
            "Steps that were brought into the log here.",
            registry=registry,
        )
