"""A record with what an event says of it, where the event says enough to need no reading.

Enough is what leaves nothing else of the record open: a step that moves no quantity and makes no document,
another time of arrival, or all figures of a position. Of everything else the record is to be read again.
Facts are kept as a set and folded by their times, so that neither their order nor their number matters.
"""

from collections.abc import Iterable
from typing import TypeVar, cast

from msgspec.structs import replace

from domain.events.payloads import EtaNews, OrderNews, Payload, ShipmentNews, StockFigures
from domain.events.record import Event
from domain.events.types import EVENT_TYPES
from domain.milestones import Milestone
from domain.milestones import MilestoneCode as Code
from domain.orders import Fulfilment, Order
from domain.shipments import Estimate, Shipment, Track
from domain.stock import Figure, StockPosition

V = TypeVar("V")

_OF_ORDERS = frozenset({Code.ACKNOWLEDGED, Code.RELEASED, Code.PICK_STARTED, Code.CLOSED})
"""Steps of an order that change nothing but how far it is. The others count lines, or make documents."""
_OF_FULFILMENTS = _OF_ORDERS | {Code.HELD, Code.HOLD_RELEASED}
_WITH_TIMES_OF_LEGS = frozenset({Code.PICKED_UP, Code.SHIPPED, Code.DEPARTED, Code.ARRIVED, Code.DELIVERED})
"""Steps of a shipment at which its legs begin and end."""


def with_told(record: V, event: Event) -> V | None:
    """The record, in the names of the event's source, with what the event says; None where it must be read.

    A record that knows the fact already is given back as it is.
    """
    told: object | None = None
    if isinstance(record, Track):
        told = _moved(record, event)
    elif isinstance(record, Shipment):
        told = _shipped(record, event)
    elif isinstance(record, Fulfilment):
        told = _stepped(record, event, _OF_FULFILMENTS)
    elif isinstance(record, Order):
        told = _stepped(record, event, _OF_ORDERS)
    elif isinstance(record, StockPosition):
        told = _counted(record, event)
    return cast("V | None", told)


def _shipped(record: Shipment, event: Event) -> Shipment | None:
    return None if record.legs and _code(event) in _WITH_TIMES_OF_LEGS else _moved(record, event)


_Moving = TypeVar("_Moving", Track, Shipment)


def _moved(record: _Moving, event: Event) -> _Moving | None:
    if isinstance(event.data, EtaNews):
        if event.data.expected_at is None:
            return None
        estimate = Estimate(at=event.data.expected_at, source=event.source, told_at=event.occurred_at)
        known = estimate in record.estimates
        return record if known else replace(record, estimates=(*record.estimates, estimate))
    code = _code(event)
    if code is None or code in {Code.UNKNOWN, Code.CANCELLED, Code.SHIPMENT_CREATED}:
        return None
    return replace(record, milestones=_with(record.milestones, _milestone(event, code, record.milestones)))


_Stepping = TypeVar("_Stepping", Order, Fulfilment)


def _stepped(record: _Stepping, event: Event, enough: frozenset[Code]) -> _Stepping | None:
    code, data = _code(event), event.data
    if code is None or code not in enough:
        return None
    if isinstance(data, OrderNews) and (data.line or data.sku or data.quantity is not None):
        return None
    return replace(record, milestones=_with(record.milestones, _milestone(event, code, ())))


def _counted(record: StockPosition, event: Event) -> StockPosition | None:
    """Figures are absolute: those of an earlier time than what is known change nothing."""
    if not isinstance(event.data, StockFigures) or not event.data.figures:
        return None
    if record.as_of is not None and event.occurred_at < record.as_of:
        return record
    if any(quantity.unit != record.unit for quantity in event.data.figures.values()):
        return None
    figures = tuple(
        Figure(state=state, quantity=quantity, source=event.source, as_of=event.occurred_at)
        for state, quantity in sorted(event.data.figures.items())
    )
    return replace(record, figures=figures, as_of=event.occurred_at)


def _code(event: Event) -> Code | None:
    """The milestone that an event gives, by its type or by what it tells."""
    kind = EVENT_TYPES.get(event.type)
    if kind is None or event.type.endswith(".changed") or event.correction_of:
        return None
    return event.data.milestone if isinstance(event.data, ShipmentNews) else kind.milestone


def _milestone(event: Event, code: Code, known: Iterable[Milestone]) -> Milestone:
    """known: of the record, whose document the fact belongs to where the event names none."""
    data = event.data
    reference = _text(data, "reference") or _text(data, "warehouse_order")
    if not reference:
        reference = next((each.reference for each in known if each.source == event.source), "")
    return Milestone(
        code=code,
        occurred_at=event.occurred_at,
        source=event.source,
        classifier=event.classifier,
        event_id=event.source_event_id,
        reference=reference,
        location=_text(data, "location"),
        reason=_text(data, "reason"),
        fault=getattr(data, "fault", None),
        raw_code=_text(data, "raw_code"),
    )


def _text(data: Payload | None, name: str) -> str:
    return getattr(data, name, None) or ""


def _with(known: tuple[Milestone, ...], fact: Milestone) -> tuple[Milestone, ...]:
    """Once: what was read may name the same fact otherwise than what was pushed."""
    if any(_same(each, fact) for each in known):
        return known
    return (*known, fact)


def _same(known: Milestone, fact: Milestone) -> bool:
    if (known.code, known.occurred_at, known.source) != (fact.code, fact.occurred_at, fact.source):
        return False
    return known.classifier is fact.classifier and known.line == fact.line
