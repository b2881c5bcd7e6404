"""Shapes of clauses on the order index as SQL conditions."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Table,
    and_,
    exists,
    false,
    literal_column,
    or_,
    select,
)
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from gateway.store.search.order_clauses import ENTRIES, ClauseShape, Spread, What
from gateway.store.search.tables import ORDER_OWNER, ORDER_ROW, ORDER_TERM

Condition = ColumnElement[bool]
Binds = Sequence[BindParameter[object]]


class Asked(NamedTuple):
    """A clause's shape with the parameters that take its values."""

    shape: ClauseShape
    binds: Binds

    @property
    def pairs(self) -> Sequence[Binds]:
        """Kind and value of each entry that is asked for."""
        if self.shape.what is What.NAMED:
            return [(kind, self.binds[-1]) for kind in self.binds[:-1]]
        return [self.binds[place : place + 2] for place in range(0, len(self.binds), 2)]


class Side(NamedTuple):
    """Where the other clauses are asked: of which order, and beside which lead.

    lead: by what the orders come, entries of this spread or owner, or a rare value; "" for all rows.
    Where there is one, SQLite, which knows how common values are on average alone, must not look for
    others by the indexes of their rows.
    """

    number: ColumnElement[str]
    placed_at: ColumnElement[object]
    lead: str
    embedded: bool


def entries_of(shape: ClauseShape) -> Table:
    """The table in which a clause of entries finds them."""
    return ORDER_OWNER if shape.what is What.OWNED else ORDER_TERM


def is_entry(table: FromClause, pair: Binds) -> Condition:
    """The entry has this kind and value."""
    return and_(table.c.kind == pair[0], table.c.value == pair[1])


def is_any(table: FromClause, pairs: Sequence[Binds]) -> Condition:
    """The entry is one of these; none of no pairs."""
    if len(pairs) > 1 and len({pair[1].key for pair in pairs}) == 1:
        return and_(table.c.kind.in_([kind for kind, _ in pairs]), table.c.value == pairs[0][1])
    return or_(false(), *(is_entry(table, pair) for pair in pairs))


def condition(asked: Asked, side: Side) -> Condition:
    """What the clause asks of the order at the side."""
    if asked.shape.what in ENTRIES:
        return _has_entry(asked, side)
    if asked.shape.of == "placed_at":
        return _of_column(asked, side.placed_at)
    column = ORDER_ROW.c[asked.shape.of]
    aside = side.embedded and bool(side.lead) and asked.shape.what is not What.RARE
    return _of_column(asked, _without_index(column) if aside else column)


def _of_column(asked: Asked, column: ColumnElement[object]) -> Condition:
    """For one value a plain comparison: an index then gives the rows in its own order."""
    binds: list[ColumnElement[Any]] = [*asked.binds]
    binds += [literal_column(f"'{one}'") for one in asked.shape.written]
    match asked.shape.what:
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


def _has_entry(asked: Asked, side: Side) -> Condition:
    """An item's orders are looked up at once, unless there is but a handful of others to try."""
    entry = entries_of(asked.shape).alias()
    wanted = is_any(entry, asked.pairs)
    if asked.shape.of == Spread.ITEM and side.lead != Spread.ONE:
        return side.number.in_(select(entry.c.number).where(wanted))
    return exists().where(entry.c.number == side.number, wanted)


def _without_index(column: ColumnElement[object]) -> ColumnElement[object]:
    """The plus of SQLite: the same value, but no reason to choose an index."""
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)
