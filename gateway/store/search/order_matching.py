"""Where the orders of a question are found, and pages cut from there by (sort field, number)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, literal_column, or_, select, tuple_

from domain.search.orders import OrderSort, SortField
from gateway.store.search.order_clauses import ENTRIES, What
from gateway.store.search.order_conditions import Asked, Binds, Condition, Side, condition, entries_of, is_any
from gateway.store.search.order_leads import Lead
from gateway.store.search.tables import NAME, ORDER_ROW
from gateway.store.tables import Instant

_ROW = ORDER_ROW.c
_AFTER_AT = bindparam("after_at", type_=Instant)
_AFTER_NUMBER = bindparam("after_number", type_=NAME)

Part = Select[datetime, str]
_Column = ColumnElement[datetime] | ColumnElement[str]


class Page(NamedTuple):
    """What page is cut. after_timed: whether the page before ended among the timed ones; None: the first.

    by_number: whether the number alone sorts, as among the orders of one day; it goes on after a number then
    where `after_timed` is not None.
    """

    sort: OrderSort
    after_timed: bool | None
    limit: int
    by_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Some of the matching orders: where they are, under which conditions, the columns to sort them by.

    gathered: they do not come in an order; several: one may come more than once.
    """

    place: FromClause
    conditions: Sequence[Condition]
    at: ColumnElement[datetime]
    number: ColumnElement[str]
    gathered: bool = False
    several: bool = False

    def pages(self, page: Page) -> Sequence[Part]:
        """What the page is merged from."""
        if page.by_number:
            return [self._numbered(page)]
        if self.gathered:
            return [self._sorted(page)]
        return [self.untimed(page)] if page.after_timed is False else [self.timed(page), self.untimed(page)]

    def timed(self, page: Page) -> Part:
        """Those that have the sort field."""
        query = self._found().where(self.at.is_not(None))
        if page.after_timed:
            query = query.where(self._follows_in_time(page))
        return _cut(query, page, self.at, self.number)

    def untimed(self, page: Page) -> Part:
        """Those that lack the sort field; they follow those that have it."""
        query = self._found().where(self.at.is_(None))
        if page.after_timed is False:
            query = query.where(self._follows_by_number(page))
        return _cut(query, page, self.number)

    def numbers(self, most: int) -> Select[str]:
        """`most` of them at most, for a count."""
        query = select(self.number).select_from(self.place).where(*self.conditions)
        return (query.distinct() if self.several else query).limit(literal_column(str(most)))

    def _sorted(self, page: Page) -> Part:
        query = self._found()
        if self.several:
            query = query.group_by(self.at, self.number)
        if page.after_timed is False:
            query = query.where(self.at.is_(None), self._follows_by_number(page))
        elif page.after_timed:
            query = query.where(or_(self.at.is_(None), self._follows_in_time(page)))
        return _cut(query, page, self.at, self.number, nulls_last=True)

    def _numbered(self, page: Page) -> Part:
        query = self._found()
        if self.several:
            query = query.group_by(self.at, self.number)
        if page.after_timed is not None:
            query = query.where(self._follows_by_number(page))
        return _cut(query, page, self.number)

    def _found(self) -> Part:
        return select(self.at, self.number).select_from(self.place).where(*self.conditions)

    def _follows_in_time(self, page: Page) -> Condition:
        key, end = tuple_(self.at, self.number), tuple_(_AFTER_AT, _AFTER_NUMBER)
        return key < end if page.sort.descending else key > end

    def _follows_by_number(self, page: Page) -> Condition:
        return self.number < _AFTER_NUMBER if page.sort.descending else self.number > _AFTER_NUMBER


def matching(
    asked: Sequence[Asked], lead: Lead | None, field: SortField, *, embedded: bool
) -> Sequence[Matching]:
    """The orders for which every clause holds; the parts of an ordered lead may share some."""
    if lead is None:
        return [_of_rows(asked, field, embedded=embedded)]
    leading = asked[lead.place]
    others = [one for place, one in enumerate(asked) if place != lead.place]
    if lead.gathered:
        return [_of_entries(leading, leading.pairs, others, field, embedded=embedded)]
    return [_of_entries(leading, [pair], others, None, embedded=embedded) for pair in leading.pairs]


def _of_rows(asked: Sequence[Asked], field: SortField, *, embedded: bool) -> Matching:
    rare = next((one.shape.of for one in asked if one.shape.what is What.RARE), "")
    side = Side(_ROW.number, _ROW.placed_at, rare, embedded)
    conditions = [condition(one, side) for one in asked]
    return Matching(place=ORDER_ROW, conditions=conditions, at=_ROW[field.value.lower()], number=_ROW.number)


def _of_entries(
    leading: Asked,
    pairs: Sequence[Binds],
    others: Sequence[Asked],
    field: SortField | None,
    *,
    embedded: bool,
) -> Matching:
    """By the field, or by the entries' own placed_at in its order where there is none."""
    table = entries_of(leading.shape)
    number, placed_at = table.c.number, table.c.placed_at
    side = Side(number, placed_at, leading.shape.of, embedded)
    by_row = None if field is None or field is SortField.PLACED_AT else _ROW[field.value.lower()]
    needs_row = by_row is not None or any(
        one.shape.what not in ENTRIES and one.shape.of != "placed_at" for one in others
    )
    return Matching(
        place=table.join(ORDER_ROW, _ROW.number == number) if needs_row else table,
        conditions=[is_any(table, pairs), *(condition(one, side) for one in others)],
        at=placed_at if by_row is None else by_row,
        number=number,
        gathered=field is not None,
        several=len(pairs) > 1,
    )


def _cut(query: Part, page: Page, *by: _Column, nulls_last: bool = False) -> Part:
    """The limit stands in the SQL itself, so that a plan for any values still knows it."""
    ordered = [one.desc() if page.sort.descending else one.asc() for one in by]
    if nulls_last:
        ordered[0] = ordered[0].nulls_last()
    return query.order_by(*ordered).limit(literal_column(str(page.limit)))
