from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.errors import ImpossibleValue
from domain.exceptions import Severity
from domain.quantities import quantity
from domain.stock import (
    CLAIMS,
    PHYSICAL,
    Figure,
    StockPosition,
    breaches,
    claimed,
    on_hand,
    promisable,
    reserved,
)
from tests.domain.stock_rows import AMOUNTS, Amounts, State, position

COUNTED = {State.SELLABLE: 80, State.PICKED: 10, State.DAMAGED: 5, State.QUARANTINED: 5}


@given(
    amounts=st.fixed_dictionaries(dict.fromkeys(PHYSICAL, st.integers(0, 1000))), said=st.integers(0, 4000)
)
def test_on_hand_is_the_sum_of_the_physical_states(amounts: Amounts, said: int) -> None:
    assert on_hand(position(amounts)) == quantity(sum(amounts.values()))
    both = position({**amounts, State.ON_HAND: said})
    assert on_hand(both) == quantity(sum(amounts.values()))
    assert (codes(both) == ["STOCK_UNBALANCED"]) == (said != sum(amounts.values()))


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ({}, None),
        ({State.ALLOCATED: 3, State.INCOMING: 9}, None),
        ({State.ON_HAND: 100}, 100),
        ({State.SELLABLE: 80}, 80),
        ({State.SELLABLE: 80, State.ON_HAND: 100}, 100),
        ({State.SELLABLE: 80, State.ALLOCATED: 30, State.IN_TRANSIT: 5}, 80),
    ],
)
def test_on_hand_of_what_is_known(amounts: Amounts, expected: int | None) -> None:
    assert on_hand(position(amounts)) == (None if expected is None else quantity(expected))


@given(amounts=AMOUNTS)
def test_a_position_gives_the_figures_that_it_has(amounts: Amounts) -> None:
    told = position(amounts)
    assert {state: told.of(state) for state in State} == {
        state: quantity(amounts[state]) if state in amounts else None for state in State
    }


@given(amounts=AMOUNTS)
def test_claims_are_promises_on_sellable_units_and_no_places(amounts: Amounts) -> None:
    told = position(amounts)
    assert claimed(told) == quantity(sum(max(0, amounts.get(state, 0)) for state in CLAIMS))
    without = position({state: amount for state, amount in amounts.items() if state not in CLAIMS})
    assert on_hand(told) == on_hand(without)
    assert promisable(told) == promisable(without)


def test_no_state_is_a_place_and_a_promise() -> None:
    assert not set(PHYSICAL) & set(CLAIMS)


def codes(told: StockPosition) -> list[str]:
    return [finding.code for finding in breaches(told)]


BREACHES: dict[str, tuple[Amounts, list[str]]] = {
    "nothing told": ({}, []),
    "all in balance": (COUNTED | {State.ON_HAND: 100, State.ALLOCATED: 80}, []),
    "in balance with nothing": (COUNTED, []),
    "a state below zero": ({State.SELLABLE: 5, State.PICKED: -1}, ["STOCK_NEGATIVE"]),
    "on hand below zero": ({State.ON_HAND: -3}, ["STOCK_NEGATIVE"]),
    "a claim below zero": ({State.SELLABLE: 5, State.RESERVED: -1}, ["STOCK_NEGATIVE"]),
    "two of them": ({State.DAMAGED: -1, State.INCOMING: -1}, ["STOCK_NEGATIVE", "STOCK_NEGATIVE"]),
    "a sum that is off": (COUNTED | {State.ON_HAND: 99}, ["STOCK_UNBALANCED"]),
    "a sum of which a part is not told": ({State.SELLABLE: 80, State.ON_HAND: 100}, []),
    "as much claimed as there is": ({State.SELLABLE: 5, State.ALLOCATED: 3, State.RESERVED: 2}, []),
    "claims beyond stock": (
        {State.SELLABLE: 5, State.ALLOCATED: 3, State.RESERVED: 3},
        ["STOCK_OVERCLAIMED"],
    ),
    "committed to a channel beyond stock": (
        {State.SELLABLE: 5, State.CHANNEL_COMMITTED: 6},
        ["STOCK_OVERCLAIMED"],
    ),
    "claims within what an ERP has on hand": ({State.ON_HAND: 100, State.ALLOCATED: 40}, []),
    "claims beyond what an ERP has on hand": (
        {State.ON_HAND: 30, State.ALLOCATED: 40},
        ["STOCK_OVERCLAIMED"],
    ),
    "claims on stock that nobody counts": ({State.ALLOCATED: 40}, []),
    "below zero and unclaimed": ({State.SELLABLE: -5}, ["STOCK_NEGATIVE"]),
}


@pytest.mark.parametrize(("amounts", "expected"), BREACHES.values(), ids=BREACHES)
def test_what_cannot_be_true_of_a_position_is_found(amounts: Amounts, expected: list[str]) -> None:
    assert codes(position(amounts)) == expected


def test_a_finding_names_position_systems_and_figures() -> None:
    told = position({State.SELLABLE: 5, State.ALLOCATED: 9})
    erp = Figure(state=State.RESERVED, quantity=quantity(1), source="erp")
    (finding,) = breaches(replace(told, figures=(*told.figures, erp)))
    assert finding.group == "AX-1@EAST"
    assert finding.subjects == ("sku:AX-1@EAST",)
    assert finding.systems == ("erp", "wms_east")
    assert finding.severity is Severity.WARNING
    assert finding.detail == "10 claimed of 5 to promise"


@pytest.mark.parametrize("read", [on_hand, claimed, breaches])
def test_units_are_never_added_to_each_other(read: Callable[[StockPosition], object]) -> None:
    each = position({State.SELLABLE: 5, State.ALLOCATED: 1})
    cases = position({State.PICKED: 5, State.RESERVED: 1}, unit="CS")
    mixed = replace(each, figures=(*each.figures, *cases.figures))
    with pytest.raises(ImpossibleValue, match="cannot combine EA with CS"):
        read(mixed)


@pytest.mark.parametrize(
    ("amounts", "expected"), [((), None), ((7,), 7), ((-2,), -2), ((7, 12), 19), ((-2, 12), 12), ((0, 0), 0)]
)
def test_all_holds_are_reserved_and_a_breach_takes_none_off(
    amounts: tuple[int, ...], expected: int | None
) -> None:
    figures = tuple(
        Figure(state=State.RESERVED, quantity=quantity(amount), source=f"system-{number}")
        for number, amount in enumerate(amounts)
    )
    held = StockPosition(sku="A", location="B", figures=figures)
    assert reserved(held) == (None if expected is None else quantity(expected))
