from decimal import Decimal

import msgspec
import pytest

from adapters.erp_sim import mapping_catalog, wire_catalog
from adapters.erp_sim.notation import ErpNotes, notes_on
from domain.catalog import Component, Customer, Location, Product, UnitConversion
from domain.errors import ImpossibleValue
from domain.identifiers import Identifier, IdentifierKind

PRODUCT = {
    "sku": "AX-1042",
    "name": "Ball valve 3/4 in brass",
    "gtin": "10614141010425",
    "uom": "EA",
    "units": [{"uom": "CASE", "quantity": 12}, {"uom": "PALLET", "quantity": 480}],
    "components": [{"sku": "AX-1003", "quantity": 2}],
    "supplier": "V-007",
    "supplier_item": "7-44102",
    "active": True,
    "weight_grams": 450,
}


def notes() -> ErpNotes:
    return notes_on("erp", "product:AX-1042")


def product(**changes: object) -> Product:
    record = wire_catalog.PRODUCT.decode(msgspec.json.encode(PRODUCT | changes))
    return mapping_catalog.product(record, notes(), None)


def test_a_product_comes_over() -> None:
    assert product() == Product(
        sku="AX-1042",
        source="erp",
        name="Ball valve 3/4 in brass",
        base_unit="EA",
        conversions=(UnitConversion("CS", Decimal(12)), UnitConversion("PL", Decimal(480))),
        components=(Component("AX-1003", Decimal(2)),),
        identifiers=(
            Identifier(IdentifierKind.ITEM, "erp", "AX-1042"),
            Identifier(IdentifierKind.GTIN, "erp", "10614141010425"),
            Identifier(IdentifierKind.SUPPLIER_ITEM, "erp", "V-007/7-44102"),
        ),
    )


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"units": [{"uom": "CASE", "quantity": 0}]}, r"units\[CASE\]\.quantity: 0 converts nothing"),
        ({"units": [{"uom": "CASE", "quantity": 10**30}]}, r"units\[CASE\]\.quantity: .* is too large"),
        ({"components": [{"sku": "AX-1003", "quantity": -2}]}, r"components\[AX-1003\]\.quantity: .* below"),
    ],
)
def test_a_product_that_cannot_be_counted_is_no_product(changes: dict[str, object], place: str) -> None:
    with pytest.raises(ImpossibleValue, match=place):
        product(**changes)


def test_a_site_comes_over() -> None:
    record = wire_catalog.Site(
        code="1000",
        name="Newark distribution centre",
        gln="0614141100002",
        region="US-NJ",
        country="US",
        time_zone="America/New_York",
    )
    assert mapping_catalog.location(record, notes(), None) == Location(
        code="1000",
        source="erp",
        name="Newark distribution centre",
        zone="America/New_York",
        region="US-NJ",
        country="US",
        identifiers=(
            Identifier(IdentifierKind.LOCATION, "erp", "1000"),
            Identifier(IdentifierKind.GLN, "erp", "0614141100002"),
        ),
    )


def test_a_customer_comes_over() -> None:
    record = wire_catalog.Customer(number="C-00042", name="Acme", email="buy@acme.example", gln=None)
    assert mapping_catalog.customer(record, notes(), None) == Customer(
        code="C-00042",
        source="erp",
        name="Acme",
        email="buy@acme.example",
        identifiers=(Identifier(IdentifierKind.CUSTOMER, "erp", "C-00042"),),
    )


def test_a_customer_may_have_no_address_for_mail() -> None:
    assert mapping_catalog.customer(wire_catalog.Customer(number="C-1"), notes(), None).email == ""
