"""Who pushes is heard: each delivery moves its feed, and its watermark where the source says so."""

from collections.abc import Sequence
from datetime import datetime

from domain.log.records import Raw, Via
from domain.ports.cache import Heard, Signal
from domain.ports.following import ToldFeeds
from domain.ports.state import Clock
from gateway.intake.meaning.mapping import Read

_EVERY = 1.0
"""Seconds between two writes for one source that says nothing of how far it told all."""
_PUSHED = frozenset({Via.WEBHOOK, Via.BROKER})


class Hearing:
    """Called with every batch, once it is appended. Raises StoreUnavailable."""

    def __init__(self, feeds: ToldFeeds, signal: Signal, clock: Clock) -> None:
        self._feeds = feeds
        self._signal = signal
        self._clock = clock
        self._written: dict[str, float] = {}

    async def __call__(self, read: Sequence[Read]) -> None:
        pushed = [each for each in read if each.raw.via in _PUSHED]
        for source in dict.fromkeys(each.raw.source for each in pushed):
            own = [each for each in pushed if each.raw.source == source]
            told = [each.watermark for each in own if each.watermark is not None]
            await self._heard(source, [each.raw for each in own], max(told, default=None))

    async def _heard(self, source: str, raws: Sequence[Raw], watermark: datetime | None) -> None:
        now, at = self._clock.monotonic(), max(raw.received_at for raw in raws)
        last = self._written.get(source)
        if watermark is None and last is not None and now - last < _EVERY:
            return
        self._written[source] = now
        await self._feeds.heard(source, at, watermark)
        if watermark is not None:
            await self._signal.tell(Heard(source, min(watermark, at)))
