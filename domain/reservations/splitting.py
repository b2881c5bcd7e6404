"""Which places a reservation takes its units from: pure, so that the caller can try again.

Few parcels first: the first place (in the order of the channel's pools) that has all lines; or else for each
line the first that has all of it; or else the places with the most, so that as few as possible send a line.
Nothing is taken beyond what the channel may have of a pool.

The components of a kit come from one place, unless the rules let them come from many. Lines are served in
their order: where two kits need the same component, the first has it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from domain.quantities import Quantity
from domain.reservations.records import Allotment, HeldLine, Mode
from domain.reservations.shelves import Shelf
from domain.reservations.taking import Line, Taking, taking


class Split(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be held. short: the first line of which there is not enough, where that ends it all."""

    lines: tuple[HeldLine, ...] = ()
    allotments: tuple[Allotment, ...] = ()
    short: int | None = None


def split(lines: Sequence[Line], shelves: Mapping[str, Shelf], mode: Mode) -> Split:
    """Share the lines out. shelves: of every item that they need."""
    shelved = taking(shelves)
    whole = _from_one_place(lines, shelved)
    if whole is not None:
        return _held(lines, [line.asked.amount for line in lines], whole)
    amounts = [shelved.take_most(n, line) for n, line in enumerate(lines)]
    short = [n for n, line in enumerate(lines) if amounts[n] < line.asked.amount]
    if short and (mode is Mode.ALL_OR_NOTHING or not any(amounts)):
        return Split(short=short[0])
    return _held(lines, amounts, shelved)


def _held(lines: Sequence[Line], amounts: Sequence[Decimal], taken: Taking) -> Split:
    held = [
        HeldLine(sku=line.sku, asked=line.asked, held=Quantity(amount, line.asked.unit))
        for line, amount in zip(lines, amounts, strict=True)
    ]
    return Split(lines=tuple(held), allotments=taken.allotments())


def _from_one_place(lines: Sequence[Line], shelved: Taking) -> Taking | None:
    """All from the first place that has it all, in full."""
    for place in shelved.places:
        trial = shelved.copied()
        if all(trial.take(n, line, place, line.asked.amount) for n, line in enumerate(lines)):
            return trial
    return None
