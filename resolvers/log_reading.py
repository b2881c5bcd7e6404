"""Events of the log for whoever asks: the policy of events, with the orders that are the asker's own.

What an event is related to may be somebody else's. So an event that was found by such a key is told as little
as one that is not there.
"""

from collections.abc import Collection, Iterable, Sequence

from domain.errors import StoreUnavailable
from domain.events.types import EVENT_TYPES
from domain.log import cursors
from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter, keys_of
from domain.log.records import Logged
from domain.log.shown import families_of, related_orders, shown
from domain.partners import Principal
from domain.ports.log import EventLog
from resolvers.builds.events import ToldEvent
from resolvers.context import GraphContext

FAMILIES = frozenset(name.partition(".")[0] for name in EVENT_TYPES)


def log_of(context: GraphContext) -> EventLog:
    """The log. Raises StoreUnavailable where there is none."""
    if context.log is None:
        raise StoreUnavailable("There is no log of events here")
    return context.log


def granted(principal: Principal, types: Collection[str] | None) -> frozenset[str] | None:
    """Of these types or families, or of all, those of which the principal may be told; None for all."""
    families = families_of(principal)
    if types is None:
        return None if families == FAMILIES else families
    return frozenset(each for each in types if each.partition(".")[0] in families)


def own_part(asked: Collection[str] | None, rows: frozenset[str] | None) -> frozenset[str] | None:
    """Of the owners that are asked for those that the rows let through; None where nothing is said."""
    if asked is None:
        return None
    return frozenset(asked) if rows is None else rows.intersection(asked)


async def own_orders(context: GraphContext, numbers: Collection[str]) -> frozenset[str]:
    """Of these orders those that the asker may see, as our index has them. Raises StoreUnavailable."""
    if context.admission is None:
        return frozenset(numbers)
    return await context.admission.orders(list(dict.fromkeys(numbers))) if numbers else frozenset()


async def told_events(
    context: GraphContext, events: Iterable[Logged], wanted: EventFilter, log: str
) -> Sequence[ToldEvent]:
    """Those of the events that the asker may see, as it may see them. log: its name, for cursors."""
    found = list(events)
    related = {number for each in found for number in related_orders(each.event)}
    own = await own_orders(context, related) if related else frozenset[str]()
    told = (_told(context.principal, each, own, wanted, log) for each in found)
    return [each for each in told if each is not None]


def _told(
    principal: Principal, logged: Logged, own: Collection[str], wanted: EventFilter, log: str
) -> ToldEvent | None:
    told = shown(logged.event, principal, own)
    if told is None or (wanted.keys is not None and wanted.keys.isdisjoint(keys_of(told))):
        return None
    cursor = cursors.written(LogCursor(log, logged.position))
    return ToldEvent(position=logged.position, cursor=cursor, told=told, written=logged.event)
