import pytest

from domain.cases.impact import Goods, Impact, Touched, of_order, of_shipment, of_waiting, touched, union
from domain.orders import Order, OrderLine
from domain.quantities import quantity
from domain.shipments import Content, Shipment

ONE = quantity(1)


@pytest.mark.parametrize(
    ("subject", "says"),
    [
        ("order:SO-1", Touched(direct=Impact(orders=("SO-1",)))),
        (
            "sku:AX-1@EAST",
            Touched(
                direct=Impact(skus=("AX-1",), locations=("EAST",)), goods=Goods(sku="AX-1", places=("EAST",))
            ),
        ),
        ("item:AX-1", Touched(direct=Impact(skus=("AX-1",)), goods=Goods(sku="AX-1"))),
        ("sku:", Touched()),
        ("customer:C-1", Touched(direct=Impact(customers=("C-1",)))),
        ("location:EAST", Touched(direct=Impact(locations=("EAST",)))),
        ("shipment:SHE:1", Touched(shipment="SHE:1")),
        ("tracking:1Z1", Touched(tracking="1Z1")),
        (
            "source:wms_east",
            Touched(direct=Impact(locations=("DC1", "EAST")), goods=Goods(places=("DC1", "EAST"))),
        ),
        ("source:erp", Touched()),
        ("order:", Touched()),
        ("", Touched()),
    ],
)
def test_what_a_subject_says_by_itself(subject: str, says: Touched) -> None:
    assert touched(subject, {"wms_east": ["EAST", "DC1"]}) == says


def test_an_order_touches_its_customer_items_and_places() -> None:
    lines = (
        OrderLine(id="10", sku="AX-2", ordered=ONE, location="WEST"),
        OrderLine(id="20", sku="AX-1", ordered=ONE, location="WEST"),
        OrderLine(id="30", sku="AX-2", ordered=ONE),
    )
    order = Order(number="SO-1", source="erp", customer="C-1", lines=lines)
    assert of_order(order) == Impact(
        orders=("SO-1",), skus=("AX-1", "AX-2"), customers=("C-1",), locations=("WEST",)
    )


def test_an_order_that_waits_is_touched_with_what_it_waits_for_alone() -> None:
    lines = (
        OrderLine(id="10", sku="AX-2", ordered=ONE, location="WEST"),
        OrderLine(id="20", sku="AX-1", ordered=ONE, location="EAST"),
        OrderLine(id="30", sku="AX-2", ordered=ONE, location="EAST"),
    )
    order = Order(number="SO-1", source="erp", customer="C-1", lines=lines)
    both = Impact(orders=("SO-1",), skus=("AX-1", "AX-2"), customers=("C-1",), locations=("EAST",))
    assert of_waiting(order, Goods(places=("EAST",))) == both
    one = Impact(orders=("SO-1",), skus=("AX-2",), customers=("C-1",), locations=("EAST", "WEST"))
    assert of_waiting(order, Goods(sku="AX-2")) == one
    assert of_waiting(order, Goods(sku="AX-1", places=("WEST",))) == Impact()


def test_a_shipment_touches_every_order_in_it() -> None:
    contents = (
        Content(order="SO-2", sku="AX-1", quantity=ONE),
        Content(order="SO-1", sku="AX-1", quantity=ONE),
    )
    shipment = Shipment(id="SHE-1", sources=("wms_east",), contents=contents)
    assert of_shipment(shipment) == Impact(orders=("SO-1", "SO-2"), skus=("AX-1",))


def test_parts_are_one_impact_that_names_everything_once() -> None:
    parts = [Impact(orders=("SO-2",), skus=("B",)), Impact(orders=("SO-1", "SO-2")), Impact(customers=("C",))]
    assert union(parts) == Impact(orders=("SO-1", "SO-2"), skus=("B",), customers=("C",))
    assert union([]) == Impact()
