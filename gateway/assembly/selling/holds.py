"""Our live holds as they were a moment ago: read for many at once, and remembered for that moment."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from domain.errors import StoreUnavailable
from domain.log.filters import keys_of
from domain.log.records import Logged
from domain.ports.selling import Sums
from domain.ports.state import Clock

_LOG = structlog.get_logger(__name__)
_MOMENT = timedelta(milliseconds=250)
_MOST = 100_000
_SKU = "sku:"
_NONE: Mapping[str, int] = {}


class HoldStore(Protocol):
    """The store of reservations, as far as sums of holds are read of it."""

    async def held(self, skus: Sequence[str], *, now: datetime) -> Sums:
        """Live holds of these items, in grains by bucket. Raises StoreUnavailable."""
        ...


class RememberedHolds:
    """Implements LiveHolds over the store. Where that is away the last sums stand, loudly."""

    def __init__(self, store: HoldStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._heard = 0
        self._known: OrderedDict[str, tuple[datetime, Mapping[str, int]]] = OrderedDict()

    async def held(self, skus: Sequence[str]) -> Sums:
        now = self._clock.now()
        old = [sku for sku in skus if not self._is_new(sku, now)]
        if old:
            await self._read(old, now)
        return {sku: self._known[sku][1] if sku in self._known else _NONE for sku in skus}

    def peek(self, skus: Sequence[str]) -> Sums | None:
        now = self._clock.now()
        if not all(self._is_new(sku, now) for sku in skus):
            return None
        return {sku: self._known[sku][1] for sku in skus}

    def as_of(self, sku: str) -> datetime | None:
        known = self._known.get(sku)
        return None if known is None else known[0]

    def hear(self, events: Sequence[Logged] | None) -> None:
        """News of the log: of these items holds are read again. None: some may have been lost."""
        self._heard += 1
        if events is None:
            self._known.clear()
            return
        for key in (key for each in events for key in keys_of(each.event)):
            if key.startswith(_SKU):
                self._known.pop(key.removeprefix(_SKU).rpartition("@")[0] or key.removeprefix(_SKU), None)

    async def _read(self, skus: Sequence[str], now: datetime) -> None:
        heard = self._heard
        try:
            found = await self._store.held(skus, now=now)
        except StoreUnavailable as error:
            _LOG.warning("holds cannot be read; those known last stand", cause=error.cause, items=len(skus))
            return
        # What came meanwhile may not be in it: then it is for this one answer.
        read_at = now if heard == self._heard else now - 2 * _MOMENT
        for sku in skus:
            self._known[sku] = (read_at, found.get(sku, _NONE))
            self._known.move_to_end(sku)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)

    def _is_new(self, sku: str, now: datetime) -> bool:
        known = self._known.get(sku)
        return known is not None and now - known[0] <= _MOMENT
