"""Which events an endpoint wants: checked when it is said, so that a slip is not a silence."""

from collections.abc import Collection

from domain.errors import BadInput
from domain.events.types import EVENT_TYPES
from domain.log.filters import EventFilter

MOST_NAMES = 200
_LONGEST = 200
_FAMILIES = frozenset(name.partition(".")[0] for name in EVENT_TYPES)


def checked_filter(wanted: EventFilter) -> EventFilter:
    """The filter, where what it names can be. Raises BadInput, naming the field, for the first other."""
    for name in sorted(wanted.types or ()):
        if name not in EVENT_TYPES and name not in _FAMILIES:
            raise BadInput(f"{name[:60]!r} is no type and no family of events", field="types")
    _check_names(wanted.keys, "keys")
    _check_names(wanted.sources, "sources")
    for key in sorted(wanted.keys or ()):
        kind, _, name = key.partition(":")
        if not kind or not name:
            raise BadInput(f"{key[:60]!r} should be a kind and a name, as in order:SO-1", field="keys")
    return wanted


def _check_names(names: Collection[str] | None, field: str) -> None:
    if names is None:
        return
    if len(names) > MOST_NAMES or any(not name or len(name) > _LONGEST for name in names):
        raise BadInput(f"should be at most {MOST_NAMES} names of 1 to {_LONGEST} characters", field=field)
