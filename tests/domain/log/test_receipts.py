from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.errors import BadInput
from domain.events.payloads import StockFigures, StockNews
from domain.log.receipts import receipt
from domain.quantities import Quantity
from domain.stock import StockState
from tests.domain.log.examples import shipped

NAMELESS = replace(shipped(), source_event_id="")
ONE = Quantity(Decimal(1), "EA")


def test_the_source_and_its_name_for_the_event_make_the_receipt() -> None:
    assert receipt(shipped("e7")) == ("wms_east", "e7")


def test_what_is_absolute_needs_no_name() -> None:
    figures = StockFigures(figures={StockState.SELLABLE: ONE})
    assert receipt(NAMELESS) is None
    assert receipt(replace(NAMELESS, type="stock.snapshot", data=figures)) is None
    assert receipt(replace(NAMELESS, type="stock.damaged", data=StockNews(reason="fell"))) is None


def test_a_movement_needs_one_for_two_equal_ones_are_two() -> None:
    movement = replace(NAMELESS, type="stock.adjusted", data=StockNews(quantity=ONE))
    assert receipt(replace(movement, source_event_id="m1")) == ("wms_east", "m1")
    with pytest.raises(BadInput, match="id"):
        receipt(movement)
