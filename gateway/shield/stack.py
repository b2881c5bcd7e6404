"""The shield of one graph: around each port of each instance, the freshness cache over single flight."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import ImpossibleValue
from domain.hosts import CacheFigures
from domain.ports.cache import News, Outdated
from domain.ports.reading import Bound, Offer, Read
from gateway.settings.freshness import Freshness
from gateway.shield.freshness.changes import Changes, Update
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
    the changed-since poll tells every change, by their own keys. stored: the ports that are read from our own
    store anyway: what was known last is not kept there a second time.
    """

    instance: str
    place: str
    feeds: frozenset[str] = frozenset()
    stored: frozenset[str] = frozenset()


Onto = Callable[[object], object | None]
"""Gives a record with something added to it; None where it cannot be done."""


class Shield:
    """Makes the readers of a graph, which hear what changed until `aclose`."""

    def __init__(self, freshness: Freshness, state: ShieldState, timing: Timing) -> None:
        self._freshness = freshness
        self.state = state
        self._timing = timing
        self._memory = Memory(freshness.memory)
        self._watermarks = Watermarks()
        self._readers: list[Freshened[object, object]] = []
        self._changes: dict[tuple[str, str], Changes[object, object]] = {}
        self._of_instance: dict[str, list[Changes[object, object]]] = {}
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

    async def updated(
        self, instance: str, updates: Sequence[Update], *, outdated: Sequence[str] = ()
    ) -> None:
        """Put records that a system told in the place of older ones, here and, within a second, everywhere.

        outdated: subjects of which the ports that are not updated are to be read anew. One that is older than
        what is known changes nothing. Raises ImpossibleValue, before anything else, for what is not served.
        """
        by_port: dict[str, dict[object, tuple[object, datetime]]] = {}
        for each in sorted(updates, key=lambda each: each.as_of):
            by_port.setdefault(each.port, {})[each.key] = (each.record, each.as_of)
        changes = {port: self._changes_of(instance, port) for port in by_port}
        if outdated:
            news = Outdated(instance, tuple(outdated), self._timing.clock.now(), tuple(by_port))
            await self.state.signal.tell(news)
        for port, told in by_port.items():
            renewed = await changes[port].take(told)
            if renewed is not None:
                await self.state.signal.tell(renewed)

    async def add(
        self, port: tuple[str, str], key: object, onto: Onto, happened_at: datetime, told_at: datetime
    ) -> bool:
        """Lay what an instance told of a record onto it, in this process and for those who share its bytes.

        port: of the instance, and its name. False where nothing is known or `onto` gives None: then it is to
        be read again.
        """
        changes = self._changes.get(port)
        return changes is not None and await changes.add(key, onto, happened_at, told_at)

    def hear(self, news: News) -> None:
        """Take in news that no signal brought."""
        self._hear(news)

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
        stores = self.state.stores
        tiers = Tiers(cached, replace(stores, last=None, kept=None) if offer.port in of.stored else stores)
        reader = Freshened(shelf, tiers, self._read(offer, cached, tiers), self._timing)
        self._tallies[of.instance, offer.port] = shelf.tally
        self._readers.append(reader)
        self._changes[of.instance, offer.port] = reader.changes
        self._of_instance.setdefault(of.instance, []).append(reader.changes)
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
        # Most news is of one instance, and there are many of them with many ports each.
        concerned = self._of_instance.get(news.instance, ()) if isinstance(news, Outdated) else None
        for changes in self._changes.values() if concerned is None else concerned:
            changes.hear(news)

    def _changes_of(self, instance: str, port: str) -> Changes[object, object]:
        changes = self._changes.get((instance, port))
        if changes is not None:
            return changes
        if all(instance != known for known, _ in self._changes):
            raise ImpossibleValue(f"no instance {instance!r} is served", field="instance")
        raise ImpossibleValue(f"{instance} serves nothing of the kind {port!r}", field="port")


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
