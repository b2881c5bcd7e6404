"""What is asked for is what is read."""

from typing import Annotated

import msgspec
import pytest

from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.wire.sales import Sale
from adapters.erp_tryton.wire.shipments import Shipment
from adapters.erp_tryton.wire.values import Coded, Rows


class Row(msgspec.Struct):
    number: str


class Record(msgspec.Struct):
    id: int
    place: int
    related: Coded | None = msgspec.field(name="place.", default=None)
    several: list[Row] = msgspec.field(name="several.", default_factory=list)
    one_by_one: Annotated[list[msgspec.Raw], Rows(Row)] = msgspec.field(
        name="one_by_one.", default_factory=list
    )


class Unrelated(msgspec.Struct):
    wrong: int = msgspec.field(name="wrong.")


def test_related_records_are_asked_for_by_dots() -> None:
    assert asked(Record) == ("id", "place", "place.code", "several.number", "one_by_one.number")


def test_a_related_record_without_a_struct_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="is no related record"):
        asked(Unrelated)


def test_a_sale_is_asked_for_with_all_that_hangs_on_it() -> None:
    fields = asked(Sale)
    assert len(set(fields)) == len(fields)
    assert {
        "number",
        "lines.product.default_uom.symbol",
        "invoices.lines.origin",
        "shipments.create_date",
    } <= {*fields}


def test_what_a_sale_says_of_its_shipments_is_not_asked_for() -> None:
    assert not {"shipment_state", "invoice_state"} & {*asked(Sale)}
    assert {"state", "inventory_moves.state", "packages.shipping_reference"} <= {*asked(Shipment)}
