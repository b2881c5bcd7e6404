"""How an availability was computed: every addend with its source, summing to the answer exactly."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.availability.answers import Addend, AddendKind
from domain.availability.grains import down, grains_in, quantity_of, up
from domain.availability.plans import PoolTerms
from domain.availability.pooled import Spot
from domain.availability.supply import Supply
from domain.stock import CLAIMS, Figure, StockState

OURS = "ordergraph"
"""The source of our own holds."""

_CLAIM_KINDS = {
    StockState.ALLOCATED: AddendKind.ALLOCATED,
    StockState.RESERVED: AddendKind.RESERVED,
    StockState.CHANNEL_COMMITTED: AddendKind.CHANNEL_COMMITTED,
}


class Given(NamedTuple):
    """What one location gives: amount of its pool's promise, and what is left of it once all is said."""

    terms: PoolTerms
    spot: Spot
    amount: int
    answered: int


def explained(parts: Iterable[Given], why_not: str) -> tuple[Addend, ...]:
    """The addends of all locations. why_not: why nothing of it is sold, where that is so."""
    return tuple(addend for part in parts for addend in _of(part, why_not) if addend.quantity.amount)


def waited_for(supplies: Iterable[tuple[Supply, AddendKind]], unit: str) -> tuple[Addend, ...]:
    """What is coming and promised for no time: each told, and taken away again with why that is."""
    return tuple(addend for supply, why in supplies for addend in _added_and_taken(supply, why, unit))


def _added_and_taken(supply: Supply, why_not: AddendKind, unit: str) -> Iterator[Addend]:
    scale = grains_in(unit)
    much = down(supply.quantity.amount, scale)
    yield Addend(
        kind=AddendKind.COMING,
        quantity=quantity_of(much, unit, scale),
        location=supply.location,
        source=supply.source,
        as_of=supply.as_of,
        note=supply.kind,
    )
    yield Addend(
        kind=why_not,
        quantity=quantity_of(-much, unit, scale),
        location=supply.location,
        source=OURS,
        note=supply.kind,
    )


def _of(part: Given, why_not: str) -> Iterator[Addend]:
    spot = part.spot
    told = _Telling(spot)
    yield from _physical(spot, told)
    counted = spot.stock
    if not counted.is_sound and counted.sellable > counted.claimed:
        yield told.ours(AddendKind.BREACH, counted.claimed - counted.sellable)
    if spot.discount:
        yield told.ours(AddendKind.STALE, -spot.discount)
    if spot.held:
        yield told.ours(AddendKind.HELD, -spot.held)
    free = spot.limit - spot.held
    if free < 0:
        yield told.ours(AddendKind.OVERCLAIMED, -free)
        free = 0
    safety = min(spot.safety, free)
    if safety:
        yield told.ours(AddendKind.SAFETY, -safety)
    if others := free - safety - part.amount:
        yield told.ours(AddendKind.KEPT_FOR_OTHERS, -others, part.terms.name)
    if part.answered != part.amount:
        yield told.ours(AddendKind.EXCLUDED, part.answered - part.amount, why_not)


def _physical(spot: Spot, told: "_Telling") -> Iterator[Addend]:
    figures = spot.stock.position.figures
    base = _base(figures)
    if base is not None:
        yield told.figure(AddendKind.SELLABLE, base, spot.stock.sellable)
    for figure in figures:
        if figure.state in CLAIMS:
            claim = up(figure.quantity.floored().amount, told.scale)
            yield told.figure(_CLAIM_KINDS[figure.state], figure, -claim)


def _base(figures: Sequence[Figure]) -> Figure | None:
    """What claims are made on."""
    sellable = next((one for one in figures if one.state is StockState.SELLABLE), None)
    return sellable or next((one for one in figures if one.state is StockState.ON_HAND), None)


class _Telling:
    """Makes the addends of one location."""

    def __init__(self, spot: Spot) -> None:
        self._location = spot.place.code
        self._verified_at = spot.stock.verified_at
        self._unit = spot.stock.position.unit
        self.scale = grains_in(self._unit)

    def figure(self, kind: AddendKind, figure: Figure, much: int) -> Addend:
        return Addend(
            kind=kind,
            quantity=quantity_of(much, self._unit, self.scale),
            location=self._location,
            source=figure.source,
            as_of=figure.as_of,
            verified_at=self._verified_at,
        )

    def ours(self, kind: AddendKind, much: int, note: str = "") -> Addend:
        return Addend(
            kind=kind,
            quantity=quantity_of(much, self._unit, self.scale),
            location=self._location,
            source=OURS,
            note=note,
        )
