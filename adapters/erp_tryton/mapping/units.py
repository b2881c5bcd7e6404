"""Quantities and prices in the unit in which an item is stocked, exact."""

from collections.abc import Mapping
from decimal import Decimal

from adapters.erp_tryton.mapping.vocabulary import UNIT_OF
from adapters.erp_tryton.wire.values import BaseUnit, Exact, Factor
from domain.errors import ImpossibleValue
from domain.quantities import LARGEST, Money, Quantity, money, quantity

_FINEST = Decimal("1E-6")
_FINEST_RATIO = Decimal("1E-12")
"""Tryton computes with floats, and keeps twelve digits of a unit's size: what is smaller is noise."""


def unit_name(symbol: str, own: Mapping[str, str]) -> str:
    """Our name of a unit: the company's own table, then Tryton's, then its symbol."""
    return own.get(symbol) or UNIT_OF.get(symbol) or symbol.strip().upper()


def stocked(amount: Decimal, unit: str, *, field: str) -> Quantity:
    """A quantity that is in stock units already. Raises ImpossibleValue."""
    return quantity(_plain(amount, field), unit, field=field)


def in_base(
    amount: Decimal, unit: Factor | BaseUnit | None, base: BaseUnit, name: str, *, field: str
) -> Quantity:
    """A quantity of `unit` in the item's base unit, which we call `name`. Raises ImpossibleValue."""
    return stocked(_bounded(amount, field) * ratio(unit, base, field=field), name, field=field)


def ratio(unit: Factor | BaseUnit | None, base: BaseUnit, *, field: str) -> Decimal:
    """How many base units one `unit` is; without a unit, one. Raises ImpossibleValue."""
    size = _bounded(base.factor, field)
    other = _bounded(unit.factor, field) if unit else size
    each = _plain(other / size, field, _FINEST_RATIO) if size > 0 else Decimal(0)
    if each <= 0:
        raise ImpossibleValue("a unit is nothing or less of another", field=field)
    return each


def base_price(price: Exact, currency: str, each: Decimal, *, field: str) -> Money:
    """What one base unit costs, where `each` of them cost `price`. Raises ImpossibleValue."""
    told = money(price.decimal, currency, field=field)
    return Money(_plain(told.amount / each, field), currency)


def _bounded(amount: Decimal, field: str) -> Decimal:
    if not amount.is_finite() or abs(amount) > LARGEST:
        raise ImpossibleValue(f"{str(amount)[:40]} is too large", field=field)
    return amount


def _plain(amount: Decimal, field: str, finest: Decimal = _FINEST) -> Decimal:
    """Without the noise, and without an exponent: 12, 2.5."""
    exact = _bounded(amount, field).quantize(finest)
    whole = exact.to_integral_value()
    return whole if whole == exact else exact.normalize()
