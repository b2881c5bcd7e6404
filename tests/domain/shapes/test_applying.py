"""Every kind of value has its function in every shape, and none is shown by mistake."""

from decimal import Decimal

import pytest

from domain.quantities import Quantity
from domain.shapes.applying import LEFT_BY_MASKS, shaping
from domain.shapes.instants import day_of
from domain.shapes.stock_amounts import StockAmount
from domain.shapes.words import (
    PERSONAL,
    QUANTITIES,
    TIMES,
    Band,
    Capped,
    Exact,
    PersonalShape,
    QuantityShape,
    TimeShape,
    ValueKind,
    YesNo,
)


def test_every_kind_is_of_one_sort() -> None:
    assert {*QUANTITIES, *TIMES, *PERSONAL} == set(ValueKind)
    assert len(QUANTITIES) + len(TIMES) + len(PERSONAL) == len(ValueKind)


@pytest.mark.parametrize("shape", [Exact(), Capped(Decimal(2)), Band(), YesNo()])
def test_quantities_are_told_in_words_of_their_own(shape: QuantityShape) -> None:
    told = shaping(ValueKind.STOCK, shape)
    assert told is not None
    assert isinstance(told(Quantity(Decimal(1))), StockAmount)


@pytest.mark.parametrize("kind", sorted(TIMES))
def test_times_are_told_in_days(kind: ValueKind) -> None:
    assert shaping(kind, TimeShape.EXACT) is None
    assert shaping(kind, TimeShape.DATE) is not None
    assert shaping(ValueKind.TIME, TimeShape.DATE) is day_of


@pytest.mark.parametrize("kind", sorted(PERSONAL))
def test_each_kind_of_personal_data_has_its_mask(kind: ValueKind) -> None:
    assert shaping(kind, PersonalShape.FULL) is None
    assert (shaping(kind, PersonalShape.MASKED) is None) == (kind in LEFT_BY_MASKS)


@pytest.mark.parametrize("kind", sorted(PERSONAL))
def test_what_is_absent_is_shown_by_no_function(kind: ValueKind) -> None:
    with pytest.raises(KeyError):
        shaping(kind, PersonalShape.ABSENT)


@pytest.mark.parametrize(
    ("kind", "shape"), [(ValueKind.NAME, TimeShape.DATE), (ValueKind.TIME, PersonalShape.MASKED)]
)
def test_a_shape_of_another_sort_shows_nothing(kind: ValueKind, shape: PersonalShape | TimeShape) -> None:
    with pytest.raises(KeyError):
        shaping(kind, shape)
