"""A record with what an event says: the same whatever the order, and only where the event says enough."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events.payloads import EtaNews, OrderNews, Payload, ShipmentNews, StockFigures
from domain.events.record import Event
from domain.folds.shipment_status import current_estimate, shipment_status
from domain.folds.told_facts import with_told
from domain.milestones import Milestone
from domain.milestones import MilestoneCode as Code
from domain.orders import Fulfilment, Order
from domain.quantities import Quantity
from domain.shipments import Leg, Shipment, Track
from domain.stock import StockPosition, StockState
from tests.doubles.clock import START

SECOND = timedelta(seconds=1)
TRACK = Track(tracking_number="1Z", source="one")
SHIPMENT = Shipment(id="S", sources=("one",))
CODES = (Code.PICKED_UP, Code.IN_TRANSIT, Code.OUT_FOR_DELIVERY, Code.DELIVERY_ATTEMPTED, Code.DELIVERED)


def event(kind: str, data: Payload | None = None, *, at: int = 0, number: int = 1) -> Event:
    moment = START + at * SECOND
    return Event(
        type=kind,
        source="one",
        source_event_id=str(number),
        subject="any:thing",
        occurred_at=moment,
        recorded_at=START,
        data=data,
    )


def scan(code: Code, *, at: int = 0, number: int = 1) -> Event:
    return event("shipment.milestone", ShipmentNews(milestone=code), at=at, number=number)


@given(st.data())
def test_a_fold_depends_neither_on_the_order_nor_on_the_number_of_tellings(data: st.DataObject) -> None:
    told = data.draw(
        st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 3_000)), min_size=1, max_size=8)
    )
    events = [scan(code, at=at, number=number) for number, (code, at) in enumerate(told)]
    shuffled = data.draw(st.permutations([*events, *events]))
    assert _status(events) == _status(shuffled)


def _status(events: list[Event]) -> tuple[str, int]:
    record: Track | None = TRACK
    for each in events:
        assert record is not None
        record = with_told(record, each)
    assert record is not None
    return shipment_status(record.milestones), len(record.milestones)


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (Order(number="1", source="one"), event("order.held", OrderNews())),
        (Order(number="1", source="one"), event("order.invoiced")),
        (Fulfilment(order="1"), event("order.picked", OrderNews(raw_code="50"))),
        (Fulfilment(order="1"), event("order.shipped", OrderNews())),
        (Fulfilment(order="1"), event("order.released", OrderNews(line="1"))),
        (Fulfilment(order="1"), event("order.changed")),
        (TRACK, scan(Code.UNKNOWN)),
        (TRACK, event("shipment.milestone")),
        (TRACK, event("shipment.eta_changed", EtaNews())),
        (Shipment(id="S", sources=("one",), legs=(Leg(sequence=1),)), scan(Code.DELIVERED)),
        (StockPosition(sku="A", location="L"), event("stock.changed")),
        (
            StockPosition(sku="A", location="L"),
            event("stock.snapshot", StockFigures(figures={StockState.SELLABLE: Quantity(Decimal(1), "CS")})),
        ),
        ("no record of ours", event("order.released")),
    ],
)
def test_what_leaves_something_open_is_to_be_read(record: object, told: Event) -> None:
    assert with_told(record, told) is None


def test_a_correction_is_to_be_read() -> None:
    corrected = Event(
        type="order.released",
        source="one",
        subject="order:1",
        occurred_at=START,
        recorded_at=START,
        correction_of="e1",
    )
    assert with_told(Fulfilment(order="1"), corrected) is None


def test_a_fact_that_was_read_already_is_not_added() -> None:
    read = Milestone(code=Code.DELIVERED, occurred_at=START, source="one", event_id="scan-7", place="Berlin")
    known = Track(tracking_number="1Z", source="one", milestones=(read,))
    assert with_told(known, scan(Code.DELIVERED)) == known


def test_a_new_estimate_is_the_one_told_last() -> None:
    due = START + timedelta(days=3)
    told = with_told(SHIPMENT, event("shipment.eta_changed", EtaNews(expected_at=due)))
    assert told is not None
    current = current_estimate(told.estimates)
    assert current is not None
    assert current.at == due
    assert with_told(told, event("shipment.eta_changed", EtaNews(expected_at=due))) == told


def test_a_step_belongs_to_the_document_of_its_source() -> None:
    known = Milestone(code=Code.PICKED_UP, occurred_at=START, source="one", reference="L-1")
    told = with_told(
        Shipment(id="S", sources=("one",), milestones=(known,)), scan(Code.OUT_FOR_DELIVERY, at=9)
    )
    assert told is not None
    assert [each.reference for each in told.milestones] == ["L-1", "L-1"]
