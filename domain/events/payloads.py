"""What the types of events tell: one record for each kind of news, the same for all systems.

They are the published contract of the events' `data`: `docs/events` has their JSON Schemas. A field that a
source does not tell is left out. None holds personal data: that lives in the entity's record alone.
"""

from datetime import datetime, timedelta
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from domain.exceptions import CaseState, Severity
from domain.milestones import FaultParty, MilestoneCode
from domain.quantities import Quantity
from domain.returns import Disposition
from domain.stock import StockState

Line = Annotated[str, Meta(description="The order line that it concerns; without it, all lines.")]
Sku = Annotated[str, Meta(description="The item, in our name.")]
Amount = Annotated[Quantity, Meta(description="How much of it, exact, in its unit.")]
Place = Annotated[str, Meta(description="The location where it happened, by our code.")]
Document = Annotated[str, Meta(description="The document that it stands in: shipment, hold, invoice, count.")]
Reason = Annotated[str, Meta(description="Why, in the words of the source or our code for them.")]
RawCode = Annotated[str, Meta(description="The code that the source used, as it wrote it.")]
WarehouseOrder = Annotated[str, Meta(description="The warehouse's own number of the order.")]


class _News(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What all have in common: what is not told does not stand there."""


class OrderNews(_News, frozen=True, kw_only=True):
    """A step of an order, or of one line of it."""

    line: Line | None = None
    sku: Sku | None = None
    quantity: Amount | None = None
    location: Place | None = None
    reference: Document | None = None
    warehouse_order: WarehouseOrder | None = None
    reason: Reason | None = None
    raw_code: RawCode | None = None


class ShipmentNews(_News, frozen=True, kw_only=True):
    """A step of a shipment, told by a warehouse, a TMS or a carrier."""

    milestone: (
        Annotated[MilestoneCode, Meta(description="What happened. UNKNOWN is no progress: see `rawCode`.")]
        | None
    ) = None
    tracking_number: Annotated[str, Meta(description="The parcel, where it is about one.")] | None = None
    warehouse_order: WarehouseOrder | None = None
    reason: Reason | None = None
    fault: Annotated[FaultParty, Meta(description="Who is said to have caused it.")] | None = None
    raw_code: RawCode | None = None


class EtaNews(_News, frozen=True, kw_only=True):
    """Another time of arrival is expected. Without `expectedAt` the source only said that it changed."""

    expected_at: Annotated[datetime, Meta(description="When delivery is due now.", tz=True)] | None = None
    reason: Reason | None = None
    raw_code: RawCode | None = None


class ReturnNews(_News, frozen=True, kw_only=True):
    """A step of a return, or of one line of it."""

    line: Line | None = None
    sku: Sku | None = None
    quantity: Amount | None = None
    location: Place | None = None
    disposition: Annotated[Disposition, Meta(description="What becomes of the goods.")] | None = None
    reference: Document | None = None
    reason: Reason | None = None
    raw_code: RawCode | None = None


class StockNews(_News, frozen=True, kw_only=True):
    """A movement of stock, or a claim on it, at the subject's item and place."""

    quantity: Annotated[Quantity, Meta(description="How much moved: below zero where it went.")] | None = None
    from_state: Annotated[StockState, Meta(description="What the units were counted as.")] | None = None
    to_state: Annotated[StockState, Meta(description="What they are counted as now.")] | None = None
    counterpart: Annotated[str, Meta(description="The other location of a transfer.")] | None = None
    expected_at: Annotated[datetime, Meta(description="When a transfer is due there.", tz=True)] | None = None
    reference: Document | None = None
    reason: Reason | None = None
    raw_code: RawCode | None = None


class StockFigures(_News, frozen=True, kw_only=True):
    """All that a source counts at the subject's item and place: absolute, so that two of them add nothing."""

    figures: Annotated[dict[StockState, Quantity], Meta(description="How much, by stock state.")] = {}


class ReservationNews(_News, frozen=True, kw_only=True):
    """A step in the life of a hold."""

    sku: Sku | None = None
    location: Place | None = None
    channel: Annotated[str, Meta(description="The channel that holds.")] | None = None
    quantity: Amount | None = None
    expires_at: Annotated[datetime, Meta(description="Until when it holds.", tz=True)] | None = None


class PurchaseNews(_News, frozen=True, kw_only=True):
    """A step of a purchase order, or of one line of it."""

    line: Line | None = None
    sku: Sku | None = None
    quantity: Amount | None = None
    location: Place | None = None
    expected_at: Annotated[datetime, Meta(description="When it is expected.", tz=True)] | None = None
    reference: Document | None = None
    raw_code: RawCode | None = None


class CaseNews(_News, frozen=True, kw_only=True):
    """A step in the life of an exception case. What people wrote about it is in the case alone."""

    code: Annotated[str, Meta(description="What is not right.")] | None = None
    severity: Annotated[Severity, Meta(description="How soon somebody should look.")] | None = None
    state: Annotated[CaseState, Meta(description="The case's state after it.")] | None = None


class FeedNews(_News, frozen=True, kw_only=True):
    """A source fell silent, or is heard again."""

    last_heard_at: Annotated[datetime, Meta(description="When it was last heard.", tz=True)] | None = None
    expected_every: Annotated[timedelta, Meta(description="How often it should be heard.")] | None = None


class Changed(_News, frozen=True, kw_only=True):
    """The source has news and does not say what: read again."""

    raw_code: RawCode | None = None
    location: Place | None = None
    warehouse_order: WarehouseOrder | None = None


Payload: TypeAlias = (
    OrderNews
    | ShipmentNews
    | EtaNews
    | ReturnNews
    | StockNews
    | StockFigures
    | ReservationNews
    | PurchaseNews
    | CaseNews
    | FeedNews
    | Changed
)
