"""Each system tells its own part of one truth, for every story, while the clock runs."""

from collections import Counter
from xml.etree import ElementTree as ET

import msgspec

from tests.simulators.house import House

W = "{urn:w2:wms:1}"


class ExpectedLine(msgspec.Struct):
    line: int
    ordered: int
    allocated: int
    picked: int
    shipped: int
    delivered: int
    backordered: int
    cancelled: int
    returned: int


class ExpectedShipment(msgspec.Struct):
    shipment: str
    status: str
    tracking: list[str]
    orders: list[str]


class Expected(msgspec.Struct):
    status: str
    lines: list[ExpectedLine]
    shipments: list[ExpectedShipment]


async def expected(house: House, number: str) -> Expected:
    return msgspec.convert((await house.truth(number))["expected"], Expected)


async def test_all_systems_tell_one_truth(house: House) -> None:
    await house.post("control", "/_sim/clock/advance", {"seconds": 40 * 3600})
    await house.log_in()
    newest = house.world.count_at(house.simulation.now())
    seen: set[str] = set()
    for index in range(newest, newest - 420, -2):
        number = f"SO-{index:07d}"
        truth = await expected(house, number)
        await erp_agrees(house, number, truth)
        picked = await picked_in_the_east(house, number) + await picked_in_the_west(house, number)
        assert picked == Counter({line.line: line.picked for line in truth.lines if line.picked})
        for shipment in truth.shipments:
            await road_agrees(house, shipment)
        seen |= {truth.status, *(shipment.status for shipment in truth.shipments)}
    assert seen > {"ACKNOWLEDGED", "PICKING", "SHIPPED", "DELIVERED", "CLOSED", "CANCELLED", "ON_HOLD"}
    assert seen > {"CREATED", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "PICKED_UP", "PARTIALLY_SHIPPED"}


async def erp_agrees(house: House, number: str, truth: Expected) -> None:
    (order,) = (await house.get("erp", "/api/v2/sales-orders", numbers=number)).json()["data"]
    for line, wanted in zip(order["lines"], truth.lines, strict=True):
        told = (line["quantity"], line["shipped"], line["cancelled"], line["backordered"], line["returned"])
        assert told == (
            *(wanted.ordered, wanted.shipped, wanted.cancelled, wanted.backordered, wanted.returned),
        )
    if truth.status in {"ON_HOLD", "CANCELLED", "BACKORDERED", "CLOSED", "SHIPPED", "PARTIALLY_SHIPPED"}:
        codes = {"ON_HOLD": "20", "CANCELLED": "99", "BACKORDERED": "35", "CLOSED": "90", "SHIPPED": "70"}
        assert order["status"] == codes.get(truth.status, "60")


async def picked_in_the_east(house: House, number: str) -> Counter[int]:
    body = {"hostReferences": [number]}
    items = (await house.post("wms_east", "/v1/orders/search", body)).json()["items"]
    picked = Counter[int]()
    for line in (line for item in items for line in item["lines"] if line["pickedQuantity"]):
        picked[line["hostLineNumber"] // 10] += line["pickedQuantity"]
    return picked


async def picked_in_the_west(house: House, number: str) -> Counter[int]:
    inner = f"<w:HostRefs><w:Ref>{number.removeprefix('SO-')}</w:Ref></w:HostRefs>"
    root = ET.fromstring((await house.soap("GetOrders", inner)).content)  # noqa: S314 - our own simulator's answer
    picked = Counter[int]()
    for line in root.iter(f"{W}Line"):
        factor = 12 if line.findtext(f"{W}Uom") == "CS" else 1
        quantity = float((line.findtext(f"{W}QtyPicked") or "").replace(",", ".")) * factor
        if quantity:
            picked[int(line.attrib["hostLine"]) // 10] += round(quantity)
    return picked


async def road_agrees(house: House, truth: ExpectedShipment) -> None:
    body = {"references": [{"type": "SHIPMENT", "value": truth.shipment}]}
    loads = (await house.post("tms", "/loads/by-reference", body)).json()["loads"]
    answer = await house.post("carrier", "/track", {"trackingNumbers": truth.tracking})
    codes = {result["status"]["code"] for result in answer.json()["results"]}
    statuses = {load["status"] for load in loads}
    if truth.status == "DELIVERED":
        assert (codes, statuses) == ({"DL"}, {"DELIVERED"})
    else:
        assert "DL" not in codes
        assert "DELIVERED" not in statuses
    for code, status in (("OD", "OUT_FOR_DELIVERY"), ("LO", "LOST"), ("RD", "RETURNED"), ("CI", "CUSTOMS")):
        assert (codes == {code}) == (truth.status == status)
