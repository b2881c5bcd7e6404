"""From a line to its shipments and from a shipment to its orders: split and shared boxes read right."""

from msgspec.structs import replace

from domain.quantities import quantity
from tests.doubles.small_records import BOX, EAST
from tests.doubles.small_rows import indexed
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import ANN, data

LINES = """{ order(number: "SO-1") {
  lines { id shipments { shipment { id } quantity { amount } package } } } }"""
ORDERS = '{ shipment(id: "SHE-1") { orders { number } contents { order line quantity { amount } } } }'


async def test_a_line_says_which_shipment_carries_how_much_of_it() -> None:
    first, second = (await data(SmallWorld(), LINES))["order"]["lines"]
    box = {"shipment": {"id": "SHE-1"}, "quantity": {"amount": "10"}, "package": ""}
    assert first == {"id": "10", "shipments": [box]}
    assert second == {"id": "20", "shipments": []}


async def test_a_line_over_two_shipments_names_both() -> None:
    world = SmallWorld()
    halves = [
        replace(BOX, id=name, contents=(replace(BOX.contents[0], quantity=quantity(5), package=name),))
        for name in ("SHE-1", "SHE-2")
    ]
    split = replace(EAST["SO-1"], shipments=tuple(halves))
    world.reads["wms_east", "fulfilments"].records["SO-1"] = split
    line = (await data(world, LINES))["order"]["lines"][0]
    assert [(p["shipment"]["id"], p["quantity"]["amount"], p["package"]) for p in line["shipments"]] == [
        ("SHE-1", "5", "SHE-1"),
        ("SHE-2", "5", "SHE-2"),
    ]


async def test_a_shared_box_leads_to_every_order_in_it() -> None:
    world = SmallWorld()
    answer = (await data(world, ORDERS))["shipment"]
    assert [order["number"] for order in answer["orders"]] == ["SO-1", "SO-2"]
    assert [(c["order"], c["line"]) for c in answer["contents"]] == [("SO-1", "10"), ("SO-2", "10")]
    assert len(world.reads["erp", "orders"].calls) == 1


async def test_a_shared_box_leads_a_customer_to_its_own_order_alone() -> None:
    answer = (await data(indexed(), ORDERS, ANN))["shipment"]
    assert answer["orders"] == [{"number": "SO-1"}]
