"""A reader that asks its instance every time, for what is tested without the shield."""

from collections.abc import Sequence
from typing import Generic

from domain.ports.demand import Demand
from domain.ports.reading import K, Outcomes, Read, V


class Direct(Generic[K, V]):
    """Reads through; nothing is in memory, so nothing is answered at once."""

    def __init__(self, read: Read[K, V]) -> None:
        self._read = read

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        return await self._read(keys, demand)

    def peek(self, keys: Sequence[K], demand: Demand) -> None:
        """Holds nothing."""
        del keys, demand
