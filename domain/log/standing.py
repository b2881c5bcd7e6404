"""What stays of a subject when its events are compacted: the last of each kind."""

from collections.abc import Iterable

from domain.events.record import Event
from domain.log.records import Logged

_TELLING = ("milestone", "line", "sku", "location", "reference", "tracking_number")


def kind_of(event: Event) -> str:
    """What makes a later event of the subject take an earlier one's place; another's word never does.

    One line shipped does not take the place of another line shipped, nor one milestone that of another.
    """
    told = ((name, getattr(event.data, name, None)) for name in _TELLING)
    parts = (event.type, event.source, *(f"{name}={value}" for name, value in told if value is not None))
    return "|".join(parts)


def standing(events: Iterable[Logged]) -> list[Logged]:
    """Of each subject the last event of each kind, in the order of the log."""
    last: dict[tuple[str, str], Logged] = {}
    for logged in sorted(events, key=lambda each: each.position):
        last[logged.event.subject, kind_of(logged.event)] = logged
    return sorted(last.values(), key=lambda each: each.position)
