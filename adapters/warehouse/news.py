"""What a warehouse's notification of an order tells, whatever it calls the state."""

from domain.events.payloads import Changed, OrderNews


def order_news(event: str, *, state: str, order: str, facility: str | None = None) -> OrderNews | Changed:
    """For a state that means no step it is only said that there is news."""
    tells = Changed if event.endswith(".changed") else OrderNews
    return tells(raw_code=state, warehouse_order=order, location=facility)
