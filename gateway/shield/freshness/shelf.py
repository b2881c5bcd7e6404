"""What one reader remembers: its entries, what is good enough of them, and what news do to them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from domain.freshness import StaleReason
from domain.ports.cache import Lost, News, Outdated
from domain.ports.demand import Demand
from domain.ports.reading import Found, K, Missing, Outcomes, V
from gateway.shield.freshness.entries import NEVER, Entry
from gateway.shield.freshness.memory import Memory
from gateway.shield.freshness.records import Cached
from gateway.shield.freshness.watermarks import Watermarks

_MOST_DOUBTS = 10_000


@dataclass(slots=True)
class Tally:
    """Keys answered so far, by what answered them. joined: those called that were under way already."""

    memory: int = 0
    shared: int = 0
    stale: int = 0
    called: int = 0
    joined: int = 0


class Shelf(Generic[K, V]):
    """The entries of one port of one instance."""

    def __init__(
        self,
        cached: Cached[K, V],
        memory: Memory,
        watermarks: Watermarks,
        spread: Callable[[], float],
    ) -> None:
        self.instance = cached.instance
        self.terms = cached.terms
        self.tally = Tally()
        self.losses = 0
        self._records = cached.records
        self._memory = memory
        self._watermarks = watermarks
        self._is_fed = cached.is_fed
        self._spread = spread
        self._held: dict[K, Entry[V]] = {}
        self._doubts: dict[K, datetime] = {}

    def get(self, key: K) -> Entry[V] | None:
        """The entry of a key, however old."""
        return self._held.get(key)

    def whole(
        self, keys: Sequence[K], demand: Demand, now: datetime, ahead: list[K]
    ) -> Outcomes[K, V] | None:
        """All keys, if all of them are good enough; `ahead` gets those that are to be read again."""
        answers: dict[K, Found[V] | Missing] = {}
        held = self._held
        oldest = None if demand.max_age is None else now - demand.max_age
        for key in keys:
            entry = held.get(key)
            if entry is None:
                return None
            if entry.soft_until > now and (oldest is None or entry.known_at >= oldest):
                answers[key] = entry.told() if entry.untold else entry.outcome
                entry.hits += 1
                if entry.ahead_at <= now:
                    ahead.append(key)
                continue
            outcome = self.good(key, demand, now, ahead)
            if outcome is None:
                return None
            answers[key] = outcome
        self.tally.memory += len(answers)
        return answers

    def good(self, key: K, demand: Demand, now: datetime, ahead: list[K]) -> Found[V] | Missing | None:
        """The outcome of one key, if it is good enough for the demand."""
        entry = self._held.get(key)
        if entry is None:
            return None
        if not self._suffices(entry, demand, now):
            self._verify(entry)
        if self._suffices(entry, demand, now):
            outcome = entry.told()
        elif demand.max_age is None and not demand.strict and now < entry.ttl_until:
            outcome = entry.stale(self.instance, StaleReason.TTL)
        else:
            return None
        entry.hits += 1
        if entry.ahead_at <= now:
            ahead.append(key)
        return outcome

    def take(
        self,
        key: K,
        outcome: Found[V] | Missing,
        fetched_at: datetime,
        size: int,
        *,
        watched: bool = False,
    ) -> Entry[V]:
        """Remember this of a key, unless something younger is known. size: bytes of it, encoded.

        watched: it was read by this process, which has heard all news since.
        """
        entry = self._held.get(key)
        if entry is None:
            entry = Entry[V](self.terms, self._spread())
            self._memory.put(self._held, key, entry)
        if fetched_at >= entry.fetched_at:
            entry.filled(outcome, fetched_at, watched=watched and self._is_fed)
            self._memory.weigh(entry, size)
        return entry

    def told(self, key: K) -> None:
        """Whoever waited for a key got its findings with it."""
        if (entry := self._held.get(key)) is not None:
            entry.told()

    def is_doubted(self, key: K, fetched_at: datetime) -> bool:
        """Whether a key has changed since then."""
        return fetched_at <= self._doubts.get(key, NEVER)

    def hear(self, news: News, now: datetime) -> Sequence[K]:
        """Take in what changed; gives the keys that were meant."""
        if isinstance(news, Lost):
            self.losses += 1
            for entry in self._held.values():
                entry.watched = False
        if not isinstance(news, Outdated) or news.instance != self.instance:
            return ()
        meant = [key for subject in news.subjects for key in self._records.meant(subject, self._held)]
        self._doubt(meant, now)
        return meant

    def heat(self, key: K, now: datetime) -> float:
        """How much a key is wanted."""
        entry = self._held.get(key)
        return entry.heat(now) if entry else 0.0

    def _doubt(self, keys: Iterable[K], now: datetime) -> None:
        for key in keys:
            self._doubts.pop(key, None)
            self._doubts[key] = now
            if (entry := self._held.get(key)) is not None:
                entry.doubted()
        while len(self._doubts) > _MOST_DOUBTS:
            del self._doubts[next(iter(self._doubts))]

    def _suffices(self, entry: Entry[V], demand: Demand, now: datetime) -> bool:
        if demand.max_age is None:
            return entry.soft_until > now
        if isinstance(entry.outcome, Missing) and entry.soft_until <= now:
            return False
        return entry.known_at >= now - demand.max_age

    def _verify(self, entry: Entry[V]) -> None:
        """A slow mover is as young as the feed that would have told of a move."""
        until = self._watermarks.of(self.instance) if entry.watched else None
        if until is not None and until > entry.known_at:
            entry.heard(until)
