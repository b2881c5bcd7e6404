"""What is told of feeds from and to message brokers."""

from contextlib import suppress

from prometheus_client import CollectorRegistry, Counter, Gauge


class BrokerMetrics:
    """Connections, and what was published. What came in is counted as deliveries are."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._connected = Gauge(
            "ordergraph_broker_connected",
            "Whether a feed from or to a broker is connected: 1 or 0.",
            ("feed",),
            registry=registry,
        )
        self._published = Counter(
            "ordergraph_broker_events_published",
            "Events that a broker confirmed, doubles after failures included.",
            ("feed", "family"),
            registry=registry,
        )
        self._behind = Gauge(
            "ordergraph_broker_events_behind",
            "Places in the log that are not published yet, told by the replica that publishes.",
            ("feed",),
            registry=registry,
        )

    def connected(self, feed: str, *, connected: bool) -> None:
        """It is so now."""
        self._connected.labels(feed).set(connected)

    def published(self, feed: str, family: str) -> None:
        """One more."""
        self._published.labels(feed, family).inc()

    def behind(self, feed: str, places: int | None) -> None:
        """So many; None where another replica publishes."""
        if places is not None:
            self._behind.labels(feed).set(places)
            return
        with suppress(KeyError):
            self._behind.remove(feed)
