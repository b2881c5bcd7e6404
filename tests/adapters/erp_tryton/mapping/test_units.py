"""Quantities in the unit of stock, without the noise of floats."""

from decimal import Decimal

import pytest

from adapters.erp_tryton.mapping import units
from adapters.erp_tryton.wire.values import BaseUnit, Exact, Factor
from domain.errors import ImpossibleValue
from domain.quantities import Money, Quantity

PIECE = BaseUnit(symbol="u", factor=Decimal("1.0"))
GRAM = BaseUnit(symbol="g", factor=Decimal("0.001"))


@pytest.mark.parametrize(
    ("symbol", "name"), [("u", "EA"), ("kg", "KG"), ("bx12", "CS"), (" m ", "M"), ("Palette", "PALETTE")]
)
def test_a_unit_is_named_by_the_company_then_by_tryton_then_by_itself(symbol: str, name: str) -> None:
    assert units.unit_name(symbol, {"bx12": "CS"}) == name
    assert units.unit_name(symbol, {symbol: "OURS"}) == "OURS"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("12.0", "12"),
        ("2.5", "2.5"),
        ("0.30000000000000004", "0.3"),
        ("100.0", "100"),
        ("-5.0", "-5"),
        ("0.0", "0"),
        ("1E+3", "1000"),
    ],
)
def test_a_quantity_is_exact_and_plain(amount: str, text: str) -> None:
    told = units.stocked(Decimal(amount), "EA", field="quantity")
    assert (str(told.amount), told.unit) == (text, "EA")


@pytest.mark.parametrize("amount", ["1E+30", "-1E+999999", "Infinity", "NaN"])
def test_what_is_no_quantity_is_refused_by_its_place(amount: str) -> None:
    with pytest.raises(ImpossibleValue, match=r"lines\[27\]\.quantity: .* is too large"):
        units.stocked(Decimal(amount), "EA", field="lines[27].quantity")
    with pytest.raises(ImpossibleValue, match=r"quantity: .* is too large"):
        units.in_base(Decimal(amount), Factor(Decimal(12)), PIECE, "EA", field="quantity")


@pytest.mark.parametrize(
    ("amount", "factor", "base", "expected"),
    [("1.0", "12.0", PIECE, "12"), ("2.5", "1.0", GRAM, "2500"), ("3.0", "0.083333333333", PIECE, "0.25")],
)
def test_what_is_sold_in_another_unit_is_counted_in_the_unit_of_stock(
    amount: str, factor: str, base: BaseUnit, expected: str
) -> None:
    unit = Factor(Decimal(factor))
    assert units.in_base(Decimal(amount), unit, base, "EA", field="") == Quantity(Decimal(expected), "EA")


def test_without_a_unit_a_quantity_is_in_the_unit_of_stock() -> None:
    assert units.in_base(Decimal("4.0"), None, GRAM, "G", field="") == Quantity(Decimal(4), "G")


@pytest.mark.parametrize("factor", ["0", "-1", "0.0", "1E-20"])
def test_a_unit_of_nothing_is_refused(factor: str) -> None:
    with pytest.raises(ImpossibleValue, match="unit: a unit is nothing or less"):
        units.ratio(Factor(Decimal(factor)), PIECE, field="unit")


@pytest.mark.parametrize("factor", ["0", "-1", "NaN", "1E+30", "1E-20"])
def test_a_unit_of_stock_that_is_none_is_refused(factor: str) -> None:
    base = BaseUnit(symbol="u", factor=Decimal(factor))
    with pytest.raises(ImpossibleValue, match="unit: "):
        units.ratio(Factor(Decimal(1)), base, field="unit")


def test_a_price_is_that_of_one_unit_of_stock() -> None:
    assert units.base_price(Exact("480.0000"), "USD", Decimal(12), field="") == Money(Decimal(40), "USD")
    third = units.base_price(Exact("100"), "USD", Decimal(12), field="")
    assert third == Money(Decimal("8.333333"), "USD")


@pytest.mark.parametrize(("amount", "currency"), [("much", "USD"), ("1", "dollars"), ("1E30", "USD")])
def test_a_price_that_cannot_be_meant_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ImpossibleValue, match="unit_price: "):
        units.base_price(Exact(amount), currency, Decimal(1), field="unit_price")
