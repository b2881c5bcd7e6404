"""A box with orders of two customers: each finds its own in it, by every way, and nothing of the other."""

from typing import Any

import pytest
from msgspec.structs import replace

from domain.errors import BackendUnavailable
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.partners import Principal
from domain.shipments import Package
from gateway.settings.naming.links import DeclaredLink
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from gateway.sync.order_reading import OrderReading
from tests.doubles.clock import START
from tests.doubles.searching import email
from tests.doubles.small_records import BOX, EAST
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DESK, data
from tests.resolvers.rows.asking_rows import held_to, say

ANN, BOB = held_to(customers="C-1"), held_to(customers="C-2")
OF_BOB = {"SO-2", "C-2", "P-BOB", "1Z-BOB", "E-BOB", "PO-BOB"}
OF_ANN = {"SO-1", "C-1", "P-ANN", "1Z-ANN", "E-ANN", "PO-ANN"}
BOX_FIELDS = """fragment Box on Shipment {
  id status reason fault delay { seconds } eta { at } estimates { at } origin { code } destination
  carrier service trackingNumbers packages { id trackingNumber weightKg }
  contents { order line sku quantity { amount } package } legs { carrier trackingNumber }
  identifiers { kind value } milestones { code reference line } overdue { milestone }
  orders { number customer { code } identifiers { value } milestones { reference line } }
}"""
WAYS = {
    "shipment": '{ shipment(id: "SHE-1") { ...Box } }',
    "order": '{ order(number: "%s") { shipments { ...Box } } }',
    "line": '{ order(number: "%s") { lines { shipments { shipment { ...Box } quantity { amount } } } } }',
    "find": '{ find(text: "SHE-1") { kind order { number } shipment { ...Box } } }',
    "page": "{ orders { totalCount edges { node { shipments { ...Box } } } } }",
    "around": '{ shipment(id: "SHE-1") { orders { shipments { orders { shipments { ...Box } } } } } }',
    "entity": """{ _entities(representations: [{ __typename: "Shipment", id: "SHE-1" }]) {
      ... on Shipment { ...Box } } }""",
}


def fact(reference: str) -> Milestone:
    return Milestone(
        code=MilestoneCode.SHIPPED, occurred_at=START, source="wms_east", reference=reference, location="DC01"
    )


async def shared_world() -> SmallWorld:
    """SHE-1 holds a package of Ann's order SO-1 and one of Bob's order SO-2, and tells of both."""
    world = SmallWorld()
    owners = {"SO-1": "ANN", "SO-2": "BOB"}
    packages = tuple(Package(id=f"P-{name}", tracking_number=f"1Z-{name}") for name in owners.values())
    box = replace(
        BOX,
        packages=packages,
        tracking_numbers=tuple(each.tracking_number for each in packages),
        contents=tuple(replace(each, package=f"P-{owners[each.order]}") for each in BOX.contents),
        milestones=(fact(""), fact("SHE-1"), *(fact(name) for name in owners), fact("E-ANN"), fact("E-BOB")),
        identifiers=(
            Identifier(IdentifierKind.SHIPMENT, "wms_east", "SHE-1"),
            *(Identifier(IdentifierKind.ORDER, "wms_east", f"E-{name}") for name in owners.values()),
            *(Identifier(IdentifierKind.TRACKING, "wms_east", f"1Z-{name}") for name in owners.values()),
        ),
    )
    world.reads["wms_east", "shipments"].records = {"SHE-1": box}
    world.reads["wms_east", "fulfilments"].records = {
        number: replace(told, shipments=(box,)) for number, told in EAST.items()
    }
    orders = world.reads["erp", "orders"].records
    for number, name in owners.items():
        names = (
            Identifier(IdentifierKind.ORDER, "erp", f"E-{name}"),
            Identifier(IdentifierKind.CUSTOMER_PO, "erp", f"PO-{name}"),
        )
        orders[number] = replace(orders[number], identifiers=names)
    track = world.reads["carrier", "tracking"].records["1Z1"]
    world.reads["carrier", "tracking"].records = {
        f"1Z-{name}": replace(track, tracking_number=f"1Z-{name}", references=("SHE-1", "SO-1", "SO-2"))
        for name in owners.values()
    }
    read = await OrderReading(world.readers, email).rows(["SO-1", "SO-2"], world.clock.within())
    world.searching.index.held = {row.number: row for row in (*read.whole, *read.partial)}
    return world


def document(way: str, number: str) -> str:
    text = WAYS[way]
    return (text % number if "%s" in text else text) + BOX_FIELDS


def boxes(answer: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - whatever the way leads through
    """Every shipment with contents in an answer."""
    if isinstance(answer, list):
        return [box for each in answer for box in boxes(each)]
    if not isinstance(answer, dict):
        return []
    if "contents" in answer:
        return [answer]
    return [box for each in answer.values() for box in boxes(each)]


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize(
    ("asker", "number", "own", "foreign"),
    [(ANN, "SO-1", OF_ANN, OF_BOB), (BOB, "SO-2", OF_BOB, OF_ANN)],
    ids=["ann", "bob"],
)
async def test_by_every_way_each_sees_its_own_part_and_no_name_of_the_other(
    way: str, asker: Principal, number: str, own: set[str], foreign: set[str]
) -> None:
    said = await say(await shared_world(), document(way, number), asker)
    assert said.errors == []
    found = boxes(said.data)
    assert found
    shown = repr(said.data)
    assert [name for name in foreign if name in shown] == []
    assert [name for name in own if name not in shown and name != "C-2"] == []
    for box in found:
        assert [each["order"] for each in box["contents"]] == [number]
        assert [each["number"] for each in box["orders"]] == [number]


async def test_whoever_sees_every_row_sees_the_whole_box() -> None:
    shown = repr(await data(await shared_world(), document("shipment", ""), DESK))
    assert [name for name in OF_ANN | OF_BOB if name not in shown and name != "C-2"] == []


@pytest.mark.parametrize(("asker", "own", "foreign"), [(ANN, "ANN", "BOB"), (BOB, "BOB", "ANN")])
async def test_a_parcel_is_tracked_by_whose_it_is(asker: Principal, own: str, foreign: str) -> None:
    text = "query ($n: String!) { track(trackingNumber: $n) { trackingNumber references status } }"
    world = await shared_world()
    mine = await say(world, text, asker, {"n": f"1Z-{own}"})
    number = "SO-1" if own == "ANN" else "SO-2"
    assert mine.data["track"]["references"] == ["SHE-1", number]
    theirs = await say(world, text, asker, {"n": f"1Z-{foreign}"})
    nobodys = await say(world, text, asker, {"n": "1Z-404"})
    assert theirs.without(f"1Z-{foreign}") == nobodys.without("1Z-404")
    for query in ("find(text: $n) { kind }", "orders(filter: { trackingNumber: $n }) { totalCount }"):
        asked = f"query ($n: String!) {{ {query} }}"
        found = [await say(world, asked, asker, {"n": f"1Z-{name}"}) for name in (foreign, "404")]
        assert found[0].without(f"1Z-{foreign}") == found[1].without("1Z-404")


async def test_a_number_that_is_another_shipment_s_by_now_tells_nothing_of_it() -> None:
    world = await shared_world()
    text = """query ($n: String!) {
      track(trackingNumber: $n) { trackingNumber } shipment(id: "SHE-1") { status } }"""
    for means, codes in (("SHE-1", []), ("SHE-9", ["NOT_FOUND"])):
        tied = DeclaredLink(Identifier(IdentifierKind.TRACKING, "tms", "1Z-ANN"), means, "line 2")
        world.searching.crosswalk = DeclaredCrosswalk([tied])
        said = await say(world, text, ANN, {"n": "1Z-ANN"})
        assert said.codes == codes
        assert ("1Z-ANN" in said.recorded.keys("tracking")) is (means == "SHE-1")


async def test_the_other_s_order_is_not_read() -> None:
    said = await say(await shared_world(), document("around", "SO-1"), ANN)
    for port in ("orders", "fulfilments", "progress"):
        assert said.recorded.keys(port) <= {"SO-1"}
    assert said.recorded.keys("tracking") == {"1Z-ANN"}


async def test_where_the_order_cannot_be_read_nothing_of_the_box_is_shown() -> None:
    world = await shared_world()
    world.reads["erp", "orders"].error = BackendUnavailable("is down", backend="erp")
    said = await say(world, '{ shipment(id: "SHE-1") { id } }', ANN)
    assert (said.data, said.codes) == ({"shipment": None}, ["BACKEND_UNAVAILABLE"])


async def test_where_no_warehouse_tells_what_is_in_it_its_parcels_are_hidden() -> None:
    world = await shared_world()
    world.reads["wms_east", "shipments"].error = BackendUnavailable("is down", backend="wms_east")
    said = await say(world, '{ shipment(id: "SHE-1") { id trackingNumbers contents { order } } }', ANN)
    assert said.data == {"shipment": {"id": "SHE-1", "trackingNumbers": [], "contents": []}}


async def test_a_return_s_order_is_one_s_own() -> None:
    world = await shared_world()
    text = '{ order(number: "SO-1") { returns { number order } } }'
    assert (await say(world, text, ANN)).data == {
        "order": {"returns": [{"number": "RMA-1", "order": "SO-1"}]}
    }
    returns = world.reads["erp", "returns"].records
    returns["RMA-1"] = replace(returns["RMA-1"], order="SO-2")
    assert (await say(world, text, ANN)).data == {"order": {"returns": []}}
    assert (await say(world, '{ return(number: "RMA-1") { number } }', ANN)).codes == ["NOT_FOUND"]
