"""What one reader remembers: its entries, what is good enough of them, and what news do to them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from domain.errors import FreshnessNotMet
from domain.freshness import Rank, StaleReason, rank_of
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, V
from gateway.shield.freshness.doubts import Doubts
from gateway.shield.freshness.entries import Entry
from gateway.shield.freshness.memory import Memory
from gateway.shield.freshness.records import Cached
from gateway.shield.freshness.watermarks import Watermarks


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
        self._doubts: Doubts[K] = Doubts()

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
    ) -> Entry[V] | None:
        """Remember this of a key; None where something newer is known. size: bytes of it, encoded.

        watched: it was read by this process, which has heard all news since.
        """
        rank = rank_of(outcome.stamps, fetched_at)
        entry = self._held.get(key)
        if entry is None:
            entry = Entry[V](self.terms, self._spread())
            self._memory.put(self._held, key, entry)
        elif rank.is_below(entry.rank) and entry.is_kept(fetched_at):
            return None
        entry.filled(outcome, fetched_at, watched=watched and self._is_fed)
        self._memory.weigh(entry, size)
        if self._doubts.outrank(key, rank):
            entry.doubted()
        return entry

    def is_behind(self, key: K) -> bool:
        """Whether nothing is known of a key here, or something older than what another replica was told."""
        entry = self._held.get(key)
        return entry is None or self._doubts.outrank(key, entry.rank)

    def told(self, key: K) -> None:
        """Whoever waited for a key got its findings with it."""
        if (entry := self._held.get(key)) is not None:
            entry.told()

    def newest(
        self, key: K, outcome: Found[V] | Missing, demand: Demand, now: datetime
    ) -> Found[V] | Missing | Failed:
        """What was read of a key, or what is known instead, where its system now says what was so before."""
        entry = self._held.get(key)
        if entry is None or entry.outcome is outcome or not entry.is_kept(now):
            return outcome
        if not _says_older(outcome, entry, now):
            return outcome
        if self._suffices(entry, demand, now):
            return entry.told()
        if demand.strict:
            return Failed(_fallen_back(self.instance))
        return entry.stale(self.instance, StaleReason.ERROR)

    def is_doubted(self, key: K, rank: Rank) -> bool:
        """Whether a value of this rank may have changed since, or a newer one is there."""
        return self._doubts.cover(key, rank)

    def lost(self) -> None:
        """Something may have changed without being heard here."""
        self.losses += 1
        for entry in self._held.values():
            entry.watched = False

    def outdated(self, subjects: Sequence[str], at: datetime) -> Sequence[K]:
        """Take in what changed; gives the keys that were meant. What was read since then has it."""
        meant = [key for subject in subjects for key in self._records.meant(subject, self._held)]
        self._doubts.changed(meant, at)
        for key in meant:
            if (entry := self._held.get(key)) is not None and self._doubts.cover(key, entry.rank):
                entry.doubted()
        return meant

    def renewed(self, ranks: Mapping[str, Rank]) -> Sequence[K]:
        """Take in of which keys something newer is there; gives those keys."""
        newer = {self._records.key_of(text): rank for text, rank in ranks.items()}
        self._doubts.newer(newer)
        for key, rank in newer.items():
            if (entry := self._held.get(key)) is not None and entry.rank.is_below(rank):
                entry.doubted()
        return list(newer)

    def is_due(self, key: K, now: datetime, *, again_at: datetime) -> bool:
        """Whether a key is to be read again, after all that its feed told; it is not due again until then."""
        entry = self._held.get(key)
        if entry is None:
            return False
        self._verify(entry)
        if entry.ahead_at > now:
            return False
        entry.ahead_at = again_at
        return True

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


def _says_older(outcome: Found[V] | Missing, entry: Entry[V], now: datetime) -> bool:
    """Whether its system says of both when they were so, and of this that it was so before."""
    told, held = rank_of(outcome.stamps, now).as_of, entry.rank.as_of
    return told is not None and held is not None and told < held


def _fallen_back(instance: str) -> FreshnessNotMet:
    public = f"{instance} tells an older state than is known"
    return FreshnessNotMet(public, backend=instance, reason=StaleReason.ERROR)
