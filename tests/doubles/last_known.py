"""Last known values in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.ports.cache import KeptValue


class InMemoryLastKnown:
    """Implements the port `LastKnown`."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str, str], KeptValue] = {}

    async def keep(self, values: Sequence[KeptValue]) -> None:
        for value in values:
            place = (value.instance, value.port, value.key)
            held = self.values.get(place)
            if held is None or held.fetched_at <= value.fetched_at:
                self.values[place] = value

    async def known(self, instance: str, port: str, keys: Sequence[str]) -> Mapping[str, KeptValue]:
        places = ((instance, port, key) for key in keys)
        return {place[2]: self.values[place] for place in places if place in self.values}

    async def prune(self, *, before: datetime, most: int) -> int:
        youngest = sorted(self.values.items(), key=lambda held: held[1].fetched_at, reverse=True)[:most]
        left = {place: value for place, value in youngest if value.fetched_at >= before}
        gone = len(self.values) - len(left)
        self.values = left
        return gone
