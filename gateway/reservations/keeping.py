"""What may be held of each item, kept up to date: counts of the systems, and the ceilings that follow.

A ceiling is computed when its item is first to be held, and again whenever what it rests on has changed:
news of the item's stock, holds of others, other rules, or a position that grows stale by time alone. Many
processes may do so for one item; the version sees to it that no older reading takes the place of a newer one.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.availability.ceilings import Ceilings, ceilings
from domain.availability.plans import at_bucket, seller_bucket
from domain.availability.pooled import Known, Stock
from domain.exceptions import Finding
from domain.ports.demand import Demand
from domain.ports.reservations import Reservations
from domain.ports.state import Clock
from domain.reservations.records import Bucket, Room
from domain.reservations.shelves import holds, is_seller, seller_of, sums
from gateway.reservations.sold import Present, Sold, read_stock

RESERVED_OVER_STOCK = "RESERVED_OVER_STOCK"
"""The code of the case of an item of which more is held than there is to hold now."""

_MOST_KNOWN = 100_000
_AGE_OF_HOLDS = timedelta(seconds=1)
_TRIES = 3

RaiseAll = Callable[[Iterable[Finding]], None]


@dataclass(slots=True)
class _Item:
    """As this process knows an item. read_at: when its stock was read; summed_at: when its holds were."""

    stock: Stock
    read_at: datetime
    until: datetime | None
    sellers: frozenset[str]
    held: Mapping[str, int]
    summed_at: datetime


class CeilingKeeper:
    """Implements what `Booking` and `Following` need to know of items."""

    def __init__(
        self,
        store: Reservations,
        present: Present,
        clock: Clock,
        raise_all: RaiseAll,
        *,
        stock_age: timedelta,
    ) -> None:
        self._store = store
        self._present = present
        self._clock = clock
        self._raise_all = raise_all
        self._age = stock_age
        self._items: OrderedDict[str, _Item] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

    async def known(
        self, skus: Sequence[str], seller: str, demand: Demand, *, anew: bool = False
    ) -> dict[str, Known]:
        """What there is of each item and what is held of it, with ceilings for the seller.

        anew: with the holds of this moment. Raises BackendError and StoreUnavailable.
        """
        sold, now = self._present(), self._clock.now()
        lacking = [sku for sku in skus if not self._is_good(sku, seller, now)]
        if lacking:
            await self.refresh(lacking, demand, seller=seller)
        old = [sku for sku in skus if anew or now - self._items[sku].summed_at > _AGE_OF_HOLDS]
        if set(old) - set(lacking):
            self.note(await self._store.rooms(old), now)
        return {sku: self._as_known(sku, self._items[sku], sold, now) for sku in skus}

    async def refresh(self, skus: Iterable[str], demand: Demand, *, seller: str | None = None) -> None:
        """Read the stock of these items, and write the ceilings that follow. As `known`."""
        for sku in sorted(set(skus)):
            async with self._locks.setdefault(sku, asyncio.Lock()):
                if seller is not None and self._is_good(sku, seller, self._clock.now()):
                    continue
                await self._refresh(sku, demand, seller)
            self._locks.pop(sku, None)

    def note(self, rooms: Mapping[Bucket, Room], now: datetime) -> None:
        """Holds as they are now; those of an item that is not known here are left."""
        for sku, held in sums(rooms).items():
            if (item := self._items.get(sku)) is not None:
                item.held, item.summed_at = {**item.held, **held}, now

    def touched(self, skus: Iterable[str]) -> list[str]:
        """There is news of these items: what was read is not as it was. Gives those that are known here."""
        known = [sku for sku in dict.fromkeys(skus) if sku in self._items]
        for sku in known:
            del self._items[sku]
        return known

    def resting_on_holds(self, skus: Iterable[str]) -> list[str]:
        """Those of the items, known here, whose ceilings follow holds: by reserve, share or safety."""
        rules = self._present().selling.rules
        if not (rules.reserves or rules.shares or rules.safety):
            return []
        return [sku for sku in dict.fromkeys(skus) if sku in self._items]

    def forget(self) -> None:
        """Other rules, or news that may have been lost: nothing is as it was."""
        self._items.clear()

    def _is_good(self, sku: str, seller: str, now: datetime) -> bool:
        item = self._items.get(sku)
        if item is None or seller not in item.sellers or now - item.read_at > self._age:
            return False
        return item.until is None or now < item.until

    async def _refresh(self, sku: str, demand: Demand, seller: str | None) -> None:
        sold = self._present()
        age = self._age if demand.max_age is None else min(demand.max_age, self._age)
        demand = replace(demand, max_age=age)
        for _ in range(_TRIES):
            rooms = await self._store.rooms([sku])
            stock = (await read_stock(sold, [sku], demand))[sku]
            now = self._clock.now()
            item = _Item(stock, now, None, frozenset(), sums(rooms).get(sku, {}), now)
            known = self._as_known(sku, item, sold, now)
            sellers = {seller_of(bucket.name)[0] for bucket in rooms if is_seller(bucket.name)}
            sellers |= set() if seller is None else {seller}
            made = ceilings(sku, sold.selling, known, sorted(sellers), item.held)
            item.until, item.sellers = made.until, frozenset(sellers | sold.selling.channels)
            # Where others write it again and again, what they write is as new as what was read here.
            self._remember(sku, item)
            if await self._written(made, rooms):
                self._tell(sku, made, item.held)
                return

    async def _written(self, made: Ceilings, rooms: Mapping[Bucket, Room]) -> bool:
        limits = {at_bucket(place): much for place, much in made.locations.items()}
        limits |= {seller_bucket(*named): much for named, much in made.sellers.items()}
        limits |= made.groups
        if {bucket.name: room.ceiling for bucket, room in rooms.items() if room.ceiling} == {
            name: much for name, much in limits.items() if much
        } and limits.keys() <= {bucket.name for bucket in rooms}:
            return True
        version = max((room.version for room in rooms.values()), default=0)
        return await self._store.put_ceilings(made.sku, limits, version=version)

    def _tell(self, sku: str, made: Ceilings, held: Mapping[str, int]) -> None:
        over = [place for place, much in made.locations.items() if held.get(at_bucket(place), 0) > much]
        self._raise_all(_finding(sku, place, made, held[at_bucket(place)]) for place in over)

    def _as_known(self, sku: str, item: _Item, sold: Sold, now: datetime) -> Known:
        return Known(item.stock, holds(sold.selling, sku, item.held), now)

    def _remember(self, sku: str, item: _Item) -> None:
        self._items[sku] = item
        self._items.move_to_end(sku)
        while len(self._items) > _MOST_KNOWN:
            self._items.popitem(last=False)


def _finding(sku: str, place: str, made: Ceilings, held: int) -> Finding:
    most = made.locations[place]
    return Finding(
        code=RESERVED_OVER_STOCK,
        group=f"{sku}@{place}",
        subjects=(f"sku:{sku}@{place}",),
        detail=f"{held / made.scale:g} {made.unit} are held, and {most / made.scale:g} are there to be held",
    )
