"""What is counted of each client operation: the calls that it cost, and what it showed that was old."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from domain.freshness import StaleReason

_CALLS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64)


class OperationMetrics:
    """Reasons are those of the stamps; instances are those of the instance file."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._calls = Histogram(
            "ordergraph_operation_upstream_calls",
            "Calls of any host that one client operation began; who joins a call of another began none.",
            buckets=_CALLS,
            registry=registry,
        )
        self._stale = Counter(
            "ordergraph_stale_answers",
            "Answers with an older value of an instance than was wanted, by why it could not be fresher.",
            ("instance", "reason"),
            registry=registry,
        )

    def ended(self, calls: int) -> None:
        """An operation began so many calls."""
        self._calls.observe(calls)

    def stale(self, instance: str, reason: StaleReason | None) -> None:
        """An operation's answer showed what was old."""
        self._stale.labels(instance, reason.value.lower() if reason else "unknown").inc()
