"""What the warehouse sends: only what we use of it, required where we cannot do without.

Times are milliseconds since 1970, quantities whole numbers of `uom`.
"""

import msgspec


class Page(msgspec.Struct, rename="camel"):
    """Where to go on; null after the last page. A page may be empty before that."""

    next_cursor: str | None


class Reply(msgspec.Struct, rename="camel"):
    """A page of orders or of stock. Records are read one by one, so that a bad one costs only itself."""

    items: list[msgspec.Raw]
    page: Page
    server_time_millis: int | None = None


class OrderName(msgspec.Struct, rename="camel"):
    """Whose order it is: of a record that cannot be read whole, this may still be read."""

    host_reference: str


class OwnNumber(msgspec.Struct, rename="camel"):
    """What the warehouse calls an order itself."""

    order_id: str


class ShipmentName(msgspec.Struct, rename="camel"):
    """Which shipment it is."""

    shipment_id: str


class ShipmentNames(msgspec.Struct, rename="camel"):
    """The shipments of an order that cannot be read whole."""

    shipments: list[ShipmentName]


class StockName(msgspec.Struct, rename="camel"):
    """Which item where."""

    item_code: str
    facility_code: str


class Content(msgspec.Struct, rename="camel"):
    """A part of an order's line in a container."""

    host_reference: str
    host_line_number: int
    item_code: str
    quantity: int
    uom: str


class Container(msgspec.Struct, rename="camel"):
    """A package with its label. Contents are read one by one."""

    container_id: str
    contents: list[msgspec.Raw]
    sscc: str | None = None
    tracking_number: str | None = None
    weight_grams: int | None = None


class Shipment(ShipmentName, rename="camel"):
    """A consignment; it may hold other orders' lines too. Not shipped yet: no time."""

    carrier_code: str
    service_level: str
    shipped_at_millis: int | None
    containers: list[Container]


class Line(msgspec.Struct, rename="camel"):
    """What to pick. Allocated is not yet picked; the others only grow."""

    host_line_number: int
    uom: str
    ordered_quantity: int
    allocated_quantity: int
    picked_quantity: int
    short_quantity: int
    packed_quantity: int
    shipped_quantity: int
    item_code: str = ""


class Step(msgspec.Struct, rename="camel"):
    """When an order came into a state."""

    state: str
    at_millis: int


class Consignee(msgspec.Struct, rename="camel"):
    """Whom it goes to."""

    account_code: str = ""


class Order(OrderName, rename="camel"):
    """One warehouse order; the host's order may have several. Its history is read step by step."""

    order_id: str
    facility_code: str
    state: str
    updated_at_millis: int
    lines: list[Line]
    shipments: list[Shipment]
    state_history: list[msgspec.Raw]
    ship_to: Consignee | None = None


class Stock(StockName, rename="camel"):
    """One item in one facility, by bucket."""

    uom: str
    buckets: dict[str, int]
    allocated_quantity: int
    as_of_millis: int


class Token(msgspec.Struct):
    """An access token and the seconds that it lives."""

    access_token: str
    expires_in: int


class Delivery(msgspec.Struct):
    """One webhook delivery; what `data` holds depends on `type`."""

    type: str
    data: msgspec.Raw


class Heartbeat(msgspec.Struct, rename="camel"):
    """`system.heartbeat`: everything that happened until then has been told."""

    told_until_millis: int


class StateChanged(msgspec.Struct, rename="camel"):
    """`order.stateChanged`."""

    order_id: str
    host_reference: str
    facility_code: str
    state: str
    at_millis: int
    sequence: int


class InventoryChanged(msgspec.Struct, rename="camel"):
    """`inventory.changed`. Its figures come without their unit and are left: stock is read again."""

    item_code: str
    facility_code: str
    as_of_millis: int
    sequence: int


class Movement(msgspec.Struct, rename="camel"):
    """One booking: between buckets, into one (out of it below zero), or without any a promise of units."""

    movement_id: str
    item_code: str
    facility_code: str
    uom: str
    quantity: int
    at_millis: int
    from_bucket: str | None = None
    to_bucket: str | None = None


class InventoryMovements(msgspec.Struct, rename="camel"):
    """`inventory.movements`, in any order; what was told before may come again."""

    movements: list[Movement]


class ShipmentClosed(msgspec.Struct, rename="camel"):
    """`shipment.closed`: it has left."""

    shipment_id: str
    order_id: str
    host_reference: str
    at_millis: int
    sequence: int


REPLY = msgspec.json.Decoder(Reply)
ORDER = msgspec.json.Decoder(Order)
ORDER_NAME = msgspec.json.Decoder(OrderName)
OWN_NUMBER = msgspec.json.Decoder(OwnNumber)
SHIPMENT_NAMES = msgspec.json.Decoder(ShipmentNames)
CONTENT = msgspec.json.Decoder(Content)
STEP = msgspec.json.Decoder(Step)
STOCK = msgspec.json.Decoder(Stock)
STOCK_NAME = msgspec.json.Decoder(StockName)
TOKEN = msgspec.json.Decoder(Token)
DELIVERY = msgspec.json.Decoder(Delivery)
HEARTBEAT = msgspec.json.Decoder(Heartbeat)
STATE_CHANGED = msgspec.json.Decoder(StateChanged)
INVENTORY_CHANGED = msgspec.json.Decoder(InventoryChanged)
MOVEMENTS = msgspec.json.Decoder(InventoryMovements)
SHIPMENT_CLOSED = msgspec.json.Decoder(ShipmentClosed)
