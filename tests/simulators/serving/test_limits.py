from simulators.serving.limits import Limits, Rate
from tests.simulators.house import House, Stopwatch, opened

ORDERS = "/api/v2/sales-orders"


async def test_what_comes_above_the_rate_waits(house: House) -> None:
    await house.clients["control"].put("/_sim/limits", json={"system": "erp", "rate": 2, "burst": 3})
    statuses = [(await house.get("erp", ORDERS, numbers="SO-0000001")).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = await house.get("erp", ORDERS, numbers="SO-0000001")
    assert refused.headers["retry-after"] == "1"
    house.real.seconds += 1.0
    again = [(await house.get("erp", ORDERS, numbers="SO-0000001")).status_code for _ in range(3)]
    assert again == [200, 200, 429]
    await house.clients["control"].put("/_sim/limits", json={"system": "erp", "rate": None})
    assert (await house.get("erp", ORDERS, numbers="SO-0000001")).status_code == 200


async def test_each_system_refuses_in_its_own_form() -> None:
    rates = {system: Rate(0.1, 1) for system in ("erp", "wms_west", "tms", "carrier")}
    async with opened(rates=rates) as house:
        for system in rates:
            assert house.simulation.limits.take(system) == 0
        erp = await house.get("erp", ORDERS, numbers="SO-0000001")
        west = await house.soap("GetStock", "")
        tms = await house.get("tms", "/loads/LD000000011")
        carrier = await house.post("carrier", "/track", {"trackingNumbers": ["1"]})
        assert erp.json()["error"]["code"] == "RATE_LIMITED"
        assert b"W2-0429" in west.content
        assert tms.json()["errors"][0]["code"] == "THROTTLED"
        assert carrier.json()["fault"]["code"] == "429.10"
        assert {each.headers["retry-after"] for each in (erp, west, tms, carrier)} == {"10"}


def test_a_bucket_never_lets_more_in_than_rate_and_burst() -> None:
    real = Stopwatch(0.0)
    limits = Limits({"erp": Rate(5, 10)}, real)
    let_in = []
    for step in range(2000):
        real.seconds = step * 0.01
        if limits.take("erp") == 0:
            let_in.append(real.seconds)
    for first in let_in:
        assert sum(first <= at < first + 1 for at in let_in) <= 15
    assert len(let_in) == 10 + 5 * 20 - 1
    assert limits.take("unlimited") == 0
