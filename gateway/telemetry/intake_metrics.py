"""What is told of events on their way in."""

from collections import Counter as Counted
from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge

from domain.log.records import Appended, DeadLetter

NO_SOURCE = "(unknown)"
"""The label of what came to a source that is none: its name is a stranger's text."""


class IntakeMetrics:
    """Deliveries, the events that they became, and what could not be mapped."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._deliveries = Counter(
            "ordergraph_deliveries",
            "Deliveries of systems, by outcome: taken, unverified, unknown, refused, busy or store.",
            ("source", "outcome"),
            registry=registry,
        )
        self._delivered: dict[tuple[str, str], Counter] = {}
        self._events = Counter(
            "ordergraph_events_appended",
            "Events that this process appended to the log, by source and family.",
            ("source", "family"),
            registry=registry,
        )
        self._twice = Counter(
            "ordergraph_events_known",
            "Events that came once more and are in the log already.",
            registry=registry,
        )
        self._dead = Counter(
            "ordergraph_dead_letters",
            "Deliveries, or parts of them, that could not be mapped, by the code of the reason.",
            ("source", "reason"),
            registry=registry,
        )
        self._waiting = Gauge(
            "ordergraph_deliveries_waiting",
            "Deliveries that are kept and not mapped yet, as far as this process knows.",
            registry=registry,
        )

        self._followed = Gauge(
            "ordergraph_log_followed",
            "Up to which position of the log its events have had their effects in this process.",
            registry=registry,
        )

    def delivered(self, source: str, outcome: str) -> None:
        """A delivery came."""
        count = self._delivered.get((source, outcome))
        if count is None:
            count = self._delivered[source, outcome] = self._deliveries.labels(source, outcome)
        count.inc()

    def appended(self, appended: Appended) -> None:
        """So much came into the log."""
        events = (each.event for each in appended.logged)
        counts = Counted((event.source, event.type.partition(".")[0]) for event in events)
        for (source, family), count in counts.items():
            self._events.labels(source, family).inc(count)
        self._twice.inc(appended.twice)

    def died(self, letters: Iterable[DeadLetter]) -> None:
        """These could not be mapped."""
        for letter in letters:
            self._dead.labels(letter.source, letter.reason).inc()

    def watch(self, waiting: Callable[[], int], followed: Callable[[], int]) -> None:
        """Ask these how many wait, and how far the log was gone through, whenever Prometheus does."""
        self._waiting.set_function(waiting)
        self._followed.set_function(followed)
