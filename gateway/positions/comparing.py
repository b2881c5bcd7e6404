"""A snapshot held against the positions that events have kept, batch by batch."""

from collections.abc import Sequence
from datetime import datetime

from domain.ports.positions import Positions
from domain.positions.drift import Drift, with_one
from domain.positions.facts import Mark
from domain.positions.kept import Counted

_BATCH = 2_000


class Comparison:
    """The figures of each location, as far as the snapshot was seen."""

    def __init__(self, positions: Positions, source: str, as_of: datetime) -> None:
        self._positions = positions
        self._source = source
        self._mark = Mark(as_of)
        self._drifts: dict[str, Drift] = {}

    @property
    def drifts(self) -> Sequence[Drift]:
        """By location."""
        return [self._drifts[location] for location in sorted(self._drifts)]

    async def see(self, rows: Sequence[Counted]) -> None:
        """Compare these. Raises StoreUnavailable."""
        for start in range(0, len(rows), _BATCH):
            some = rows[start : start + _BATCH]
            known = await self._positions.known(self._source, [each.key for each in some])
            for each in some:
                place = each.key.location
                drift = self._drifts.get(place) or self._nothing(place)
                held = known.positions.get(each.key)
                self._drifts[place] = with_one(drift, held, each.amounts, self._mark)

    def _nothing(self, location: str) -> Drift:
        return Drift(source=self._source, location=location, as_of=self._mark.at)
