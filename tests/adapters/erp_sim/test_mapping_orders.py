import re
from decimal import Decimal

import pytest

from adapters.erp_sim import vocabulary
from domain.errors import ImpossibleValue
from domain.exceptions import BAD_VALUE, UNMAPPED_CODE
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import MilestoneCode
from domain.orders import Address, Hold, InvoiceReference, OrderLine
from domain.quantities import Money, quantity
from tests.adapters.erp_sim.records import (
    DELIVERY,
    HOLD,
    INVOICE,
    LINE,
    SECOND_LINE,
    Json,
    at,
    entry,
    mapped_order,
)
from tests.doubles.clock import START


def test_the_header_comes_over() -> None:
    order, findings = mapped_order()
    assert findings == ()
    assert (order.number, order.source, order.customer, order.channel) == (
        "SO-0000042",
        "erp",
        "C-01311",
        "WEB",
    )
    assert order.business_unit == "1100"
    assert (order.placed_at, order.promised_at, order.as_of) == (at(20, 7, 45), at(25, 7, 45), START)
    assert order.ship_to == Address(
        name="Ines Farrow",
        lines=("14 Mill Road",),
        city="Austin",
        postal_code="78701",
        region="TX",
        country="US",
    )


def test_a_line_comes_over() -> None:
    assert mapped_order().order.lines[0] == OrderLine(
        id="10",
        sku="AX-1042",
        ordered=quantity(12),
        location="1000",
        cancelled=quantity(0),
        promised_at=at(25, 7, 45),
        unit_price=Money(Decimal("12.40"), "USD"),
    )


def test_what_the_customer_calls_an_item_is_the_customer_s_own() -> None:
    order = mapped_order(lines=[LINE | {"customer_item": "P-7123"}, SECOND_LINE]).order
    assert [line.identifiers for line in order.lines] == [
        (Identifier(IdentifierKind.CUSTOMER_ITEM, "erp", "C-01311/P-7123"),),
        (),
    ]
    nobody_s = mapped_order(lines=[LINE | {"customer_item": "P-7123"}], customer=None).order
    assert nobody_s.lines[0].identifiers == ()


def test_holds_and_invoices_come_over() -> None:
    order = mapped_order().order
    assert order.holds == (Hold(code="CR", reason="credit", since=at(20, 8), released_at=at(20, 20)),)
    amount = Money(Decimal("148.80"), "USD")
    assert order.invoices == (
        InvoiceReference(number="INV-00000421", issued_at=at(22, 10, 0, 1), amount=amount, state="OPEN"),
    )


def test_every_foreign_name_is_kept() -> None:
    order = mapped_order(customer_po=" PO 4500042 ", returns=["RMA-0000042"]).order
    assert set(order.identifiers) == {
        Identifier(IdentifierKind.ORDER, "erp", "SO-0000042"),
        Identifier(IdentifierKind.CHANNEL_ORDER, "erp", "#1042"),
        Identifier(IdentifierKind.CUSTOMER_PO, "erp", "PO 4500042"),
        Identifier(IdentifierKind.INVOICE, "erp", "INV-00000421"),
        Identifier(IdentifierKind.RETURN, "erp", "RMA-0000042"),
        Identifier(IdentifierKind.SHIPMENT, "erp", "SHE000000421"),
        Identifier(IdentifierKind.TRACKING, "erp", "1ZR410W70300000425"),
    }


@pytest.mark.parametrize(("uom", "unit"), vocabulary.UNIT_OF.items())
def test_every_unit_has_our_name(uom: str, unit: str) -> None:
    order = mapped_order(lines=[LINE | {"uom": uom}]).order
    assert order.lines[0].ordered.unit == unit
    assert {m.quantity.unit for m in order.milestones if m.quantity} == {unit}


UNKNOWN_CODES: list[tuple[Json, str]] = [
    ({"status": "ZZ-77"}, "erp/order status/ZZ-77"),
    ({"history": [entry("XYZ")]}, "erp/history/XYZ"),
    ({"lines": [LINE | {"uom": "DRUM"}, SECOND_LINE]}, "erp/unit/DRUM"),
    ({"holds": [HOLD | {"code": "XX"}]}, "erp/hold/XX"),
    ({"invoices": [INVOICE | {"state": "LOST"}]}, "erp/invoice state/LOST"),
    ({"billing_status": "E", "invoices": []}, "erp/billing status/E"),
]


@pytest.mark.parametrize(("changes", "group"), UNKNOWN_CODES)
def test_an_unknown_code_is_a_finding(changes: Json, group: str) -> None:
    findings = mapped_order(**changes).findings
    assert {finding.group for finding in findings if finding.code == UNMAPPED_CODE} == {group}
    assert {finding.subjects for finding in findings} == {("order:SO-0000042",)}


@pytest.mark.parametrize("changes", [{"status": "ZZ-77"}, {"history": [entry("XYZ")]}])
def test_an_unknown_code_is_kept_and_means_nothing(changes: Json) -> None:
    (unknown,) = mapped_order(**changes).of(MilestoneCode.UNKNOWN)
    assert unknown.raw_code in {"ZZ-77", "XYZ"}


INDEX = re.compile(r"\[.+\]")
NO_ZONE = "2026-02-20T07:45:00"
IMPOSSIBLE = "2026-02-30T25:61:99Z"
HUGE = 10**30
BAD_VALUES: list[tuple[Json, str, str]] = [
    ({"ordered_at": NO_ZONE}, "ordered_at", "has no zone"),
    ({"ordered_at": IMPOSSIBLE}, "ordered_at", "is not an ISO 8601 time"),
    ({"promised_at": "2226-01-01T00:00:00Z"}, "promised_at", "is not between 1990 and 2100"),
    ({"lines": [LINE | {"promised_at": NO_ZONE}]}, "lines[10].promised_at", "has no zone"),
    ({"lines": [LINE | {"cancelled": HUGE}]}, "lines[10].cancelled", "is too large"),
    ({"lines": [LINE | {"unit_price": "much"}], "invoices": []}, "lines[10].unit_price", "is not a number"),
    ({"currency": "dollars"}, "lines[10].unit_price", "is not an ISO 4217 code"),
    ({"holds": [HOLD | {"since": IMPOSSIBLE}]}, "holds[CR]", "is not an ISO 8601 time"),
    ({"holds": [7]}, "holds", "[0]: Expected `object`, got `int`"),
    ({"deliveries": [DELIVERY | {"posted_at": NO_ZONE}]}, "deliveries[8000000421]", "has no zone"),
    (
        {"deliveries": [DELIVERY | {"lines": [{"line": 10, "quantity": HUGE}]}], "invoices": []},
        "deliveries[8000000421].quantity",
        "is too large",
    ),
    (
        {"deliveries": [DELIVERY | {"lines": [{"line": 30, "quantity": 1}]}], "invoices": []},
        "deliveries[8000000421].line",
        "there is no line 30",
    ),
    ({"deliveries": [{"number": "8"}]}, "deliveries", "[0]: Object missing required field `posted_at`"),
    ({"invoices": [INVOICE | {"posted_at": IMPOSSIBLE}]}, "invoices[INV-00000421]", "is not an ISO 8601"),
    ({"history": [entry("ALC", at=NO_ZONE)]}, "history[ALC].at", "has no zone"),
    ({"history": [entry("ALC", line=10, quantity=HUGE)]}, "history[ALC].quantity", "is too large"),
    ({"history": [entry("ALC", line=10, quantity=-1)]}, "history[ALC].quantity", "is below zero"),
    ({"history": [entry("ALC", line=30, quantity=1)]}, "history[ALC].line", "there is no line 30"),
    ({"history": [entry("PGI", delivery="8")]}, "history[PGI]", "names 8, which is not in the record"),
    ({"history": [{"code": "ALC"}]}, "history", "[0]: Object missing required field `at`"),
    ({"channel_ref": "#\u0007"}, "channel_order number", "cannot name a channel_order"),
]


@pytest.mark.parametrize(("changes", "place", "reason"), BAD_VALUES)
def test_a_bad_value_is_left_out_and_named(changes: Json, place: str, reason: str) -> None:
    order, findings = mapped_order(**changes)
    told = [finding for finding in findings if finding.code == BAD_VALUE]
    assert [finding for finding in told if place in finding.detail and reason in finding.detail], told
    assert [finding.group for finding in told if INDEX.search(finding.group)] == []
    assert order.lines[0].ordered == quantity(12)


def test_a_bad_quantity_does_not_stand_for_all_of_the_line() -> None:
    mapped = mapped_order(history=[entry("ALC", line=10, quantity=HUGE)])
    assert mapped.of(MilestoneCode.ALLOCATED) == []


@pytest.mark.parametrize("amount", [HUGE, -1])
def test_a_line_without_a_possible_quantity_is_no_line(amount: int) -> None:
    with pytest.raises(ImpossibleValue, match=r"^lines\[20\]\.quantity: "):
        mapped_order(lines=[LINE, SECOND_LINE | {"quantity": amount}])
