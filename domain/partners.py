"""Partners: who asks, and the grants that say what they may see. Registry and keys come later."""

from enum import StrEnum

import msgspec


class Lane(StrEnum):
    """Priority at a backend's budget, most urgent first."""

    INTERACTIVE = "INTERACTIVE"
    STOREFRONT = "STOREFRONT"
    PARTNER_BULK = "PARTNER_BULK"
    BACKGROUND = "BACKGROUND"


class Scope(StrEnum):
    """Names of rights over fields."""

    ORDERS_READ = "orders:read"
    ORDERS_PRICING = "orders:read:pricing"
    ORDERS_PII = "orders:read:pii"
    SHIPMENTS_READ = "shipments:read"
    RETURNS_READ = "returns:read"
    PURCHASING_READ = "purchasing:read"
    CATALOG_READ = "catalog:read"
    AVAILABILITY_READ = "availability:read"
    STOCK_EXACT = "stock:read:exact"
    OPS_READ = "ops:read"
    EXCEPTIONS_WRITE = "exceptions:write"


class RowScope(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows: each set that is not None must share a member with the record's owners of that sort."""

    customers: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    locations: frozenset[str] | None = None
    suppliers: frozenset[str] | None = None
    carriers: frozenset[str] | None = None


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """Rights over fields, and the rows for which they hold."""

    scopes: frozenset[Scope]
    rows: RowScope = RowScope()


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Partner and, where known, the person who asks for it."""

    partner: str
    grant: Grant
    person: str = ""
    lane: Lane = Lane.INTERACTIVE
    weight: int = 1
