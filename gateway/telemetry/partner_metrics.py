"""What is told of the registry of partners, as one process knows it."""

from collections import Counter as Counted
from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge

from domain.registry.records import PartnerStatus


class PartnerMetrics:
    """Partners themselves are no labels here: how many there are is enough to see that all have come."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._partners = Gauge(
            "ordergraph_partners",
            "Partners of the registry that this process knows, by status: active or suspended.",
            ("status",),
            registry=registry,
        )
        self._checked_at = Gauge(
            "ordergraph_partners_checked_timestamp_seconds",
            "When this process last knew that it has every change of partners.",
            registry=registry,
        )
        self._degraded = Gauge(
            "ordergraph_partners_degraded",
            "1 while the registry of partners cannot be read: the last known stand.",
            registry=registry,
        )

    def known(self, statuses: Iterable[PartnerStatus]) -> None:
        """These are the statuses of all partners now."""
        counts = Counted(statuses)
        for status in PartnerStatus:
            self._partners.labels(status.value.lower()).set(counts[status])

    def checked(self, now: datetime) -> None:
        """Nothing has changed up to now that is not known."""
        self._checked_at.set(now.timestamp())
        self._degraded.set(0)

    def away(self) -> None:
        """It cannot be asked whether anything has changed."""
        self._degraded.set(1)


class AuditMetrics:
    """Of what is kept of who was shown personal data."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._dropped = Counter(
            "ordergraph_personal_reads_dropped",
            "Lines on who was shown personal data that are lost, by reason: full, store or shutdown.",
            ("reason",),
            registry=registry,
        )
        self._queued = Gauge(
            "ordergraph_personal_reads_queued",
            "Lines on who was shown personal data that wait to be written.",
            registry=registry,
        )

    def dropped(self, reason: str, count: int) -> None:
        """So many lines are lost."""
        self._dropped.labels(reason).inc(count)

    def queued(self, count: int) -> None:
        """So many lines wait now."""
        self._queued.set(count)
