"""Shapes of clauses on the order index as SQL."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, ColumnElement, and_, exists, false, or_, select

from gateway.store.search.order_clauses import ClauseShape, What
from gateway.store.search.order_entries import NOT_OWNED
from gateway.store.search.tables import ORDER_OWNER, ORDER_ROW, ORDER_TERM

_TERM = ORDER_TERM.c
_OWNER = ORDER_OWNER.c
_FEW_ORDERS_EACH = frozenset({"customers"})
"""Kinds of owners of few orders each: what they own is looked up once. For others each order is tried."""

Condition = ColumnElement[bool]
Binds = Sequence[BindParameter[object]]


def condition(
    shape: ClauseShape, binds: Binds, number: ColumnElement[str], *, to_count: bool = False
) -> Condition:
    """What the clause asks of the order with this number. A count goes over all of them, a page over few."""
    match shape.what:
        case What.LEAD:
            return _is_term(binds)
        case What.TERMS:
            return _has_any(binds, number)
        case What.OWNED:
            looked_up = to_count or shape.of in _FEW_ORDERS_EACH
            return _owned(shape.of, binds, number, looked_up=looked_up)
        case _:
            return _of_row(shape.what, ORDER_ROW.c[shape.of], binds)


def _of_row(what: What, column: ColumnElement[object], binds: Binds) -> Condition:
    """For one value a plain comparison: an index then gives the rows in its own order."""
    match what:
        case What.SINCE:
            return column >= binds[0]
        case What.UNTIL:
            return column < binds[0]
        case What.PRESENT:
            return column.is_not(None)
        case What.ABSENT:
            return column.is_(None)
        case What.NOT_BEFORE:
            return or_(column.is_(None), column >= binds[0])
        case _:
            return column == binds[0] if len(binds) == 1 else column.in_(binds)


def _is_term(binds: Binds) -> Condition:
    kind, value = binds
    return and_(_TERM.kind == kind, _TERM.value == value)


def _has_any(binds: Binds, number: ColumnElement[str]) -> Condition:
    """None for an empty group."""
    pairs = [binds[place : place + 2] for place in range(0, len(binds), 2)]
    if not pairs:
        return false()
    return number.in_(select(_TERM.number).where(or_(*map(_is_term, pairs))))


def _owned(kind: str, binds: Binds, number: ColumnElement[str], *, looked_up: bool) -> Condition:
    by_one = and_(_OWNER.kind == kind, _OWNER.value.in_(binds))
    owned = or_(by_one, and_(_OWNER.kind == NOT_OWNED, _OWNER.value == kind))
    if looked_up:
        return number.in_(select(_OWNER.number).where(owned))
    return exists().where(_OWNER.number == number, owned)
