"""Events of one source about one item in two places, and what is true after them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from domain.events.payloads import StockFigures, StockNews
from domain.events.record import Event
from domain.positions.folding import folded
from domain.positions.held import NOTHING_HELD, Held
from domain.positions.telling import told
from domain.quantities import EACH, Quantity
from domain.stock import StockKey, StockState
from tests.doubles.clock import START

SKU, EAST, WEST = "AX", "EAST", "WEST"
S = StockState
BEGIN = START - timedelta(days=1)


def each(amount: int) -> Quantity:
    return Quantity(Decimal(amount), EACH)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def event(  # noqa: PLR0913 - what differs from event to event
    what: str,
    minutes: float,
    amount: int | None = None,
    *,
    place: str = EAST,
    name: str | None = None,
    sequence: int | None = None,
    **more: object,
) -> Event:
    quantity = None if amount is None else each(amount)
    return Event(
        type=f"stock.{what}",
        source="wms",
        subject=f"sku:{SKU}@{place}",
        occurred_at=at(minutes),
        recorded_at=at(minutes),
        source_event_id=name or f"{what}/{minutes}/{place}",
        source_sequence=sequence,
        data=StockNews(quantity=quantity, **more),  # type: ignore[arg-type]  # as the caller has it
    )


def snapshot(
    minutes: float, figures: Mapping[StockState, int], *, place: str = EAST, sequence: int | None = None
) -> Event:
    return Event(
        type="stock.snapshot",
        source="wms",
        subject=f"sku:{SKU}@{place}",
        occurred_at=at(minutes),
        recorded_at=at(minutes),
        source_event_id=f"snapshot/{minutes}/{place}",
        source_sequence=sequence,
        data=StockFigures(figures={state: each(amount) for state, amount in figures.items()}),
    )


def kept(events: Iterable[Event], *, numbered: bool = False) -> dict[str, Held]:
    """The positions by place."""
    held: dict[str, Held] = {}
    for one in events:
        for key, fact in told(one, numbered=numbered):
            assert key == StockKey(SKU, key.location)
            held[key.location] = folded(held.get(key.location, NOTHING_HELD), fact)
    return held


def in_east(events: Sequence[Event], *, numbered: bool = False) -> Held:
    return kept(events, numbered=numbered)[EAST]
