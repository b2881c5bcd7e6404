"""What is overdue, on orders and shipments, by the declared rules and the injected clock."""

from datetime import timedelta

from domain.errors import BackendUnavailable
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import ask, data

ORDER = """{ order(number: "SO-1") {
  overdue { milestone dueAt owedBy location } shipments { overdue { milestone owedBy } } } }"""


async def test_the_rest_of_a_half_shipped_order_is_owed_by_its_warehouse() -> None:
    answer = (await data(SmallWorld(), ORDER))["order"]
    assert answer["overdue"] == [
        {
            "milestone": "SHIPPED",
            "dueAt": "2026-02-28T09:00:00Z",
            "owedBy": "wms_west",
            "location": "WEST",
        }
    ]
    assert answer["shipments"] == [{"overdue": []}], "it was delivered"


async def test_a_parcel_that_never_arrived_is_owed_by_its_carrier() -> None:
    world = SmallWorld()
    del world.reads["carrier", "tracking"].records["1Z1"]
    answer = (await data(world, ORDER))["order"]
    assert answer["shipments"] == [{"overdue": [{"milestone": "DELIVERED", "owedBy": "carrier"}]}]


async def test_nothing_is_overdue_before_its_time() -> None:
    world = SmallWorld()
    world.clock.advance(-timedelta(days=3))
    assert (await data(world, ORDER))["order"]["overdue"] == []


async def test_without_the_warehouse_it_is_not_said_what_it_owes() -> None:
    world = SmallWorld()
    away = BackendUnavailable("cannot be reached", backend="wms_west")
    world.reads["wms_west", "fulfilments"].error = away
    result = await ask(world, '{ order(number: "SO-1") { channel overdue { milestone } } }')
    assert result.data == {"order": {"channel": "WEB", "overdue": None}}
