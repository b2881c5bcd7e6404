"""Our kept positions in the place of instances' own reads of stock, put together for one graph."""

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from domain.ports.backends import STOCK
from domain.ports.positions import Positions
from domain.ports.reading import Offer, Read
from domain.ports.state import Clock, Crosswalk
from domain.stock import StockKey, StockPosition
from gateway.positions.abreast import Abreast
from gateway.positions.applying import Applying, ApplyingParts
from gateway.positions.reading import KeptStock
from gateway.settings.freshness import Freshness, PortTerms
from gateway.settings.positions import PositionsOf
from gateway.sync.kept import Kept

_KEEP = timedelta(days=30)


class KeptStocks:
    """Of the instances whose positions are kept. Works from `start` to `aclose`."""

    def __init__(
        self,
        kept: PositionsOf,
        positions: Positions | None,
        applying: Applying | None,
        clock: Clock,
        abreast: Abreast,
    ) -> None:
        self._kept = kept if positions is not None else {}
        self._positions = positions
        self._clock = clock
        self.applying = applying
        self.abreast = abreast

    def start(self) -> None:
        """Begin to lay the log onto the positions. Needs a running loop."""
        if self.applying is not None:
            self.applying.start()

    async def aclose(self) -> None:
        """Stop."""
        self.abreast.aclose()
        if self.applying is not None:
            await self.applying.aclose()

    def offers(self, instance: str, offers: Sequence[Offer]) -> tuple[Offer, ...]:
        """The offers with our positions before its stock; one without a read of stock offers it so."""
        kept = self._kept.get(instance)
        if kept is None or self._positions is None:
            return tuple(offers)
        own = next((each.read for each in offers if each.port == STOCK.name), None)
        read = KeptStock(
            source=instance,
            positions=self._positions,
            clock=self._clock,
            stale_after=kept.stale_after,
            system=cast("Read[StockKey, StockPosition] | None", own),
        )
        return (*(each for each in offers if each.port != STOCK.name), STOCK.by(read))

    def stored(self, instance: str) -> frozenset[str]:
        """The ports of the instance that are read from our store."""
        return frozenset({STOCK.name}) if instance in self._kept else frozenset()

    def terms(self, freshness: Freshness) -> Freshness:
        """Kept positions are good as long as their feed was heard; what the file says of them goes before."""
        said = dict(freshness.of)
        for name, each in self._kept.items():
            ours = {"soft": each.stale_after, "ttl": each.stale_after, "keep": _KEEP}
            theirs = said.get((name, STOCK.name), PortTerms()).model_dump(exclude_none=True)
            said[name, STOCK.name] = PortTerms(**{**ours, **theirs})
        return Freshness(of=said, memory=freshness.memory, last_known=freshness.last_known)


async def _nowhere() -> None:
    """Nothing is kept."""


def kept_stocks(of: PositionsOf, kept: Kept, crosswalk: Crosswalk, clock: Clock) -> KeptStocks:
    """Make it; nothing has begun. Where no store is given, nothing is kept."""
    if not of or kept.positions is None or kept.log is None:
        return KeptStocks({}, None, None, clock, Abreast(kept.shield.signal, _nowhere, ()))
    parts = ApplyingParts(
        positions=kept.positions,
        log=kept.log,
        crosswalk=crosswalk,
        signal=kept.shield.signal,
        claims=kept.claims,
        clock=clock,
        raise_all=kept.raise_all,
        kept=of,
        feeds=kept.told_feeds,
    )
    return KeptStocks(
        of, kept.positions, Applying(parts), clock, Abreast(kept.shield.signal, kept.positions.reached, of)
    )
