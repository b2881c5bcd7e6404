"""The records of the simulated world. Times are whole seconds of the epoch, UTC; quantities are eaches."""

import enum

import msgspec

from simulators.reference.customers import Customer

NEVER = 1 << 40  # a planned fact that waits to be driven by hand


class Kind(enum.StrEnum):
    """What can happen to an order, a warehouse order, a shipment or a return."""

    PLACED = "placed"
    ACKNOWLEDGED = "acknowledged"
    HELD = "held"
    HOLD_RELEASED = "hold_released"
    RELEASED = "released"
    BACKORDERED = "backordered"
    ALLOCATED = "allocated"
    DEALLOCATED = "deallocated"
    WAVED = "waved"
    PICK_STARTED = "pick_started"
    PICKED = "picked"
    SHORT_PICKED = "short_picked"
    PICK_ENDED = "pick_ended"
    PACKED = "packed"
    STAGED = "staged"
    LOADED = "loaded"
    SHIPPED = "shipped"  # a line left the building
    DISPATCHED = "dispatched"  # a shipment left the building
    CANCELLED = "cancelled"
    INVOICED = "invoiced"
    CLOSED = "closed"
    TENDERED = "tendered"
    LABEL_CREATED = "label_created"
    ARRIVED_PICKUP = "arrived_pickup"
    PICKED_UP = "picked_up"
    HUB_ARRIVED = "hub_arrived"
    HUB_DEPARTED = "hub_departed"
    HANDED_OVER = "handed_over"
    CARRIER_RECEIVED = "carrier_received"
    CUSTOMS_STARTED = "customs_started"
    CUSTOMS_CLEARED = "customs_cleared"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPTED = "attempted"
    ARRIVED = "arrived"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    ESTIMATED = "estimated"
    DAMAGED = "damaged"
    LOST = "lost"
    RETURNING = "returning"
    RETURNED = "returned"
    RETURN_AUTHORISED = "return_authorised"
    RETURN_IN_TRANSIT = "return_in_transit"
    RETURN_RECEIVED = "return_received"
    RETURN_INSPECTED = "return_inspected"
    RETURN_CREDITED = "return_credited"
    RETURN_CLOSED = "return_closed"


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One thing that happens. `work` is the number of the warehouse order (and shipment) that it concerns."""

    at: int
    kind: Kind
    work: int = 0
    line: int = 0
    quantity: int = 0
    place: str = ""
    reason: str = ""
    due: int = 0  # of an estimate: the instant that is estimated
    heard: int = 0  # where not 0: when the TMS heard of it, later than it happened


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of an order; `item` is the number of a product, `code` an item code that overrides its own."""

    number: int
    item: int
    quantity: int
    site: str
    code: str = ""
    sku: str = ""


class Copied(msgspec.Struct, frozen=True):
    """What was moved with an order from another ERP: who buys, the price of one piece by line, documents.

    `returned` is how much (quantity) of which line (number) comes back.
    """

    buyer: Customer
    cents: tuple[int, ...]
    invoice: str = ""
    returned: tuple[tuple[int, int], ...] = ()


class Header(msgspec.Struct, frozen=True):
    """What an order is from the moment it is placed. `host` is its number when another ERP owns it.

    `copied` says that this world's own ERP holds it too, under a number of its own.
    """

    index: int
    story: str
    placed_at: int
    channel: str
    customer: int
    service: str
    lines: tuple[Line, ...]
    legs: int = 1
    host: str = ""
    channel_ref: str = ""
    customer_po: str = ""
    consignee: str = ""
    city: str = ""
    copied: Copied | None = None

    @property
    def in_own_erp(self) -> bool:
        return not self.host or self.copied is not None


class WorkLine(msgspec.Struct, frozen=True, gc=False):
    """What a warehouse is told to pick for one order line; `short` is how much it will not find."""

    line: int
    quantity: int
    short: int = 0

    @property
    def found(self) -> int:
        return self.quantity - self.short


class Work(msgspec.Struct, frozen=True):
    """One warehouse order. A `supplied` one waited for goods and is released later."""

    number: int
    site: str
    lines: tuple[WorkLine, ...]
    supplied: bool = False


class Content(msgspec.Struct, frozen=True, gc=False):
    """How much of which order line lies in a package."""

    order: int
    line: int
    quantity: int


class Package(msgspec.Struct, frozen=True):
    """One package with its own tracking number."""

    number: int
    tracking: str
    grams: int
    contents: tuple[Content, ...]


class Shipment(msgspec.Struct, frozen=True):
    """What left in one go: it is named by the order that leads it and by that order's warehouse order."""

    lead: int
    work: int
    site: str
    service: str
    destination: str
    legs: int
    hub: str  # where the legs meet, empty for one leg
    packages: tuple[Package, ...]


class Order(msgspec.Struct, frozen=True):
    """An order with its whole plan; facts are sorted by time."""

    header: Header
    works: tuple[Work, ...]
    shipments: tuple[Shipment, ...]
    facts: tuple[Fact, ...]

    @property
    def index(self) -> int:
        return self.header.index

    def seen(self, now: int) -> tuple[Fact, ...]:
        """Give the facts that have occurred by now."""
        return tuple(fact for fact in self.facts if fact.at <= now)

    def line(self, number: int) -> Line:
        return self.header.lines[number - 1]

    def work(self, number: int) -> Work:
        return next(work for work in self.works if work.number == number)

    def shipment_of(self, work: int) -> Shipment:
        """Give the shipment of a warehouse order that has one, packed by now or not."""
        return next(shipment for shipment in self.shipments if shipment.work == work)
