"""Whose records are; what nobody tells of is nobody's, so that no scope over it shows them."""

import pytest
from msgspec.structs import replace

from domain.events.owners import Owners
from domain.partners import Grant, Principal, RowScope
from domain.policy import ALLOW, decide_row
from domain.purchasing import PurchaseOrder
from domain.rows.whose import of_customer, of_order, of_parties, of_place, of_purchase_order, of_shipment
from domain.shipments import Leg
from tests.doubles.small_records import BOX, ORDERS

ORDER = ORDERS["SO-1"]
SHIPMENT = replace(BOX, origin="EAST", legs=(Leg(sequence=1, carrier="RAIL"), Leg(sequence=2)))
PURCHASE = PurchaseOrder(number="PU-1", source="erp", supplier="V-1", location="EAST")


def sees(owners: Owners, **rows: str) -> bool:
    scope = RowScope(**{kind: frozenset({name}) for kind, name in rows.items()})
    return decide_row(Principal(partner="p", grant=Grant(scopes=frozenset(), rows=scope)), owners) is ALLOW


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ({"customers": "C-1"}, True),
        ({"customers": "C-2"}, False),
        ({"channels": "WEB", "customers": "C-1"}, True),
        ({"channels": "SHOP", "customers": "C-1"}, False),
        ({"locations": "2000"}, True),
        ({"locations": "EAST"}, True),
        ({"locations": "WEST"}, False),
        ({"carriers": "RAIL"}, True),
        ({"carriers": "PONE", "locations": "1000", "customers": "C-1"}, True),
        ({"carriers": "SLOW"}, False),
        ({"suppliers": "V-1"}, False),
        ({"suppliers": "V-1", "customers": "C-1"}, False),
    ],
)
def test_an_order_is_its_parties_its_places_and_its_carriers(rows: dict[str, str], seen: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert sees(of_order(ORDER, [SHIPMENT]), **rows) is seen


def test_an_order_of_which_nothing_is_shipped_is_no_carrier_s() -> None:
    assert not sees(of_order(ORDER), carriers="PONE")
    assert sees(of_order(ORDER), locations="1000")
    assert not sees(of_order(ORDER), locations="EAST")


def test_its_parties_alone_say_nothing_of_places_and_carriers() -> None:
    assert sees(of_parties(ORDER), customers="C-1", locations="WEST", carriers="SLOW")
    assert not sees(of_parties(ORDER), customers="C-2")
    assert not sees(of_parties(ORDER), suppliers="V-1")


def test_an_order_whose_customer_is_not_told_is_no_customer_s() -> None:
    assert not sees(of_order(replace(ORDER, customer="")), customers="")


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ({"locations": "EAST", "carriers": "RAIL"}, True),
        ({"locations": "1000"}, False),
        ({"customers": "C-1", "channels": "WEB"}, True),
        ({"customers": "C-2"}, False),
        ({"suppliers": "V-1"}, False),
    ],
)
def test_a_shipment_is_its_own_place_s_whatever_the_order_s_are(rows: dict[str, str], seen: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert sees(of_shipment(SHIPMENT, ORDER), **rows) is seen


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        ({"suppliers": "V-1"}, True),
        ({"suppliers": "V-1", "locations": "EAST"}, True),
        ({"suppliers": "V-1", "locations": "WEST"}, False),
        ({"suppliers": "V-2"}, False),
        ({"locations": "EAST"}, True),
        ({"customers": "C-1"}, False),
        ({"channels": "WEB"}, False),
        ({"carriers": "PONE"}, False),
    ],
)
def test_a_purchase_order_is_its_supplier_s_and_its_place_s(rows: dict[str, str], seen: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert sees(of_purchase_order(PURCHASE), **rows) is seen


def test_a_place_and_a_customer_are_scoped_by_their_own_kind_alone() -> None:
    assert sees(of_place("EAST"), locations="EAST")
    assert not sees(of_place("EAST"), locations="WEST")
    assert sees(of_place("EAST"), customers="C-1", suppliers="V-1")
    assert sees(of_customer("C-1"), customers="C-1", locations="EAST")
    assert not sees(of_customer("C-1"), customers="C-2")
