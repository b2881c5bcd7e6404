"""What the ERP's documents and history tell of what happened to an order."""

import pytest

from adapters.erp_sim import vocabulary
from domain.milestones import Milestone, MilestoneCode
from domain.quantities import quantity
from tests.adapters.erp_sim.records import DELIVERY, HOLD, INVOICE, at, entry, mapped_order


@pytest.mark.parametrize(("code", "meaning"), vocabulary.MILESTONE_OF.items())
def test_every_history_code_has_its_milestone(code: str, meaning: MilestoneCode) -> None:
    mapped = mapped_order(history=[entry(code)], holds=[], deliveries=[], invoices=[])
    assert [(m.code, m.raw_code) for m in mapped.order.milestones] == [(meaning, code)]
    assert mapped.findings == ()


def test_what_left_is_told_by_line_under_the_name_of_the_shipment() -> None:
    assert mapped_order().of(MilestoneCode.SHIPPED) == [
        Milestone(
            code=MilestoneCode.SHIPPED,
            occurred_at=at(21, 18),
            source="erp",
            reference="SHE000000421",
            line="10",
            quantity=quantity(12),
            location="1000",
            raw_code="PGI",
        )
    ]


def test_what_is_allocated_is_told_where_its_line_ships_from() -> None:
    allocated = mapped_order(history=[entry("ALC", line=20, quantity=4)]).of(MilestoneCode.ALLOCATED)
    assert [(m.line, m.quantity, m.location) for m in allocated] == [("20", quantity(4), "1000")]


def test_a_hold_is_told_once_with_its_reason() -> None:
    mapped = mapped_order()
    held, released = mapped.of(MilestoneCode.HELD), mapped.of(MilestoneCode.HOLD_RELEASED)
    assert [(m.occurred_at, m.reference, m.reason) for m in held] == [(at(20, 8), "CR", "credit")]
    assert [(m.occurred_at, m.reference, m.reason) for m in released] == [(at(20, 20), "CR", "credit")]


def test_a_hold_without_a_document_is_told_by_the_history() -> None:
    held = mapped_order(holds=[]).of(MilestoneCode.HELD)
    assert [(m.occurred_at, m.reference) for m in held] == [(at(20, 8), "")]


def test_an_open_hold_is_not_released() -> None:
    mapped = mapped_order(holds=[HOLD | {"released_at": None}], history=[])
    assert mapped.of(MilestoneCode.HELD)
    assert mapped.of(MilestoneCode.HOLD_RELEASED) == []


SECOND_DELIVERY = DELIVERY | {"number": "8000000422", "lines": [{"line": 20, "quantity": 6}]}
SECOND_INVOICE = INVOICE | {"number": "INV-00000422", "amount": "264.00"}
DOCUMENTS = {"deliveries": [SECOND_DELIVERY, DELIVERY], "invoices": [INVOICE, SECOND_INVOICE], "history": []}


def test_an_invoice_bills_the_delivery_of_its_value() -> None:
    invoiced = mapped_order(**DOCUMENTS).of(MilestoneCode.INVOICED)
    assert [(m.reference, m.line, m.quantity) for m in invoiced] == [
        ("INV-00000421", "10", quantity(12)),
        ("INV-00000422", "20", quantity(6)),
    ]


@pytest.mark.parametrize("status", ["C", "D"])
def test_the_last_invoice_of_all_bills_the_rest(status: str) -> None:
    invoiced = mapped_order(**DOCUMENTS, billing_status=status).of(MilestoneCode.INVOICED)
    assert [(m.reference, m.line) for m in invoiced] == [("INV-00000421", "10"), ("INV-00000422", "")]


def test_an_invoice_of_no_delivery_s_value_bills_nothing_that_we_know() -> None:
    mapped = mapped_order(invoices=[INVOICE | {"amount": "1.00"}])
    assert mapped.of(MilestoneCode.INVOICED) == []
    (finding,) = mapped.findings
    assert finding.group == "erp/invoices[]"
    assert "invoices[INV-00000421] bills an amount that is the value of no delivery" in finding.detail


@pytest.mark.parametrize(("billing", "credited"), [("C", 0), ("D", 1)])
def test_a_credited_return_credits_the_order_where_the_erp_says_so(billing: str, credited: int) -> None:
    mapped = mapped_order(billing_status=billing, history=[entry("CRN", **{"return": "RMA-0000042"})])
    assert [m.reference for m in mapped.of(MilestoneCode.RETURN_CREDITED)] == ["RMA-0000042"]
    assert len(mapped.of(MilestoneCode.CREDITED)) == credited


def test_the_status_alone_tells_that_the_warehouse_is_at_work() -> None:
    started = mapped_order(status="50").of(MilestoneCode.PICK_STARTED)
    assert [(m.occurred_at, m.raw_code) for m in started] == [(at(22, 10, 0, 1), "50")]
