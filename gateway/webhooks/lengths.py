"""How many deliveries of an endpoint go on one tour: what it takes in some seconds, learnt as it answers."""

from collections.abc import Collection

LONGEST = 64
_FIRST = 4


class Lengths:
    """Of the endpoints that this process sends to."""

    def __init__(self) -> None:
        self._lengths: dict[str, int] = {}

    def of(self, endpoint: str) -> int:
        """How many the next tour may have."""
        return self._lengths.get(endpoint, _FIRST)

    def ended(self, endpoint: str, *, tried: int, no_time: int) -> None:
        """A tour made so many deliveries, and had no time for others."""
        length = self.of(endpoint)
        if no_time:
            self._lengths[endpoint] = max(1, min(tried, length))
        elif tried >= length:
            self._lengths[endpoint] = min(2 * length, LONGEST)

    def keep(self, endpoints: Collection[str]) -> None:
        """Forget all others."""
        self._lengths = {name: length for name, length in self._lengths.items() if name in endpoints}
