"""Conditions on the order index as SQL: the filter's, and those of the row scope."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from domain.partners import RowScope
from domain.search.orders import Between, OrderFilter
from domain.search.terms import Term
from gateway.store.order_entries import NOT_OWNED, OWNER_KINDS, name
from gateway.store.tables_search import ORDER_OWNER, ORDER_ROW, ORDER_TERM

_ROW = ORDER_ROW.c
_TERM = ORDER_TERM.c
_OWNER = ORDER_OWNER.c
_FEW_ORDERS_EACH = frozenset({"customers"})
"""Owners of few orders each. What they own is looked up once; for the others each order is tried."""

Condition = ColumnElement[bool]


def of_row(wanted: OrderFilter) -> Iterator[Condition]:
    """What the filter asks of the row itself."""
    listed = (
        (_ROW.customer, [name(one) for one in wanted.customers]),
        (_ROW.channel, [name(one) for one in wanted.channels]),
        (_ROW.status, [one.value for one in wanted.statuses]),
        (_ROW.billing_status, [one.value for one in wanted.billing_statuses]),
        (_ROW.return_status, [one.value for one in wanted.return_statuses]),
    )
    yield from (any_of(column, values) for column, values in listed if values)
    yield from lies(_ROW.placed_at, wanted.placed)
    yield from lies(_ROW.promised_at, wanted.promised)
    yield from lies(_ROW.changed_at, wanted.changed)
    if wanted.overdue is not None:
        yield _ROW.overdue_at.is_not(None) if wanted.overdue else _ROW.overdue_at.is_(None)


def any_of(column: ColumnElement[str], values: Sequence[str]) -> Condition:
    """A plain comparison for one value: an index then gives the rows in its own order."""
    return column == values[0] if len(values) == 1 else column.in_(values)


def lies(column: ColumnElement[datetime], between: Between | None) -> Iterator[Condition]:
    """The column in the interval; one that is open at both ends still needs a time."""
    if between is None:
        return
    if between.since is None and between.until is None:
        yield column.is_not(None)
    if between.since is not None:
        yield column >= between.since
    if between.until is not None:
        yield column < between.until


def is_term(one: Term) -> Condition:
    """A row of the table of terms is this one."""
    return and_(_TERM.kind == one.kind.value, _TERM.value == name(one.value))


def with_any(group: Sequence[Term]) -> Select[tuple[str]]:
    """Numbers of the orders that have one of the terms at least; none for an empty group."""
    return select(_TERM.number).where(or_(False, *map(is_term, group)))  # noqa: FBT003 - holds for no row


def in_scope(rows: RowScope, number: ColumnElement[str]) -> Iterator[Condition]:
    """The order belongs to one of each kind of owner that the scope names."""
    for kind in OWNER_KINDS:
        allowed: frozenset[str] | None = getattr(rows, kind)
        if allowed is None:
            continue
        names = [NOT_OWNED, *sorted(map(name, allowed))]
        owned = and_(_OWNER.kind == kind, _OWNER.value.in_(names))
        if kind in _FEW_ORDERS_EACH:
            yield number.in_(select(_OWNER.number).where(owned))
        else:
            yield exists().where(_OWNER.number == number, owned)
