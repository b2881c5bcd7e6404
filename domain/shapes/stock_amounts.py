"""How much can be promised, as exactly as a partner may know it. Whether there is any is always told."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum

import msgspec

from domain.quantities import Quantity
from domain.shapes.words import Band, Capped, Exact, QuantityShape


class StockBand(StrEnum):
    """Roughly how much there is."""

    IN_STOCK = "IN_STOCK"
    LOW = "LOW"
    OUT = "OUT"


class StockAmount(msgspec.Struct, frozen=True, gc=False):
    """What is told of an amount. amount: None where only the band, or not even that, is.

    at_least: there may be more than `amount`. band: None where only yes or no is told.
    """

    amount: Decimal | None
    unit: str
    at_least: bool
    band: StockBand | None
    in_stock: bool


Telling = Callable[[Quantity], StockAmount]


def telling(shape: QuantityShape) -> Telling:
    """What tells a partner with this shape of a quantity."""
    match shape:
        case Exact(low):
            return _exact(low)
        case Capped(at, low):
            return _capped(at, low)
        case Band(low):
            return _banded(low)
        case _:
            return _yes_or_no


# Positions and not keywords: one of these is made for every amount that an answer shows.
def _exact(low: Decimal) -> Telling:
    def tell(quantity: Quantity) -> StockAmount:
        amount = quantity.amount
        in_stock = amount > _NONE
        return StockAmount(amount, quantity.unit, False, _band(amount, low, in_stock), in_stock)  # noqa: FBT003 - see above

    return tell


def _capped(at: Decimal, low: Decimal) -> Telling:
    def tell(quantity: Quantity) -> StockAmount:
        amount = quantity.amount
        in_stock, reached = amount > _NONE, amount >= at
        band = _band(amount, _NONE if reached else low, in_stock)
        return StockAmount(min(amount, at), quantity.unit, reached, band, in_stock)

    return tell


def _banded(low: Decimal) -> Telling:
    def tell(quantity: Quantity) -> StockAmount:
        in_stock = quantity.amount > _NONE
        band = _band(quantity.amount, low, in_stock)
        return StockAmount(None, quantity.unit, False, band, in_stock)  # noqa: FBT003 - see above

    return tell


def _yes_or_no(quantity: Quantity) -> StockAmount:
    return StockAmount(None, quantity.unit, False, None, quantity.amount > _NONE)  # noqa: FBT003 - see above


def _band(amount: Decimal, low: Decimal, in_stock: bool) -> StockBand:  # noqa: FBT001 - see above
    if not in_stock:
        return StockBand.OUT
    return StockBand.LOW if amount <= low else StockBand.IN_STOCK


_NONE = Decimal(0)
