"""What happened a short while ago, remembered within bounds."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from domain.ports.state import Clock

K = TypeVar("K", bound=Hashable)


class Recent(Generic[K]):
    """Keys for `seconds` each, `most` at a time: beyond that the oldest are forgotten early."""

    def __init__(self, clock: Clock, *, seconds: float = 60.0, most: int = 20_000) -> None:
        self._clock = clock
        self._seconds = seconds
        self._most = most
        self._until: OrderedDict[K, float] = OrderedDict()

    def add(self, key: K) -> None:
        """Remember a key from now on."""
        self._until[key] = self._clock.monotonic() + self._seconds
        self._until.move_to_end(key)
        while len(self._until) > self._most:
            self._until.popitem(last=False)

    def __contains__(self, key: K) -> bool:
        until = self._until.get(key)
        if until is None:
            return False
        if until > self._clock.monotonic():
            return True
        del self._until[key]
        return False
