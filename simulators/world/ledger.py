"""Stock per item and site, from the instant that the clock starts.

Simplification: a position starts from a level drawn from the seed, to which comes what the orders alive at
the start have allocated, picked or sent back. From then on every fact that the clock passes moves it, and
received purchase orders add to it. When a site lacks free stock for an order that its plan allocates, a
pallet comes down from a reserve that no system reports: plans are written before stock is counted.
"""

from collections.abc import Iterable, Iterator

import msgspec

from simulators.draw import Draw
from simulators.orders.facts import Fact, Kind, Order
from simulators.reference import catalog
from simulators.world.calendar import Passed
from simulators.world.purchasing import Step

Key = tuple[int, str]  # (number of the item, our code of the site)

_ORDERS_A_SCALE = 50_000
_EMPTY_PERCENT = 8
_RESERVE_STEP = 40


class Position(msgspec.Struct):
    """Eaches of one item at one site. `allocated` is promised out of `sellable`; the others are places."""

    sellable: int = 0
    picked: int = 0
    damaged: int = 0
    quarantined: int = 0
    allocated: int = 0

    @property
    def on_hand(self) -> int:
        return self.sellable + self.picked + self.damaged + self.quarantined


def scale_of(size: int) -> int:
    """Give the factor by which stock and purchases of a world grow with its orders."""
    return 1 + size // _ORDERS_A_SCALE


class Ledger:
    """All positions of a world; each is made when it is first asked for or touched."""

    def __init__(self, seed: int, size: int) -> None:
        self._seed = seed
        self._scale = scale_of(size)
        self._positions: dict[Key, Position] = {}

    def position(self, item: int, site: str) -> Position:
        key = (item, site)
        if key not in self._positions:
            self._positions[key] = self._level(item, site)
        return self._positions[key]

    def include(self, orders: Iterable[Order], now: int) -> None:
        """Add what orders that are alive at the start hold by then."""
        for order in orders:
            for line in order.header.lines:
                if line.item < 0:
                    continue
                held = _held(fact for fact in order.facts if fact.at <= now and fact.line == line.number)
                if any(msgspec.structs.astuple(held)):
                    _add(self.position(line.item, line.site), held)

    def apply(self, passed: Passed) -> Key | None:
        """Move a position by a fact that the clock has passed; gives the position that it moved."""
        fact = passed.fact
        change = _CHANGES.get(fact.kind)
        if change is None or not fact.line or passed.heard:
            return None
        line = passed.order.line(fact.line)
        if line.item < 0:
            return None
        position = self.position(line.item, line.site)
        if fact.kind is Kind.ALLOCATED:
            self._bring_down(position, line.item, fact.quantity)
        _add(position, change(fact))
        return line.item, line.site

    def receive(self, step: Step) -> Iterator[Key]:
        """Put a received purchase order on the shelf; gives the positions that it moved."""
        if step.at != step.order.received_at:
            return
        for line in step.order.lines:
            self.position(line.item, step.order.site).sellable += line.quantity
            yield line.item, step.order.site

    def adjust(self, item: int, site: str, change: Position) -> Position:
        """Change a count by hand. Raises ValueError where something would be below zero."""
        position = self.position(item, site)
        counts = zip(msgspec.structs.astuple(position), msgspec.structs.astuple(change), strict=True)
        if any(held + moved < 0 for held, moved in counts):
            raise ValueError(f"{catalog.product(item).sku} at {site}: a count would be below zero")
        _add(position, change)
        return position

    def _level(self, item: int, site: str) -> Position:
        if catalog.is_kit(item):
            return Position()
        if item in catalog.LAGGING and site == catalog.LAGGING_SITE:
            return Position(sellable=180, damaged=36, quarantined=12)
        draw = Draw(self._seed, "stock", item, site)
        unit = catalog.product(item).multiple
        free = 0 if draw.chance(_EMPTY_PERCENT) else draw.between(20, 120) * unit * self._scale
        return Position(sellable=free, damaged=draw.below(4) * unit, quarantined=draw.below(5) * unit)

    def _bring_down(self, position: Position, item: int, wanted: int) -> None:
        if position.sellable - position.allocated < wanted:
            position.sellable += wanted + _RESERVE_STEP * catalog.product(item).multiple * self._scale


def _add(position: Position, change: Position) -> None:
    position.sellable += change.sellable
    position.picked += change.picked
    position.damaged += change.damaged
    position.quarantined += change.quarantined
    position.allocated += change.allocated


def _held(facts: Iterable[Fact]) -> Position:
    """Give what an order's line holds: free stock is drawn apart, so that what is allocated comes on top."""
    held = Position()
    for fact in facts:
        change = _CHANGES.get(fact.kind)
        if change is not None:
            _add(held, change(fact))
    return Position(
        sellable=held.allocated,
        picked=held.picked,
        quarantined=max(held.quarantined, 0),
        allocated=held.allocated,
    )


def _inspected(fact: Fact) -> Position:
    quantity = fact.quantity
    if fact.reason == "restock":
        return Position(sellable=quantity, quarantined=-quantity)
    return Position(damaged=quantity, quarantined=-quantity) if fact.reason == "scrap" else Position()


_CHANGES = {
    Kind.ALLOCATED: lambda fact: Position(allocated=fact.quantity),
    Kind.DEALLOCATED: lambda fact: Position(allocated=-fact.quantity),
    Kind.PICKED: lambda fact: Position(
        sellable=-fact.quantity, picked=fact.quantity, allocated=-fact.quantity
    ),
    # What was not found turns out to be damaged: counted where it stands, promised no longer.
    Kind.SHORT_PICKED: lambda fact: Position(
        sellable=-fact.quantity, damaged=fact.quantity, allocated=-fact.quantity
    ),
    Kind.SHIPPED: lambda fact: Position(picked=-fact.quantity),
    Kind.RETURN_RECEIVED: lambda fact: Position(quarantined=fact.quantity),
    Kind.RETURN_INSPECTED: _inspected,
}
