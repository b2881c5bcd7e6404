import pytest

from simulators.clock import parse_iso
from tests.simulators.house import START, House

SEARCH, INVENTORY = "/v1/orders/search", "/v1/inventory/query"


@pytest.fixture
async def east(house: House) -> House:
    await house.log_in()
    return house


async def from_east(house: House, story: str) -> str:
    """Give a settled order of a story that was sent from the east site."""
    for number in (await house.stories())[story]:
        if house.world.order(int(number[3:])).works[0].site == "EAST":
            return number
    pytest.fail(f"no {story} from the east site among the examples")


async def test_an_order_is_found_by_each_of_its_names_here(east: House) -> None:
    number = await from_east(east, "plain")
    by_host = (await east.post("wms_east", SEARCH, {"hostReferences": [number, "SO-9999999"]})).json()
    (order,) = by_host["items"]
    shipment = order["shipments"][0]
    for selector, value in (
        ("orderIds", order["orderId"]),
        ("shipmentIds", shipment["shipmentId"]),
        ("trackingNumbers", shipment["containers"][0]["trackingNumber"]),
    ):
        assert (await east.post("wms_east", SEARCH, {selector: [value]})).json()["items"] == [order]
    assert order["hostReference"] == number
    assert order["state"] == "SHIPPED"


async def test_a_short_pick_is_a_state_and_a_quantity(east: House) -> None:
    number = await from_east(east, "short_pick")
    (order,) = (await east.post("wms_east", SEARCH, {"hostReferences": [number]})).json()["items"]
    states = [entry["state"] for entry in order["stateHistory"]]
    assert states[3:6] == ["PICK_IN_PROGRESS", "PICKED_SHORT", "PACKED"]
    line = order["lines"][-1]
    assert line["shortQuantity"] > 0
    assert line["pickedQuantity"] + line["shortQuantity"] == line["orderedQuantity"]
    assert line["allocatedQuantity"] == 0


async def test_a_shared_shipment_shows_on_both_orders_with_all_contents(east: House) -> None:
    number = await from_east(east, "consolidated")
    (order,) = (await east.post("wms_east", SEARCH, {"hostReferences": [number]})).json()["items"]
    shipment = order["shipments"][0]
    found = (await east.post("wms_east", SEARCH, {"shipmentIds": [shipment["shipmentId"]]})).json()["items"]
    assert len({each["hostReference"] for each in found}) == 2
    assert [each["shipments"][0] for each in found] == [shipment, shipment]
    contents = {part["hostReference"] for box in shipment["containers"] for part in box["contents"]}
    assert contents == {each["hostReference"] for each in found}


async def test_an_order_is_here_only_from_its_release_on(east: House) -> None:
    number = await from_east(east, "plain")
    facts = east.world.order(int(number[3:])).facts
    released = next(fact.at for fact in facts if fact.kind == "released")
    assert released < START
    newest = f"SO-{east.world.count_at(START):07d}"
    assert (await east.post("wms_east", SEARCH, {"hostReferences": [newest]})).json()["items"] == []


async def test_search_goes_on_by_cursor(east: House) -> None:
    numbers = [f"SO-{index:07d}" for index in range(1001, 1041)]
    whole = (await east.post("wms_east", SEARCH, {"hostReferences": numbers})).json()["items"]
    found: list[object] = []
    cursor = None
    while True:
        page = {"size": 7, "cursor": cursor}
        answer = (await east.post("wms_east", SEARCH, {"hostReferences": numbers, "page": page})).json()
        found += answer["items"]
        cursor = answer["page"]["nextCursor"]
        if cursor is None:
            break
    assert found == whole
    assert len(whole) > 14


async def test_what_changed_since_is_what_changed(east: House) -> None:
    since = (START - 3600) * 1000
    items = (await east.post("wms_east", SEARCH, {"updatedSinceMillis": since})).json()["items"]
    assert items
    assert all(each["updatedAtMillis"] > since for each in items)


async def test_inventory_is_counted_in_buckets(east: House) -> None:
    body = {"itemCodes": ["E-04711", "E-x"], "facilityCodes": ["DC01"]}
    answer = (await east.post("wms_east", INVENTORY, body)).json()
    truth = (await east.get("control", "/_sim/truth/stock", sku="AX-1000")).json()["EAST"]
    (item,) = answer["items"]
    assert answer["unknownItemCodes"] == ["E-x"]
    assert item["buckets"] == {
        "AVAILABLE": truth["sellable"],
        "PICKED": truth["picked"],
        "DAMAGED": truth["damaged"],
        "HOLD": truth["quarantined"],
    }
    assert item["asOfMillis"] == START * 1000
    everything = (await east.post("wms_east", INVENTORY, {"page": {"size": 200}})).json()
    assert len(everything["items"]) == 200
    assert everything["page"]["nextCursor"]


async def test_a_token_ends(east: House) -> None:
    east.real.seconds += 901
    answer = await east.post("wms_east", SEARCH, {"hostReferences": ["SO-0000001"]})
    assert answer.status_code == 401
    assert answer.json()["title"] == "Unauthorized"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_token_is_given_to_the_known_client_alone(house: House) -> None:
    wrong = {"grant_type": "client_credentials", "client_id": "ordergraph", "client_secret": "x"}
    assert (await house.clients["wms_east"].post("/oauth/token", data=wrong)).status_code == 401
    basic = await house.clients["wms_east"].post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=("ordergraph", "east-demo-secret")
    )
    assert basic.json()["expires_in"] == 900


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "exactly one of"),
        ({"hostReferences": ["a"], "orderIds": ["b"]}, "exactly one of"),
        ({"hostReferences": ["a"] * 101}, "101 are more than 100"),
        ({"hostReferences": [1]}, "hostReferences: a list of texts"),
        ({"hostReferences": ["a"], "page": {"size": 0}}, "size: 0"),
        ({"hostReferences": ["a"], "page": 7}, "page: an object"),
        ({"hostReferences": ["a"], "page": {"cursor": "c_W10"}}, "cursor:"),
        ({"hostReferences": ["a"], "facilityCode": "DC99"}, "facilityCode"),
    ],
)
async def test_what_cannot_be_read_is_refused(east: House, body: dict[str, object], text: str) -> None:
    answer = await east.post("wms_east", SEARCH, body)
    assert answer.status_code == 400
    assert text in answer.json()["detail"]


def test_the_start_is_what_the_examples_say() -> None:
    assert parse_iso("2026-03-02T00:00:00-08:00") == START
