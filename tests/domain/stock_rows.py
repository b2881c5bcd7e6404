"""Stock positions by hand, and a strategy for those that a source may tell."""

from collections.abc import Mapping

from hypothesis import strategies as st

from domain.quantities import quantity
from domain.stock import Figure, StockPosition, StockState
from tests.doubles.clock import START

State = StockState
Amounts = Mapping[StockState, int]
AMOUNTS = st.dictionaries(st.sampled_from(State), st.integers(-2, 12))


def position(
    amounts: Amounts, *, location: str = "EAST", unit: str = "EA", source: str = "wms_east"
) -> StockPosition:
    return StockPosition(
        sku="AX-1",
        location=location,
        unit=unit,
        figures=tuple(
            Figure(state=state, quantity=quantity(amount, unit), source=source, as_of=START)
            for state, amount in amounts.items()
        ),
        as_of=START,
    )
