"""From sales to orders."""

from decimal import Decimal

import pytest

from adapters.erp_tryton.mapping.orders import order
from adapters.erp_tryton.wire import sales as wire_sales
from domain.errors import ImpossibleValue
from domain.identifiers import Identifier, IdentifierKind
from domain.orders import Address, InvoiceReference, Order, OrderLine
from domain.ports.reading import Found
from domain.quantities import Money, Quantity, quantity
from tests.adapters.erp_tryton.replies import (
    BOX,
    BUSINESS_UNIT,
    HUGE,
    INSTANCE,
    LEFT,
    PLACED,
    Json,
    day,
    exact,
    invoice,
    item,
    moment,
    notes,
    read,
    sale,
    sale_line,
)


def told(record: Json) -> Found[Order]:
    noted = notes()
    return noted.as_found(order(read(wire_sales.SALE, record), noted))


def lines(*records: Json) -> tuple[OrderLine, ...]:
    return told(sale(**{"lines.": list(records)})).value.lines


def test_an_order_is_its_sale() -> None:
    found = told(sale())
    assert found.findings == ()
    made = found.value
    assert (made.number, made.source, made.customer, made.channel) == ("21", INSTANCE, "C-ACME", "")
    assert (made.placed_at, made.promised_at, made.as_of) == (PLACED, None, LEFT)
    assert made.business_unit == BUSINESS_UNIT
    assert made.holds == ()
    assert made.return_numbers == ()


def test_names_are_those_that_tryton_knows() -> None:
    made = told(sale(**{"invoices.": [invoice(), invoice("INV-2", state="cancelled"), invoice(None)]})).value
    assert made.identifiers == tuple(
        Identifier(kind, INSTANCE, value)
        for kind, value in (
            (IdentifierKind.ORDER, "21"),
            (IdentifierKind.CUSTOMER_PO, "PO-4523"),
            (IdentifierKind.CUSTOMER, "C-ACME"),
            (IdentifierKind.INVOICE, "INV-1"),
            (IdentifierKind.SHIPMENT, "17"),
        )
    )


def test_a_web_shop_is_a_channel_with_numbers_of_its_own() -> None:
    found = told(sale(web_id="#5042", **{"web_shop.": {"id": 1, "name": "Parts online"}}))
    assert (found.value.channel, found.findings) == ("WEB", ())
    assert Identifier(IdentifierKind.CHANNEL_ORDER, INSTANCE, "#5042") in found.value.identifiers


def test_a_shop_that_no_setting_names_is_told_as_it_is_and_noted() -> None:
    found = told(sale(web_id="7", **{"web_shop.": {"id": 2, "name": "Trade fair"}}))
    assert found.value.channel == "Trade fair"
    assert [finding.group for finding in found.findings] == [f"{INSTANCE}/web shop/Trade fair"]


def test_a_web_number_without_a_shop_is_no_channels() -> None:
    found = told(sale(web_id="7"))
    assert IdentifierKind.CHANNEL_ORDER not in {name.kind for name in found.value.identifiers}


def test_a_reference_that_can_name_nothing_is_noted() -> None:
    found = told(sale(reference="PO\x00"))
    assert IdentifierKind.CUSTOMER_PO not in {name.kind for name in found.value.identifiers}
    assert [finding.group for finding in found.findings] == [f"{INSTANCE}/customer_po number"]


def test_a_line_is_named_by_its_record_and_ships_from_the_warehouse() -> None:
    assert lines(sale_line(27)) == (
        OrderLine(
            id="27",
            sku="AX-1028",
            ordered=quantity(10),
            description="Valve",
            location="WH-E",
            unit_price=Money(Decimal(38), "USD"),
        ),
    )


def test_what_is_sold_by_the_box_is_ordered_and_priced_by_the_piece() -> None:
    (line,) = lines(sale_line(quantity=2.0, unit_price=exact("480.0000"), **{"unit.": BOX}))
    assert (line.ordered, line.unit_price) == (quantity(24), Money(Decimal(40), "USD"))


def test_a_stock_unit_of_the_company_s_own_has_the_name_that_settings_give_it() -> None:
    (line,) = lines(sale_line(**{"product.": item(**{"default_uom.": BOX}), "unit.": BOX}))
    assert line.ordered == Quantity(Decimal(10), "CS")


@pytest.mark.parametrize(
    "other",
    [
        {"type": "comment", "quantity": None, "product.": None},
        {"type": "subtotal", "quantity": None, "product.": None},
        {"type": "title", "quantity": None, "product.": None},
        {"product.": None},
        {"product.": item(None, type="service", name="Freight")},
        {"quantity": -4.0},
        {"quantity": 0.0},
        {"quantity": None},
    ],
)
def test_only_goods_that_are_sold_are_lines(other: Json) -> None:
    assert [line.id for line in lines(sale_line(27), sale_line(28, **other))] == ["27"]


def test_what_will_not_be_made_up_for_is_cancelled() -> None:
    ignored: list[Json] = [{"id": 1, "internal_quantity": 3.0}, {"id": 2, "internal_quantity": 1.0}]
    (line,) = lines(sale_line(**{"moves_ignored.": ignored}))
    assert line.cancelled == quantity(4)


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ({"product.": item(None)}, r"lines\[27\]\.product\.code: 'Valve' has no code"),
        ({"quantity": HUGE}, r"lines\[27\]\.quantity: .* is too large"),
        ({"unit.": BOX | {"factor": 0}}, r"lines\[27\]\.quantity: a unit is nothing"),
        ({"moves_ignored.": [{"id": 1, "internal_quantity": HUGE}]}, r"lines\[27\]\.moves_ignored: "),
    ],
)
def test_an_order_whose_lines_cannot_be_meant_is_refused(other: Json, place: str) -> None:
    with pytest.raises(ImpossibleValue, match=place):
        lines(sale_line(27, **other))


def test_goods_go_to_the_address_of_the_sale() -> None:
    expected = Address(
        name="Acme Fabrication",
        lines=("1 Mill Lane", "Dock 4"),
        city="New York",
        postal_code="10001",
        region="US-NY",
        country="US",
    )
    assert told(sale()).value.ship_to == expected
    assert told(sale(**{"shipment_address.": None})).value.ship_to is None


@pytest.mark.parametrize(
    ("party", "address", "name"),
    [
        (None, "Acme, goods in", "Acme, goods in"),
        ({"id": 5, "code": "C-BOLT", "name": "Bolt & Sons"}, None, "Bolt & Sons"),
        (None, None, "Acme Fabrication"),
    ],
)
def test_goods_are_for_whoever_the_address_names(party: Json | None, address: str | None, name: str) -> None:
    ship_to = told(
        sale(**{"shipment_party.": party, "shipment_address.": {"id": 4, "party_name": address}})
    ).value.ship_to
    assert ship_to
    assert ship_to.name == name


def test_an_invoice_is_a_reference_once_it_has_a_number() -> None:
    made = told(sale(**{"invoices.": [invoice(None, state="draft"), invoice(state="paid")]})).value
    amount = Money(Decimal("268.00"), "USD")
    assert made.invoices == (InvoiceReference(number="INV-1", issued_at=LEFT, amount=amount, state="paid"),)


@pytest.mark.parametrize(
    ("record", "group"),
    [
        (sale(create_date=moment(PLACED) | {"month": 13}), "create_date"),
        (sale(sale_date={"__class__": "date", "year": 2026, "month": 2, "day": 30}), "sale_date"),
        (sale(**{"lines.": [sale_line(unit_price=exact("much"))]}), "lines[].unit_price"),
        (sale(**{"currency.": {"id": 1, "code": "dollars"}}), "lines[].unit_price"),
        (sale(**{"invoices.": [invoice(total_amount=exact("1E30"))]}), "invoices[].total_amount"),
        (sale(**{"invoices.": [invoice(), {"id": 4, "state": 7}]}), "invoices"),
        (
            sale(**{"invoices.": [invoice(invoice_date=day(PLACED.date()) | {"month": 0})]}),
            "invoices[].invoice_date",
        ),
    ],
)
def test_a_value_that_cannot_be_meant_is_left_out_and_noted(record: Json, group: str) -> None:
    found = told(record)
    assert [finding.group for finding in found.findings] == [f"{INSTANCE}/{group}"]
    assert {finding.subjects for finding in found.findings} == {("order:21",)}
    assert found.value.lines[0].ordered == quantity(10)


def test_an_unknown_state_of_an_invoice_is_noted_and_kept() -> None:
    found = told(sale(**{"invoices.": [invoice(state="disputed")]}))
    assert [finding.group for finding in found.findings] == [f"{INSTANCE}/invoice state/disputed"]
    assert [bill.state for bill in found.value.invoices] == ["disputed"]
