"""The shield of one graph: around each port of each instance, the freshness cache over single flight."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.hosts import CacheFigures
from domain.ports.cache import News
from domain.ports.reading import Bound, Offer, Read
from gateway.settings.freshness import Freshness
from gateway.shield.freshness.memory import Memory
from gateway.shield.freshness.reader import Freshened
from gateway.shield.freshness.records import Cached, records_of
from gateway.shield.freshness.shelf import Shelf, Tally
from gateway.shield.freshness.stores import Tiers
from gateway.shield.freshness.watermarks import Watermarks
from gateway.shield.sharing.leasing import Leased
from gateway.shield.state import ShieldState
from gateway.shield.timing import Timing

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Shielded:
    """What must be known of an instance.

    place: where it is and how it is spoken with, as text without secrets. feeds: the ports of whose records
    the changed-since poll tells every change, by their own keys.
    """

    instance: str
    place: str
    feeds: frozenset[str] = frozenset()


class Shield:
    """Makes the readers of a graph, which hear what changed until `aclose`."""

    def __init__(self, freshness: Freshness, state: ShieldState, timing: Timing) -> None:
        self._freshness = freshness
        self.state = state
        self._timing = timing
        self._memory = Memory(freshness.memory)
        self._watermarks = Watermarks()
        self._readers: list[Freshened[object, object]] = []
        self._tallies: dict[tuple[str, str], Tally] = {}
        self._end_listening = state.signal.listen(self._hear)

    def bound(self, offers: Sequence[Offer], of: Shielded) -> list[Bound]:
        """A reader around each offer of an instance."""
        return [Bound(offer.port, self._reader(offer, of)) for offer in offers]

    def tally(self, instance: str, port: str) -> Tally:
        """How the reads of a port were answered so far."""
        return self._tallies[instance, port]

    def figures(self, instance: str) -> tuple[CacheFigures, ...]:
        """The same of every port of an instance, in the words of the domain."""
        tallies = self._tallies.items()
        return tuple(_figures(port, tally) for (name, port), tally in tallies if name == instance)

    def heard_until(self, instance: str) -> datetime | None:
        """Up to when this process knows all changes of an instance."""
        return self._watermarks.of(instance)

    async def aclose(self) -> None:
        """Hear nothing and refresh nothing more."""
        self._end_listening()
        for reader in self._readers:
            await reader.aclose()

    def _reader(self, offer: Offer, of: Shielded) -> Freshened[object, object]:
        cached = Cached(
            instance=of.instance,
            records=records_of(offer.port),
            terms=self._freshness.terms(of.instance, offer.port),
            place=hashlib.sha256(of.place.encode()).hexdigest()[:_DIGITS],
            is_fed=offer.port in of.feeds,
        )
        shelf = Shelf(cached, self._memory, self._watermarks, self._timing.spread)
        tiers = Tiers(cached, self.state.stores)
        reader = Freshened(shelf, tiers, self._read(offer, cached, tiers), self._timing)
        self._tallies[of.instance, offer.port] = shelf.tally
        self._readers.append(reader)
        return reader

    def _read(
        self, offer: Offer, cached: Cached[object, object], tiers: Tiers[object, object]
    ) -> Read[object, object]:
        """The offer's read, of several replicas by one at a time where the port is costly."""
        store = self.state.stores.store
        if store is None or not cached.terms.costly or cached.terms.keeps_nothing:
            return offer.read
        return Leased(cached.instance, offer.read, store, tiers, self._timing)

    def _hear(self, news: News) -> None:
        self._watermarks.hear(news)
        for reader in self._readers:
            reader.hear(news)


def _figures(port: str, tally: Tally) -> CacheFigures:
    """What came from the shared store was answered by memory in the end."""
    shared = min(tally.shared, tally.memory)
    return CacheFigures(
        port=port,
        memory=tally.memory - shared,
        shared=shared,
        asked=tally.called,
        joined=tally.joined,
        stale=tally.stale,
    )
