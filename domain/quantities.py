"""Quantities with their unit, and money with its currency. Arithmetic never mixes two of either."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Self

import msgspec

from domain.errors import ImpossibleValue

EACH = "EA"
LARGEST = Decimal(10) ** 12
# Together with LARGEST 28 digits: what decimal arithmetic keeps exactly.
DECIMALS = 15
MEASURED_UNITS = frozenset(
    {
        *("KG", "KGM", "G", "GRM", "MG", "T", "TNE", "LB", "LBR", "OZ", "ONZ"),
        *("L", "LTR", "ML", "MLT", "GAL", "GLL", "M3", "MTQ"),
        *("M", "MTR", "CM", "CMT", "MM", "MMT", "FT", "FOT", "YD", "YRD", "M2", "MTK"),
    }
)
"""Units of what is weighed, filled or cut. All others count pieces."""


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """An amount in one unit of measure (`EA`, `CS`, `KG`, …), exact: never a float."""

    amount: Decimal
    unit: str = EACH

    def __add__(self, other: Self) -> Self:
        self._same_unit(other)
        return type(self)(self.amount + other.amount, self.unit)

    def __sub__(self, other: Self) -> Self:
        self._same_unit(other)
        return type(self)(self.amount - other.amount, self.unit)

    def __lt__(self, other: Self) -> bool:
        self._same_unit(other)
        return self.amount < other.amount

    def floored(self) -> Self:
        """The quantity itself, or zero in its unit when it is below zero."""
        return self if self.amount >= 0 else type(self)(Decimal(0), self.unit)

    def _same_unit(self, other: Self) -> None:
        if self.unit != other.unit:
            raise ImpossibleValue(f"cannot combine {self.unit} with {other.unit}")


def quantity(amount: object, unit: str = EACH, *, field: str = "") -> Quantity:
    """Read an int, Decimal or numeric text; refuses floats, NaN, and what is absurdly large or fine."""
    if isinstance(amount, bool) or not isinstance(amount, int | str | Decimal):
        raise ImpossibleValue(f"{amount!r:.60} is not an exact quantity", field=field)
    return Quantity(_bounded(amount, field), unit.strip().upper() or EACH)


def total(parts: Iterable[Quantity], unit: str) -> Quantity:
    """Sum in `unit`; zero when there are no parts."""
    result = zero(unit)
    for part in parts:
        result += part
    return result


def zero(unit: str = EACH) -> Quantity:
    """Nothing, in `unit`."""
    return Quantity(Decimal(0), unit)


def converted(value: Quantity, unit: str, in_base: Mapping[str, Decimal], *, field: str = "") -> Quantity:
    """Convert by an item's own table: `in_base[u]` base units make one `u`."""
    if value.unit == unit:
        return value
    factors = in_base.get(value.unit, Decimal(0)), in_base.get(unit, Decimal(0))
    if min(factors) <= 0:
        raise ImpossibleValue(f"no conversion from {value.unit} to {unit}", field=field)
    return Quantity(value.amount * factors[0] / factors[1], unit)


def is_divisible(unit: str) -> bool:
    """Whether a part of one unit can be had: half a kilogram can, half a case cannot."""
    return unit in MEASURED_UNITS


class Money(msgspec.Struct, frozen=True, gc=False):
    """An amount with its ISO 4217 currency code."""

    amount: Decimal
    currency: str

    def __add__(self, other: Self) -> Self:
        if self.currency != other.currency:
            raise ImpossibleValue(f"cannot add {self.currency} to {other.currency}")
        return type(self)(self.amount + other.amount, self.currency)


def money(amount: object, currency: str, *, field: str = "") -> Money:
    """Read an exact amount; the currency must look like an ISO 4217 code."""
    if isinstance(amount, bool) or not isinstance(amount, int | str | Decimal):
        raise ImpossibleValue(f"{amount!r:.60} is not an exact amount", field=field)
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):  # noqa: PLR2004 - ISO 4217
        raise ImpossibleValue(f"{currency[:20]!r} is not an ISO 4217 code", field=field)
    return Money(_bounded(amount, field), currency)


def _bounded(amount: int | str | Decimal, field: str) -> Decimal:
    try:
        exact = Decimal(amount)
    except InvalidOperation as error:
        raise ImpossibleValue(f"{amount!r:.40} is not a number", field=field) from error
    if exact.is_nan():
        raise ImpossibleValue("NaN is not a number", field=field)
    # Compared, not computed: arithmetic with such exponents fails in other ways.
    if not -LARGEST <= exact <= LARGEST:
        raise ImpossibleValue(f"{exact!s:.40} is too large", field=field)
    if round(exact, DECIMALS) != exact:
        raise ImpossibleValue(f"{exact!s:.40} has more than {DECIMALS} decimals", field=field)
    # It is written out later: 0E-99 would be long, and so would a hundred zeros.
    return exact + 0 if exact else Decimal(0)
