"""Purchase orders: every supplier delivers to every site once in a cycle of fourteen days.

A purchase order is a pure function of (seed, number); its number carries cycle, supplier and site.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from simulators.draw import Draw
from simulators.reference import catalog

STATES = ("10", "20", "30", "40")  # ordered, acknowledged, announced, received

_DAY = 86_400
_CYCLE = 14 * _DAY
_BEFORE_RECEIPT = (10 * _DAY, 9 * _DAY, 2 * _DAY, 0)  # when each state begins
_SITES = ("EAST", "WEST")
_ORDERED_PERCENT = 35
_NUMBER = re.compile(r"PU-(\d{7})")


class PurchaseLine(NamedTuple):
    """One line of a purchase order, in eaches."""

    number: int
    item: int
    quantity: int


class PurchaseOrder(NamedTuple):
    """A purchase order with the instant at which each of STATES begins."""

    number: str
    supplier: int
    site: str
    begins: tuple[int, ...]
    lines: tuple[PurchaseLine, ...]

    def state(self, now: int) -> int:
        """Give the place in STATES at an instant, -1 before it is ordered."""
        return sum(at <= now for at in self.begins) - 1

    @property
    def received_at(self) -> int:
        return self.begins[-1]


class Step(NamedTuple):
    """A purchase order reaches a state."""

    at: int
    order: PurchaseOrder
    state: str


class Purchasing:
    """The purchase orders of a world; quantities grow with `scale`."""

    def __init__(self, seed: int, scale: int) -> None:
        self._seed = seed
        self._scale = scale
        self._made = lru_cache(4096)(self._make)

    def find(self, text: str, now: int) -> PurchaseOrder | None:
        """Give the purchase order of a number that is ordered by now."""
        found = _NUMBER.fullmatch(text) if text.isascii() else None
        order = self._made(int(found[1])) if found else None
        return order if order and order.lines and order.state(now) >= 0 else None

    def open_for(self, item: int, now: int) -> list[PurchaseOrder]:
        """Give what is ordered and not yet received of an item."""
        candidates = (order for site in _SITES for order in self._around(item % catalog.SUPPLIERS, site, now))
        return [
            order
            for order in candidates
            if order.state(now) in range(len(STATES) - 1) and any(line.item == item for line in order.lines)
        ]

    def steps(self, since: int, until: int) -> Iterator[Step]:
        """Give, in order of time, what happens after `since` and up to `until`."""
        yield from sorted(
            Step(at, order, state)
            for order in self._between(since, until)
            for at, state in zip(order.begins, STATES, strict=True)
            if since < at <= until
        )

    def changed(self, since: int, until: int) -> list[PurchaseOrder]:
        """Give, by number, the purchase orders that reached a state after `since` and up to `until`."""
        orders = {order.number: order for order in self._between(since, until)}
        moved = (order for order in orders.values() if any(since < at <= until for at in order.begins))
        return sorted(moved, key=lambda order: order.number)

    def _between(self, since: int, until: int) -> Iterator[PurchaseOrder]:
        cycles = range(since // _CYCLE - 1, (until + _BEFORE_RECEIPT[0]) // _CYCLE + 1)
        for cycle in cycles:
            for supplier in range(catalog.SUPPLIERS):
                for site in range(len(_SITES)):
                    order = self._made(_encode(cycle, supplier, site))
                    if order.lines:
                        yield order

    def _around(self, supplier: int, site: str, now: int) -> Iterator[PurchaseOrder]:
        for cycle in (now // _CYCLE - 1, now // _CYCLE, now // _CYCLE + 1):
            yield self._made(_encode(cycle, supplier, _SITES.index(site)))

    def _make(self, number: int) -> PurchaseOrder:
        rest, site = divmod(number, len(_SITES))
        cycle, supplier = divmod(rest, catalog.SUPPLIERS)
        received = cycle * _CYCLE + Draw(self._seed, "receipt", supplier, site).below(_CYCLE)
        draw = Draw(self._seed, "purchase", number)
        items = range(supplier, catalog.COUNT, catalog.SUPPLIERS)
        wanted = [item for item in items if draw.chance(_ORDERED_PERCENT) and not catalog.is_kit(item)]
        return PurchaseOrder(
            number=f"PU-{number:07d}",
            supplier=supplier,
            site=_SITES[site],
            begins=tuple(received - before for before in _BEFORE_RECEIPT),
            lines=tuple(
                PurchaseLine(place, item, draw.between(1, 10) * 4 * catalog.CASE * self._scale)
                for place, item in enumerate(wanted, 1)
            ),
        )


def _encode(cycle: int, supplier: int, site: int) -> int:
    return (cycle * catalog.SUPPLIERS + supplier) * len(_SITES) + site
