"""One pure decision for every exit: may this principal see this field, and this record.

A field that stands in no entry is denied to everybody: the schema does not build without its entry.
"""

from collections.abc import Mapping

import msgspec

from domain.events.owners import Owners
from domain.partners import Principal, RowScope, Scope


class Allow(msgspec.Struct, frozen=True):
    """As it is."""


class Deny(msgspec.Struct, frozen=True):
    """Not at all; `reason` is for the audit and names the missing scope or the row scope."""

    reason: str


Decision = Allow | Deny
ALLOW = Allow()
_EVERY_ROW = RowScope()

FieldScopes = Mapping[str, Mapping[str, Scope | None]]
"""Type to field to the scope that it needs; None for what whoever got this far may see."""


def decide_field(principal: Principal, scopes: FieldScopes, type_name: str, field: str) -> Decision:
    """Known before any backend is called: the field's scope against those of the grant."""
    fields = scopes.get(type_name, {})
    if field not in fields:
        return Deny(f"{type_name}.{field} has no policy entry")
    scope = fields[field]
    if scope is None or scope in principal.grant.scopes:
        return ALLOW
    return Deny(f"{type_name}.{field} needs {scope}")


def unrestricted(principal: Principal) -> bool:
    """Whether the principal may see every row, so that owners need not be known."""
    return principal.grant.rows == _EVERY_ROW


def decide_row(principal: Principal, owners: Owners) -> Decision:
    """Whether a record with these owners is one of the principal's rows."""
    rows = principal.grant.rows
    if unrestricted(principal):
        return ALLOW
    if not owners.known:
        return Deny("the record's owners are not known")
    for name in rows.__struct_fields__:
        allowed: frozenset[str] | None = getattr(rows, name)
        owned: frozenset[str] | None = getattr(owners, name)
        if allowed is not None and owned is not None and not allowed & owned:
            return Deny(f"none of the record's {name} is granted")
    return ALLOW
