"""What the warehouse sends: only what we use of it, required where we cannot do without.

Times are local (`20260302 074500`), quantities have a decimal comma, line numbers leading zeros: all
are texts here, and what they mean is the mapping's. The names are those of the XML, `@` for attributes.
"""

from msgspec import Struct, field


class Fault(Struct):
    """Why there is no answer; comes with HTTP 500 and with HTTP 200."""

    code: str = field(name="faultcode")
    text: str = field(name="faultstring")


class OrderName(Struct):
    """Whose order it is: of a record that cannot be read whole, this may still be read."""

    host_ref: str = field(name="@hostRef")


class OwnNumber(Struct):
    """What the warehouse calls an order itself."""

    no: str = field(name="@no")


class ShipmentName(Struct):
    """Which shipment it is."""

    no: str = field(name="@no")


class ShipmentNames(Struct):
    """The shipments of an order that cannot be read whole."""

    shipments: list[ShipmentName] = field(name="Shipment")


class StockName(Struct):
    """Which item where."""

    item: str = field(name="@item")
    facility: str = field(name="@facility")


class Content(Struct):
    """A part of an order's line in a package."""

    host_ref: str = field(name="@hostRef")
    host_line: str = field(name="@hostLine")
    item: str = field(name="Item")
    uom: str = field(name="Uom")
    quantity: str = field(name="Qty")


class Package(Struct):
    """A package with its label. Contents are read one by one."""

    id: str = field(name="@id")
    sscc: str = field(name="@sscc", default="")
    tracking_no: str = field(name="TrackingNo", default="")
    weight_kg: str = field(name="WeightKg", default="")
    contents: list[object] = field(name="Content", default_factory=list)


class Shipment(ShipmentName):
    """A consignment; it may hold other orders' lines too. `shipped` is empty until it leaves."""

    carrier: str = field(name="@carrier")
    service: str = field(name="@service")
    shipped: str = field(name="@shipped")
    packages: list[Package] = field(name="Pkg")


class Line(Struct):
    """What to pick. Allocated is not yet picked; the others only grow."""

    host_line: str = field(name="@hostLine")
    uom: str = field(name="Uom")
    ordered: str = field(name="QtyOrdered")
    allocated: str = field(name="QtyAllocated")
    picked: str = field(name="QtyPicked")
    short: str = field(name="QtyShort")
    packed: str = field(name="QtyPacked")
    shipped: str = field(name="QtyShipped")
    item: str = field(name="Item", default="")


class Log(Struct):
    """When an order came into a state."""

    state: str = field(name="@state")
    at: str = field(name="@at")


class Consignee(Struct):
    """Whom it goes to."""

    no: str = field(name="@no")


class Order(OrderName):
    """One warehouse order; the host's order may have several. Its log is read entry by entry."""

    no: str = field(name="@no")
    facility: str = field(name="@facility")
    state: str = field(name="@state")
    changed: str = field(name="@changed")
    lines: list[Line] = field(name="Line")
    log: list[object] = field(name="Log")
    shipments: list[Shipment] = field(name="Shipment", default_factory=list)
    consignee: list[Consignee] = field(name="Consignee", default_factory=list)


class Amount(Struct):
    """How much is of one type."""

    type: str = field(name="@type")
    quantity: str = field(name="#text")


class Stock(StockName):
    """One item in one facility, by type of stock."""

    uom: str = field(name="@uom")
    amounts: list[Amount] = field(name="Qty")
    allocated: str = field(name="Allocated")


class OrdersReply(Struct):
    """Orders, each read by itself. not_found: one name, or several."""

    as_of: str = field(name="@asOf")
    orders: list[object] = field(name="Order", default_factory=list)
    not_found: str | list[str] = field(name="NotFound", default_factory=list)
    next: str = field(name="@next", default="")


class StockReply(Struct):
    """Stock, each item read by itself. not_found: one name, or several."""

    as_of: str = field(name="@asOf")
    stock: list[object] = field(name="Stock", default_factory=list)
    not_found: str | list[str] = field(name="NotFound", default_factory=list)


class State(Struct):
    """The state of a notification."""

    code: str = field(name="#text")


class Notification(Struct):
    """What every webhook delivery has."""

    id: str = field(name="@id")
    sequence: str = field(name="@seq")
    type: str = field(name="@type")
    at: str = field(name="@at")


class OrderNotification(Struct):
    """`ORDSTAT`."""

    order_no: str = field(name="OrderNo")
    host_ref: str = field(name="HostRef")
    state: list[State] = field(name="State")


class StockNotification(Struct):
    """`STOCK`: read it again."""

    item: str = field(name="Item")
    facility: str = field(name="Facility")


class ShipmentNotification(Struct):
    """`SHPCLS`: it has left."""

    shipment_no: str = field(name="ShipmentNo")
    host_ref: str = field(name="HostRef")
