"""What happened to a return, and what becomes of its order's return status."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from adapters.erp_tryton.mapping.vocabulary import CODES_OF_RETURN, CODES_OF_SALE
from domain.folds.billing_status import billing_status
from domain.folds.line_quantities import line_quantities
from domain.folds.return_status import order_return_status, return_state
from domain.milestones import Milestone, MilestoneCode
from domain.orders import BillingStatus, OrderLine, OrderReturnStatus
from domain.quantities import Quantity, quantity
from domain.returns import ReturnState
from tests.adapters.erp_tryton.replies import (
    HUGE,
    INSTANCE,
    LEFT,
    PACKED,
    PICKED,
    PLACED,
    TODAY,
    Json,
    day,
    moment,
    sale_line,
)
from tests.adapters.erp_tryton.returned import (
    ARRIVED,
    arriving,
    credit,
    line_back,
    on_its_way,
    returned,
    sale_back,
    told,
)

LINE = OrderLine(id="27", sku="AX-1028", ordered=quantity(10), location="WH-E")
TWO_LINES: Json = {"id": 23, "number": "21", "lines.": [sale_line(27), sale_line(28)]}
INVOICED = Milestone(code=MilestoneCode.INVOICED, occurred_at=PLACED, source=INSTANCE, line="27")

NO_DAY: Json = {"__class__": "datetime", "year": 2026, "month": 2, "day": 30}

Told = tuple[str, Quantity | None, datetime, str]


def facts(record: Json) -> dict[MilestoneCode, Told]:
    made = returned(record).milestones
    assert len({fact.code for fact in made}) == len(made)
    assert {fact.source for fact in made} <= {INSTANCE}
    return {fact.code: (fact.line, fact.quantity, fact.occurred_at, fact.reference) for fact in made}


@pytest.mark.parametrize(
    ("state", "codes", "reached", "status"),
    [
        ("draft", set(), ReturnState.UNKNOWN, OrderReturnStatus.NONE),
        ("quotation", set(), ReturnState.UNKNOWN, OrderReturnStatus.NONE),
        ("confirmed", {"RETURN_AUTHORISED"}, ReturnState.AUTHORISED, OrderReturnStatus.OPEN),
        ("processing", {"RETURN_AUTHORISED"}, ReturnState.AUTHORISED, OrderReturnStatus.OPEN),
        ("done", {"RETURN_AUTHORISED", "RETURN_CLOSED"}, ReturnState.CLOSED, OrderReturnStatus.NONE),
        ("cancelled", {"RETURN_REFUSED"}, ReturnState.REFUSED, OrderReturnStatus.NONE),
    ],
)
def test_each_state_of_a_return(
    state: str, codes: set[str], reached: ReturnState, status: OrderReturnStatus
) -> None:
    made = returned(sale_back(state=state)).milestones
    assert {fact.code for fact in made} == codes
    assert {(fact.reference, fact.raw_code) for fact in made} <= {("31", state)}
    assert return_state(made) is reached
    assert order_return_status([LINE], made) is status


def test_no_state_is_forgotten() -> None:
    assert set(CODES_OF_RETURN) == set(CODES_OF_SALE)


def test_an_unknown_state_is_found_and_advances_nothing() -> None:
    found = told(sale_back(state="frozen"))
    assert [finding.group for finding in found.findings] == [f"{INSTANCE}/return state/frozen"]
    assert [(fact.code, fact.raw_code) for fact in found.value.milestones] == [("UNKNOWN", "frozen")]


def test_a_return_is_authorised_on_its_sale_date_and_closed_with_its_last_change() -> None:
    yesterday = TODAY - timedelta(days=1)
    known = facts(sale_back(state="done", sale_date=day(yesterday)))
    assert known[MilestoneCode.RETURN_AUTHORISED][2] == datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    assert known[MilestoneCode.RETURN_CLOSED][2] == PACKED
    assert facts(sale_back())[MilestoneCode.RETURN_AUTHORISED][2] == PICKED


@pytest.mark.parametrize("state", ["received", "done"])
def test_what_has_come_in_is_received(state: str) -> None:
    record = sale_back(**{"shipment_returns.": [on_its_way(state)]})
    assert facts(record)[MilestoneCode.RETURN_RECEIVED] == ("27", quantity(4), LEFT, "31")
    made = returned(record).milestones
    assert return_state(made) is ReturnState.RECEIVED
    assert line_quantities(LINE, made).returned == quantity(4)
    assert order_return_status([LINE], made) is OrderReturnStatus.PARTIALLY_RETURNED


def test_all_that_was_ordered_has_come_back() -> None:
    moves = [arriving(ARRIVED, internal_quantity=10.0)]
    made = returned(sale_back(**{"shipment_returns.": [on_its_way("received", *moves)]})).milestones
    assert order_return_status([LINE], made) is OrderReturnStatus.RETURNED


@pytest.mark.parametrize(
    "move", [arriving("draft"), arriving("cancelled"), arriving(ARRIVED, origin="sale.line,99")]
)
def test_what_is_awaited_cancelled_or_of_another_sale_is_not_received(move: Json) -> None:
    record = sale_back(**{"shipment_returns.": [on_its_way("received", move)]})
    assert MilestoneCode.RETURN_RECEIVED not in facts(record)


def test_parts_of_a_line_add_up() -> None:
    """Two moves of one receipt are one fact; what comes a day later is another."""
    later = arriving(ARRIVED, internal_quantity=3.0, write_date=moment(LEFT + timedelta(days=1)))
    later["effective_date"] = day(TODAY + timedelta(days=1))
    first = [arriving(ARRIVED, internal_quantity=2.0), arriving(ARRIVED, internal_quantity=1.0)]
    shipments = [on_its_way("done", *first), on_its_way("received", later)]
    made = returned(sale_back(**{"shipment_returns.": shipments})).milestones
    parts = [fact.quantity for fact in made if fact.code is MilestoneCode.RETURN_RECEIVED]
    assert parts == [quantity(3), quantity(3)]
    assert line_quantities(LINE, made).returned == quantity(6)


def test_what_has_come_back_of_one_of_several_lines_counts_for_none_of_them() -> None:
    record = sale_back(**{"origin.": TWO_LINES, "shipment_returns.": [on_its_way("received")]})
    assert facts(record)[MilestoneCode.RETURN_RECEIVED] == ("", Quantity(Decimal(0)), LEFT, "31")
    made = returned(record).milestones
    lines = [LINE, OrderLine(id="28", sku="AX-1028", ordered=quantity(10), location="WH-E")]
    assert return_state(made) is ReturnState.RECEIVED
    assert order_return_status(lines, made) is OrderReturnStatus.OPEN


def test_a_credit_is_of_the_return_and_of_its_order() -> None:
    known = facts(sale_back(**{"invoices.": [credit()]}))
    assert known[MilestoneCode.RETURN_CREDITED] == ("27", quantity(4), LEFT, "31")
    assert known[MilestoneCode.CREDITED] == ("27", quantity(4), LEFT, "CR-1")
    assert return_state(returned(sale_back(**{"invoices.": [credit()]})).milestones) is ReturnState.CREDITED


@pytest.mark.parametrize(
    ("amount", "status"), [(-4.0, BillingStatus.INVOICED), (-10.0, BillingStatus.CREDITED)]
)
def test_an_order_is_credited_once_all_that_it_billed_is(amount: float, status: BillingStatus) -> None:
    rows = [{"id": 1, "origin": "sale.line,39", "quantity": amount}]
    made = returned(sale_back(**{"invoices.": [credit(**{"lines.": rows})]})).milestones
    assert billing_status([LINE], [INVOICED, *made]) is status


def test_where_the_line_is_not_known_the_return_alone_is_credited() -> None:
    known = facts(sale_back(**{"origin.": TWO_LINES, "invoices.": [credit()]}))
    assert known[MilestoneCode.RETURN_CREDITED] == ("", Quantity(Decimal(0)), LEFT, "31")
    assert MilestoneCode.CREDITED not in known


@pytest.mark.parametrize("bill", [credit(None, state="draft"), credit(state="cancelled")])
def test_only_what_was_issued_is_credited(bill: Json) -> None:
    assert set(facts(sale_back(**{"invoices.": [bill]}))) == {MilestoneCode.RETURN_AUTHORISED}


def test_what_is_given_in_exchange_is_not_credited() -> None:
    lines = [line_back(), sale_line(40)]
    rows = [{"id": 1, "origin": "sale.line,40", "quantity": 10.0}]
    record = sale_back(**{"lines.": lines, "invoices.": [credit(**{"lines.": rows})]})
    assert set(facts(record)) == {MilestoneCode.RETURN_AUTHORISED}


@pytest.mark.parametrize(
    ("record", "place"),
    [
        (sale_back(create_date=NO_DAY), "create_date"),
        (sale_back(**{"shipment_returns.": [on_its_way("lost")]}), "return shipment state/lost"),
        (sale_back(**{"invoices.": [{"id": 1}]}), "invoices"),
        (
            sale_back(
                **{"invoices.": [credit(**{"lines.": [{"origin": "sale.line,39", "quantity": -HUGE}]})]}
            ),
            "invoices[].lines",
        ),
    ],
)
def test_a_value_that_cannot_be_meant_is_left_out_and_noted(record: Json, place: str) -> None:
    assert [finding.group for finding in told(record).findings] == [f"{INSTANCE}/{place}"]
