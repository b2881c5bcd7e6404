"""Questions to the order index as SQL: keyset paging and bounded counts.

A page starts where the one before ended, by comparing (sort field, number), never by an offset. Rows
without the sort field are a part of their own, so that plain indexes serve both directions. The SQL of a
shape is made once: to make it takes longer than to run it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    literal_column,
    null,
    select,
    tuple_,
    union_all,
)

from domain.partners import RowScope
from domain.search.orders import OrderFilter, OrderSort, Paging, SortField
from domain.search.terms import Term
from gateway.store.search.order_clauses import Clause, ClauseShape, What, clauses, scope_clauses
from gateway.store.search.order_conditions import Binds, Condition, condition
from gateway.store.search.order_entries import name
from gateway.store.search.tables import NAME, ORDER_ROW, ORDER_TERM
from gateway.store.tables import Instant

_SHAPES = 500
_ROW = ORDER_ROW.c
_TERM = ORDER_TERM.c
_OF_ROW = frozenset({What.LISTED, What.SINCE, What.UNTIL, What.PRESENT, What.ABSENT})
_NO_TIME = null().cast(Instant)
_NO_NUMBER = null().cast(NAME)
_NO_COUNT = null().cast(Integer)
_AFTER_AT = bindparam("after_at", type_=Instant)
_AFTER_NUMBER = bindparam("after_number", type_=NAME)

Values = dict[str, object]


class Shape(NamedTuple):
    """A question without its values. after: whether the page before ended among the timed ones, or None."""

    clauses: tuple[ClauseShape, ...]
    sort: OrderSort
    after_timed: bool | None
    limit: int
    most_counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Where the matching orders are, under which conditions, and the columns to sort them by."""

    place: FromClause
    conditions: Sequence[Condition]
    at: ColumnElement[datetime]
    number: ColumnElement[str]

    def timed(self, shape: Shape) -> Select[datetime, str]:
        """Those that have the sort field."""
        query = self._found(self.at.is_not(None))
        if shape.after_timed:
            key, end = tuple_(self.at, self.number), tuple_(_AFTER_AT, _AFTER_NUMBER)
            query = query.where(key < end if shape.sort.descending else key > end)
        return _cut(query, shape, self.at, self.number)

    def untimed(self, shape: Shape) -> Select[datetime, str]:
        """Those that lack the sort field; they follow those that have it."""
        query = self._found(self.at.is_(None))
        if shape.after_timed is False:
            end = _AFTER_NUMBER
            query = query.where(self.number < end if shape.sort.descending else self.number > end)
        return _cut(query, shape, self.number)

    def count(self, most: int) -> Select[int]:
        """How many there are, `most` at most."""
        query = select(self.number).select_from(self.place).where(*self.conditions)
        return select(func.count()).select_from(query.limit(literal_column(str(most))).subquery())

    def _found(self, needed: Condition) -> Select[datetime, str]:
        return select(self.at, self.number).select_from(self.place).where(needed, *self.conditions)


def page(
    wanted: OrderFilter, rows: RowScope, paging: Paging, most_counted: int
) -> tuple[CompoundSelect[datetime, str, int], Values]:
    """Rows (at, number, -) of the page and one more, and a row (-, -, count) where the total is wanted.

    One statement, since each costs a way to the database. A union promises no order: its reader sorts.
    """
    asked = tuple(clauses(wanted, rows, paging))
    after = paging.after
    shape = Shape(
        tuple(one.shape() for one in asked),
        paging.sort,
        None if after is None else after.at is not None,
        paging.first + 1,
        most_counted if paging.counted else 0,
    )
    values = _values(asked)
    if after is not None:
        values |= {"after_number": name(after.number)}
    if after is not None and after.at is not None:
        values |= {"after_at": after.at}
    return _page(shape), values


def newest(
    terms: Sequence[Term], rows: RowScope, most: int
) -> tuple[CompoundSelect[datetime, str, int], Values]:
    """Rows (placed_at, number, the term's place in `terms`), the newest `most` of each term; in no order."""
    leads = [Clause(What.LEAD, values=(one.kind.value, name(one.value))) for one in terms]
    scope = tuple(scope_clauses(rows))
    shape = Shape(tuple(one.shape() for one in scope), OrderSort(), None, most, 0)
    return _newest(len(terms), shape), _values((*scope, *leads))


def within(numbers: Sequence[str], rows: RowScope) -> tuple[Select[str], Values]:
    """Those of the numbers that are there, in the row scope."""
    scope = tuple(scope_clauses(rows))
    return _within(tuple(one.shape() for one in scope)), _values(scope) | {"numbers": list(numbers)}


@lru_cache(maxsize=_SHAPES)
def _within(scope: tuple[ClauseShape, ...]) -> Select[str]:
    conditions = [condition(shape, binds, _ROW.number) for shape, binds in _with_binds(scope)]
    return select(_ROW.number).where(_ROW.number.in_(bindparam("numbers", expanding=True)), *conditions)


@lru_cache(maxsize=_SHAPES)
def _page(shape: Shape) -> CompoundSelect[datetime, str, int]:
    asked = list(_with_binds(shape.clauses))
    found = _matching(asked, shape.sort.field)
    parts = [found.untimed(shape)]
    if shape.after_timed is not False:
        parts.append(found.timed(shape))
    named = [part.subquery() for part in parts]
    selects = [select(one.c[0], one.c[1], _NO_COUNT) for one in named]
    if shape.most_counted:
        all_found = _matching(asked, shape.sort.field, to_count=True)
        counted = all_found.count(shape.most_counted).scalar_subquery()
        selects.append(select(_NO_TIME, _NO_NUMBER, counted))
    return union_all(*selects)


@lru_cache(maxsize=_SHAPES)
def _newest(terms: int, shape: Shape) -> CompoundSelect[datetime, str, int]:
    """The values of the scope come before those of the terms."""
    scope = list(_with_binds(shape.clauses))
    begin = sum(one.values for one in shape.clauses)
    selects = []
    for place in range(terms):
        lead = (ClauseShape(What.LEAD, "", 2), _binds(begin + 2 * place, 2))
        found = _matching([lead, *scope], shape.sort.field)
        parts = [part.subquery() for part in (found.timed(shape), found.untimed(shape))]
        selects += [select(one.c[0], one.c[1], literal(place)) for one in parts]
    return union_all(*selects)


def _matching(
    asked: Sequence[tuple[ClauseShape, Binds]], field: SortField, *, to_count: bool = False
) -> Matching:
    """The orders for which every clause holds: among the terms where one leads, or among the rows."""
    led = any(shape.what is What.LEAD for shape, _ in asked)
    number = _TERM.number if led else _ROW.number
    conditions = [condition(shape, binds, number, to_count=to_count) for shape, binds in asked]
    if not led:
        return Matching(place=ORDER_ROW, conditions=conditions, at=_ROW[field.value.lower()], number=number)
    of_row = any(shape.what in _OF_ROW for shape, _ in asked)
    place = ORDER_TERM.join(ORDER_ROW, _ROW.number == number) if of_row else ORDER_TERM
    return Matching(place=place, conditions=conditions, at=_TERM.placed_at, number=number)


def _with_binds(shapes: Sequence[ClauseShape]) -> Iterator[tuple[ClauseShape, Binds]]:
    begin = 0
    for shape in shapes:
        yield shape, _binds(begin, shape.values)
        begin += shape.values


def _binds(begin: int, number: int) -> Binds:
    return [bindparam(f"asked_{place}") for place in range(begin, begin + number)]


def _values(asked: Sequence[Clause]) -> Values:
    """Named as `_with_binds` names them."""
    return {f"asked_{place}": value for place, value in enumerate(chain(*(one.values for one in asked)))}


def _cut(
    query: Select[datetime, str], shape: Shape, *by: ColumnElement[datetime] | ColumnElement[str]
) -> Select[datetime, str]:
    """The limit stands in the SQL itself, so that a plan for any values still knows it."""
    ordered = query.order_by(*(one.desc() if shape.sort.descending else one.asc() for one in by))
    return ordered.limit(literal_column(str(shape.limit)))
