"""Questions to the order index as SQL: keyset paging and bounded counts.

A page starts where the one before ended, by comparing (sort field, number), never by an offset. Rows
without the sort field are a part of their own, so that plain indexes serve both directions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)

from domain.partners import RowScope
from domain.search.orders import OrderFilter, OrderSort, Paging, SortField
from domain.search.terms import Term, TermKind
from gateway.store.order_conditions import Condition, in_scope, is_term, of_row, with_any
from gateway.store.order_entries import name
from gateway.store.tables import Instant
from gateway.store.tables_search import NAME, ORDER_ROW, ORDER_TERM

_SHARED_BY_MANY = frozenset({TermKind.SKU, TermKind.LOCATION})
_ROW = ORDER_ROW.c
_TERM = ORDER_TERM.c
_NO_TIME = null().cast(Instant)
_NO_NUMBER = null().cast(NAME)
_NO_COUNT = null().cast(Integer)

_Found = Select[datetime, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Where the matching orders are, under which conditions, and the columns to sort them by."""

    place: FromClause
    conditions: Sequence[Condition]
    at: ColumnElement[datetime]
    number: ColumnElement[str]

    def timed(self, paging: Paging, limit: int) -> _Found:
        """Those that have the sort field."""
        query = self._found(self.at.is_not(None))
        after = paging.after
        if after is not None and after.at is not None:
            key = tuple_(self.at, self.number)
            end = tuple_(literal(after.at, Instant), literal(name(after.number)))
            query = query.where(key < end if paging.sort.descending else key > end)
        return _ordered(query, paging.sort, self.at, self.number).limit(limit)

    def untimed(self, paging: Paging, limit: int) -> _Found:
        """Those that lack the sort field; they follow those that have it."""
        query = self._found(self.at.is_(None))
        after = paging.after
        if after is not None and after.at is None:
            end = name(after.number)
            query = query.where(self.number < end if paging.sort.descending else self.number > end)
        return _ordered(query, paging.sort, self.number).limit(limit)

    def count(self, most: int) -> Select[int]:
        """How many there are, `most` at most."""
        some = select(self.number).select_from(self.place).where(*self.conditions).limit(most).subquery()
        return select(func.count()).select_from(some)

    def _found(self, condition: Condition) -> _Found:
        return select(self.at, self.number).select_from(self.place).where(condition, *self.conditions)


def matching(wanted: OrderFilter, rows: RowScope, sort: SortField) -> Matching:
    """The orders for which every condition holds, within the row scope.

    Where one term decides and orders come by placed_at, they are read off the terms in that order.
    """
    lead = _lead(wanted.terms) if sort is SortField.PLACED_AT else None
    number = _ROW.number if lead is None else _TERM.number
    of_rows = tuple(of_row(wanted))
    groups = (number.in_(with_any(group)) for group in wanted.terms if lead is None or group != (lead,))
    conditions = (*of_rows, *groups, *in_scope(rows, number))
    if lead is None:
        return Matching(
            place=ORDER_ROW, conditions=conditions, at=ORDER_ROW.c[sort.value.lower()], number=number
        )
    place = ORDER_TERM.join(ORDER_ROW, _ROW.number == number) if of_rows else ORDER_TERM
    return Matching(place=place, conditions=(is_term(lead), *conditions), at=_TERM.placed_at, number=number)


def page(found: Matching, paging: Paging, most: int) -> CompoundSelect[datetime, str, int]:
    """Rows (at, number, -) of the page and one more, and a row (-, -, count) where the total is wanted.

    One statement, since each costs a way to the database. A union promises no order: its reader sorts.
    """
    parts = [found.untimed(paging, paging.first + 1)]
    if paging.after is None or paging.after.at is not None:
        parts.append(found.timed(paging, paging.first + 1))
    subqueries = (part.subquery() for part in parts)
    selects = [select(one.c[0], one.c[1], _NO_COUNT) for one in subqueries]
    if paging.counted:
        counted = found.count(most).scalar_subquery()
        selects.append(select(_NO_TIME, _NO_NUMBER, counted))
    return union_all(*selects)


def newest(terms: Sequence[Term], rows: RowScope, most: int) -> CompoundSelect[datetime, str, int]:
    """Rows (placed_at, number, the term's place in `terms`), the newest `most` of each term; in no order."""
    paging = Paging(first=most)
    parts = []
    for place, one in enumerate(terms):
        found = matching(OrderFilter(terms=((one,),)), rows, paging.sort.field)
        for part in (found.timed(paging, most), found.untimed(paging, most)):
            named = part.subquery()
            parts.append(select(named.c[0], named.c[1], literal(place)))
    return union_all(*parts)


def _lead(groups: Sequence[Sequence[Term]]) -> Term | None:
    """The term to begin with, of those that stand alone in their group: one that few orders share."""
    alone = [group[0] for group in groups if len(group) == 1]
    return min(alone, key=lambda one: one.kind in _SHARED_BY_MANY, default=None)


def _ordered(query: _Found, sort: OrderSort, *by: ColumnElement[datetime] | ColumnElement[str]) -> _Found:
    return query.order_by(*(one.desc() if sort.descending else one.asc() for one in by))
