from datetime import timedelta

import pytest

from domain.availability.answers import SegmentKind
from domain.availability.supply import on_order
from domain.purchasing import PurchaseLine, PurchaseOrder, PurchaseState
from domain.quantities import Quantity, quantity
from tests.domain.availability.selling_worlds import NOW

PO, ASN = SegmentKind.PURCHASE_ORDER, SegmentKind.ASN


def order(
    acknowledged: int | None, announced: int | None, received: int | None, state: PurchaseState
) -> PurchaseOrder:
    line = PurchaseLine(
        id="1",
        sku="AX-1",
        ordered=quantity(10),
        acknowledged=_some(acknowledged),
        announced=_some(announced),
        received=_some(received),
        expected_at=NOW + timedelta(days=1),
    )
    return PurchaseOrder(number="PO-1", source="erp", state=state, location="EAST", lines=(line,))


def _some(amount: int | None) -> Quantity | None:
    return None if amount is None else quantity(amount)


@pytest.mark.parametrize(
    ("acknowledged", "announced", "received", "coming"),
    [
        (None, None, None, {PO: 10}),
        (8, None, None, {PO: 8}),
        (10, 4, None, {ASN: 4, PO: 6}),
        (10, 4, 4, {PO: 6}),
        (10, 4, 6, {PO: 4}),
        (10, 10, 3, {ASN: 7}),
        (10, None, 12, {}),
        (8, 9, None, {ASN: 9}),
    ],
)
def test_each_unit_that_is_on_order_comes_once(
    acknowledged: int | None, announced: int | None, received: int | None, coming: dict[SegmentKind, int]
) -> None:
    found = on_order(order(acknowledged, announced, received, PurchaseState.PLACED))
    assert {one.kind: int(one.quantity.amount) for one in found} == coming
    assert {(one.reference, one.location) for one in found} <= {("PO-1", "EAST")}


@pytest.mark.parametrize("state", [PurchaseState.RECEIVED, PurchaseState.CANCELLED])
def test_of_an_order_that_is_done_nothing_comes(state: PurchaseState) -> None:
    assert on_order(order(None, None, None, state)) == []
