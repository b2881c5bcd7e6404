"""Which groups an event may be for: found by what it concerns, not by asking every group."""

from collections.abc import Iterator

from domain.events.record import Event
from domain.log.filters import EventFilter
from gateway.live.group import Group

_ANY = ("any", "")
_Place = tuple[str, str]
"""A sort of condition, and one value of it."""


class GroupIndex:
    """Groups by the narrowest condition that they have: keys, owners, types; the rest are asked always."""

    def __init__(self) -> None:
        self._groups: dict[_Place, dict[Group, None]] = {}

    def add(self, group: Group) -> None:
        """Know a group, until it is removed."""
        for place in _places(group.live.wanted):
            self._groups.setdefault(place, {})[group] = None

    def remove(self, group: Group) -> None:
        """Forget it."""
        for place in _places(group.live.wanted):
            found = self._groups.get(place, {})
            found.pop(group, None)
            if not found:
                self._groups.pop(place, None)

    def of(self, event: Event) -> Iterator[Group]:
        """Each of them once. They look at the event themselves: it may still not be theirs."""
        found: dict[Group, None] = {}
        for place in _met(event):
            if groups := self._groups.get(place):
                found |= groups
        return iter(found)


def _places(wanted: EventFilter) -> list[_Place]:
    for sort, values in (
        ("key", wanted.keys),
        ("customer", wanted.customers),
        ("carrier", wanted.carriers),
        ("type", wanted.types),
    ):
        if values is not None:
            return [(sort, value) for value in values]
    return [_ANY]


def _met(event: Event) -> Iterator[_Place]:
    """Every condition that an event meets."""
    for key in (event.subject, *event.related):
        yield "key", key
    for customer in event.owners.customers or ():
        yield "customer", customer
    for carrier in event.owners.carriers or ():
        yield "carrier", carrier
    yield "type", event.type
    yield "type", event.type.partition(".")[0]
    yield _ANY
