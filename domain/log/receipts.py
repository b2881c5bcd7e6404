"""What tells one event from another, so that none is taken twice.

A source names its events (`source_event_id`), or the adapter names them for it by document, control number
and row. Without a name two equal events may be one told twice or two: only what is absolute is taken then.
"""

from domain.errors import BadInput
from domain.events.payloads import StockNews
from domain.events.record import Event

NAMELESS = "EVENT_WITHOUT_ID"
"""The reason of a dead letter for a movement without a name."""


def receipt(event: Event) -> tuple[str, str] | None:
    """(source, name) of the event; None for one that has no name and needs none.

    Raises BadInput for a movement without a name: two equal decrements are two.
    """
    if event.source_event_id:
        return event.source, event.source_event_id
    if isinstance(event.data, StockNews) and event.data.quantity is not None:
        raise BadInput("a movement of stock needs an id of its source", field="id")
    return None
