"""Pages for who is told times to the day: sorted by day and number, out of rows that are kept by time.

A day is not kept, so that no index has this order. But days follow each other as times do: a page is cut
from the rest of the day on which the page before ended, from whole days, and from the day that it ends on.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.search.orders import Between, OrderFilter, OrderPage, OrderSort, Paging, Position, SortField
from domain.shapes.instants import DAY, day_of

ByTime = Callable[[Paging], Awaitable[OrderPage]]
"""The page in the order of the exact time."""

OfDay = Callable[[datetime, str | None, int], Awaitable[Sequence[str]]]
"""Of one day, so many numbers after the given one, in the order of the page."""


class _Rest(msgspec.Struct, frozen=True):
    """What follows the day on which the page before ended, and what is left of that day."""

    paging: Paging
    left: Sequence[Position] = ()


async def page_by_day(paging: Paging, by_time: ByTime, of_day: OfDay) -> OrderPage:
    """The page by day and number, with the total of all pages."""
    most = paging.first + 1
    rest = await _rest(paging, of_day, most)
    page = await by_time(rest.paging)
    whole = await _whole_days(page, paging, of_day, most)
    found = [*rest.left, *whole]
    return replace(page, positions=tuple(found[: paging.first]), more=page.more or len(found) > paging.first)


def within(wanted: OrderFilter, field: SortField, day: datetime) -> OrderFilter:
    """The filter, and the field on that day."""
    name = {SortField.PLACED_AT: "placed", SortField.PROMISED_AT: "promised", SortField.CHANGED_AT: "changed"}
    asked: Between = getattr(wanted, name[field]) or Between()
    since = day if asked.since is None else max(day, asked.since)
    until = day + DAY if asked.until is None else min(day + DAY, asked.until)
    return replace(wanted, **{name[field]: Between(since=since, until=until)})


async def _rest(paging: Paging, of_day: OfDay, most: int) -> _Rest:
    exact = replace(paging, sort=replace(paging.sort, by_day=False))
    after = paging.after
    if after is None or after.at is None:
        return _Rest(exact)
    day = day_of(after.at)
    left = [Position(day, number) for number in await of_day(day, after.number, most)]
    # No number is empty: before all of this day, or after all of it.
    edge = Position(day if paging.sort.descending else day + DAY, "")
    return _Rest(replace(exact, after=edge), left)


async def _whole_days(page: OrderPage, paging: Paging, of_day: OfDay, most: int) -> list[Position]:
    """The positions of the page by day and number; those of its last day as many as the page could need."""
    found = [Position(None if one.at is None else day_of(one.at), one.number) for one in page.positions]
    last = found[-1].at if found else None
    if page.more and last is not None:
        found = [one for one in found if one.at != last]
        found += [Position(last, number) for number in await of_day(last, None, most)]
    return in_order(found, paging.sort)


def in_order(found: Sequence[Position], sort: OrderSort) -> list[Position]:
    """By time and number, those without a time last."""
    timed = sorted((one.at, one.number) for one in found if one.at is not None)
    untimed = sorted(one.number for one in found if one.at is None)
    if sort.descending:
        timed, untimed = timed[::-1], untimed[::-1]
    return [*(Position(*one) for one in timed), *(Position(None, one) for one in untimed)]
