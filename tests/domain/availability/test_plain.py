import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.availability import availability, available_at
from domain.errors import ImpossibleValue
from domain.quantities import quantity, total
from domain.stock import CLAIMS, breaches
from tests.domain.stock_rows import AMOUNTS, Amounts, State, position

STOCK = (State.SELLABLE, State.ON_HAND)
MORE = st.integers(1, 50)


def available(amounts: Amounts) -> int:
    return int(available_at(position(amounts)).amount)


@given(amounts=AMOUNTS)
def test_availability_is_never_below_zero_or_above_the_stock(amounts: Amounts) -> None:
    stock = amounts.get(State.SELLABLE, amounts.get(State.ON_HAND, 0))
    assert 0 <= available(amounts) <= max(0, stock)


@given(amounts=AMOUNTS, state=st.sampled_from(STOCK), more=MORE)
def test_more_of_a_known_stock_never_makes_less_available(amounts: Amounts, state: State, more: int) -> None:
    before = {state: 0, **amounts}
    assert available(before) <= available(before | {state: before[state] + more})


@given(amounts=AMOUNTS, claim=st.sampled_from(CLAIMS), more=MORE)
def test_a_further_claim_never_makes_more_available(amounts: Amounts, claim: State, more: int) -> None:
    assert available(amounts) >= available({**amounts, claim: amounts.get(claim, 0) + more})
    assert available(amounts) >= available({**amounts, claim: amounts.get(claim, 0)})


@given(amounts=AMOUNTS)
def test_what_is_not_in_the_building_or_not_good_is_not_promised(amounts: Amounts) -> None:
    elsewhere = {
        State.PICKED,
        State.DAMAGED,
        State.QUARANTINED,
        State.IN_TRANSIT,
        State.INCOMING,
        State.BACKORDERED,
    }
    kept = {state: amount for state, amount in amounts.items() if state not in elsewhere}
    assert available(amounts) == available(kept)


@given(amounts=AMOUNTS)
def test_claims_beyond_stock_are_found_and_leave_nothing(amounts: Amounts) -> None:
    if "STOCK_OVERCLAIMED" in {finding.code for finding in breaches(position(amounts))}:
        assert available(amounts) == 0


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ({}, 0),
        ({State.ALLOCATED: 5}, 0),
        ({State.INCOMING: 500}, 0),
        ({State.SELLABLE: 80}, 80),
        ({State.SELLABLE: 80, State.ALLOCATED: 30, State.RESERVED: 10, State.CHANNEL_COMMITTED: 5}, 35),
        ({State.SELLABLE: 80, State.ON_HAND: 100, State.ALLOCATED: 30}, 50),
        ({State.ON_HAND: 100, State.ALLOCATED: 30}, 70),
        ({State.SELLABLE: 5, State.ALLOCATED: 9}, 0),
        ({State.SELLABLE: 5, State.RESERVED: -9}, 5),
        ({State.SELLABLE: -5}, 0),
    ],
)
def test_sellable_less_claims(amounts: Amounts, expected: int) -> None:
    assert available(amounts) == expected


@given(amounts=st.lists(AMOUNTS, max_size=4))
def test_locations_add_up_and_none_takes_from_another(amounts: list[Amounts]) -> None:
    positions = [position(each, location=f"L{number}") for number, each in enumerate(amounts)]
    whole = availability("AX-1", positions)
    assert [part.location for part in whole.locations] == [each.location for each in positions]
    assert [part.available for part in whole.locations] == [available_at(each) for each in positions]
    assert whole.available == total((part.available for part in whole.locations), "EA")
    assert availability("AX-1", positions[::-1]).available == whole.available


def test_availability_keeps_the_unit_of_its_positions() -> None:
    by_weight = [position({State.SELLABLE: 5}, unit="KG"), position({State.SELLABLE: 2}, unit="KG")]
    assert availability("AX-1", by_weight).available == quantity(7, "KG")


def test_positions_in_two_units_are_not_added() -> None:
    with pytest.raises(ImpossibleValue, match="cannot combine EA with CS"):
        availability("AX-1", [position({State.SELLABLE: 5}), position({State.SELLABLE: 5}, unit="CS")])
