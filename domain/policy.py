"""One pure decision for every exit: may this principal see this field of this record, and how exactly.

It is two decisions, since what fields show is known before any record is: the field's, by scopes and value
shapes, and the row's, by whose the record is. A field that stands in no entry is denied to everybody: the
schema does not build without its entry.
"""

from collections.abc import Mapping

import msgspec

from domain.events.owners import Owners
from domain.partners import FieldRights, Principal, RowScope, Scope
from domain.shapes.applying import Shaping, shaping
from domain.shapes.words import AnyShape, Exact, PersonalShape, ValueKind, shape_of


class Allow(msgspec.Struct, frozen=True):
    """As it is."""


class Shape(msgspec.Struct, frozen=True):
    """Less exactly than it is, or told in words of its own: a value of this kind in this shape."""

    kind: ValueKind
    shape: AnyShape

    @property
    def absent(self) -> bool:
        """Whether it is null, so that it need not be read."""
        return self.shape is PersonalShape.ABSENT

    @property
    def shaping(self) -> Shaping | None:
        """What is shown of a value; None for one that is absent."""
        return None if self.absent else shaping(self.kind, self.shape)


class Deny(msgspec.Struct, frozen=True):
    """Not at all; `reason` names what the grant lacks, and may be told."""

    reason: str


Decision = Allow | Shape | Deny
ALLOW = Allow()
_EVERY_ROW = RowScope()

FieldScopes = Mapping[str, Mapping[str, Scope | None]]
"""Type to field to the scope that it needs; None for what whoever got this far may see."""

FieldKinds = Mapping[str, Mapping[str, ValueKind]]
"""Type to field to the kind of its value, where it has one."""


class FieldTables(msgspec.Struct, frozen=True):
    """What is declared of every field of the graph."""

    scopes: FieldScopes
    kinds: FieldKinds


def decide(principal: Principal, tables: FieldTables, type_name: str, field: str, owners: Owners) -> Decision:
    """The whole decision over one field of one record. Of a record that is not granted nothing is shown."""
    row = decide_row(principal, owners)
    return row if isinstance(row, Deny) else decide_field(principal.grant.fields, tables, type_name, field)


def decide_field(rights: FieldRights, tables: FieldTables, type_name: str, field: str) -> Decision:
    """Known before any backend is called: the field's scope and kind against those of the grant."""
    fields = tables.scopes.get(type_name, {})
    name = f"{type_name}.{field}"
    if field not in fields:
        return Deny(f"{name} has no policy entry")
    scope = fields[field]
    if scope is not None and scope not in rights.scopes:
        return Deny(f"{name} needs the scope {scope}")
    kind = tables.kinds.get(type_name, {}).get(field)
    return ALLOW if kind is None else _by_shape(kind, _shape(rights, kind, name), name)


def unrestricted(principal: Principal) -> bool:
    """Whether the principal may see every row, so that owners need not be known."""
    return principal.grant.rows == _EVERY_ROW


def decide_row(principal: Principal, owners: Owners) -> Allow | Deny:
    """Whether a record with these owners is one of the principal's rows."""
    return decide_rows(principal.grant.rows, owners)


def decide_rows(rows: RowScope, owners: Owners) -> Allow | Deny:
    """Whether a record with these owners is one of these rows."""
    if rows == _EVERY_ROW:
        return ALLOW
    if not owners.known:
        return Deny("the record's owners are not known")
    for name in rows.__struct_fields__:
        allowed: frozenset[str] | None = getattr(rows, name)
        owned: frozenset[str] | None = getattr(owners, name)
        if allowed is not None and owned is not None and not allowed & owned:
            return Deny(f"none of the record's {name} is granted")
    return ALLOW


def _shape(rights: FieldRights, kind: ValueKind, name: str) -> AnyShape:
    """As the grant says. Personal data in fields of other scopes is masked for who may not read any.

    Texts of carriers hold names and addresses, whatever scope opens them; a grant may name such a field.
    """
    shape = shape_of(rights.shapes, kind, name)
    if shape is not PersonalShape.FULL or Scope.ORDERS_PII in rights.scopes:
        return shape
    named = any(one.field == name and one.personal is not None for one in rights.shapes.fields)
    return shape if named else PersonalShape.MASKED


def _by_shape(kind: ValueKind, shape: AnyShape, name: str) -> Decision:
    if kind is ValueKind.FIGURE:
        return ALLOW if isinstance(shape, Exact) else Deny(f"{name} needs the quantity shape exact")
    told = Shape(kind, shape)
    return told if told.absent or told.shaping is not None else ALLOW
