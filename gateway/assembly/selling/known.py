"""What is read for an answer, step by step: the same steps from memory and from the systems."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from domain.availability.counted import Counted, counted_as_read
from domain.availability.supply import Supply
from domain.catalog import Component, Product
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Outcomes, Reader
from domain.ports.selling import ComingSupply, LiveHolds, Sums
from domain.quantities import EACH
from domain.stock import StockKey, StockPosition

_MOST = 50_000
DEEPEST = 4
"""Kits of kits of kits, no further."""

Position: TypeAlias = Found[StockPosition] | Missing | Failed
Supplies: TypeAlias = Mapping[str, Sequence[Supply]]


@dataclass(slots=True)
class Item:
    """One SKU. places: what was read of each location. components: of a kit that is not kept as such.

    counted: where it is kept, or on its way to.
    """

    sku: str
    places: dict[str, Position] = field(default_factory=dict)
    stock: dict[str, Counted] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)
    components: tuple[Component, ...] = ()

    @property
    def unit(self) -> str:
        """The unit of its positions."""
        return next((one.position.unit for one in self.stock.values()), EACH)

    def take(self, location: str, outcome: Position, one: Counted | None) -> None:
        """Remember what was read of it there, and its numbers."""
        self.places[location] = outcome
        if one is not None:
            self.stock[location] = one
        if one is not None or (isinstance(outcome, Found) and outcome.value.transfers):
            self.counted.add(location)


class CountedOnce:
    """The numbers of what was read, computed once for as long as memory gives the same outcome."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Position, Counted | None]] = {}

    def __call__(self, outcome: Position) -> Counted | None:
        """Its numbers; None where nothing is counted."""
        known = self._known.get(id(outcome))
        # What is remembered is held, so that nothing else has its id meanwhile.
        if known is not None:
            return known[1]
        if not isinstance(outcome, Found):
            return None
        one = counted_as_read(outcome.value, outcome.stamps)
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[id(outcome)] = (outcome, one)
        return one


@dataclass(slots=True)
class Everything:
    """All items of some questions, components included, with our holds and what is on its way."""

    items: dict[str, Item]
    held: Sums = field(default_factory=dict)
    coming: Supplies = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where it is read. holds, supply: None where there are none."""

    stock: Reader[StockKey, StockPosition]
    products: Reader[str, Product]
    holds: LiveHolds | None = None
    supply: ComingSupply | None = None
    numbers: CountedOnce = field(default_factory=CountedOnce)

    async def read(self, skus: Iterable[str], places: Sequence[str], demand: Demand) -> Everything:
        """From the systems, as far as memory lacks it. Raises StoreUnavailable.

        Holds come before stock: a system's claim is there before our hold gives way to it, so that a unit may
        count as taken twice for a moment, and never as free. Supply comes after stock: what has arrived
        meanwhile may count nowhere for a moment, and never in both.
        """
        held: dict[str, Mapping[str, int]] = {}
        steps = _steps(skus, places, self.numbers)
        step = next(steps)
        while not isinstance(step, Everything):
            if isinstance(step, _Stock):
                if self.holds is not None:
                    held |= await self.holds.held(list(dict.fromkeys(key.sku for key in step.keys)))
                step = steps.send(cast("_Answer", await self.stock.read(step.keys, demand)))
            else:
                step = steps.send(cast("_Answer", await self.products.read(step.skus, demand)))
        step.held = held
        if self.supply is not None:
            step.coming = await self.supply.coming(list(step.items))
        return step

    def peek(self, skus: Iterable[str], places: Sequence[str], demand: Demand) -> Everything | None:
        """From memory, whole or not at all."""
        steps = _steps(skus, places, self.numbers)
        step = next(steps)
        while not isinstance(step, Everything):
            if isinstance(step, _Stock):
                answer = cast("_Answer | None", self.stock.peek(step.keys, demand))
            else:
                answer = cast("_Answer | None", self.products.peek(step.skus, demand))
            if answer is None:
                return None
            step = steps.send(answer)
        return self._with_beside(step)

    def _with_beside(self, known: Everything) -> Everything | None:
        names = list(known.items)
        held = self.holds.peek(names) if self.holds is not None else {}
        coming = self.supply.peek(names) if self.supply is not None else {}
        if held is None or coming is None:
            return None
        known.held, known.coming = held, coming
        return known


@dataclass(frozen=True, slots=True)
class _Stock:
    keys: Sequence[StockKey]


@dataclass(frozen=True, slots=True)
class _Products:
    skus: Sequence[str]


_Answer: TypeAlias = Outcomes[object, object]
_Step: TypeAlias = _Stock | _Products | Everything


def _steps(
    skus: Iterable[str], places: Sequence[str], counted: CountedOnce
) -> Generator[_Step, _Answer, None]:
    """Positions first; of what is kept nowhere its product, and of a kit the positions of its components."""
    items: dict[str, Item] = {}
    wanted = list(dict.fromkeys(skus))
    for depth in range(DEEPEST + 1):
        items |= {sku: Item(sku) for sku in wanted}
        told = yield _Stock([StockKey(sku, place) for sku in wanted for place in places])
        for key, outcome in cast("Outcomes[StockKey, StockPosition]", told).items():
            items[key.sku].take(key.location, outcome, counted(outcome))
        lacking = [sku for sku in wanted if _may_be_kit(items[sku])] if depth < DEEPEST else []
        if not lacking:
            break
        products = cast("Outcomes[str, Product]", (yield _Products(lacking)))
        for sku in lacking:
            product = products[sku]
            items[sku].components = product.value.components if isinstance(product, Found) else ()
        wanted = [
            sku
            for sku in dict.fromkeys(part.sku for kit in lacking for part in items[kit].components)
            if sku not in items
        ]
        if not wanted:
            break
    for sku in [sku for sku, item in items.items() if item.components and sku in _below(sku, items)]:
        items[sku].components = ()
    yield Everything(items)


def _below(sku: str, items: Mapping[str, Item]) -> set[str]:
    """Every component of a kit, and theirs. A kit that is one of its own is made of nothing."""
    found: set[str] = set()
    waiting = [sku]
    while waiting:
        item = items.get(waiting.pop())
        new = {part.sku for part in item.components} - found if item is not None else set()
        found |= new
        waiting += new
    return found


def _may_be_kit(item: Item) -> bool:
    """Of what no system keeps. Where one could not say, it may well be kept."""
    return not item.counted and not any(isinstance(one, Failed) for one in item.places.values())
