"""Products, locations and customers: thin here, owned by the ERP, read through ports, kept long."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import msgspec

from domain.identifiers import Identifier
from domain.quantities import EACH


class UnitConversion(msgspec.Struct, frozen=True, gc=False):
    """One `unit` is `in_base` of the product's base unit."""

    unit: str
    in_base: Decimal


class Component(msgspec.Struct, frozen=True, gc=False):
    """A kit holds `amount` (base units) of `sku`."""

    sku: str
    amount: Decimal


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """What is sold. `sku` is our name for it; other systems' codes are identifiers."""

    sku: str
    source: str
    name: str = ""
    base_unit: str = EACH
    conversions: tuple[UnitConversion, ...] = ()
    components: tuple[Component, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    as_of: datetime | None = None

    def in_base(self) -> Mapping[str, Decimal]:
        """Base units in one of each unit that the product knows."""
        return {c.unit: c.in_base for c in self.conversions} | {self.base_unit: Decimal(1)}


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """A place that keeps stock or takes deliveries. `zone` (IANA) resolves local times told there."""

    code: str
    source: str
    name: str = ""
    zone: str = ""
    region: str = ""
    country: str = ""
    identifiers: tuple[Identifier, ...] = ()
    as_of: datetime | None = None


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """Who buys. The e-mail is personal data: it lives in this record and nowhere else."""

    code: str
    source: str
    name: str = ""
    email: str = ""
    identifiers: tuple[Identifier, ...] = ()
    as_of: datetime | None = None
