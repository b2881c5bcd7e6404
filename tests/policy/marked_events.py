"""A log with something recognisable in each event: of every family, each partner's own and others'."""

from typing import Any, NamedTuple

from msgspec.structs import replace

from domain.events.owners import Owners
from domain.events.record import Event
from domain.events.types import EVENT_TYPES
from domain.log.records import Mapped
from domain.rows.whose import NOBODY
from tests.doubles.event_log import InMemoryLog
from tests.policy.planting import Planted

_ONE = Owners(
    customers=frozenset({"C-1"}),
    channels=frozenset({"WEB"}),
    locations=frozenset({"EAST", "WEST"}),
    suppliers=NOBODY,
    carriers=frozenset({"PONE"}),
)
_TWO = replace(_ONE, customers=frozenset({"C-2"}), locations=frozenset({"EAST"}))
_BOX = replace(_ONE, customers=frozenset({"C-1", "C-2"}))
_FOUR = Owners(
    customers=frozenset({"C-9"}),
    channels=frozenset({"SHOP"}),
    locations=frozenset({"WEST"}),
    suppliers=NOBODY,
    carriers=frozenset({"RAIL"}),
)
_NOBODYS = Owners(known=False)


def _at(place: str) -> Owners:
    return Owners(locations=frozenset({place}))


def _bought(supplier: str, place: str) -> Owners:
    return replace(_at(place), suppliers=frozenset({supplier}), customers=NOBODY, channels=NOBODY)


class _Marked(NamedTuple):
    """record: that it is planted in. related: what else it concerns."""

    kind: str
    record: str
    subject: str
    owners: Owners
    related: tuple[str, ...] = ()


_EVENTS = (
    _Marked("order.short_picked", "SO-1", "order:SO-1", _ONE),
    _Marked("order.held", "SO-2", "order:SO-2", _TWO),
    _Marked("order.picked", "SO-4", "order:SO-4", _FOUR),
    _Marked("shipment.milestone", "SHE-1", "shipment:SHE-1", _BOX, ("order:SO-1", "order:SO-2")),
    _Marked("shipment.eta_changed", "SHE-1", "shipment:SHE-1", _BOX, ("order:SO-1", "order:SO-2")),
    _Marked("shipment.milestone", "SHW-4", "shipment:SHW-4", _FOUR, ("order:SO-4",)),
    _Marked("return.inspected", "SO-1", "return:RMA-1", _ONE, ("order:SO-1",)),
    _Marked("return.received", "SO-4", "return:RMA-4", _FOUR, ("order:SO-4",)),
    _Marked("stock.adjusted", "stock EAST", "sku:AX-1@EAST", _at("EAST")),
    _Marked("stock.snapshot", "stock WEST", "sku:AX-2@WEST", _at("WEST")),
    _Marked("reservation.held", "stock EAST", "sku:AX-1@EAST", _at("EAST")),
    _Marked("purchase_order.announced", "PU-1", "purchase_order:PU-1", _bought("V-1", "EAST")),
    _Marked("purchase_order.announced", "PU-2", "purchase_order:PU-2", _bought("V-2", "WEST")),
    _Marked("exception.opened", "SO-1", "exception:case-1", _ONE, ("order:SO-1",)),
    _Marked("exception.opened", "SO-4", "exception:case-4", _FOUR, ("order:SO-4",)),
    _Marked("exception.assigned", "nobody", "exception:case-9", _NOBODYS),
    _Marked("source.silent", "nobody", "source:erp", _NOBODYS),
)


async def marked_log(planted: Planted) -> InMemoryLog:
    """The log with one event of each kind in it."""
    log = InMemoryLog("marked")
    events = [_event(planted, number, each) for number, each in enumerate(_EVENTS)]
    await log.append([Mapped(events=tuple(events))])
    return log


def _event(planted: Planted, number: int, marked: _Marked) -> Event:
    record = marked.record
    data: Any = planted.filled(EVENT_TYPES[marked.kind].tells(), record)
    if hasattr(data, "reason"):
        data = replace(data, reason=planted.text(record, "reason"))
    return Event(
        id=planted.text(record, "Event.id"),
        type=marked.kind,
        source="erp",
        subject=marked.subject,
        related=marked.related,
        occurred_at=planted.instant(record, "Event.occurred_at"),
        recorded_at=planted.instant(record, "Event.recorded_at"),
        source_event_id=f"event {number}",
        owners=marked.owners,
        data=data,
        raw_ref=planted.text(record, "Event.raw_ref"),
        correlation_id=planted.text(record, "Event.correlation_id"),
        correction_of=planted.text(record, "Event.correction_of"),
    )
