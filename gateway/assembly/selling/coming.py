"""What is on its way, as it was a while ago: read for many items at once, and remembered for that while."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from domain.availability.explaining import OURS
from domain.availability.supply import Supply
from domain.errors import StoreUnavailable
from domain.log.filters import keys_of
from domain.log.records import Logged
from domain.ports.selling import SupplyIndex
from domain.ports.state import Clock

_LOG = structlog.get_logger(__name__)
_WHILE = timedelta(seconds=5)
_MOST = 100_000
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SKU = "sku:"
_CHANGED = "stock.changed"


class RememberedSupply:
    """Implements ComingSupply over its index. Where that is away what was known last stands, loudly."""

    def __init__(self, index: SupplyIndex, clock: Clock) -> None:
        self._index = index
        self._clock = clock
        self._heard = 0
        self._known: OrderedDict[str, tuple[datetime, Sequence[Supply]]] = OrderedDict()

    async def coming(self, skus: Sequence[str]) -> Mapping[str, Sequence[Supply]]:
        now = self._clock.now()
        old = [sku for sku in skus if not self._is_new(sku, now)]
        if old:
            await self._read(old, now)
        return {sku: self._known[sku][1] if sku in self._known else () for sku in skus}

    def peek(self, skus: Sequence[str]) -> Mapping[str, Sequence[Supply]] | None:
        now = self._clock.now()
        if not all(self._is_new(sku, now) for sku in skus):
            return None
        return {sku: self._known[sku][1] for sku in skus}

    def hear(self, events: Sequence[Logged] | None) -> None:
        """News of the log: supply of these items is read again. None: some may have been lost."""
        if events is None:
            self._heard += 1
            self._doubt(list(self._known))
            return
        changed = (one.event for one in events if one.event.source == OURS and one.event.type == _CHANGED)
        self._doubt(_sku_of(key) for event in changed for key in keys_of(event) if key.startswith(_SKU))

    def _doubt(self, skus: Iterable[str]) -> None:
        """What is known stays, for where it cannot be read, but is too old."""
        for sku in skus:
            self._heard += 1
            if (known := self._known.get(sku)) is not None:
                self._known[sku] = (_LONG_AGO, known[1])

    async def _read(self, skus: Sequence[str], now: datetime) -> None:
        heard = self._heard
        try:
            found = await self._index.coming(skus)
        except StoreUnavailable as error:
            _LOG.warning("supply cannot be read; what was known last stands", cause=error.cause)
            return
        # What came meanwhile may not be in it: then it is for this one answer.
        read_at = now if heard == self._heard else _LONG_AGO
        for sku in skus:
            self._known[sku] = (read_at, found.get(sku, ()))
            self._known.move_to_end(sku)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)

    def _is_new(self, sku: str, now: datetime) -> bool:
        known = self._known.get(sku)
        return known is not None and now - known[0] <= _WHILE


def _sku_of(key: str) -> str:
    name = key.removeprefix(_SKU)
    return name.rpartition("@")[0] or name
