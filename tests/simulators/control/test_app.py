import csv
from typing import Any

import pytest

from simulators.clock import iso
from simulators.control.links import HEADER
from tests.simulators.house import START, House

IMPACT = "/_sim/truth/impact"
ORDER = {
    "number": "SA-000017",
    "site": "WEST",
    "legs": 2,
    "mode": "manual",
    "customer": {"name": "Moulin Rouge Parts", "city": "Chicago"},
    "lines": [
        {"line": 10, "sku": "AX-1042", "quantity": 6},
        {"line": 20, "sku": "TRY-1", "item": "000000000000000777", "quantity": 2},
    ],
}

MOVED = {
    **ORDER,
    "customer": {"name": "Crane Marine", "city": "Austin", "number": "K-7", "email": "stores@crane.example"},
    "channel_ref": "#5042",
    "customer_po": "PO-4533",
    "erp": {"channel": "WEB", "placed_at": "2026-03-01T08:00:00Z", "invoice": "INV-4"},
    "lines": [{"line": 10, "sku": "AX-1042", "quantity": 6, "unit_price": "48.00", "returned": 2}],
}


async def test_the_clock_stands_steps_and_runs(house: House) -> None:
    assert (await house.get("control", "/_sim/clock")).json() == {
        "now": "2026-03-02T08:00:00Z",
        "speed": 0.0,
        "start": "2026-03-02T08:00:00Z",
    }
    house.real.seconds += 100
    assert house.simulation.now() == START
    await house.post("control", "/_sim/clock/advance", {"seconds": 60})
    await house.clients["control"].put("/_sim/clock", json={"speed": 10})
    house.real.seconds += 6
    assert (await house.get("control", "/_sim/clock")).json()["now"] == iso(START + 120)


async def test_new_orders_come_with_the_clock(house: House) -> None:
    newest = (await house.get("control", "/_sim/stories")).json()["newest"]
    await house.post("control", "/_sim/clock/advance", {"seconds": 3600})
    later = (await house.get("control", "/_sim/stories")).json()["newest"]
    assert int(later[3:]) - int(newest[3:]) == 6


async def test_every_story_has_examples_that_tell_it(house: House) -> None:
    for story, numbers in (await house.stories()).items():
        assert numbers
        for number in numbers:
            assert (await house.truth(number))["story"] == story


async def test_the_truth_names_every_number_of_an_order(house: House) -> None:
    number = (await house.stories())["split"][0]
    truth = await house.truth(number)
    numbers = truth["numbers"]
    assert isinstance(numbers, dict)
    erp = (await house.get("erp", "/api/v2/sales-orders", numbers=number)).json()["data"][0]
    assert numbers["erp"] == number
    assert (numbers["channel"], numbers["customer_po"]) == (erp["channel_ref"], erp["customer_po"])
    assert set(numbers["shipments"]) == {each["shipment_ref"] for each in erp["deliveries"]}
    assert set(numbers["invoices"]) == {each["number"] for each in erp["invoices"]}
    tracking = {each for delivery in erp["deliveries"] for each in delivery["tracking_numbers"]}
    assert set(numbers["tracking"]) == tracking
    expected = truth["expected"]
    assert isinstance(expected, dict)
    assert expected["status"] == "CLOSED"
    assert [each["delivered"] for each in expected["lines"]] == [
        each["ordered"] for each in expected["lines"]
    ]


async def test_the_truth_of_an_earlier_instant_is_smaller(house: House) -> None:
    number = (await house.stories())["plain"][0]
    placed = iso(house.world.order(int(number[3:])).header.placed_at)
    then = await house.truth(number, at=placed)
    assert isinstance(then["expected"], dict)
    assert then["expected"]["status"] == "RECEIVED"
    assert then["expected"]["shipments"] == []
    facts = then["facts"]
    assert isinstance(facts, list)
    assert [fact["kind"] for fact in facts if fact["past"]] == ["placed"]


async def test_links_tie_every_foreign_code_to_ours(house: House) -> None:
    rows = list(csv.reader((await house.get("control", "/_sim/links")).text.splitlines()))
    assert tuple(rows[0]) == HEADER
    found = {(kind, instance, value): ours for kind, instance, value, ours in rows[1:]}
    assert len(found) == len(rows) - 1
    assert found["item", "wms_west", "000000000040001042"] == "AX-1042"
    assert found["item", "wms_east", "E-04711"] == "AX-1000"
    assert found["location", "erp", "2000"] == "WEST"
    assert found["location", "tms", "USEWR01"] == "EAST"
    assert found["customer", "tms", "CN-00042"] == "C-00042"
    assert found["gtin", "erp", "10614141010421"] == "AX-1042"


async def test_an_order_of_another_erp_is_driven_through_three_systems(house: House) -> None:
    made = (await house.post("control", "/_sim/orders", ORDER)).json()
    order = (await house.soap("GetOrders", "<w:HostRefs><w:Ref>SA-000017</w:Ref></w:HostRefs>")).text
    assert f'no="{made["warehouse_orders"][0]}" hostRef="SA-000017"' in order
    assert 'state="CR"' in order
    assert "000000000040001042" in order
    assert "000000000000000777" in order
    assert (await house.get("erp", "/api/v2/sales-orders", numbers="SA-000017")).json()["data"] == []
    await house.advance(86_400)
    for stage, status in (
        ("picked", "PICKING"),
        ("packed", "PACKED"),
        ("shipped", "SHIPPED"),
        ("out_for_delivery", "SHIPPED"),
        ("delivered", "DELIVERED"),
    ):
        truth = (await house.post("control", f"/_sim/orders/SA-000017/advance?to={stage}", {})).json()
        assert truth["expected"]["status"] == status
    body = {"references": [{"type": "ORDER", "value": "SA-000017"}]}
    (load,) = (await house.post("tms", "/loads/by-reference", body)).json()["loads"]
    assert (load["loadNumber"], load["status"]) == (made["loads"][0], "DELIVERED")
    assert load["stops"][-1]["location"]["city"] == "Chicago"
    (found,) = (await house.post("carrier", "/track", {"trackingNumbers": made["tracking"]})).json()[
        "results"
    ]
    assert found["status"]["code"] == "DL"
    assert found["signedBy"] == "PARTS"


async def test_an_order_of_another_erp_can_follow_the_clock(house: House) -> None:
    await house.post("control", "/_sim/orders", {**ORDER, "site": "EAST", "mode": "auto", "legs": 1})
    await house.log_in()
    statuses = []
    for hours in (0, 24, 24 * 9):
        await house.advance(hours * 3600)
        body = {"hostReferences": ["SA-000017"]}
        (item,) = (await house.post("wms_east", "/v1/orders/search", body)).json()["items"]
        statuses.append(item["state"])
    assert statuses == ["RECEIVED", "SHIPPED", "SHIPPED"]
    truth = await house.truth("SA-000017")
    assert isinstance(truth["expected"], dict)
    assert truth["expected"]["status"] == "DELIVERED"


async def test_an_injected_order_is_heard_of_by_those_who_listen(house: House) -> None:
    urls = {"wms_west": "http://gateway.example/wms_west", "carrier": "http://gateway.example/carrier"}
    await house.clients["control"].put("/_sim/webhooks", json={"urls": urls})
    await house.post("control", "/_sim/orders", ORDER)
    await house.post("control", "/_sim/orders/SA-000017/advance?to=delivered", {})
    for system in urls:
        courier = house.systems.couriers[system]
        while courier.waiting:
            await courier.deliver_next()
    pushed = b"".join(request.content for request in house.receiver.requests)
    assert pushed.count(b"<w:HostRef>SA-000017</w:HostRef>") == 9
    assert pushed.count(b'"status":{"code":"DL"') == 1


async def test_an_order_that_was_moved_to_the_erp_is_there_under_a_number_of_its_own(house: House) -> None:
    made = (await house.post("control", "/_sim/orders", MOVED)).json()
    assert (made["erp"], made["return"], made["invoices"]) == ("SO-9000001", "RMA-9000001", ["INV-4"])
    for name, value in (("numbers", "SO-9000001"), ("channel_ref", "#5042"), ("customer_po", "PO-4533")):
        (order,) = (await house.get("erp", "/api/v2/sales-orders", **{name: value})).json()["data"]
        assert (order["number"], order["channel"], order["channel_ref"]) == ("SO-9000001", "WEB", "#5042")
        assert (order["customer_po"], order["ordered_at"]) == ("PO-4533", "2026-03-01T08:00:00Z")
        assert order["customer"] == {"number": "K-7", "name": "Crane Marine", "email": "stores@crane.example"}
        assert [(line["sku"], line["unit_price"]) for line in order["lines"]] == [("AX-1042", "48.00")]
    (customer,) = (await house.get("erp", "/api/v2/customers", numbers="K-7")).json()["data"]
    assert (customer["name"], customer["email"]) == ("Crane Marine", "stores@crane.example")
    for stage in ("delivered", "invoiced", "return_received"):
        await house.post("control", f"/_sim/orders/SA-000017/advance?to={stage}", {})
    (bill,) = (await house.get("erp", "/api/v2/invoices", numbers="INV-4")).json()["data"]
    assert (bill["order"], bill["amount"]) == ("SO-9000001", "288.00")
    (back,) = (await house.get("erp", "/api/v2/returns", numbers="RMA-9000001")).json()["data"]
    assert (back["state"], [line["quantity"] for line in back["lines"]]) == ("RCVD", [2])
    (order,) = (await house.get("erp", "/api/v2/sales-orders", numbers="SO-9000001")).json()["data"]
    assert (order["status"], order["returns"]) == ("70", ["RMA-9000001"])
    changes = (
        await house.get("erp", "/api/v2/sales-orders/changes", since=iso(START - 1), limit="500")
    ).json()
    assert "SO-9000001" in {each["number"] for each in changes["data"]}


async def test_stock_is_changed_by_hand(house: House) -> None:
    before = (await house.get("control", "/_sim/truth/stock", sku="AX-1042")).json()["EAST"]
    change = {"sku": "AX-1042", "site": "EAST", "sellable": -5, "damaged": 5}
    after = (await house.post("control", "/_sim/stock", change)).json()
    assert after["sellable"] == before["sellable"] - 5
    assert after["damaged"] == before["damaged"] + 5
    refused = await house.post("control", "/_sim/stock", {**change, "sellable": -100_000})
    assert refused.status_code == 400
    assert "AX-1042 at EAST" in refused.json()["error"]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"number": "SO-0000001"}, "number: 'SO-0000001'"),
        ({"site": "NORTH"}, "site: 'NORTH'"),
        ({"carrier": "DHX"}, "carrier: 'DHX'"),
        ({"customer": {"name": "x", "city": "Atlantis"}}, "customer.city: 'Atlantis'"),
        ({"lines": []}, "lines: at least one"),
        ({"lines": [{"line": 1, "sku": "AX-1042", "quantity": 1}]}, "lines[0].line: 1 is not 10"),
        ({"lines": [{"line": 10, "sku": "AX-1042", "quantity": 0}]}, "lines[0].quantity: 0"),
        ({"lines": [{"line": 10, "sku": "nothing", "quantity": 1}]}, "lines[0].sku: 'nothing'"),
        ({"colour": "red"}, "colour"),
        ({"erp": {}}, "lines[1].sku: 'TRY-1'"),
        ({"erp": {"placed_at": "2026-03-01T08:00:00"}}, "placed_at"),
        ({"lines": [{"line": 10, "sku": "AX-1042", "quantity": 1, "returned": 2}]}, "lines[0].returned: 2"),
    ],
)
async def test_an_order_that_cannot_be_is_refused(house: House, change: dict[str, object], text: str) -> None:
    answer = await house.post("control", "/_sim/orders", {**ORDER, **change})
    assert answer.status_code == 400
    assert text in answer.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/_sim/clock/advance", {"seconds": -1}, 400),
        ("POST", "/_sim/clock/advance", {"seconds": "soon"}, 400),
        ("PUT", "/_sim/clock", {"speed": -1}, 400),
        ("PUT", "/_sim/limits", {"system": "shop", "rate": 1}, 400),
        ("PUT", "/_sim/limits", {"system": "erp", "rate": 0}, 400),
        ("PUT", "/_sim/webhooks", {"urls": {"shop": "http://x"}}, 400),
        ("POST", "/_sim/orders/nobody/advance?to=shipped", {}, 404),
        ("GET", "/_sim/truth/orders/SO-9999999", None, 404),
        ("GET", "/_sim/truth/stock?sku=nothing", None, 404),
    ],
)
async def test_what_cannot_be_done_is_refused(
    house: House, method: str, path: str, body: object, status: int
) -> None:
    answer = await house.clients["control"].request(method, path, json=body)
    assert answer.status_code == status
    assert answer.json()["error"]


async def test_a_number_is_taken_once(house: House) -> None:
    assert (await house.post("control", "/_sim/orders", ORDER)).status_code == 201
    answer = await house.post("control", "/_sim/orders", ORDER)
    assert answer.status_code == 400
    assert "SA-000017 is already here" in answer.json()["error"]


async def test_late_orders_are_told_with_what_is_late_of_each(house: House) -> None:
    await house.post("control", "/_sim/clock/advance", {"seconds": 12 * 3600})
    late = (await house.get("control", "/_sim/truth/late")).json()["orders"]
    assert late
    for number in late:
        (first, *_) = (await told_of(house, number))["expected"]["late"]
        assert set(first) == {"what", "due", "owed_by", "site"}
    assert (await told_of(house, (await house.stories())["cancelled"][0]))["expected"]["late"] == []


async def test_whom_it_concerns_is_told_of_orders_shipments_items_and_systems(house: House) -> None:
    number = (await house.stories())["plain"][0]
    truth = await told_of(house, number)
    skus = sorted(line["sku"] for line in truth["lines"])
    whole = {
        "orders": [number],
        "skus": skus,
        "customers": [truth["customer"]],
        "locations": sorted({line["site"] for line in truth["lines"]}),
    }
    names = truth["numbers"]
    for kind, name in (
        ("order", number),
        ("shipment", names["shipments"][0]),
        ("shipment", names["tracking"][0]),
    ):
        told = (await house.get("control", IMPACT, **{kind: name})).json()
        assert (kind, told) == (kind, whole), name
    await house.post("control", "/_sim/clock/advance", {"seconds": 3 * 3600})
    waiting = (await house.get("control", IMPACT, system="wms_east")).json()
    assert waiting["locations"] == ["EAST"]
    (first, *_) = waiting["orders"]
    sku = next(line["sku"] for line in (await told_of(house, first))["lines"] if line["site"] == "EAST")
    assert first in (await house.get("control", IMPACT, sku=f"{sku}@EAST")).json()["orders"]
    assert first not in (await house.get("control", IMPACT, sku=f"{sku}@WEST")).json()["orders"]


async def told_of(house: House, number: str) -> Any:  # noqa: ANN401 - the control interface's JSON
    """The truth of an order."""
    return (await house.get("control", f"/_sim/truth/orders/{number}")).json()
