"""Events to fill a log with."""

from datetime import timedelta

from hypothesis import strategies as st

from domain.events.owners import Owners
from domain.events.payloads import OrderNews, ShipmentNews
from domain.events.record import Event
from domain.milestones import MilestoneCode
from tests.doubles.clock import START

MINUTE = timedelta(minutes=1)


def shipped(name: str = "e1", *, order: str = "SO-1", line: str | None = None, minutes: int = 0) -> Event:
    """A line of an order left the house."""
    return Event(
        type="order.shipped",
        source="wms_east",
        subject=f"order:{order}",
        related=("sku:A-1",),
        occurred_at=START + minutes * MINUTE,
        recorded_at=START + minutes * MINUTE,
        source_event_id=name,
        owners=Owners(customers=frozenset({"C-1"})),
        data=OrderNews(line=line),
    )


def moved(name: str, code: MilestoneCode, *, shipment: str = "S-1", orders: tuple[str, ...] = ()) -> Event:
    """Something happened to a shipment on its way."""
    return Event(
        type="shipment.milestone",
        source="tms",
        subject=f"shipment:{shipment}",
        related=tuple(f"order:{order}" for order in orders),
        occurred_at=START,
        recorded_at=START,
        source_event_id=name,
        owners=Owners(carriers=frozenset({"SWIFT"})),
        data=ShipmentNews(milestone=code),
    )


EVENTS = st.builds(
    shipped,
    st.sampled_from([f"e{number}" for number in range(8)]),
    order=st.sampled_from(["SO-1", "SO-2", "SO-3"]),
    line=st.sampled_from([None, "1", "2"]),
    minutes=st.integers(0, 5),
)
"""Some of the same name, as if they were told twice."""
