"""A deep question about many orders costs each system one call of a kind, and nobody is asked in vain."""

import pytest

from tests.acceptance.asking import Caller
from tests.acceptance.simulated import Simulated

SOME = [f"SO-{number:07d}" for number in range(1381, 1391)]
"""Old enough that one of them came back."""
DEEP = """
fragment All on Order {
  number status billingStatus returnStatus customer { name } invoices { number } milestones { code }
  lines { quantities { shipped { amount } } product { name } location { name } }
  shipments { id status eta { at } delay { seconds } milestones { code } contents { sku } legs { carrier }
              origin { name } }
  returns { number state milestones { code } }
}
"""
ORDERS = {"GET /api/v2/sales-orders": 1}
EAST, WEST = {"POST /v1/orders/search": 1}, {"GetOrders": 1}
LOADS, TRACKS = {"POST /loads/by-reference": 1}, {"POST /track": 1}
ONE = 'order(number: "SO-0001392")'


EVERYWHERE = {"erp": ORDERS, "wms_east": EAST, "wms_west": WEST, "tms": LOADS, "carrier": TRACKS}
STOCK = {
    "erp": {"GET /api/v2/stock": 1},
    "wms_east": {"POST /v1/inventory/query": 1},
    "wms_west": {"GetStock": 1},
}


async def test_ten_orders_to_the_bottom_cost_one_call_of_each_kind(world: Simulated, desk: Caller) -> None:
    await world.forget_calls()
    for _, order, answer in await desk.orders(SOME, DEEP):
        assert answer.errors == []
        assert order is not None
    calls = await world.calls()
    erp = ("sales-orders", "returns", "customers", "products", "sites")
    assert calls == {**EVERYWHERE, "erp": {f"GET /api/v2/{kind}": 1 for kind in erp}}


@pytest.mark.parametrize(
    ("question", "calls"),
    [
        pytest.param(
            f"{{ {ONE} {{ number channel placedAt lines {{ sku }} }} }}",
            {"erp": ORDERS},
            id="what the ERP alone knows",
        ),
        pytest.param(
            f"{{ {ONE} {{ lines {{ product {{ name }} }} }} }}",
            {"erp": {**ORDERS, "GET /api/v2/products": 1}},
            id="items by their names",
        ),
        pytest.param(
            f"{{ {ONE} {{ shipments {{ id carrier }} }} }}",
            {system: one for system, one in EVERYWHERE.items() if system != "carrier"},
            id="shipments without their tracks",
        ),
        pytest.param(f"{{ {ONE} {{ status }} }}", EVERYWHERE, id="a status, which anyone may know better"),
        pytest.param(
            '{ track(trackingNumber: "1ZR411W70300013921") { status } }', {"carrier": TRACKS}, id="a parcel"
        ),
        pytest.param(
            '{ availability(skus: ["AX-1001", "AX-1002", "AX-1003"]) { available { amount } } }',
            STOCK,
            id="several items everywhere",
        ),
        pytest.param(
            '{ availability(skus: ["AX-1001"], locations: ["EAST"]) { available { amount } } }',
            {system: one for system, one in STOCK.items() if system != "wms_west"},
            id="one item at one place",
        ),
        pytest.param("{ __typename _service { sdl } }", {}, id="the graph itself"),
    ],
)
async def test_only_systems_that_can_answer_are_asked(
    question: str, calls: dict[str, dict[str, int]], world: Simulated, desk: Caller
) -> None:
    await world.forget_calls()
    assert (await desk.ask(question)).errors == []
    assert await world.calls() == calls


async def test_two_fields_that_want_the_same_thing_ask_once(world: Simulated, desk: Caller) -> None:
    await world.forget_calls()
    twice = f"{{ a: {ONE} {{ status }} b: {ONE} {{ status shipments {{ status }} }} }}"
    data = (await desk.ask(twice)).data
    assert data["a"]["status"] == data["b"]["status"]
    assert await world.calls() == EVERYWHERE
