"""What a sale tells of what happened to its order."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.erp_tryton.mapping.orders import order
from adapters.erp_tryton.mapping.vocabulary import CODES_OF_SALE
from adapters.erp_tryton.wire import sales as wire_sales
from domain.folds.billing_status import billing_status
from domain.folds.line_quantities import line_quantities
from domain.folds.order_status import order_status
from domain.milestones import Classifier, Milestone, MilestoneCode
from domain.orders import BillingStatus, Order, OrderStatus
from domain.ports.reading import Found
from domain.quantities import quantity
from tests.adapters.erp_tryton.replies import (
    BOX,
    HUGE,
    INSTANCE,
    LEFT,
    PACKED,
    PLACED,
    RELEASED,
    TODAY,
    Json,
    day,
    invoice,
    moment,
    notes,
    read,
    sale,
    sale_line,
)

UNRELEASED: Json = {"shipments.": []}


def told(record: Json) -> Found[Order]:
    noted = notes()
    return noted.as_found(order(read(wire_sales.SALE, record), noted))


def facts(record: Json) -> tuple[Milestone, ...]:
    found = told(record)
    assert found.findings == ()
    return found.value.milestones


def at(record: Json) -> dict[MilestoneCode, datetime]:
    return {fact.code: fact.occurred_at for fact in facts(record)}


@pytest.mark.parametrize(
    ("state", "codes", "status"),
    [
        ("draft", {"PLACED"}, OrderStatus.RECEIVED),
        ("quotation", {"PLACED"}, OrderStatus.RECEIVED),
        ("confirmed", {"PLACED", "ACKNOWLEDGED"}, OrderStatus.ACKNOWLEDGED),
        ("processing", {"PLACED", "ACKNOWLEDGED"}, OrderStatus.ACKNOWLEDGED),
        ("done", {"PLACED", "ACKNOWLEDGED", "CLOSED"}, OrderStatus.CLOSED),
        ("cancelled", {"PLACED", "CANCELLED"}, OrderStatus.CANCELLED),
    ],
)
def test_each_state_of_a_sale(state: str, codes: set[str], status: OrderStatus) -> None:
    made = told(sale(state=state, **UNRELEASED)).value
    assert {fact.code for fact in made.milestones} == codes
    assert {fact.raw_code for fact in made.milestones} == {state}
    assert order_status(made.lines, made.milestones) is status


def test_no_state_is_forgotten() -> None:
    assert set(CODES_OF_SALE) == {"draft", "quotation", "confirmed", "processing", "done", "cancelled"}


def test_an_unknown_state_is_found_and_advances_nothing() -> None:
    found = told(sale(state="frozen"))
    assert [finding.group for finding in found.findings] == [f"{INSTANCE}/sale state/frozen"]
    unknown = [fact for fact in found.value.milestones if fact.code is MilestoneCode.UNKNOWN]
    assert [fact.raw_code for fact in unknown] == ["frozen"]
    assert order_status(found.value.lines, unknown) is OrderStatus.UNKNOWN


def test_an_order_is_released_with_its_first_shipment() -> None:
    later = {"id": 25, "number": "25", "create_date": moment(LEFT)}
    first = {"id": 17, "number": "17", "create_date": moment(RELEASED)}
    record = sale(**{"shipments.": [later, first]})
    assert at(record)[MilestoneCode.RELEASED] == RELEASED
    made = told(record).value
    assert order_status(made.lines, made.milestones) is OrderStatus.RELEASED


def test_an_order_of_an_earlier_day_was_placed_at_its_start() -> None:
    placed = at(sale(sale_date=day(PLACED.date() - timedelta(days=1))))[MilestoneCode.PLACED]
    assert placed == datetime(2026, 11, 19, 5, 0, tzinfo=UTC)


def test_without_a_sale_date_an_order_was_placed_when_it_was_written_down() -> None:
    assert at(sale(state="quotation", sale_date=None))[MilestoneCode.PLACED] == PLACED


@pytest.mark.parametrize(
    ("state", "code"), [("done", MilestoneCode.CLOSED), ("cancelled", MilestoneCode.CANCELLED)]
)
def test_an_order_ended_with_its_last_change(state: str, code: MilestoneCode) -> None:
    assert at(sale(state=state, write_date=moment(LEFT)))[code] == LEFT
    assert at(sale(state=state, write_date=None))[code] == PLACED


def test_a_cancelled_order_has_all_its_lines_cancelled() -> None:
    made = told(sale(state="cancelled", **UNRELEASED)).value
    assert line_quantities(made.lines[0], made.milestones).cancelled == quantity(10)


def test_when_goods_shall_leave_is_a_plan_and_no_progress() -> None:
    made = told(sale(shipping_date=day(TODAY))).value
    (plan,) = (fact for fact in made.milestones if fact.code is MilestoneCode.SHIPPED)
    assert plan.classifier is Classifier.PLANNED
    assert plan.occurred_at == datetime(2026, 11, 22, 4, 59, 59, tzinfo=UTC)
    assert order_status(made.lines, made.milestones) is OrderStatus.RELEASED
    assert made.promised_at is None


def billed(*invoices: Json) -> Found[Order]:
    two = [sale_line(27), sale_line(28, **{"unit.": BOX})]
    return told(sale(**{"lines.": two, "invoices.": list(invoices)}))


def invoiced(order: Order, code: MilestoneCode = MilestoneCode.INVOICED) -> list[tuple[str, str, object]]:
    return [(fact.reference, fact.line, fact.quantity) for fact in order.milestones if fact.code is code]


def row(line: object, amount: float, **other: object) -> Json:
    return {"id": 1, "origin": f"sale.line,{line}", "quantity": amount, **other}


def test_an_invoice_bills_lines_in_units_of_stock() -> None:
    rows = [row(27, 4.0), row(27, 6.0), row(28, 10.0, **{"unit.": BOX}), row(99, 1.0)]
    rows += [{"id": 2, "origin": None, "quantity": 1.0}, {"id": 3, "origin": "sale.line,?", "quantity": 1.0}]
    made = billed(invoice(**{"lines.": rows})).value
    assert invoiced(made) == [("INV-1", "27", quantity(10)), ("INV-1", "28", quantity(120))]
    assert billing_status(made.lines, made.milestones) is BillingStatus.INVOICED


def test_an_order_is_invoiced_in_part() -> None:
    made = billed(invoice(**{"lines.": [row(27, 4.0)]})).value
    assert billing_status(made.lines, made.milestones) is BillingStatus.PARTIALLY_INVOICED


def test_what_is_billed_below_zero_is_credited() -> None:
    made = billed(invoice(**{"lines.": [row(27, -2.0)]})).value
    assert invoiced(made) == []
    assert invoiced(made, MilestoneCode.CREDITED) == [("INV-1", "27", quantity(2))]


@pytest.mark.parametrize(
    ("state", "number", "counts"),
    [
        ("draft", None, False),
        ("validated", "INV-1", False),
        ("posted", "INV-1", True),
        ("paid", "INV-1", True),
        ("cancelled", "INV-1", False),
    ],
)
def test_only_what_was_issued_is_invoiced(state: str, number: str | None, counts: bool) -> None:  # noqa: FBT001 - a table
    made = billed(invoice(number, state=state)).value
    assert bool(invoiced(made)) is counts


@pytest.mark.parametrize(
    ("other", "when"),
    [
        ({}, LEFT),
        ({"move.": {"id": 1, "create_date": moment(PACKED)}}, PACKED),
        ({"move.": None}, datetime(2026, 11, 21, 5, 0, tzinfo=UTC)),
        ({"invoice_date": day(PLACED.date())}, datetime(2026, 11, 20, 5, 0, tzinfo=UTC)),
    ],
)
def test_an_invoice_is_of_its_day(other: Json, when: datetime) -> None:
    made = billed(invoice(**other)).value
    assert {fact.occurred_at for fact in made.milestones if fact.code is MilestoneCode.INVOICED} == {when}


@pytest.mark.parametrize("wrong", [row(27, HUGE), row(27, 1.0, **{"unit.": {"factor": -1}})])
def test_an_invoice_that_cannot_be_meant_bills_nothing_and_is_noted(wrong: Json) -> None:
    found = billed(invoice(**{"lines.": [wrong]}))
    assert invoiced(found.value) == []
    assert [finding.group for finding in found.findings] == [f"{INSTANCE}/invoices[].lines"]
    assert "invoices[INV-1].lines " in found.findings[0].detail
