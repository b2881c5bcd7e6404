"""From products, warehouses and parties to ours."""

from decimal import Decimal

import pytest

from adapters.erp_tryton.mapping import catalog as mapping_catalog
from adapters.erp_tryton.wire import catalog as wire_catalog
from domain.catalog import Customer, Location, Product, UnitConversion
from domain.errors import ImpossibleValue
from domain.identifiers import Identifier, IdentifierKind
from tests.adapters.erp_tryton.replies import BOX, INSTANCE, LEFT, UNIT, Json, notes, read


def product(**other: object) -> Json:
    told: Json = {
        "id": 30,
        "code": "AX-1030",
        "name": "Part 1030",
        "default_uom.": UNIT,
        "sale_uom.": BOX,
        "purchase_uom.": UNIT,
        "identifiers.": [
            {"id": 1, "type": "ean", "code": "4006400010300"},
            {"id": 2, "type": "mpn", "code": "X"},
        ],
    }
    return told | other


def made(record: Json) -> Product:
    noted = notes("product:AX-1030")
    told = mapping_catalog.product(read(wire_catalog.PRODUCT, record), noted)
    assert noted.findings == ()
    return told


def test_a_product_is_known_by_its_codes() -> None:
    told = made(product())
    assert (told.sku, told.source, told.name, told.base_unit, told.as_of) == (
        "AX-1030",
        INSTANCE,
        "Part 1030",
        "EA",
        LEFT,
    )
    assert told.identifiers == (
        Identifier(IdentifierKind.ITEM, INSTANCE, "AX-1030"),
        Identifier(IdentifierKind.GTIN, INSTANCE, "4006400010300"),
    )


@pytest.mark.parametrize(
    ("sold", "bought", "expected"),
    [
        (UNIT, UNIT, ()),
        (None, None, ()),
        (BOX, BOX, (UnitConversion("CS", Decimal(12)),)),
        (
            BOX,
            {"id": 37, "symbol": "pal", "factor": 480.0},
            (UnitConversion("CS", Decimal(12)), UnitConversion("PAL", Decimal(480))),
        ),
    ],
)
def test_units_of_sale_and_purchase_are_so_many_of_stock(
    sold: Json | None, bought: Json | None, expected: tuple[UnitConversion, ...]
) -> None:
    assert made(product(**{"sale_uom.": sold, "purchase_uom.": bought})).conversions == expected


def test_a_unit_of_nothing_fails_the_product() -> None:
    with pytest.raises(ImpossibleValue, match="unit bx12: "):
        made(product(**{"sale_uom.": BOX | {"factor": 0.0}}))


def test_a_location_is_a_warehouse_whose_zone_nobody_knows() -> None:
    address: Json = {"id": 2, "country.": {"id": 1, "code": "US"}, "subdivision.": {"id": 3, "code": "US-NV"}}
    record: Json = {"id": 12, "code": "WH-W", "name": "West distribution centre", "address.": address}
    noted = notes("location:WH-W")
    assert mapping_catalog.location(read(wire_catalog.PLACE, record), noted) == Location(
        code="WH-W",
        source=INSTANCE,
        name="West distribution centre",
        zone="",
        region="US-NV",
        country="US",
        identifiers=(Identifier(IdentifierKind.LOCATION, INSTANCE, "WH-W"),),
        as_of=LEFT,
    )
    bare = mapping_catalog.location(read(wire_catalog.PLACE, record | {"address.": None}), noted)
    assert (bare.region, bare.country) == ("", "")
    assert noted.findings == ()


@pytest.mark.parametrize(("email", "expected"), [("orders@acme.example", "orders@acme.example"), (None, "")])
def test_a_customer_is_a_party(email: str | None, expected: str) -> None:
    record: Json = {"id": 2, "code": "C-ACME", "name": "Acme Fabrication", "email": email}
    assert mapping_catalog.customer(read(wire_catalog.PARTY, record), notes()) == Customer(
        code="C-ACME",
        source=INSTANCE,
        name="Acme Fabrication",
        email=expected,
        identifiers=(Identifier(IdentifierKind.CUSTOMER, INSTANCE, "C-ACME"),),
        as_of=LEFT,
    )
