"""What changed since an instant, page by page, without a stored history."""

from collections.abc import Callable
from typing import NamedTuple

from simulators.orders.facts import Order
from simulators.world.world import World

# What may be looked at for one page: a page may be short or empty, and none blocks the server for long.
# An order that was looked at before costs far less than one that has to be planned.
_EFFORT_A_PAGE = 100_000
_EFFORT_TO_PLAN, _EFFORT_TO_RECALL = 50, 1


class Window(NamedTuple):
    """Changes after `since` and up to `until`, from order `first` on."""

    since: int
    until: int
    first: int = 0


class Page(NamedTuple):
    """Changed orders, ascending, and the order to go on from; None when there is nothing more."""

    orders: list[Order]
    resume: int | None


def changed(world: World, window: Window, limit: int, last_change: Callable[[Order, int], int]) -> Page:
    """Collect orders whose `last_change(order, until)` (0 = unknown to the system) lies in the window."""
    found: list[Order] = []
    effort = 0
    for index in world.indexes(window.since, window.until, window.first):
        if len(found) == limit or effort >= _EFFORT_A_PAGE:
            return Page(found, index)
        effort += _EFFORT_TO_RECALL if world.remembers(index) else _EFFORT_TO_PLAN
        if not world.happens(index, window.since, window.until):
            continue
        order = world.any(index, window.until)
        if order is not None and window.since < last_change(order, window.until) <= window.until:
            found.append(order)
    return Page(found, None)
