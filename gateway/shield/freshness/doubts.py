"""Of which keys something newer is known than what may still come: by when they changed, or by its rank."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Generic

from domain.freshness import Rank
from domain.ports.reading import K
from gateway.shield.freshness.entries import NEVER

_MOST = 10_000


class Doubts(Generic[K]):
    """What was told of keys lately; of the most recent ones alone, since reads do not last for ever."""

    def __init__(self) -> None:
        self._changed: dict[K, datetime] = {}
        self._newer: dict[K, Rank] = {}

    def changed(self, keys: Iterable[K], at: datetime) -> None:
        """What was known of these by then may have changed since."""
        for key in keys:
            self._changed[key] = max(at, self._changed.pop(key, NEVER))
        _cut(self._changed)

    def newer(self, ranks: Mapping[K, Rank]) -> None:
        """Something of this rank is there of each of these."""
        for key, rank in ranks.items():
            told = self._newer.pop(key, rank)
            self._newer[key] = told if rank.is_below(told) else rank
        _cut(self._newer)

    def cover(self, key: K, rank: Rank) -> bool:
        """Whether a value of this rank may have changed."""
        return rank.known_at <= self._changed.get(key, NEVER) or self.outrank(key, rank)

    def outrank(self, key: K, rank: Rank) -> bool:
        """Whether a newer value is there."""
        newer = self._newer.get(key)
        return newer is not None and rank.is_below(newer)


def _cut(told: dict[K, datetime] | dict[K, Rank]) -> None:
    while len(told) > _MOST:
        del told[next(iter(told))]
