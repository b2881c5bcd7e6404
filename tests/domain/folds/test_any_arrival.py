"""What holds for every fold: the set of facts decides, not their way to us."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.folds.billing_status import billing_status
from domain.folds.line_quantities import line_quantities
from domain.folds.order_status import open_holds, order_status
from domain.folds.return_status import order_return_status, return_state
from domain.folds.shipment_status import delay, delivery, shipment_status
from domain.milestones import Milestone, actual, standing
from domain.orders import OrderLine
from tests.domain.histories import (
    LOCATED_FACTS,
    NOT_PROGRESS,
    ORDER_HISTORIES,
    ORDERS,
    SHIPMENT_HISTORIES,
    Code,
    Told,
    arrivals,
    at,
    orders_told,
    shipments_told,
)

Lines = Sequence[OrderLine]
Facts = Sequence[Milestone]
thoroughly = settings(max_examples=200)


def order_folds(lines: Lines, facts: Facts) -> dict[str, object]:
    """What does not name the system that told it."""
    return {
        "order status": order_status(lines, facts),
        "billing status": billing_status(lines, facts),
        "return status": order_return_status(lines, facts),
        "line quantities": [line_quantities(line, facts) for line in lines],
        "return state": return_state(facts),
    }


def derived_of_order(lines: Lines, facts: Facts) -> dict[str, object]:
    return order_folds(lines, facts) | {"holds": open_holds(facts), "facts": actual(facts)}


def derived_of_shipment(facts: Facts) -> dict[str, object]:
    return {
        "shipment status": shipment_status(facts),
        "delivery": delivery(facts),
        "delay": delay(at(3), (), facts),
        "facts": actual(facts),
    }


def corrections(wrong: Milestone, instead: Facts) -> list[Milestone]:
    """A chain of events of the same source, each in the place of the one before."""
    ids = [wrong.event_id, *(f"C{number}" for number in range(len(instead)))]
    return [
        replace(each, source=wrong.source, event_id=ids[number + 1], corrects=ids[number])
        for number, each in enumerate(instead)
    ]


@thoroughly
@given(told=orders_told())
def test_an_order_is_the_same_in_whatever_order_and_however_often_its_facts_arrive(told: Told) -> None:
    assert derived_of_order(told.lines, told.arrived) == derived_of_order(told.lines, told.history)


@thoroughly
@given(told=shipments_told())
def test_a_shipment_is_the_same_in_whatever_order_and_however_often_its_facts_arrive(told: Told) -> None:
    assert derived_of_shipment(told.arrived) == derived_of_shipment(told.history)


@given(told=orders_told())
def test_the_timeline_is_complete_and_ordered_and_has_each_fact_once(told: Told) -> None:
    timeline = standing(told.arrived)
    assert set(timeline) == set(told.history)
    assert len(timeline) == len(told.history)
    moments = [each.occurred_at for each in timeline]
    assert moments == sorted(moments)


@thoroughly
@given(lines=ORDERS, history=ORDER_HISTORIES, noise=NOT_PROGRESS, data=st.data())
def test_estimates_plans_and_unknown_codes_change_nothing_of_an_order(
    lines: Lines, history: Facts, noise: Facts, data: st.DataObject
) -> None:
    arrived = data.draw(arrivals([*history, *noise]))
    assert derived_of_order(lines, arrived) == derived_of_order(lines, history)


@thoroughly
@given(history=SHIPMENT_HISTORIES, noise=NOT_PROGRESS, data=st.data())
def test_estimates_plans_and_unknown_codes_change_nothing_of_a_shipment(
    history: Facts, noise: Facts, data: st.DataObject
) -> None:
    arrived = data.draw(arrivals([*history, *noise]))
    assert derived_of_shipment(arrived) == derived_of_shipment(history)


@given(
    lines=ORDERS,
    history=ORDER_HISTORIES.filter(bool),
    instead=ORDER_HISTORIES.filter(bool),
    data=st.data(),
)
def test_the_last_of_a_chain_of_corrections_stands_in_for_the_fact(
    lines: Lines, history: Facts, instead: Facts, data: st.DataObject
) -> None:
    wrong, *right = history
    chain = corrections(wrong, instead)
    arrived = data.draw(arrivals([*history, *chain]))
    assert derived_of_order(lines, arrived) == derived_of_order(lines, [*right, chain[-1]])


@given(lines=ORDERS, history=ORDER_HISTORIES.filter(bool), instead=ORDER_HISTORIES, data=st.data())
def test_a_withdrawn_fact_was_never_there_however_often_it_had_been_corrected(
    lines: Lines, history: Facts, instead: Facts, data: st.DataObject
) -> None:
    wrong, *right = history
    chain = corrections(wrong, instead)
    last = [wrong, *chain][-1]
    withdrawal = replace(last, code=Code.UNKNOWN, event_id="W", corrects=last.event_id)
    arrived = data.draw(arrivals([*history, *chain, withdrawal]))
    assert derived_of_order(lines, arrived) == derived_of_order(lines, right)


@given(lines=ORDERS, history=ORDER_HISTORIES.filter(bool))
def test_one_system_cannot_correct_another(lines: Lines, history: Facts) -> None:
    stranger = replace(history[0], source="tms", code=Code.UNKNOWN, event_id="W", corrects="E0")
    assert derived_of_order(lines, [*history, stranger]) == derived_of_order(lines, history)


@thoroughly
@given(lines=ORDERS, history=st.lists(LOCATED_FACTS, max_size=6))
def test_what_a_second_system_tells_again_counts_once(lines: Lines, history: Facts) -> None:
    echo = [replace(each, source="erp") for each in history]
    assert order_folds(lines, [*history, *echo]) == order_folds(lines, history)
