"""Repeatable choices: a stream of numbers that depends only on the words it was made of."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_HEADROOM_BITS = 16  # keeps the bias of a choice below one in 65,536


class Draw:
    """Choices that are the same on every machine and in every process."""

    __slots__ = ("_key", "_pool", "_refills")

    def __init__(self, *words: int | str) -> None:
        self._key = ":".join(map(str, words)).encode()
        self._pool = 0
        self._refills = 0

    def below(self, limit: int) -> int:
        """Give an integer from 0 to limit - 1."""
        if self._pool < limit << _HEADROOM_BITS:
            self._refill()
        self._pool, choice = divmod(self._pool, limit)
        return choice

    def between(self, low: int, high: int) -> int:
        """Give an integer from low to high, both included."""
        return low + self.below(high - low + 1)

    def minutes(self, low: int, high: int) -> int:
        """Give a duration in seconds, of low to high minutes."""
        return self.between(low * 60, high * 60)

    def hours(self, low: int, high: int) -> int:
        """Give a duration in seconds, of low to high hours."""
        return self.between(low * 3600, high * 3600)

    def pick(self, options: Sequence[T]) -> T:
        """Give one of the options."""
        return options[self.below(len(options))]

    def chance(self, percent: int) -> bool:
        """Say yes in that many of a hundred cases."""
        return self.below(100) < percent

    def _refill(self) -> None:
        self._pool = int.from_bytes(blake2b(self._key + self._refills.to_bytes(2, "big")).digest(), "big")
        self._refills += 1
