"""By which of its clauses a question is read.

The tables of terms and owners keep their entries by placed_at: what has an entry can be read newest
first. A clause that few orders meet is gathered whole and sorted, whatever the order that is asked for.
Everything else goes over the rows themselves, whose indexes the database chooses from.
"""

from collections.abc import Sequence
from typing import NamedTuple

from domain.search.orders import SortField
from gateway.store.search.order_clauses import ENTRIES, ClauseShape, Spread, What

_MOST_READ_SIDE_BY_SIDE = 8
"""Entries of one clause; each is a part of the statement."""

_RANKS = (Spread.ONE, Spread.BUYER, "customers", Spread.ITEM, Spread.PLACE)
"""Spreads and kinds of owners, rarest first; the other kinds of owners come last."""

_FEW = frozenset({Spread.ONE, Spread.BUYER, "customers"})
_LISTS = frozenset({What.LISTED, What.RARE})


class Lead(NamedTuple):
    """The place of the clause that leads. gathered: its orders are sorted, and not read in their order."""

    place: int
    gathered: bool


def lead(shapes: Sequence[ClauseShape], field: SortField) -> Lead | None:
    """The rarest clause by which these orders can be read in the order of the field; None: by the rows."""
    places = [place for place, shape in enumerate(shapes) if shape.what in ENTRIES]
    if not places:
        return None
    place = min(places, key=lambda each: _rank(shapes[each]))
    shape = shapes[place]
    if shape.of not in _FEW and _rows_are_fewer(shape, shapes):
        return None
    ordered = field is SortField.PLACED_AT and shape.of != Spread.ONE
    if ordered and 0 < shape.entries <= _MOST_READ_SIDE_BY_SIDE:
        return Lead(place, gathered=False)
    return Lead(place, gathered=True) if shape.of in _FEW else None


def of_few(shapes: Sequence[ClauseShape], chosen: Lead | None) -> bool:
    """Whether the orders are so few that most answers are one page that is not full."""
    if chosen is None:
        return any(one.what is What.RARE and one.of == "customer" for one in shapes)
    return shapes[chosen.place].of in _FEW


def _rank(shape: ClauseShape) -> int:
    return _RANKS.index(shape.of) if shape.of in _RANKS else len(_RANKS)


def _rows_are_fewer(shape: ClauseShape, shapes: Sequence[ClauseShape]) -> bool:
    """A customer's orders are fewer than an item's; a place has more than any status that is asked for."""
    if shape.of == Spread.ITEM:
        return any(one.what is What.RARE and one.of == "customer" for one in shapes)
    return any(one.what in _LISTS for one in shapes)
