"""The memory tier: decoded records in plain dictionaries, bounded over all ports together.

A dictionary answers at once and costs a hit nothing but its look-up; who was not used since the last time
round leaves first (second chance).
"""

from collections import deque
from typing import Any, TypeAlias

from gateway.settings.freshness import MemoryBounds
from gateway.shield.freshness.entries import Entry

_MEGABYTE = 1_000_000
_Shelf: TypeAlias = dict[Any, Entry[Any]]
"""Of any port: only its own reader looks into it."""


class Memory:
    """Keeps the entries of all shelves together within the bounds."""

    def __init__(self, bounds: MemoryBounds) -> None:
        self._most = bounds.entries
        self._most_bytes = bounds.megabytes * _MEGABYTE
        self._round: deque[tuple[_Shelf, object, Entry[Any]]] = deque()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._round)

    def put(self, shelf: _Shelf, key: object, entry: Entry[Any]) -> None:
        """Hold a new entry; others may have to leave for it."""
        shelf[key] = entry
        self._round.append((shelf, key, entry))
        self.bytes += entry.weight
        self._shrink()

    def weigh(self, entry: Entry[Any], weight: int) -> None:
        """An entry that is held has become so many bytes."""
        self.bytes += weight - entry.weight
        entry.weight = weight
        self._shrink()

    def clear(self) -> None:
        """Forget everything."""
        for shelf, key, _ in self._round:
            shelf.pop(key, None)
        self._round.clear()
        self.bytes = 0

    def _shrink(self) -> None:
        while self._round and (len(self._round) > self._most or self.bytes > self._most_bytes):
            shelf, key, entry = self._round.popleft()
            if entry.used_since_last_time():
                self._round.append((shelf, key, entry))
                continue
            self.bytes -= entry.weight
            del shelf[key]
