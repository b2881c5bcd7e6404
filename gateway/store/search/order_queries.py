"""Questions to the order index: pages with bounded totals, names, numbers that are there.

The SQL of a shape is made once: to make it takes longer than to run it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from sqlalchemy import (
    Integer,
    SelectBase,
    Subquery,
    bindparam,
    func,
    literal_column,
    null,
    select,
    union,
    union_all,
)
from sqlalchemy.engine import Dialect

from domain.partners import RowScope
from domain.search.orders import OrderFilter, OrderSort, Paging, SortField
from domain.search.terms import Term
from gateway.store.driver_reads import Prepared, prepared
from gateway.store.search.order_clauses import (
    Clause,
    ClauseShape,
    Spread,
    clauses,
    scope_clauses,
    term_clause,
)
from gateway.store.search.order_conditions import Asked, Side, condition
from gateway.store.search.order_entries import name
from gateway.store.search.order_leads import Lead, lead, of_few
from gateway.store.search.order_matching import Matching, Page, Part, matching
from gateway.store.search.tables import NAME, ORDER_ROW
from gateway.store.tables import Instant

_SHAPES = 500
_ROW = ORDER_ROW.c
_NO_TIME = null().cast(Instant)
_NO_NUMBER = null().cast(NAME)
_NO_COUNT = null().cast(Integer)

Values = dict[str, object]
_Shapes = tuple[ClauseShape, ...]


class PageQuery(NamedTuple):
    """Rows (at, number, -) of a page and one more, and a row (-, -, count) where the total is wanted.

    They come in no order, and one may come twice. rest: asked where `first` did not fill the page: among
    many orders those that lack the sort field may take a long look, which most pages do not need.
    """

    first: Prepared
    rest: Prepared | None


class DayAsked(NamedTuple):
    """The orders of one day: a filter that asks for it, after which number, and how many."""

    wanted: OrderFilter
    after: str | None
    most: int


class OrderQueries:
    """The questions in the SQL of one kind of database."""

    def __init__(self, dialect: Dialect, *, embedded: bool) -> None:
        self._dialect = dialect
        self._embedded = embedded
        self._page = lru_cache(_SHAPES)(self._made_page)
        self._newest = lru_cache(_SHAPES)(self._made_newest)
        self._within = lru_cache(_SHAPES)(self._made_within)

    def page(
        self, wanted: OrderFilter, rows: RowScope, paging: Paging, most_counted: int
    ) -> tuple[PageQuery, Values]:
        """The page, and its total up to `most_counted` where it is wanted."""
        asked = tuple(clauses(wanted, rows, paging.now))
        after = paging.after
        shape = Page(paging.sort, None if after is None else after.at is not None, paging.first + 1)
        values = _values(asked)
        if after is not None:
            values |= {"after_number": name(after.number), "after_at": after.at}
        return self._page(_shapes(asked), shape, most_counted if paging.counted else 0), values

    def of_day(self, day: DayAsked, rows: RowScope, paging: Paging) -> tuple[Prepared, Values]:
        """Rows (at, number) of one day, the first by number in the direction of the paging."""
        asked = tuple(clauses(day.wanted, rows, paging.now))
        shape = Page(paging.sort, None if day.after is None else True, day.most, by_number=True)
        values = _values(asked) | ({} if day.after is None else {"after_number": name(day.after)})
        return self._page(_shapes(asked), shape, 0).first, values

    def newest(self, terms: Sequence[Term], rows: RowScope, most: int) -> tuple[Prepared, Values]:
        """Rows (placed_at, number, the term's place in `terms`), the newest `most` of each, in no order."""
        scope = tuple(scope_clauses(rows))
        named = tuple(term_clause([one]) for one in terms)
        return self._newest(_shapes(scope), _shapes(named), most), _values((*scope, *named))

    def within(self, numbers: Sequence[str], rows: RowScope) -> tuple[Prepared, Values]:
        """Those of the numbers that are there, in the row scope."""
        scope = tuple(scope_clauses(rows))
        values = {f"number_{place}": one for place, one in enumerate(numbers)}
        return self._within(_shapes(scope), len(numbers)), _values(scope) | values

    def _made_page(self, shapes: _Shapes, page: Page, most_counted: int) -> PageQuery:
        asked = list(_asked(shapes))
        leading = lead(shapes, page.sort.field)
        found = self._matching(asked, leading, page.sort.field)
        pages = [one.pages(page) for one in found]
        first, rest = [parts[0] for parts in pages], [part for parts in pages for part in parts[1:]]
        if of_few(shapes, leading):
            first, rest = [*first, *rest], []
        count = self._count(shapes, asked, most_counted) if most_counted else []
        return PageQuery(self._merged(first, count), self._merged(rest, []) if rest else None)

    def _merged(self, parts: Sequence[Part], more: Sequence[SelectBase]) -> Prepared:
        if len(parts) == 1 and not more:
            return self._prepared(parts[0])
        return self._prepared(
            union_all(*(select(one.c[0], one.c[1], _NO_COUNT) for one in _named(parts)), *more)
        )

    def _count(self, shapes: _Shapes, asked: Sequence[Asked], most: int) -> Sequence[SelectBase]:
        """The parts of an ordered lead share orders: each is read to the bound, and they count once."""
        leading = lead(shapes, SortField.PLACED_AT)
        found = self._matching(asked, leading, SortField.PLACED_AT)
        numbers = [one.numbers(most) for one in found]
        all_found = numbers[0] if len(numbers) == 1 else union(*(select(one.subquery()) for one in numbers))
        count = select(func.count()).select_from(all_found.subquery()).scalar_subquery()
        return [select(_NO_TIME, _NO_NUMBER, count)]

    def _made_newest(self, scope: _Shapes, terms: _Shapes, most: int) -> Prepared:
        asked = list(_asked((*scope, *terms)))
        beside, named = asked[: len(scope)], asked[len(scope) :]
        page = Page(OrderSort(), None, most)
        parts: list[SelectBase] = []
        for place, term in enumerate(named):
            leading = Lead(0, gathered=term.shape.of == Spread.ONE)
            (found,) = self._matching([term, *beside], leading, SortField.PLACED_AT)
            term_place = literal_column(str(place), Integer)
            parts += [select(one.c[0], one.c[1], term_place) for one in _named(found.pages(page))]
        return self._prepared(union_all(*parts))

    def _made_within(self, scope: _Shapes, numbers: int) -> Prepared:
        side = Side(_ROW.number, _ROW.placed_at, Spread.ONE, self._embedded)
        conditions = [condition(one, side) for one in _asked(scope)]
        binds = [bindparam(f"number_{place}", type_=NAME) for place in range(numbers)]
        return self._prepared(select(_ROW.number).where(_ROW.number.in_(binds), *conditions))

    def _matching(self, asked: Sequence[Asked], leading: Lead | None, field: SortField) -> Sequence[Matching]:
        return matching(asked, leading, field, embedded=self._embedded)

    def _prepared(self, statement: SelectBase) -> Prepared:
        return prepared(statement, self._dialect)


def _named(parts: Iterable[Part]) -> Iterator[Subquery]:
    return (part.subquery() for part in parts)


def _shapes(asked: Sequence[Clause]) -> _Shapes:
    return tuple(one.shape() for one in asked)


def _asked(shapes: Sequence[ClauseShape]) -> Iterator[Asked]:
    begin = 0
    for shape in shapes:
        yield Asked(shape, [bindparam(f"asked_{place}") for place in range(begin, begin + shape.values)])
        begin += shape.values


def _values(asked: Sequence[Clause]) -> Values:
    """Named as `_asked` names them."""
    return {f"asked_{place}": value for place, value in enumerate(chain(*(one.values for one in asked)))}
