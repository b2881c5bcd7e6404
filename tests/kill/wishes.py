"""What a subscriber asks for, and what of the log it should be told for that."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.kill.logged import Log

_EVENTS = """
subscription ($filter: EventFilterInput, $after: String) {
  events(filter: $filter, after: $after) { kind cursor event { id } gap { restart } }
}
"""
_ORDERS = """
subscription ($numbers: [String!], $after: String) {
  orderChanged(numbers: $numbers, after: $after) { kind cursor event { id } order { status } gap { restart } }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """root: the field of the answer. expected: the names of all that it should be told, in their order."""

    root: str
    document: str
    variables: Mapping[str, object]
    expected: Callable[[Log], list[str]]


def events(wanted: Mapping[str, Sequence[str]]) -> Wish:
    """Events of a filter."""
    return Wish(
        root="events",
        document=_EVENTS,
        variables={"filter": wanted},
        expected=lambda log: log.ids(wanted),
    )


def orders(numbers: Sequence[str]) -> Wish:
    """What changes of orders, each time with the order as it is then."""
    return Wish(
        root="orderChanged",
        document=_ORDERS,
        variables={"numbers": numbers},
        expected=lambda log: named(log.of_orders(numbers)),
    )


def named(ids: Iterable[str]) -> list[str]:
    """A name for each item: an event that concerns two orders comes twice, and neither may come again."""
    seen: Counter[str] = Counter()
    names = []
    for each in ids:
        names.append(f"{each}#{seen[each]}" if seen[each] else each)
        seen[each] += 1
    return names
