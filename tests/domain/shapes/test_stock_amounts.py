from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quantities import Quantity
from domain.shapes.stock_amounts import StockAmount, StockBand, telling
from domain.shapes.words import Band, Capped, Exact, QuantityShape, YesNo

AMOUNTS = st.decimals(0, 10_000, places=2)
LOWS = st.decimals(0, 100, places=1)
CAPS = st.decimals(1, 200, places=1)
SHAPES = st.one_of(
    st.builds(Exact, LOWS), st.builds(Capped, CAPS, LOWS), st.builds(Band, LOWS), st.just(YesNo())
)
_BANDS = [StockBand.OUT, StockBand.LOW, StockBand.IN_STOCK]


def told(amount: Decimal | str, shape: QuantityShape) -> StockAmount:
    return telling(shape)(Quantity(Decimal(amount), "CS"))


def amount(number: str | None, band: str | None, *, more: bool = False, any_left: bool = True) -> StockAmount:
    held = None if number is None else Decimal(number)
    return StockAmount(held, "CS", more, StockBand(band) if band else None, any_left)


@pytest.mark.parametrize(
    ("shape", "number", "shown"),
    [
        (Exact(Decimal(5)), "12.5", amount("12.5", "IN_STOCK")),
        (Exact(Decimal(5)), "5", amount("5", "LOW")),
        (Exact(Decimal(5)), "0", amount("0", "OUT", any_left=False)),
        (Capped(Decimal(10)), "9", amount("9", "IN_STOCK")),
        (Capped(Decimal(10)), "10", amount("10", "IN_STOCK", more=True)),
        (Capped(Decimal(10)), "400", amount("10", "IN_STOCK", more=True)),
        (Capped(Decimal(10)), "3", amount("3", "LOW")),
        (Capped(Decimal(10)), "0", amount("0", "OUT", any_left=False)),
        (Capped(Decimal(2), low=Decimal(50)), "2", amount("2", "IN_STOCK", more=True)),
        (Capped(Decimal(2), low=Decimal(50)), "60", amount("2", "IN_STOCK", more=True)),
        (Band(Decimal(20)), "21", amount(None, "IN_STOCK")),
        (Band(Decimal(20)), "20", amount(None, "LOW")),
        (Band(Decimal(20)), "0", amount(None, "OUT", any_left=False)),
        (YesNo(), "7", amount(None, None)),
        (YesNo(), "0", amount(None, None, any_left=False)),
    ],
)
def test_what_is_told_of_an_amount(shape: QuantityShape, number: str, shown: StockAmount) -> None:
    assert told(number, shape) == shown


def seen(shape: QuantityShape, number: Decimal) -> object:
    """What a partner with the shape may know of a number: its class."""
    if isinstance(shape, YesNo):
        return number > 0
    if isinstance(shape, Band):
        return number > 0, number > shape.low
    return min(number, shape.at) if isinstance(shape, Capped) else number


@given(shape=SHAPES, one=AMOUNTS, other=AMOUNTS)
def test_amounts_of_one_class_look_alike(shape: QuantityShape, one: Decimal, other: Decimal) -> None:
    alike = seen(shape, one) == seen(shape, other)
    assert (told(one, shape) == told(other, shape)) == alike


@given(shape=SHAPES, one=AMOUNTS, other=AMOUNTS)
def test_more_never_looks_like_less(shape: QuantityShape, one: Decimal, other: Decimal) -> None:
    less, more = (told(each, shape) for each in sorted((one, other)))
    assert less.in_stock <= more.in_stock
    assert less.at_least <= more.at_least
    if less.amount is not None and more.amount is not None:
        assert less.amount <= more.amount
    if less.band is not None and more.band is not None:
        assert _BANDS.index(less.band) <= _BANDS.index(more.band)


@given(shape=st.one_of(st.builds(Exact, LOWS), st.builds(Capped, CAPS, LOWS)), number=AMOUNTS)
def test_what_is_told_tells_the_same_again(shape: QuantityShape, number: Decimal) -> None:
    once = told(number, shape)
    assert once.amount is not None
    assert told(once.amount, shape) == once


@given(shape=SHAPES, number=AMOUNTS)
def test_what_is_told_is_true(shape: QuantityShape, number: Decimal) -> None:
    shown = told(number, shape)
    assert shown.in_stock == (number > 0)
    if shown.amount is not None:
        assert shown.amount <= number if shown.at_least else shown.amount == number
    if shown.band is not None:
        assert (shown.band is StockBand.OUT) == (number <= 0)
