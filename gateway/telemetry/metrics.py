"""The metrics of the process, in a registry of their own, named by the conventions of Prometheus."""

from datetime import timedelta
from functools import partial
from importlib.metadata import version

from prometheus_client import (
    CONTENT_TYPE_PLAIN_1_0_0,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

CONTENT_TYPE = CONTENT_TYPE_PLAIN_1_0_0

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """What is counted. Labels are names of ours (routes, instances, ports, codes), never a caller's text."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        counter, gauge = partial(Counter, registry=registry), partial(Gauge, registry=registry)
        histogram = partial(Histogram, buckets=SECONDS, registry=registry)
        self._requests = counter(
            "ordergraph_http_requests", "Requests answered, by route and status.", ("route", "status")
        )
        # To look up a series by its labels takes longer than to count in it.
        self._answered: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self._request_seconds = histogram(
            "ordergraph_http_request_seconds",
            "Time from a request's arrival to the end of its answer.",
            ("route",),
        )
        self._refused = counter(
            "ordergraph_operations_refused",
            "Operations that were refused for a limit, by limit and partner.",
            ("limit", "partner"),
        )
        self._calls = counter(
            "ordergraph_upstream_calls",
            "Batch reads of a system, by outcome: ok, partial, cancelled, or the code of the error.",
            ("instance", "port", "outcome"),
        )
        self._call_seconds = histogram(
            "ordergraph_upstream_call_seconds",
            "Time that a batch read of a system took.",
            ("instance", "port"),
        )
        self._records = counter(
            "ordergraph_upstream_records",
            "Keys asked of a system, by result: found, missing or failed.",
            ("instance", "port", "result"),
        )
        self._dropped = counter(
            "ordergraph_findings_dropped",
            "Findings that could not be kept as exception cases, by reason: full, store or shutdown.",
            ("reason",),
        )
        self._queued = gauge("ordergraph_findings_queued", "Findings that wait to be written.")
        self._links_dropped = counter(
            "ordergraph_links_dropped",
            "Learned links that could not be kept, by reason: full, store, shutdown or cancelled.",
            ("reason",),
        )
        self._links_queued = gauge("ordergraph_links_queued", "Learned links that wait to be written.")
        self._limits_degraded = gauge(
            "ordergraph_limits_degraded",
            "1 while Redis is away and each replica keeps to its part of budgets.",
        )
        Info("ordergraph_build", "The version that runs.", registry=registry).info(
            {"version": version("ordergraph")}
        )

    def request_answered(self, route: str, status: int, took: timedelta) -> None:
        """One request to one of our routes (the route's template, not the path)."""
        answered = self._answered.get((route, status))
        if answered is None:
            answered = self._requests.labels(route, str(status)), self._request_seconds.labels(route)
            self._answered[route, status] = answered
        count, seconds = answered
        count.inc()
        seconds.observe(took.total_seconds())

    def operation_refused(self, limit: str, partner: str = "(none)") -> None:
        """One operation was larger than a limit of ours. No partner: it was not known yet who asks."""
        self._refused.labels(limit, partner).inc()

    def upstream_called(self, instance: str, port: str, outcome: str, took: timedelta) -> None:
        """One batch read of one system."""
        self._calls.labels(instance, port, outcome).inc()
        self._call_seconds.labels(instance, port).observe(took.total_seconds())

    def records_read(self, instance: str, port: str, result: str, count: int) -> None:
        """So many keys of one read had this result."""
        self._records.labels(instance, port, result).inc(count)

    def findings_dropped(self, reason: str, count: int) -> None:
        """So many findings are lost."""
        self._dropped.labels(reason).inc(count)

    def findings_queued(self, count: int) -> None:
        """So many findings wait now."""
        self._queued.set(count)

    def links_dropped(self, reason: str, count: int) -> None:
        """So many learned links are lost."""
        self._links_dropped.labels(reason).inc(count)

    def links_queued(self, count: int) -> None:
        """So many learned links wait now."""
        self._links_queued.set(count)

    def limits_degraded(self, degraded: bool, /) -> None:  # noqa: FBT001 - a gauge of one bit
        """Whether Redis is away, so that every replica keeps to its part of each budget."""
        self._limits_degraded.set(degraded)

    def exposition(self) -> bytes:
        """All of it as text; `CONTENT_TYPE` says which format that is."""
        return generate_latest(self.registry)


def process_metrics() -> Metrics:
    """The metrics of a real process: ours, and those of Python and the operating system."""
    # They are a second series beside each, which nobody asks for.
    disable_created_metrics()  # type: ignore[no-untyped-call]  # the library forgot it
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return Metrics(registry)
