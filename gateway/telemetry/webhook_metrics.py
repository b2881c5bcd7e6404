"""What is told of webhooks on their way out."""

from collections.abc import Mapping
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from domain.webhooks.records import Attempt, EndpointState

_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0, 3_600.0, 86_400.0)


class WebhookMetrics:
    """Attempts, how late events arrive, and what waits."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._attempts = Counter(
            "ordergraph_webhook_attempts",
            "Attempts to deliver to endpoints of partners, by outcome: taken, refused or unanswered.",
            ("outcome",),
            registry=registry,
        )
        self._delay = Histogram(
            "ordergraph_webhook_delay_seconds",
            "From an event being in the log to its being taken by an endpoint.",
            buckets=_BUCKETS,
            registry=registry,
        )
        self._withheld = Counter(
            "ordergraph_webhook_withheld",
            "Deliveries that were not sent, for their partner may not see the event any more.",
            registry=registry,
        )
        self._waiting = Gauge(
            "ordergraph_webhook_waiting",
            "Deliveries that wait for endpoints, of all replicas, as of the last look.",
            registry=registry,
        )
        self._endpoints = Gauge(
            "ordergraph_webhook_endpoints",
            "Endpoints of partners by state, as of the last look; FAILED ones were disabled.",
            ("state",),
            registry=registry,
        )

    def attempted(self, attempt: Attempt) -> None:
        """Something was sent."""
        silent = "unanswered" if attempt.status is None else "refused"
        self._attempts.labels("taken" if attempt.taken else silent).inc()

    def arrived(self, delay: timedelta) -> None:
        """An event was taken so long after it came into the log."""
        self._delay.observe(max(delay.total_seconds(), 0.0))

    def withheld(self) -> None:
        """Nothing was sent."""
        self._withheld.inc()

    def looked(self, waiting: int, endpoints: Mapping[EndpointState, int]) -> None:
        """So many wait, and there are so many endpoints in each state."""
        self._waiting.set(waiting)
        for state in EndpointState:
            self._endpoints.labels(state.value).set(endpoints.get(state, 0))
