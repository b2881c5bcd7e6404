"""From the ERP's products, sites and customers to ours."""

from datetime import datetime
from decimal import Decimal

from adapters.erp_sim.notation import ErpNotes
from adapters.erp_sim.wire_catalog import Customer as WireCustomer
from adapters.erp_sim.wire_catalog import Product as WireProduct
from adapters.erp_sim.wire_catalog import Site
from domain.catalog import Component, Customer, Location, Product, UnitConversion
from domain.errors import ImpossibleValue
from domain.identifiers import IdentifierKind, of_party


def product(record: WireProduct, notes: ErpNotes, as_of: datetime | None) -> Product:
    """A product; raises ImpossibleValue where a unit or a kit cannot be meant."""
    return Product(
        sku=record.sku,
        source=notes.instance,
        name=record.name,
        base_unit=notes.unit(record.uom),
        conversions=tuple(
            UnitConversion(notes.unit(unit.uom), _factor(unit.quantity, f"units[{unit.uom}].quantity", notes))
            for unit in record.units
        ),
        components=tuple(
            Component(part.sku, _factor(part.quantity, f"components[{part.sku}].quantity", notes))
            for part in record.components
        ),
        identifiers=notes.identifiers(
            (
                (IdentifierKind.ITEM, record.sku),
                (IdentifierKind.GTIN, record.gtin),
                (IdentifierKind.SUPPLIER_ITEM, of_party(record.supplier, record.supplier_item or "")),
            )
        ),
        as_of=as_of,
    )


def location(record: Site, notes: ErpNotes, as_of: datetime | None) -> Location:
    """A site. Its zone stays as told: whoever resolves local times by an unknown one is refused there."""
    return Location(
        code=record.code,
        source=notes.instance,
        name=record.name,
        zone=record.time_zone,
        region=record.region,
        country=record.country,
        identifiers=notes.identifiers(
            ((IdentifierKind.LOCATION, record.code), (IdentifierKind.GLN, record.gln))
        ),
        as_of=as_of,
    )


def customer(record: WireCustomer, notes: ErpNotes, as_of: datetime | None) -> Customer:
    """A customer, a person or a company."""
    return Customer(
        code=record.number,
        source=notes.instance,
        name=record.name,
        email=record.email or "",
        identifiers=notes.identifiers(
            ((IdentifierKind.CUSTOMER, record.number), (IdentifierKind.GLN, record.gln))
        ),
        as_of=as_of,
    )


def _factor(amount: int, place: str, notes: ErpNotes) -> Decimal:
    factor = notes.counted(amount, "", place).amount
    if not factor:
        raise ImpossibleValue("0 converts nothing", field=place)
    return factor
