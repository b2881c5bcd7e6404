from decimal import Decimal

import pytest

from domain.positions.drift import STOCK_DRIFT, Drift, beyond, difference, with_one
from domain.positions.facts import Mark
from domain.stock import StockState
from tests.domain.positions.stories import EAST, S, at, event, in_east, snapshot

GROUND = snapshot(0, {S.SELLABLE: 10, S.DAMAGED: 1})
THEN = Mark(at(2))
NONE = Drift(source="wms", location=EAST, as_of=at(2))


def counts(sellable: int, **others: int) -> dict[StockState, Decimal]:
    return {
        S.SELLABLE: Decimal(sellable),
        **{StockState(name): Decimal(amount) for name, amount in others.items()},
    }


@pytest.mark.parametrize(
    ("counted", "off"),
    [(counts(12), 0), (counts(9), 3), (counts(15, DAMAGED=0), 4), (counts(12, ALLOCATED=5), 0)],
)
def test_what_both_know_is_compared_as_of_the_count(counted: dict[StockState, Decimal], off: int) -> None:
    held = in_east([GROUND, event("received", 1, 2), event("received", 3, 50)])
    assert difference(held, counted, THEN) == off


def test_what_is_not_certain_is_not_compared() -> None:
    assert difference(in_east([GROUND, event("changed", 1)]), counts(1), THEN) is None
    assert difference(in_east([snapshot(3, {S.SELLABLE: 10})]), counts(1), THEN) is None


def test_figures_add_up_and_are_a_case_above_their_bound() -> None:
    held = in_east([GROUND])
    drift = with_one(with_one(NONE, held, counts(10), THEN), held, counts(7), THEN)
    drift = with_one(drift, None, counts(5), THEN)
    assert (drift.compared, drift.differing, drift.unexpected) == (2, 1, 1)
    assert (int(drift.off), int(drift.of)) == (3, 22)
    assert drift.share == 0.5
    assert beyond([drift, NONE], 0.5) == []
    (finding,) = beyond([drift, NONE], 0.4)
    assert (finding.code, finding.group) == (STOCK_DRIFT, "wms/EAST")
