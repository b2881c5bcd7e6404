"""Facts by hand, and strategies for whole histories as several systems would tell them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hypothesis import strategies as st
from msgspec.structs import replace

from domain.milestones import Classifier, Milestone, MilestoneCode
from domain.orders import OrderLine
from domain.quantities import Quantity, quantity
from tests.doubles.clock import START

Code = MilestoneCode

ORDER_CODES = (
    Code.PLACED,
    Code.ACKNOWLEDGED,
    Code.HELD,
    Code.HOLD_RELEASED,
    Code.RELEASED,
    Code.BACKORDERED,
    Code.ALLOCATED,
    Code.PICK_STARTED,
    Code.SHORT_PICKED,
    Code.PICKED,
    Code.PACKED,
    Code.SHIPPED,
    Code.DELIVERED,
    Code.INVOICED,
    Code.CREDITED,
    Code.RETURN_AUTHORISED,
    Code.RETURN_RECEIVED,
    Code.RETURN_REFUSED,
    Code.RETURN_CLOSED,
    Code.CANCELLED,
    Code.CLOSED,
)
SHIPMENT_CODES = (
    Code.SHIPMENT_CREATED,
    Code.PACKED,
    Code.ARRIVED_AT_PICKUP,
    Code.PICKED_UP,
    Code.SHIPPED,
    Code.DEPARTED,
    Code.ARRIVED,
    Code.IN_TRANSIT,
    Code.CUSTOMS_STARTED,
    Code.CUSTOMS_CLEARED,
    Code.DELAYED,
    Code.EXCEPTION,
    Code.OUT_FOR_DELIVERY,
    Code.DELIVERY_ATTEMPTED,
    Code.AVAILABLE_FOR_PICKUP,
    Code.DELIVERED,
    Code.LOST,
    Code.RETURN_STARTED,
    Code.RETURNED_TO_SENDER,
    Code.CANCELLED,
)
SOURCES = ("erp", "wms_east", "carrier")
TELLER_AT = {"EAST": "wms_east", "WEST": "wms_west"}


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


def pieces(amount: int | None, unit: str = "EA") -> Quantity | None:
    return None if amount is None else quantity(amount, unit)


def fact(  # noqa: PLR0913 - a milestone has many parts, and a test names only those that matter to it
    code: MilestoneCode,
    hour: float = 0,
    source: str = "erp",
    *,
    line: str = "",
    amount: int | None = None,
    unit: str = "EA",
    location: str = "",
    reference: str = "",
    event_id: str = "",
    corrects: str = "",
    reason: str = "",
    classifier: Classifier = Classifier.ACTUAL,
) -> Milestone:
    return Milestone(
        code=code,
        occurred_at=at(hour),
        source=source,
        line=line,
        quantity=pieces(amount, unit),
        location=location,
        reference=reference,
        event_id=event_id,
        corrects=corrects,
        reason=reason,
        classifier=classifier,
    )


def line(
    number: str = "1", ordered: int = 10, *, location: str = "", cancelled: int | None = None
) -> OrderLine:
    return OrderLine(
        id=number,
        sku=f"AX-{number}",
        ordered=quantity(ordered),
        location=location,
        cancelled=pieces(cancelled),
    )


class Told(NamedTuple):
    """An order's lines, its history, and the same history as it may arrive."""

    lines: Sequence[OrderLine]
    history: Sequence[Milestone]
    arrived: Sequence[Milestone]


LINES = st.builds(
    line,
    ordered=st.integers(-1, 8),
    location=st.sampled_from(("", "EAST", "WEST")),
    cancelled=st.none() | st.integers(0, 9),
)
HOURS = st.integers(0, 9)


def numbered(lines: Sequence[OrderLine]) -> list[OrderLine]:
    return [replace(each, id=str(number)) for number, each in enumerate(lines, 1)]


def identified(history: Sequence[Milestone]) -> list[Milestone]:
    """Each fact with an event of its own, so that it can be corrected."""
    return [replace(each, event_id=f"E{number}") for number, each in enumerate(history)]


ORDERS = st.lists(LINES, min_size=0, max_size=2).map(numbered)
ORDER_FACTS = st.builds(
    fact,
    st.sampled_from(ORDER_CODES),
    HOURS,
    st.sampled_from(SOURCES),
    line=st.sampled_from(("", "1", "2")),
    amount=st.none() | st.integers(-1, 6),
    unit=st.sampled_from(("EA", "EA", "EA", "CS")),
    location=st.sampled_from(("", "EAST", "WEST")),
    reference=st.sampled_from(("", "D-1", "D-2")),
    reason=st.sampled_from(("", "credit", "weather")),
)
LOCATED_FACTS = ORDER_FACTS.filter(lambda each: bool(each.location)).map(
    lambda each: replace(each, source=TELLER_AT[each.location])
)
SHIPMENT_FACTS = st.builds(
    fact,
    st.sampled_from(SHIPMENT_CODES),
    HOURS,
    st.sampled_from(SOURCES),
    reference=st.sampled_from(("", "S-1")),
    reason=st.sampled_from(("", "nobody home", "weather")),
)
ORDER_HISTORIES = st.lists(ORDER_FACTS, max_size=10).map(identified)
SHIPMENT_HISTORIES = st.lists(SHIPMENT_FACTS, max_size=10).map(identified)
NOT_PROGRESS = st.lists(
    st.builds(
        replace,
        ORDER_FACTS | SHIPMENT_FACTS,
        classifier=st.sampled_from((Classifier.PLANNED, Classifier.ESTIMATED)),
    )
    | st.builds(replace, ORDER_FACTS | SHIPMENT_FACTS, code=st.just(Code.UNKNOWN), raw_code=st.just("ZZ")),
    min_size=1,
    max_size=5,
)
"""Estimates, plans and codes that nobody knows. They correct nothing."""


@st.composite
def arrivals(draw: st.DrawFn, history: Sequence[Milestone]) -> list[Milestone]:
    """The history in any order, any of it any number of times."""
    again = draw(st.lists(st.sampled_from(history), max_size=4)) if history else []
    return draw(st.permutations([*history, *again]))


@st.composite
def orders_told(draw: st.DrawFn) -> Told:
    history = draw(ORDER_HISTORIES)
    return Told(draw(ORDERS), history, draw(arrivals(history)))


@st.composite
def shipments_told(draw: st.DrawFn) -> Told:
    history = draw(SHIPMENT_HISTORIES)
    return Told((), history, draw(arrivals(history)))
