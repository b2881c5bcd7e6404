import asyncio

from simulators.serving.counters import Counters
from tests.simulators.house import House, Stopwatch

ORDERS = "/api/v2/sales-orders"


async def test_calls_are_counted_by_operation_with_their_keys(house: House) -> None:
    await house.get("erp", ORDERS, numbers="SO-0000001,SO-0000002")
    await house.get("erp", ORDERS, numbers="SO-0000003")
    await house.soap("GetStock", "<w:Items><w:Ref>9</w:Ref></w:Items>")
    await house.get("tms", "/loads/LD000000011")
    counts = (await house.get("control", "/_sim/counters")).json()
    orders = counts["erp"]["operations"][f"GET {ORDERS}"]
    assert (counts["erp"]["calls"], orders["calls"], orders["keys"]) == (2, 2, 3)
    assert orders["statuses"] == {"200": 2}
    assert counts["wms_west"]["operations"]["GetStock"]["keys"] == 1
    assert list(counts["tms"]["operations"]) == ["GET /loads/{number}"]
    await house.clients["control"].delete("/_sim/counters")
    assert (await house.get("control", "/_sim/counters")).json() == {}


async def test_calls_at_once_are_seen(house: House) -> None:
    await house.post("control", "/_sim/faults", {"system": "erp", "kind": "latency", "milliseconds": 1})
    await asyncio.gather(*(house.get("erp", ORDERS, numbers="SO-0000001") for _ in range(5)))
    counts = (await house.get("control", "/_sim/counters", system="erp")).json()["erp"]
    assert counts["peak_in_flight"] == 5
    assert counts["peak_per_second"] == 5


def test_the_peak_is_that_of_any_second() -> None:
    real = Stopwatch(0.0)
    counters = Counters(real)
    for at in (0.0, 0.5, 0.9, 1.2, 1.4, 3.0):
        real.seconds = at
        counters.arrive("erp")
        counters.leave("erp", "GET /", 0, "200")
    assert counters.systems["erp"].peak_per_second == 4
