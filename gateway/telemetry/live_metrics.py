"""What is counted of subscriptions, and of the connections that carry them."""

from prometheus_client import CollectorRegistry, Counter, Gauge


class LiveMetrics:
    """Implements the live groups' watch, and counts connections beside it."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._streams = Gauge("ordergraph_live_streams", "Subscriptions that are open.", registry=registry)
        self._groups = Gauge(
            "ordergraph_live_groups",
            "Groups of subscriptions that are shown the same, and rendered once.",
            registry=registry,
        )
        self._items = Counter(
            "ordergraph_live_items", "Items of subscriptions that were given to clients.", registry=registry
        )
        self._overflows = Counter(
            "ordergraph_live_overflows",
            "Times that a subscriber or a group was too slow and went back to reading the log.",
            registry=registry,
        )
        self._gaps = Counter(
            "ordergraph_live_gaps",
            "Times that a subscriber was told that events it wanted are not kept any more.",
            registry=registry,
        )
        self._connections = Gauge(
            "ordergraph_live_connections",
            "Open connections that carry subscriptions, by transport: websocket, sse or multipart.",
            ("transport",),
            registry=registry,
        )
        self._ended = Counter(
            "ordergraph_live_connections_ended",
            "Connections that this process ended, by transport and reason.",
            ("transport", "reason"),
            registry=registry,
        )

    def pushed(self, items: int) -> None:
        self._items.inc(items)

    def overflown(self) -> None:
        self._overflows.inc()

    def lost(self) -> None:
        self._gaps.inc()

    def streams(self, streams: int) -> None:
        self._streams.set(streams)

    def groups(self, groups: int) -> None:
        self._groups.set(groups)

    def connections(self, transport: str, count: int) -> None:
        """So many are open now."""
        self._connections.labels(transport).set(count)

    def ended(self, transport: str, reason: str) -> None:
        """One was ended by us. reason: a name of ours."""
        self._ended.labels(transport, reason).inc()
