from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.events.payloads import OrderNews, Payload, StockNews
from domain.events.record import Event
from domain.quantities import quantity
from domain.reservations.records import Allotment
from domain.reservations.takeover import taken
from tests.contracts.reservations import held
from tests.doubles.clock import START

EAST = Allotment(line=0, sku="AX-1", location="EAST", grains=5)
WEST = replace(EAST, location="WEST", grains=3)


def told(kind: str, data: Payload | None, source: str = "wms", subject: str = "order:SO-1") -> Event:
    return Event(
        type=kind,
        source=source,
        subject=subject,
        related=("order:SO-1",),
        occurred_at=START,
        recorded_at=START + timedelta(seconds=1),
        data=data,
    )


def allocated(amount: int, place: str | None = "EAST", source: str = "wms") -> Event:
    news = OrderNews(sku="AX-1", quantity=quantity(amount), location=place)
    return told("order.allocated", news, source)


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        ([], (0, 0)),
        ([allocated(2)], (2, 0)),
        ([allocated(2), allocated(2)], (4, 0)),
        ([allocated(9)], (5, 0)),
        # Two systems, and two steps, tell of the same units.
        ([allocated(2, source="erp"), allocated(3)], (3, 0)),
        ([allocated(2), told("order.picked", OrderNews(sku="AX-1", quantity=quantity(2)))], (2, 0)),
        # Nobody says where: the first place that is held has it, and what is over the next.
        ([allocated(6, place=None)], (5, 1)),
        # The whole order.
        ([told("order.allocated", None)], (5, 3)),
        ([told("order.shipped", OrderNews(location="WEST"))], (0, 3)),
        # A line of which nobody says what it is could be any.
        ([told("order.allocated", OrderNews(line="10", quantity=quantity(2)))], (0, 0)),
        ([told("order.placed", OrderNews(sku="AX-1", quantity=quantity(2)))], (0, 0)),
        (
            [told("stock.allocated", StockNews(quantity=quantity(4)), subject="sku:AX-1@WEST")],
            (0, 3),
        ),
        ([told("stock.picked", StockNews(quantity=quantity(-4)), subject="sku:AX-1@EAST")], (4, 0)),
        ([told("stock.allocated", StockNews(quantity=quantity(4)), subject="sku:AX-2@WEST")], (0, 0)),
    ],
)
def test_what_an_order_claims_by_itself(events: list[Event], wanted: tuple[int, int]) -> None:
    assert taken(held("r1", EAST, WEST), events) == wanted
    assert taken(held("r1", EAST, WEST), events[::-1]) == wanted
