from collections.abc import Sequence
from decimal import Decimal
from xml.etree import ElementTree as ET

import httpx
import pytest

from simulators.clock import parse_iso
from simulators.reference import catalog
from simulators.wms_west.notation import local, parse_local
from tests.simulators.house import SOAP, START, House

W = "{urn:w2:wms:1}"


def content(answer: httpx.Response) -> ET.Element:
    """Give the one element in the body of an envelope."""
    root = ET.fromstring(answer.content)  # noqa: S314 - our own simulator's answer
    (element,) = root.findall(f"{{{SOAP}}}Body/*")
    return element


def refs(name: str, values: Sequence[str]) -> str:
    return f"<w:{name}>{''.join(f'<w:Ref>{value}</w:Ref>' for value in values)}</w:{name}>"


async def from_west(house: House, story: str) -> str:
    """Give a settled order of a story that was sent from the west site, as the host calls it here."""
    for number in (await house.stories())[story]:
        if house.world.order(int(number[3:])).works[0].site == "WEST":
            return number.removeprefix("SO-")
    pytest.fail(f"no {story} from the west site among the examples")


async def test_an_order_is_found_by_each_of_its_names_here(house: House) -> None:
    ref = await from_west(house, "plain")
    answer = content(await house.soap("GetOrders", refs("HostRefs", [ref, "9999999"])))
    order = answer.find(f"{W}Order")
    assert order is not None
    assert [each.text for each in answer.findall(f"{W}NotFound")] == ["9999999"]
    assert order.attrib["hostRef"] == ref
    for name, value in (
        ("OrderNos", order.attrib["no"]),
        ("ShipmentNos", order.find(f"{W}Shipment").attrib["no"]),  # type: ignore[union-attr] # it has one
        ("TrackingNos", order.findtext(f"{W}Shipment/{W}Pkg/{W}TrackingNo") or ""),
    ):
        found = content(await house.soap("GetOrders", refs(name, [value]))).find(f"{W}Order")
        assert found is not None
        assert ET.tostring(found) == ET.tostring(order)


async def test_states_come_in_the_warehouses_own_order(house: House) -> None:
    for story, picked in (("plain", "PC"), ("short_pick", "SP")):
        answer = content(await house.soap("GetOrders", refs("HostRefs", [await from_west(house, story)])))
        states = [entry.attrib["state"] for entry in answer.iter(f"{W}Log")]
        assert states == ["CR", "AL", "RL", "PS", picked, "PK", "LD", "SH"]


async def test_times_are_local_and_say_no_zone(house: House) -> None:
    ref = await from_west(house, "plain")
    log = list(content(await house.soap("GetOrders", refs("HostRefs", [ref]))).iter(f"{W}Log"))
    facts = house.world.order(int(ref)).facts
    assert log[0].attrib["at"] == local(next(fact.at for fact in facts if fact.kind == "released"))
    assert local(START) == "20260302 000000"
    assert local(parse_iso("2026-03-08T10:30:00Z")) == "20260308 033000"
    assert parse_local("20260302 000000") == START


async def test_items_by_the_case_are_counted_in_cases_with_a_decimal_comma(house: House) -> None:
    items = [catalog.product(number) for number in range(40) if not catalog.is_kit(number)]
    answer = content(await house.soap("GetStock", refs("Items", [item.west_code for item in items])))
    stocks = {each.attrib["item"]: each for each in answer.iter(f"{W}Stock")}
    for item in items:
        stock = stocks[item.west_code]
        truth = (await house.get("control", "/_sim/truth/stock", sku=item.sku)).json()["WEST"]
        factor = 12 if stock.attrib["uom"] == "CS" else 1
        assert stock.attrib["uom"] == ("CS" if item.by_case else "EA")
        quantities = {each.attrib["type"]: each.text for each in stock.findall(f"{W}Qty")}
        counted = {
            kind: Decimal((text or "").replace(",", ".")) * factor for kind, text in quantities.items()
        }
        assert counted == {
            "UU": truth["sellable"],
            "PI": truth["picked"],
            "DM": truth["damaged"],
            "QI": truth["quarantined"],
        }


async def test_a_count_that_is_no_half_case_is_told_in_eaches(house: House) -> None:
    assert catalog.product(42).by_case
    await house.post("control", "/_sim/stock", {"sku": "AX-1042", "site": "WEST", "sellable": 1})
    answer = content(await house.soap("GetStock", refs("Items", [catalog.product(42).west_code])))
    assert [each.attrib["uom"] for each in answer.iter(f"{W}Stock")] == ["EA"]


async def test_changes_and_stock_come_page_by_page(house: House) -> None:
    found: list[str] = []
    resume = ""
    while True:
        inner = f"<w:Since>{local(START - 4 * 3600)}</w:Since><w:From>{resume}</w:From><w:Max>2</w:Max>"
        page = content(await house.soap("GetChanges", inner))
        found += [each.attrib["no"] for each in page.iter(f"{W}Order")]
        resume = page.attrib["next"]
        if not resume:
            break
    assert len(found) == len(set(found)) > 4
    stock = content(await house.soap("GetStock", "<w:From>100</w:From><w:Max>50</w:Max>"))
    assert len(list(stock.iter(f"{W}Stock"))) == 50
    assert stock.attrib["next"] == "150"


@pytest.mark.parametrize(
    ("operation", "inner", "facility", "text"),
    [
        ("GetOrders", "", "W2", "W2-0400"),
        ("GetOrders", "<w:HostRefs/>", "W2", "HostRefs has no Ref"),
        ("GetOrders", refs("HostRefs", ["1"] * 51), "W2", "W2-0413 too many references (max 50)"),
        ("GetOrders", refs("HostRefs", ["1"]), "W9", "W2-0404"),
        ("GetLost", "", "W2", "no operation GetLost"),
        ("GetChanges", "<w:Since>2026-03-02</w:Since>", "W2", "Since or From"),
        ("GetChanges", "<w:Since>20260302 000000</w:Since><w:Max>x</w:Max>", "W2", "Max 'x'"),
    ],
)
async def test_a_business_fault_comes_with_http_200(
    house: House, operation: str, inner: str, facility: str, text: str
) -> None:
    answer = await house.soap(operation, inner, facility)
    assert answer.status_code == 200
    assert text in (content(answer).findtext("faultstring") or "")


@pytest.mark.parametrize("body", [b"", b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", b"<a/>"])
async def test_a_body_that_is_no_envelope_is_a_fault(house: House, body: bytes) -> None:
    headers = {"SOAPAction": '"urn:w2:wms:1#GetOrders"'}
    answer = await house.clients["wms_west"].post("/services/wms", content=body, headers=headers)
    assert (content(answer).findtext("faultstring") or "").startswith("W2-0400 malformed request")


async def test_without_credentials_the_answer_is_bare(house: House) -> None:
    del house.clients["wms_west"].headers["Authorization"]
    answer = await house.soap("GetStock", "")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")
    assert answer.content == b""
