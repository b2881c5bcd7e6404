"""From Tryton's products, warehouses and parties to ours: pure."""

from adapters.erp_tryton.mapping import units
from adapters.erp_tryton.mapping.notes import Notes, code
from adapters.erp_tryton.mapping.vocabulary import EAN
from adapters.erp_tryton.wire import catalog as wire_catalog
from domain.catalog import Customer, Location, Product, UnitConversion
from domain.identifiers import IdentifierKind


def product(record: wire_catalog.Product, notes: Notes) -> Product:
    """An item with its unit of stock, sale and purchase. Raises ImpossibleValue for a unit of nothing."""
    base = record.default_uom
    others = {unit.symbol: unit for unit in (record.sale_uom, record.purchase_uom) if unit}
    return Product(
        sku=record.code,
        source=notes.instance,
        name=record.name or "",
        base_unit=notes.unit(base.symbol),
        conversions=tuple(
            UnitConversion(notes.unit(symbol), units.ratio(unit, base, field=f"unit {symbol}"))
            for symbol, unit in others.items()
            if symbol != base.symbol
        ),
        identifiers=notes.identifiers(
            [
                (IdentifierKind.ITEM, record.code),
                *((IdentifierKind.GTIN, name.code) for name in record.identifiers if name.type == EAN),
            ]
        ),
        as_of=notes.reading.as_of,
    )


def location(record: wire_catalog.Place, notes: Notes) -> Location:
    """A warehouse. Its time zone is not known: the company's need not be its own."""
    address = record.address
    return Location(
        code=record.code,
        source=notes.instance,
        name=record.name or "",
        region=code(address.subdivision) if address else "",
        country=code(address.country) if address else "",
        identifiers=notes.identifiers([(IdentifierKind.LOCATION, record.code)]),
        as_of=notes.reading.as_of,
    )


def customer(record: wire_catalog.Party, notes: Notes) -> Customer:
    """A party. Tryton does not say whether it buys, sells or carries."""
    return Customer(
        code=record.code,
        source=notes.instance,
        name=record.name or "",
        email=record.email or "",
        identifiers=notes.identifiers([(IdentifierKind.CUSTOMER, record.code)]),
        as_of=notes.reading.as_of,
    )
