"""Ceilings rest on the same numbers as availability: a position is as old to the one as to the other."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from domain.availability.rules import PLAIN
from domain.freshness import Stamp, unavailable
from domain.ports.backends import STOCK
from domain.ports.demand import Demand
from domain.ports.reading import Found, Outcomes, Readers
from domain.quantities import quantity
from domain.stock import Figure, StockKey, StockPosition, StockState
from gateway.assembly.selling.known import CountedOnce, Item
from gateway.reservations.sold import read_stock, sold
from tests.doubles.clock import SettableClock

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=3)
EAST = StockKey("AX-1", "EAST")
POSITION = StockPosition(
    sku="AX-1",
    location="EAST",
    figures=(Figure(state=StockState.SELLABLE, quantity=quantity(7), source="wms", as_of=NOW),),
)


class OnePosition:
    """Reads the one position, as it was assembled of what these stamps say."""

    def __init__(self, stamps: Sequence[Stamp]) -> None:
        self.found = Found(POSITION, tuple(stamps))

    async def read(self, keys: Sequence[StockKey], demand: Demand) -> Outcomes[StockKey, StockPosition]:
        del demand
        return dict.fromkeys(keys, self.found)

    def peek(self, keys: Sequence[StockKey], demand: Demand) -> None:
        del keys, demand


def heard(source: str, at: datetime) -> Stamp:
    return Stamp(source=source, verified_at=at, fetched_at=NOW)


@pytest.mark.parametrize(
    ("stamps", "verified_at"),
    [
        ([heard("wms", NOW), heard("erp", LONG_AGO)], NOW),
        ([heard("wms", LONG_AGO), heard("erp", NOW)], LONG_AGO),
        ([heard("wms", NOW), unavailable("erp")], NOW),
        ([heard("wms", LONG_AGO)], LONG_AGO),
    ],
)
async def test_who_has_no_part_in_the_figures_makes_them_no_older(
    stamps: list[Stamp], verified_at: datetime
) -> None:
    reader = OnePosition(stamps)
    graph = sold(Readers([STOCK.bound(reader)]), ["EAST"], PLAIN)
    ceiling = (await read_stock(graph, ["AX-1"], SettableClock(NOW).within()))["AX-1"]["EAST"]
    item = Item("AX-1")
    item.take("EAST", reader.found, CountedOnce()(reader.found))
    assert ceiling.verified_at == verified_at
    assert item.stock["EAST"] == ceiling
