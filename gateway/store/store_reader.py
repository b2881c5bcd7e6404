"""What is read of our own store for many keys at once, as readers of the graph."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic

from domain.ports.demand import Demand
from domain.ports.reading import Found, K, Outcomes, V


class StoreReader(Generic[K, V]):
    """Reads our own store: it has an answer to every key, and nothing in memory.

    Its read raises StoreUnavailable, which is no system's fault but reaches every field that waits for it.
    """

    def __init__(self, answers: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._answers = answers

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        del demand
        return {key: Found(value) for key, value in (await self._answers(keys)).items()}

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        """Nothing is known before it is read."""
        del keys, demand
        return None
