"""What becomes of the records of one port when something is told of them that nobody asked for here."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Generic, NamedTuple

from domain.freshness import Stamp
from domain.ports.cache import Lost, News, Outdated, Renewed
from domain.ports.reading import Found, K, Port, V
from domain.ports.state import Clock
from gateway.shield.freshness.adding import stamps_with
from gateway.shield.freshness.encoding import Encoded
from gateway.shield.freshness.entries import Entry
from gateway.shield.freshness.shelf import Shelf
from gateway.shield.freshness.stores import Tiers
from gateway.shield.single_flight import SingleFlight


class Update(NamedTuple):
    """A record that its system told. as_of: when it says that it was so, or else when that happened."""

    port: str
    key: object
    record: object
    as_of: datetime


def update(port: Port[K, V], key: K, record: V, as_of: datetime) -> Update:
    """An update of one record of a port; the types of both are checked here."""
    return Update(port.name, key, record, as_of)


class _Taken(NamedTuple, Generic[K, V]):
    key: K
    entry: Entry[V]
    encoded: Encoded


class Changes(Generic[K, V]):
    """Takes in news of other replicas, and records that were told to this one."""

    def __init__(
        self, shelf: Shelf[K, V], tiers: Tiers[K, V], flights: SingleFlight[K, V], clock: Clock
    ) -> None:
        self._shelf = shelf
        self._tiers = tiers
        self._flights = flights
        self._clock = clock

    def hear(self, news: News) -> None:
        """Take in what has changed: memory at once, flights for whoever comes later, then shared bytes."""
        if isinstance(news, Lost):
            self._flights.forget_all()
            self._shelf.lost()
        elif isinstance(news, Outdated) and news.instance == self._shelf.instance:
            self._outdated(news)
        elif isinstance(news, Renewed) and self._tiers.are_of(news):
            self._flights.forget(self._shelf.renewed(news.ranks))

    async def take(self, told: Mapping[K, tuple[V, datetime]]) -> Renewed | None:
        """Remember records, each with the instant as of which it is, and keep them for all replicas.

        What is being read of them now is not kept. Gives what the other replicas are to be told; None where
        everything is known already, or nothing is kept of this port. Waits for the shared store alone.
        """
        if self._shelf.terms.keeps_nothing:
            return None
        await self._look_up([key for key in told if self._shelf.get(key) is None])
        now = self._clock.now()
        taken = [
            each for key, (record, as_of) in told.items() if (each := self._taken(key, record, as_of, now))
        ]
        self._flights.forget(each.key for each in taken)
        await self._tiers.put([self._tiers.write(each.key, each.entry, each.encoded.body) for each in taken])
        kept = (self._tiers.to_keep(each.key, each.entry, each.encoded, now) for each in taken)
        await self._tiers.keep([value for value in kept if value is not None], waiting=False)
        return self._tiers.renewed({each.key: each.entry.rank for each in taken}) if taken else None

    async def add(
        self, key: K, onto: Callable[[V], V | None], happened_at: datetime, told_at: datetime
    ) -> bool:
        """Lay what was told of a key onto what is known of it; False where that is to be read again.

        onto: gives the record with it, or None where it does not say enough. What was read since it was told
        has it already. Waits for the shared store alone.
        """
        if self._shelf.get(key) is None:
            await self._look_up([key])
        entry, now = self._shelf.get(key), self._clock.now()
        if entry is None or not isinstance(entry.outcome, Found) or entry.ttl_until <= now:
            return False
        if entry.rank.known_at > told_at:
            return True
        record = onto(entry.outcome.value)
        if record is None:
            return False
        if record == entry.outcome.value:
            return True
        stamps = stamps_with(entry.outcome.stamps, happened_at, now)
        return await self._put_in_place(key, entry, Found(record, stamps, entry.outcome.findings))

    async def _put_in_place(self, key: K, known: Entry[V], outcome: Found[V]) -> bool:
        now = self._clock.now()
        encoded = self._tiers.encoded(outcome, now)
        if encoded is None:
            return False
        entry = self._shelf.take(key, outcome, now, encoded.size, watched=known.watched)
        if entry is None:
            return False
        self._flights.forget([key])
        await self._tiers.put([self._tiers.write(key, entry, encoded.body)])
        kept = self._tiers.to_keep(key, entry, encoded, now)
        await self._tiers.keep([kept] if kept else [], waiting=False)
        return True

    async def _look_up(self, keys: Sequence[K]) -> None:
        """Another replica may know something newer than what was told."""
        for key, (stored, size) in (await self._tiers.shared(keys)).items() if keys else ():
            if not self._shelf.is_doubted(key, stored.rank):
                self._shelf.take(key, stored.outcome, stored.fetched_at, size)

    def _outdated(self, news: Outdated) -> None:
        if self._tiers.port in news.but:
            return
        at = news.at or self._clock.now()
        meant = self._shelf.outdated(news.subjects, at)
        self._flights.forget(meant)
        self._tiers.forget(meant, at)

    def _taken(self, key: K, record: V, as_of: datetime, now: datetime) -> _Taken[K, V] | None:
        """None where a newer one is known. Nobody is sure of a record beyond its instant."""
        stamp = Stamp(source=self._shelf.instance, as_of=as_of, verified_at=min(as_of, now), fetched_at=now)
        outcome = Found(record, (stamp,))
        encoded = self._tiers.encoded(outcome, now)
        entry = self._shelf.take(key, outcome, now, encoded.size) if encoded else None
        if encoded is None or entry is None:
            return None
        if self._shelf.is_doubted(key, entry.rank):
            entry.doubted()
        return _Taken(key, entry, encoded)
