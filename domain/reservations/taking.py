"""What is on the shelves while it is being given out, and what was given so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

import msgspec

from domain.availability.grains import grains_in
from domain.quantities import Quantity
from domain.reservations.records import Allotment, Need
from domain.reservations.shelves import Shelf

SMALLEST = Decimal("0.000001")
"""The finest part of what is measured."""

_NONE = Decimal(0)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a request. each: what one asked unit of it needs; a kit has a need for each component.

    whole: whether it is given out in whole asked units alone. together: whether what it needs must lie at one
    place, for each asked unit.
    """

    sku: str
    asked: Quantity
    each: tuple[Need, ...]
    whole: bool = True
    together: bool = False


@dataclass(slots=True)
class Taking:
    """Changes as lines are taken. places: in the order of the pools.

    pools: what may be taken of each pool of an item. free: what an item has at each place, with its pool.
    """

    places: list[str]
    pools: dict[tuple[str, int], int]
    free: dict[tuple[str, str], int]
    pool_of: Mapping[tuple[str, str], tuple[str, int]]
    units: dict[str, str] = field(default_factory=dict)
    given: dict[tuple[int, str, str], int] = field(default_factory=dict)

    def copied(self) -> "Taking":
        """The same, to be changed apart."""
        return Taking(
            self.places, dict(self.pools), dict(self.free), self.pool_of, dict(self.units), dict(self.given)
        )

    def allotments(self) -> tuple[Allotment, ...]:
        """What was given."""
        return tuple(
            Allotment(line=line, sku=sku, location=place, grains=grains, unit=self.units[sku])
            for (line, sku, place), grains in self.given.items()
        )

    def take(self, number: int, line: Line, place: str, amount: Decimal) -> bool:
        """So much of the line from one place, or nothing."""
        needs = needed(line, amount)
        if any(grains > self._at(sku, place) for sku, grains in needs.items()):
            return False
        for sku, grains in needs.items():
            self._give(number, sku, place, grains, line)
        return True

    def take_most(self, number: int, line: Line) -> Decimal:
        """As much of the line as there is, up to all of it; gives how much."""
        asked = line.asked.amount
        if any(self.take(number, line, place, asked) for place in self.places):
            return asked
        return self._of_each_place(number, line) if line.together else self._of_all(number, line)

    def _of_each_place(self, number: int, line: Line) -> Decimal:
        missing = line.asked.amount
        for place in sorted(self.places, key=lambda one: -self._most_at(line, one)):
            amount = min(missing, self._most_at(line, place))
            if amount > 0 and self.take(number, line, place, amount):
                missing -= amount
        return line.asked.amount - missing

    def _of_all(self, number: int, line: Line) -> Decimal:
        total = {sku: self._of(sku) for sku in needed(line, Decimal(1))}
        amount = min(line.asked.amount, _most(line, total))
        for sku, wanted in needed(line, amount).items():
            self._spread(number, line, sku, wanted)
        return amount

    def _spread(self, number: int, line: Line, sku: str, wanted: int) -> None:
        for place in sorted(self.places, key=lambda one: -self._at(sku, one)):
            grains = min(wanted, self._at(sku, place))
            if grains > 0:
                self._give(number, sku, place, grains, line)
                wanted -= grains

    def _most_at(self, line: Line, place: str) -> Decimal:
        return _most(line, {sku: self._at(sku, place) for sku in needed(line, Decimal(1))})

    def _at(self, sku: str, place: str) -> int:
        key = (sku, place)
        return min(self.free[key], self.pools[self.pool_of[key]]) if key in self.free else 0

    def _of(self, sku: str) -> int:
        free: dict[tuple[str, int], int] = {}
        for (item, place), grains in self.free.items():
            if item == sku:
                key = self.pool_of[item, place]
                free[key] = free.get(key, 0) + grains
        return sum(min(grains, self.pools[key]) for key, grains in free.items())

    def _give(self, number: int, sku: str, place: str, grains: int, line: Line) -> None:
        self.free[sku, place] -= grains
        self.pools[self.pool_of[sku, place]] -= grains
        self.given[number, sku, place] = self.given.get((number, sku, place), 0) + grains
        self.units[sku] = next(need.unit for need in line.each if need.sku == sku)


def taking(shelves: Mapping[str, Shelf]) -> Taking:
    """All of the shelves, and nothing given yet."""
    pools = {(sku, n): pool for sku, shelf in shelves.items() for n, pool in enumerate(shelf.pools)}
    return Taking(
        places=list(dict.fromkeys(code for pool in pools.values() for code in pool.places)),
        pools={key: pool.left for key, pool in pools.items()},
        free={(key[0], code): free for key, pool in pools.items() for code, free in pool.places.items()},
        pool_of={(key[0], code): key for key, pool in pools.items() for code in pool.places},
    )


def needed(line: Line, amount: Decimal) -> dict[str, int]:
    """Grains by item that so much of the line needs, none finer than a grain."""
    found: dict[str, Decimal] = {}
    for need in line.each:
        grains = need.amount * amount * grains_in(need.unit)
        found[need.sku] = found.get(need.sku, _NONE) + grains
    return {sku: int(-(-grains // 1)) for sku, grains in found.items() if grains}


def _most(line: Line, left: Mapping[str, int]) -> Decimal:
    """How much of the line so many grains of each of its items come to."""
    each: dict[str, Decimal] = {}
    for need in line.each:
        each[need.sku] = each.get(need.sku, _NONE) + need.amount * grains_in(need.unit)
    most = min(left[sku] / grains for sku, grains in each.items())
    return most.quantize(Decimal(1) if line.whole else SMALLEST, rounding=ROUND_FLOOR)
