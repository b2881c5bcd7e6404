"""The order index in memory: every question goes over all rows, so that it is plainly right."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter

from domain.events.owners import Owners
from domain.partners import Grant, Principal, RowScope
from domain.policy import ALLOW, decide_row
from domain.search.orders import (
    MOST_COUNTED,
    MOST_NAMED,
    Between,
    OrderFilter,
    OrderPage,
    OrderRow,
    OrderSort,
    Paging,
    Position,
    SortField,
)
from domain.search.terms import Term
from domain.shapes.instants import day_of

_FIELDS: Mapping[SortField, Callable[[OrderRow], datetime | None]] = {
    field: attrgetter(field.value.lower()) for field in SortField
}


class InMemoryOrderIndex:
    """Keeps rows in a dictionary. Each of `errors` is raised once, instead of an answer."""

    def __init__(self, rows: Sequence[OrderRow] = ()) -> None:
        self.held = {row.number: row for row in rows}
        self.errors: list[Exception] = []

    async def put(self, rows: Sequence[OrderRow]) -> None:
        self._trouble()
        for row in rows:
            held = self.held.get(row.number)
            if held is None or row.replaces(held):
                self.held[row.number] = row

    async def forget(self, numbers: Sequence[str]) -> None:
        self._trouble()
        for number in numbers:
            self.held.pop(number, None)

    async def search(self, wanted: OrderFilter, rows: RowScope, paging: Paging) -> OrderPage:
        self._trouble()
        found = [row for row in self._visible(rows) if matches(row, wanted, paging.now)]
        ordered = _positions(found, paging.sort)
        following = [one for one in ordered if paging.after is None or _is_after(one, paging)]
        return OrderPage(
            positions=tuple(following[: paging.first]),
            more=len(following) > paging.first,
            total=min(len(found), MOST_COUNTED) if paging.counted else 0,
            total_is_exact=paging.counted and len(found) <= MOST_COUNTED,
        )

    async def named(self, terms: Sequence[Term], rows: RowScope) -> Mapping[Term, tuple[str, ...]]:
        self._trouble()
        visible = self._visible(rows)
        found = {one: _positions([row for row in visible if one in row.terms], OrderSort()) for one in terms}
        return {
            one: tuple(position.number for position in positions[:MOST_NAMED])
            for one, positions in found.items()
            if positions
        }

    def peek_known(self, numbers: Sequence[str], rows: RowScope) -> None:
        """Nothing is told at once."""
        del numbers, rows

    async def known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        self._trouble()
        return frozenset(numbers) & {row.number for row in self._visible(rows)}

    def owners(self, number: str) -> Owners:
        """Whose an order is, as far as it is known here."""
        return self.held[number].owners if number in self.held else Owners(known=False)

    def _visible(self, rows: RowScope) -> list[OrderRow]:
        asker = Principal(partner="any", grant=Grant(scopes=frozenset(), rows=rows))
        return [row for row in self.held.values() if decide_row(asker, row.owners) is ALLOW]

    def _trouble(self) -> None:
        if self.errors:
            raise self.errors.pop(0)


def matches(row: OrderRow, wanted: OrderFilter, now: datetime | None = None) -> bool:
    """Whether every condition holds for the row."""
    return (
        all(row.terms.intersection(group) for group in wanted.terms)
        and (not wanted.customers or row.customer in wanted.customers)
        and (not wanted.channels or row.channel in wanted.channels)
        and (not wanted.statuses or row.status in wanted.statuses)
        and (not wanted.billing_statuses or row.billing_status in wanted.billing_statuses)
        and (not wanted.return_statuses or row.return_status in wanted.return_statuses)
        and _lies(row.placed_at, wanted.placed)
        and _lies(row.promised_at, wanted.promised)
        and _lies(row.changed_at, wanted.changed)
        and wanted.overdue in {None, row.overdue_at is not None and (now is None or row.overdue_at < now)}
    )


def _lies(at: datetime | None, between: Between | None) -> bool:
    """Open ends take every time, but not a row that has none."""
    if between is None or at is None:
        return between is None
    return (between.since is None or at >= between.since) and (between.until is None or at < between.until)


def _positions(rows: Sequence[OrderRow], sort: OrderSort) -> list[Position]:
    at = _day_of(_FIELDS[sort.field]) if sort.by_day else _FIELDS[sort.field]
    numbers = sorted(row.number for row in rows if at(row) is None)
    timed = sorted((when.astimezone(UTC), row.number) for row in rows if (when := at(row)) is not None)
    if sort.descending:
        numbers, timed = numbers[::-1], timed[::-1]
    return [*(Position(when, number) for when, number in timed), *(Position(None, one) for one in numbers)]


def _day_of(at: Callable[[OrderRow], datetime | None]) -> Callable[[OrderRow], datetime | None]:
    def day(row: OrderRow) -> datetime | None:
        when = at(row)
        return None if when is None else day_of(when)

    return day


def _is_after(one: Position, paging: Paging) -> bool:
    """Whether one comes later in the order of the page than the end of the page before."""
    after = paging.after
    if after is None:
        return True
    if one.at is None or after.at is None:
        if (one.at is None) != (after.at is None):
            return one.at is None
        return one.number < after.number if paging.sort.descending else one.number > after.number
    mine, theirs = (one.at, one.number), (after.at, after.number)
    return mine < theirs if paging.sort.descending else mine > theirs
