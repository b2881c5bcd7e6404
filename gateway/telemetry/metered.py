"""Every read of a system, counted: one wrapper around each offer of a connection."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Offer, Outcomes
from domain.ports.state import Clock
from gateway.telemetry.metrics import Metrics

_RESULTS: Mapping[type, str] = {Found: "found", Missing: "missing", Failed: "failed"}


def metered(offer: Offer, instance: str, metrics: Metrics, clock: Clock) -> Offer:
    """The same offer, with each batch read timed and its outcomes counted."""

    async def read(keys: Sequence[object], demand: Demand, /) -> Outcomes[object, object]:
        started = clock.monotonic()
        outcome = "cancelled"
        try:
            outcomes = await offer.read(keys, demand)
            outcome = _outcome(outcomes)
        finally:
            took = timedelta(seconds=clock.monotonic() - started)
            metrics.upstream_called(instance, offer.port, outcome, took)
        for result, count in Counter(_RESULTS[type(one)] for one in outcomes.values()).items():
            metrics.records_read(instance, offer.port, result, count)
        return outcomes

    return Offer(offer.port, read)


def _outcome(outcomes: Outcomes[object, object]) -> str:
    """`ok` where nothing failed, `partial` where something did, or the first code where all of it did."""
    failures = [one.error.code for one in outcomes.values() if isinstance(one, Failed)]
    if not failures:
        return "ok"
    return failures[0] if len(failures) == len(outcomes) else "partial"
