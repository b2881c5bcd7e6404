"""Whose a subject of a case is, in SQL: the order index knows whose orders are, a name its place."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, exists, false, func, or_

from domain.partners import RowScope
from domain.rows.own_cases import ORDER, STOCK, places_alone
from gateway.store.search.order_entries import NOT_OWNED, OWNER_KINDS, name
from gateway.store.search.tables import ORDER_OWNER, ORDER_ROW
from gateway.store.storable import storable

_Text = ColumnElement[str]
_Condition = ColumnElement[bool]


def is_own(subject: _Text, rows: RowScope) -> _Condition:
    """As `domain.rows.own_cases` has it."""
    return or_(_own_order(subject, rows), _own_stock(subject, rows))


def _own_order(subject: _Text, rows: RowScope) -> _Condition:
    number = func.substr(subject, len(ORDER) + 1)
    known = exists().where(ORDER_ROW.c.number == number)
    return and_(_begins(subject, ORDER), known, *_owned(number, rows))


def _owned(number: _Text, rows: RowScope) -> Iterator[_Condition]:
    """By one of each kind of owner that the scope names, or by none of the kind."""
    for kind in OWNER_KINDS:
        allowed: frozenset[str] | None = getattr(rows, kind)
        if allowed is not None:
            entry = ORDER_OWNER.alias()
            mine = and_(entry.c.kind == kind, entry.c.value.in_(sorted(map(name, allowed))))
            nobodys = and_(entry.c.kind == NOT_OWNED, entry.c.value == kind)
            yield exists().where(entry.c.number == number, or_(mine, nobodys))


def _own_stock(subject: _Text, rows: RowScope) -> _Condition:
    places = (_ends(subject, f"@{storable(place)}") for place in sorted(places_alone(rows)))
    return and_(_begins(subject, STOCK), ~subject.like("%@%@%"), or_(false(), *places))


def _begins(subject: _Text, text: str) -> _Condition:
    """LIKE would take capitals for small letters in one of our databases."""
    return func.substr(subject, 1, len(text)) == text


def _ends(subject: _Text, text: str) -> _Condition:
    return func.substr(subject, func.length(subject) - len(text) + 1) == text
