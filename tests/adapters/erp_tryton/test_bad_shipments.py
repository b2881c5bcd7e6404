"""Values of shipments that cannot be meant."""

import pytest

from domain.errors import ImpossibleValue
from tests.adapters.erp_tryton.replies import (
    HUGE,
    INSTANCE,
    LEFT,
    RELEASED,
    TODAY,
    Json,
    day,
    moment,
    outgoing,
    shipment,
)
from tests.adapters.erp_tryton.shipped import BOXES, told


@pytest.mark.parametrize(
    ("other", "group"),
    [
        ({"packages.": [*BOXES, {"id": "eleven"}]}, "packages"),
        ({"create_date": moment(RELEASED) | {"hour": 24}}, "create_date"),
        ({"planned_date": day(TODAY) | {"day": 31}}, "planned_date"),
        ({"state": "shipped", "write_date": moment(LEFT) | {"year": 1}}, "write_date"),
    ],
)
def test_a_value_that_cannot_be_meant_is_left_out_and_noted(other: Json, group: str) -> None:
    found = told(shipment(**other))
    assert {finding.group for finding in found.findings} == {f"{INSTANCE}/{group}"}
    assert found.value.contents


def test_a_package_that_cannot_be_read_leaves_its_contents_without_one() -> None:
    boxes = [BOXES[1], {"id": "eleven", "number": "P-1"}]
    made = told(shipment(**{"packages.": boxes, "outgoing_moves.": [outgoing(package=11)]})).value
    assert [part.package for part in made.contents] == [""]


def test_a_quantity_that_cannot_be_meant_fails_the_shipment() -> None:
    with pytest.raises(ImpossibleValue, match=r"moves\[98\]\.internal_quantity: .* is too large"):
        told(shipment(**{"outgoing_moves.": [outgoing(internal_quantity=HUGE)]}))
