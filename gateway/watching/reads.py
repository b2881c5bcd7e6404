"""The reads of one instance, each of them counted, its failures explained, and told to the ledger."""

from collections.abc import Iterable

from domain.ports.reading import Offer
from domain.ports.state import Clock
from gateway.shield.watched import BackendLedger, watched
from gateway.telemetry.failures import FailureLog, explained
from gateway.telemetry.metered import metered
from gateway.telemetry.metrics import Metrics


def watched_reads(
    offers: Iterable[Offer], instance: str, ledger: BackendLedger, metrics: Metrics, clock: Clock
) -> tuple[Offer, ...]:
    """The same offers, watched."""
    log = FailureLog(clock)
    counted = (explained(metered(offer, instance, metrics, clock), instance, log) for offer in offers)
    return tuple(watched(offer, instance, ledger) for offer in counted)
