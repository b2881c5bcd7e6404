"""Amounts as whole numbers of grains, so that sums are exact and cheap.

A grain is one piece of what is counted (EA, CS, …) and a millionth of what is measured (KG, L, …). What is
finer is rounded against the promise: stock down, claims up.
"""

from decimal import Decimal

from domain.quantities import EACH, Quantity, is_divisible

MEASURED = 1_000_000
"""Grains in one unit of what is measured."""

HUNDRED_PERCENT = 10_000
"""Shares are whole hundredths of a percent."""


_FEW = 1_024
_PIECES = tuple(Quantity(Decimal(pieces), EACH) for pieces in range(_FEW))


def grains_in(unit: str) -> int:
    """Grains in one of the unit."""
    return MEASURED if is_divisible(unit) else 1


def down(amount: Decimal, scale: int) -> int:
    """Whole grains in the amount, at most as much as it is."""
    exact = amount if scale == 1 else amount * scale
    whole = int(exact)
    return whole if whole <= exact else whole - 1


def up(amount: Decimal, scale: int) -> int:
    """Whole grains that hold the amount, at least as much as it is."""
    exact = amount if scale == 1 else amount * scale
    whole = int(exact)
    return whole if whole >= exact else whole + 1


def amount_of(grains: int, scale: int) -> Decimal:
    """The amount that so many grains are."""
    return Decimal(grains) if scale == 1 else Decimal(grains) / scale


def quantity_of(grains: int, unit: str, scale: int) -> Quantity:
    """The quantity that so many grains are. A few pieces are the same objects always."""
    if scale == 1 and 0 <= grains < _FEW and unit == EACH:
        return _PIECES[grains]
    return Quantity(Decimal(grains) if scale == 1 else Decimal(grains) / scale, unit)


def hundredths(percent: Decimal) -> int:
    """A percentage as whole hundredths of a percent; what is finer is cut off."""
    return int(percent * 100)


def part_up(grains: int, share: int) -> int:
    """The share (hundredths of a percent) of so many grains, rounded up."""
    return -(-grains * share // HUNDRED_PERCENT)


def part_down(grains: int, share: int) -> int:
    """The share (hundredths of a percent) of so many grains, rounded down."""
    return grains * share // HUNDRED_PERCENT
