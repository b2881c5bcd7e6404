"""Records of the changed-since poll: their keys, and when they or what hangs on them was last written."""

from collections.abc import Iterator

import msgspec

from adapters.erp_tryton.wire.values import Coded, Moment


class Row(msgspec.Struct):
    """Any record: pages go by ids."""

    id: int


class Written(Row):
    """A record with its times; it has no `write_date` before its first change."""

    create_date: Moment | None = None
    write_date: Moment | None = None

    def keys(self) -> Iterator[str]:
        """What the record is called where it is read; nothing where it has no name yet."""
        yield from ()


class WrittenDocument(Written, kw_only=True):
    """A numbered document."""

    number: str

    def keys(self) -> Iterator[str]:
        """Its number."""
        yield self.number


class WrittenShipment(Written):
    """A shipment of a sale, with its moves and packages."""

    moves: list[Written] = msgspec.field(name="moves.", default_factory=list)
    packages: list[Written] = msgspec.field(name="packages.", default_factory=list)


class ChangedSale(WrittenDocument, kw_only=True):
    """A sale with its shipments and invoices."""

    shipments: list[WrittenShipment] = msgspec.field(name="shipments.", default_factory=list)
    invoices: list[Written] = msgspec.field(name="invoices.", default_factory=list)


class WrittenReturnShipment(Written):
    """A shipment of a return, with its moves."""

    moves: list[Written] = msgspec.field(name="moves.", default_factory=list)


class ChangedReturn(WrittenDocument, kw_only=True):
    """A return with its shipments and invoices."""

    shipment_returns: list[WrittenReturnShipment] = msgspec.field(
        name="shipment_returns.", default_factory=list
    )
    invoices: list[Written] = msgspec.field(name="invoices.", default_factory=list)


class ChangedShipment(WrittenDocument, kw_only=True):
    """A shipment with its moves and packages."""

    moves: list[Written] = msgspec.field(name="moves.", default_factory=list)
    packages: list[Written] = msgspec.field(name="packages.", default_factory=list)


class WrittenLine(msgspec.Struct):
    """A line of a purchase with its moves."""

    moves: list[Written] = msgspec.field(name="moves.", default_factory=list)


class ChangedPurchase(WrittenDocument, kw_only=True):
    """A purchase with the moves of its lines."""

    lines: list[WrittenLine] = msgspec.field(name="lines.", default_factory=list)


class Place(msgspec.Struct):
    """An end of a move."""

    warehouse: Coded | None = msgspec.field(name="warehouse.", default=None)


class ChangedMove(Written, kw_only=True):
    """A move of an item, out of one of our warehouses, into one, or both."""

    product: Coded = msgspec.field(name="product.")
    from_location: Place = msgspec.field(name="from_location.")
    to_location: Place = msgspec.field(name="to_location.")

    def keys(self) -> Iterator[str]:
        """The item at each warehouse, as the subject of a position names it: `AX-1@WH-E`."""
        for place in (self.from_location, self.to_location):
            if self.product.code and place.warehouse and place.warehouse.code:
                yield f"{self.product.code}@{place.warehouse.code}"


ROW = msgspec.json.Decoder(Row)


def moments(record: object) -> Iterator[Moment]:
    """Every time in a record, however deep."""
    if isinstance(record, Moment):
        yield record
    elif isinstance(record, list):
        for part in record:
            yield from moments(part)
    elif isinstance(record, msgspec.Struct):
        for name in record.__struct_fields__:
            yield from moments(getattr(record, name))
