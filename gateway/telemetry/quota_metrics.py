"""What is counted of partners' quotas, and of the operations that are let in."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class QuotaMetrics:
    """Implements the port `QuotaWatch`. Partners are those of the registry and of the instance file."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._points = Counter(
            "ordergraph_partner_points",
            "Points that operations of a partner cost in the end.",
            ("partner",),
            registry=registry,
        )
        self._asks = Counter(
            "ordergraph_quota_asks",
            "Times that the store of quotas was asked, by outcome: granted, short or away.",
            ("outcome",),
            registry=registry,
        )
        self._uncounted = Gauge(
            "ordergraph_quotas_uncounted",
            "1 while the store of quotas is away, so that nobody's points are counted.",
            registry=registry,
        )
        self._running = Gauge(
            "ordergraph_operations_running", "Operations that are under way.", registry=registry
        )

    def spent(self, partner: str, points: int) -> None:
        self._points.labels(partner).inc(points)

    def asked(self, outcome: str) -> None:
        self._asks.labels(outcome).inc()

    def uncounted(self, uncounted: bool, /) -> None:  # noqa: FBT001 - the port's
        self._uncounted.set(uncounted)

    def running(self, operations: int) -> None:
        self._running.set(operations)
