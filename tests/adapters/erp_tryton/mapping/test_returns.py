"""What a sale tells that takes goods back."""

import pytest

from domain.errors import ImpossibleValue
from domain.identifiers import Identifier, IdentifierKind
from domain.quantities import quantity
from domain.returns import ReturnLine
from tests.adapters.erp_tryton.replies import BOX, BUSINESS_UNIT, HUGE, INSTANCE, LEFT, Json, item, sale_line
from tests.adapters.erp_tryton.returned import credit, line_back, returned, sale_back

OTHER: Json = {"product.": item("AX-1029")}


def returning(*sold: Json, back: Json | None = None) -> list[ReturnLine]:
    origin = {"id": 23, "number": "21", "lines.": list(sold)}
    return list(returned(sale_back(**{"origin.": origin, "lines.": [back or line_back()]})).lines)


def test_a_return_says_what_comes_back_of_which_order() -> None:
    made = returned(sale_back())
    assert (made.number, made.source, made.order, made.customer) == ("31", INSTANCE, "21", "C-ACME")
    assert made.lines == (ReturnLine(line="27", sku="AX-1028", quantity=quantity(4)),)
    assert (made.business_unit, made.as_of) == (BUSINESS_UNIT, LEFT)


def test_what_comes_back_is_counted_in_units_of_stock() -> None:
    made = returned(sale_back(**{"lines.": [line_back(**{"unit.": BOX})]}))
    assert [line.quantity for line in made.lines] == [quantity(48)]


@pytest.mark.parametrize(
    "other",
    [
        {"quantity": 4.0},
        {"quantity": 0.0},
        {"quantity": None},
        {"type": "comment"},
        {"product.": None},
        {"product.": item(None, type="service")},
    ],
)
def test_only_goods_that_come_back_are_lines(other: Json) -> None:
    made = returned(sale_back(**{"lines.": [line_back(40, **other), line_back()]}))
    assert [line.sku for line in made.lines] == ["AX-1028"]


def test_the_line_is_the_only_one_that_sold_the_item() -> None:
    (line,) = returning(sale_line(26, **OTHER), sale_line(27), sale_line(28, quantity=-1.0))
    assert (line.line, line.sku) == ("27", "AX-1028")


@pytest.mark.parametrize("sold", [[sale_line(27), sale_line(28)], [sale_line(27, **OTHER)], []])
def test_where_no_line_or_several_sold_the_item_none_is_named(sold: list[Json]) -> None:
    (line,) = returning(*sold)
    assert (line.line, line.sku, line.quantity) == ("", "AX-1028", quantity(4))


def test_the_refund_is_the_invoice_that_credits() -> None:
    kept = credit("INV-2", **{"lines.": [{"id": 2, "origin": "sale.line,40", "quantity": 1.0}]})
    made = returned(sale_back(**{"invoices.": [kept, credit()]}))
    assert made.refund == "CR-1"


@pytest.mark.parametrize("bill", [credit(None, state="draft"), credit(state="cancelled")])
def test_without_an_issued_invoice_there_is_no_refund(bill: Json) -> None:
    assert returned(sale_back(**{"invoices.": [bill]})).refund == ""


def test_a_return_has_the_names_of_its_order_customer_and_refund() -> None:
    made = returned(sale_back(**{"invoices.": [credit()]}))
    assert set(made.identifiers) == {
        Identifier(IdentifierKind.RETURN, INSTANCE, "31"),
        Identifier(IdentifierKind.ORDER, INSTANCE, "21"),
        Identifier(IdentifierKind.CUSTOMER, INSTANCE, "C-ACME"),
        Identifier(IdentifierKind.INVOICE, INSTANCE, "CR-1"),
    }


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (line_back(**{"product.": item(None)}), r"lines\[39\]\.product\.code: 'Valve' has no code"),
        (line_back(quantity=-HUGE), r"lines\[39\]\.quantity: .* is too large"),
        (line_back(**{"unit.": {"factor": 0}}), r"lines\[39\]\.quantity: a unit is nothing"),
    ],
)
def test_a_return_whose_lines_cannot_be_meant_is_refused(line: Json, place: str) -> None:
    with pytest.raises(ImpossibleValue, match=place):
        returned(sale_back(**{"lines.": [line]}))
