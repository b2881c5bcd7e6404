"""What is counted of each host that is called: attempts, turns, breakers, retries."""

from datetime import timedelta
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Histogram

from domain.budgets import BreakerState, Operation
from domain.partners import Lane
from domain.ports.limits import Short
from gateway.telemetry.metrics import SECONDS

_WAITS = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class HostMetrics:
    """Hosts are those of the instance file, so that the labels are few."""

    def __init__(self, registry: CollectorRegistry) -> None:
        counter = partial(Counter, registry=registry)
        histogram = partial(Histogram, registry=registry)
        self._attempts = counter(
            "ordergraph_host_attempts",
            "Calls of a host, by outcome: ok, cancelled, or the code of the error.",
            ("host", "operation", "outcome"),
        )
        self._seconds = histogram(
            "ordergraph_host_attempt_seconds",
            "Time that a call of a host took; those that were cancelled are left out.",
            ("host",),
            buckets=SECONDS,
        )
        self._waits = histogram(
            "ordergraph_host_turn_wait_seconds",
            "Time that a call waited for its turn in the host's budget.",
            ("host", "lane"),
            buckets=_WAITS,
        )
        self._refused = counter(
            "ordergraph_host_turns_refused",
            "Calls that got no turn in time, by what was missing: pause, day, rate, concurrency or turn.",
            ("host", "lane", "reason"),
        )
        self._throttled = counter(
            "ordergraph_host_throttled", "Times that a host asked us to slow down.", ("host",)
        )
        self._retries = counter(
            "ordergraph_host_retries",
            "Pauses before a call was to be made again, by the code of the error that it came to.",
            ("host", "operation", "code"),
        )
        self._transitions = counter(
            "ordergraph_breaker_transitions",
            "Changes of a host's breakers, by the state that it came to: closed, open or half_open.",
            ("host", "operation", "state"),
        )

    def attempted(self, host: str, operation: Operation, outcome: str, took: timedelta) -> None:
        """A host was called."""
        self._attempts.labels(host, operation.value, outcome).inc()
        if outcome != "cancelled":
            self._seconds.labels(host).observe(took.total_seconds())

    def waited(self, host: str, lane: Lane, took: timedelta) -> None:
        """A call got its turn after so long."""
        self._waits.labels(host, _word(lane)).observe(took.total_seconds())

    def refused(self, host: str, lane: Lane, short: Short) -> None:
        """A call got no turn in time."""
        self._refused.labels(host, _word(lane), short.value).inc()

    def throttled(self, host: str) -> None:
        """A host asked us to slow down."""
        self._throttled.labels(host).inc()

    def retried(self, host: str, operation: Operation, code: str) -> None:
        """A call is to be made again."""
        self._retries.labels(host, operation.value, code).inc()

    def breaker_changed(self, host: str, operation: Operation, state: BreakerState) -> None:
        """A breaker has come to this state."""
        self._transitions.labels(host, operation.value, state.value).inc()


def _word(lane: Lane) -> str:
    return lane.value.lower()
