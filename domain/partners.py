"""Partners: who asks, and the grants that say what they may see. domain/registry keeps them."""

import hashlib
from enum import StrEnum
from functools import cached_property

import msgspec

from domain.quota import Quota
from domain.shapes.words import AS_IT_IS, Shapes


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
    PARTNERS_READ = "partners:read"
    PARTNERS_WRITE = "partners:write"
    RESERVATIONS_READ = "reservations:read"
    RESERVATIONS_WRITE = "reservations:write"
    WEBHOOKS_MANAGE = "webhooks:manage"


class RowScope(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows: each set that is not None must share a member with the record's owners of that sort."""

    customers: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    locations: frozenset[str] | None = None
    suppliers: frozenset[str] | None = None
    carriers: frozenset[str] | None = None


class FieldRights(msgspec.Struct, frozen=True, cache_hash=True, dict=True):
    """Scopes and shapes: partners with the same share one compiled plan, whatever their rows."""

    scopes: frozenset[Scope]
    shapes: Shapes

    @cached_property
    def fingerprint(self) -> str:
        """32 hex digits: the same rights have the same, in every process."""
        return _digest(self.scopes, self.shapes)


class Grant(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Rights over fields, the rows for which they hold, and how exactly values are shown.

    audited: whether it is kept who read personal data under this grant.
    """

    scopes: frozenset[Scope]
    rows: RowScope = RowScope()
    shapes: Shapes = AS_IT_IS
    audited: bool = False

    @cached_property
    def fields(self) -> FieldRights:
        """What decides over fields and their values, apart from rows: what keys compiled plans."""
        return FieldRights(self.scopes, self.shapes)

    @cached_property
    def fingerprint(self) -> str:
        """32 hex digits, rows included: what keys responses and live groups."""
        return _digest(self.scopes, self.shapes, self.rows)


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Partner and, where known, the person who asks for it. quota: none where it is None."""

    partner: str
    grant: Grant
    person: str = ""
    lane: Lane = Lane.INTERACTIVE
    weight: int = 1
    quota: Quota | None = None


def field_fingerprint(grant: Grant) -> str:
    """32 hex digits over scopes and shapes, found out once for a grant."""
    return grant.fields.fingerprint


def full_fingerprint(grant: Grant) -> str:
    """32 hex digits over all that decides what is shown, found out once for a grant."""
    return grant.fingerprint


def _digest(*parts: object) -> str:
    return hashlib.blake2b(_ENCODER.encode(parts), digest_size=16).hexdigest()


_ENCODER = msgspec.json.Encoder(order="deterministic")
