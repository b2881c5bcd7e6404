"""What is given where a system cannot be asked: the last that is known, marked as old."""

from collections.abc import Mapping
from typing import Generic

from msgspec.structs import replace

from domain.exceptions import Finding
from domain.freshness import StaleReason
from domain.ports.bounds import reason_of
from domain.ports.reading import Failed, Found, K, Missing, V
from domain.ports.state import Clock
from gateway.shield.freshness.shelf import Shelf
from gateway.shield.freshness.stores import Tiers


class Older(Generic[K, V]):
    """Looks into memory, which holds what the shared store had, and then into our own store."""

    def __init__(self, shelf: Shelf[K, V], tiers: Tiers[K, V], clock: Clock) -> None:
        self._shelf = shelf
        self._tiers = tiers
        self._clock = clock

    async def known(
        self, away: Mapping[K, Found[V] | Missing | Failed | None]
    ) -> Mapping[K, Found[V] | Missing]:
        """What is known of keys that failed or, where that is None, are not there in time."""
        if not self._shelf.terms.keep:
            return {}
        reasons = {key: _reason(outcome) for key, outcome in away.items()}
        behind = [key for key in away if self._shelf.is_behind(key)]
        if behind:
            await self._learn(behind)
        held = self.held(reasons)
        return {key: _with_findings(outcome, away[key]) for key, outcome in held.items()}

    def held(self, reasons: Mapping[K, StaleReason]) -> dict[K, Found[V] | Missing]:
        """What memory holds of these."""
        now = self._clock.now()
        entries = {key: self._shelf.get(key) for key in reasons}
        kept = {key: entry for key, entry in entries.items() if entry is not None and entry.is_kept(now)}
        for entry in kept.values():
            entry.hits += 1
        self._shelf.tally.stale += len(kept)
        return {key: entry.stale(self._shelf.instance, reasons[key]) for key, entry in kept.items()}

    async def _learn(self, keys: list[K]) -> None:
        for key, (stored, size) in (await self._tiers.last(keys)).items():
            if self._shelf.is_behind(key):
                entry = self._shelf.take(key, stored.outcome, stored.fetched_at, size)
                if entry is not None and self._shelf.is_doubted(key, stored.rank):
                    entry.doubted()


def _reason(outcome: Found[V] | Missing | Failed | None) -> StaleReason:
    return reason_of(outcome.error) if isinstance(outcome, Failed) else StaleReason.TIMEOUT


def _with_findings(
    outcome: Found[V] | Missing, failed: Found[V] | Missing | Failed | None
) -> Found[V] | Missing:
    """A record that is broken now is a finding, though an older one is given."""
    findings: tuple[Finding, ...] = failed.findings if isinstance(failed, Failed) else ()
    return replace(outcome, findings=findings) if findings and isinstance(outcome, Found) else outcome
