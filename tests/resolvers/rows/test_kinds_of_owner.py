"""Customers, channels, places, carriers and suppliers, alone and together: what each sees, and what not."""

from typing import Any

import pytest
from msgspec.structs import replace

from domain.errors import BackendUnavailable
from domain.identifiers import Identifier, IdentifierKind
from domain.partners import Principal
from domain.purchasing import PurchaseOrder
from domain.search.purchases import PurchaseRow
from domain.shipments import Leg
from gateway.settings.naming.links import DeclaredLink
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from gateway.sync.order_reading import OrderReading
from tests.doubles.searching import email
from tests.doubles.small_records import BOX, EAST, LOADS
from tests.doubles.small_rows import indexed
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DESK, data
from tests.resolvers.rows.asking_rows import held_to, say

ORDERS = "{ orders { totalCount edges { node { number } } } }"


async def read_into_the_index(world: SmallWorld) -> SmallWorld:
    """As sync would: whatever the systems say now is what the index knows."""
    read = await OrderReading(world.readers, email).rows(["SO-1", "SO-2"], world.clock.within())
    world.searching.index.held = {row.number: row for row in (*read.whole, *read.partial)}
    for one in world.reads.values():
        one.calls.clear()
    return world


async def shown(world: SmallWorld, document: str, principal: Principal) -> Any:  # noqa: ANN401 - the operation's data
    said = await say(world, document, principal)
    assert said.errors == []
    return said.data


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        ({"customers": "C-1"}, {"SO-1"}),
        ({"customers": "C-1 C-2"}, {"SO-1", "SO-2"}),
        ({"channels": "WEB"}, {"SO-1", "SO-2"}),
        ({"channels": "SHOP"}, set()),
        ({"channels": "WEB", "customers": "C-2"}, {"SO-2"}),
        ({"locations": "EAST"}, {"SO-1", "SO-2"}),
        ({"locations": "WEST"}, {"SO-1"}),
        ({"carriers": "PONE"}, {"SO-1", "SO-2"}),
        ({"carriers": "SLOW"}, set()),
        ({"carriers": "PONE", "locations": "WEST"}, {"SO-1"}),
        ({"carriers": "PONE", "locations": "WEST", "customers": "C-2"}, set()),
        ({"suppliers": "V-1"}, set()),
        ({"suppliers": "V-1", "customers": "C-1"}, set()),
    ],
)
async def test_orders_by_any_combination(rows: dict[str, str], numbers: set[str]) -> None:
    world = await read_into_the_index(SmallWorld())
    page = (await shown(world, ORDERS, held_to(**rows)))["orders"]
    assert page["totalCount"] == len(numbers)
    assert {edge["node"]["number"] for edge in page["edges"]} == numbers
    for number in ("SO-1", "SO-2"):
        said = await say(world, f'{{ order(number: "{number}") {{ number }} }}', held_to(**rows))
        assert said.codes == ([] if number in numbers else ["NOT_FOUND"])


class TestCarrier:
    LEGS = (
        Leg(sequence=1, carrier="RAIL", tracking_number="PRO-7"),
        Leg(sequence=2, carrier="PONE", tracking_number="1Z1"),
    )
    SHIPMENT = """{ shipment(id: "SHE-1") {
      carrier trackingNumbers legs { carrier trackingNumber } contents { order } orders { number } } }"""

    async def world(self) -> SmallWorld:
        """SHE-1 goes by RAIL, and to the door by PONE."""
        world = SmallWorld()
        world.reads["tms", "shipments"].records = {"SHE-1": replace(LOADS["SHE-1"], legs=self.LEGS)}
        return await read_into_the_index(world)

    async def test_sees_the_shipments_that_it_carries_and_no_other_carrier(self) -> None:
        door = (await shown(await self.world(), self.SHIPMENT, held_to(carriers="PONE")))["shipment"]
        assert (door["carrier"], door["trackingNumbers"]) == ("PONE", ["1Z1"])
        assert door["legs"] == [{"carrier": "PONE", "trackingNumber": "1Z1"}]
        way = (await shown(await self.world(), self.SHIPMENT, held_to(carriers="RAIL")))["shipment"]
        assert (way["carrier"], way["trackingNumbers"]) == ("", [])
        assert way["legs"] == [{"carrier": "RAIL", "trackingNumber": "PRO-7"}]
        for seen in (door, way):
            assert [order["number"] for order in seen["orders"]] == ["SO-1", "SO-2"], "which travel with it"

    async def test_sees_no_shipment_of_another(self) -> None:
        assert (await say(await self.world(), self.SHIPMENT, held_to(carriers="SLOW"))).codes == ["NOT_FOUND"]

    @pytest.mark.parametrize(("carrier", "number"), [("PONE", "1Z1"), ("RAIL", "PRO-7")])
    async def test_sees_the_tracks_of_its_own_numbers(self, carrier: str, number: str) -> None:
        world = await self.world()
        for one in ("1Z1", "PRO-7"):
            document = f'{{ track(trackingNumber: "{one}") {{ trackingNumber }} }}'
            said = await say(world, document, held_to(carriers=carrier))
            assert said.recorded.keys("tracking") == ({one} if one == number else set())
            assert said.codes == ([] if one == number == "1Z1" else ["NOT_FOUND"])

    async def test_an_order_is_not_its_own_any_more_once_others_carry_it(self) -> None:
        world = await self.world()
        world.reads["wms_east", "fulfilments"].records = {
            number: replace(told, shipments=(replace(BOX, carrier="SLOW"),)) for number, told in EAST.items()
        }
        world.reads["tms", "shipments"].records = {}
        said = await say(world, '{ order(number: "SO-1") { number } }', held_to(carriers="PONE"))
        assert (said.codes, said.sources) == (["NOT_FOUND"], {})

    async def test_where_nobody_can_tell_who_carries_it_that_is_told(self) -> None:
        world = await self.world()
        world.reads["wms_east", "fulfilments"].error = BackendUnavailable("is down", backend="wms_east")
        said = await say(world, '{ order(number: "SO-2") { number } }', held_to(carriers="PONE"))
        assert said.codes == ["BACKEND_UNAVAILABLE"]


class TestPlace:
    """A house that ships for us sees what it ships, and what it keeps."""

    async def test_sees_the_shipments_that_left_it(self) -> None:
        document = '{ order(number: "SO-1") { number shipments { id } } }'
        world = await read_into_the_index(SmallWorld())
        assert (await shown(world, document, held_to(locations="EAST")))["order"]["shipments"] == [
            {"id": "SHE-1"}
        ]
        assert (await shown(world, document, held_to(locations="WEST")))["order"] == {
            "number": "SO-1",
            "shipments": [],
        }
        by_id = '{ shipment(id: "SHE-1") { id } }'
        assert (await say(world, by_id, held_to(locations="WEST"))).codes == ["NOT_FOUND"]

    async def test_sees_an_order_that_it_ships_though_no_line_says_so(self) -> None:
        world = SmallWorld()
        world.reads["wms_east", "fulfilments"].records["SO-2"] = replace(
            EAST["SO-2"], shipments=(replace(BOX, origin="DC01"),)
        )
        orders = world.reads["erp", "orders"].records
        orders["SO-2"] = replace(
            orders["SO-2"], lines=tuple(replace(line, location="") for line in orders["SO-2"].lines)
        )
        world = await read_into_the_index(world)
        said = await say(world, '{ order(number: "SO-2") { number } }', held_to(locations="EAST"))
        assert said.data == {"order": {"number": "SO-2"}}
        west = await say(world, '{ order(number: "SO-2") { number } }', held_to(locations="WEST"))
        assert west.codes == ["NOT_FOUND"]

    async def test_sees_stock_and_places_of_its_own(self) -> None:
        document = """{ locations { code } stockPositions(skus: ["AX-1", "AX-2"]) { location }
          availability(skus: ["AX-1"]) { locations { location } } }"""
        assert await shown(indexed(), document, held_to(locations="WEST")) == {
            "locations": [{"code": "WEST"}],
            "stockPositions": [{"location": "WEST"}],
            "availability": [None],
        }
        everywhere = await data(indexed(), document)
        assert [one["code"] for one in everywhere["locations"]] == ["EAST", "WEST"]
        assert {one["location"] for one in everywhere["stockPositions"]} == {"EAST", "WEST"}

    @pytest.mark.parametrize(
        "document",
        [
            "query ($c: String!) { locations(codes: [$c]) { name } }",
            'query ($c: String!) { stockPositions(skus: ["AX-1"], locations: [$c]) { location } }',
            'query ($c: String!) { availability(skus: ["AX-1"], locations: [$c]) { sku } }',
            "query ($c: String!) { find(text: $c) { kind } }",
        ],
    )
    async def test_another_s_place_is_what_is_not_there(self, document: str) -> None:
        west = held_to(locations="WEST")
        hidden, unknown = [await say(indexed(), document, west, {"c": code}) for code in ("EAST", "FAR")]
        assert hidden.without("EAST") == unknown.without("FAR")
        assert hidden.recorded.keys("locations") | hidden.recorded.keys("stock") == set()

    async def test_a_line_from_elsewhere_tells_no_place(self) -> None:
        document = '{ order(number: "SO-1") { lines { id location { code } } } }'
        lines = (await shown(indexed(), document, held_to(locations="WEST")))["order"]["lines"]
        assert [line["location"] for line in lines] == [None, {"code": "WEST"}]


class TestSupplier:
    BOUGHT = "query ($id: String!) { purchaseOrder(number: $id) { number supplier location } }"

    def world(self) -> SmallWorld:
        world = indexed()
        other = PurchaseOrder(number="PU-2", source="erp", supplier="V-2", location="2000")
        world.reads["erp", "purchase_orders"].records["PU-2"] = other
        world.searching.purchases.held["PU-2"] = PurchaseRow(number="PU-2", supplier="V-2", location="WEST")
        return world

    @pytest.mark.parametrize(
        ("rows", "numbers"),
        [
            ({"suppliers": "V-1"}, ["PU-1"]),
            ({"suppliers": "V-1 V-2"}, ["PU-1", "PU-2"]),
            ({"locations": "WEST"}, ["PU-2"]),
            ({"suppliers": "V-1", "locations": "WEST"}, []),
            ({"customers": "C-1"}, []),
            ({"channels": "WEB"}, []),
            ({"suppliers": "V-1", "customers": "C-1"}, []),
            ({"carriers": "PONE"}, []),
        ],
    )
    async def test_sees_its_own_purchase_orders(self, rows: dict[str, str], numbers: list[str]) -> None:
        for number in ("PU-1", "PU-2"):
            said = await say(self.world(), self.BOUGHT, held_to(**rows), {"id": number})
            assert said.codes == ([] if number in numbers else ["NOT_FOUND"])
            assert said.recorded.keys("purchase_orders") == ({number} & set(numbers))

    async def test_sees_items_as_granted(self) -> None:
        document = '{ products(skus: ["AX-1"]) { sku name } }'
        assert await shown(indexed(), document, held_to(suppliers="V-1")) == {
            "products": [{"sku": "AX-1", "name": "Ball valve"}]
        }


PARTS = (
    (IdentifierKind.CUSTOMER, "C-1", "C-1"),
    (IdentifierKind.CUSTOMER, "C-2", "C-2"),
    (IdentifierKind.SUPPLIER, "V-1", "V-1"),
)


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ({"customers": "C-1"}, ["C-1/P-7", "036000291452"]),
        ({"customers": "C-9"}, ["036000291452"]),
        ({"suppliers": "V-1"}, ["V-1/7-44", "036000291452"]),
        ({"locations": "EAST"}, ["036000291452"]),
        ({"carriers": "PONE"}, ["036000291452"]),
    ],
)
async def test_an_item_shows_the_part_numbers_of_one_s_own_parties(
    rows: dict[str, str], values: list[str]
) -> None:
    world = indexed()
    given = (
        Identifier(IdentifierKind.CUSTOMER_ITEM, "erp", "C-1/P-7"),
        Identifier(IdentifierKind.CUSTOMER_ITEM, "erp", "C-2/P-8"),
        Identifier(IdentifierKind.SUPPLIER_ITEM, "erp", "V-1/7-44"),
        Identifier(IdentifierKind.GTIN, "erp", "036000291452"),
    )
    products = world.reads["erp", "products"].records
    products["AX-1"] = replace(products["AX-1"], identifiers=given)
    tied = [DeclaredLink(Identifier(kind, "erp", name), ours, "line 2") for kind, name, ours in PARTS]
    world.searching.crosswalk = DeclaredCrosswalk(tied)
    document = '{ products(skus: ["AX-1"]) { identifiers { value } } }'
    (product,) = (await shown(world, document, held_to(**rows)))["products"]
    assert [one["value"] for one in product["identifiers"]] == values
    (whole,) = (await data(world, document, DESK))["products"]
    assert len(whole["identifiers"]) == 4


async def test_who_serves_all_rows_is_shown_to_those_who_see_all_rows() -> None:
    document = "{ backends { instance calls } }"
    assert len((await data(indexed(), document))["backends"]) == 3
    assert await shown(indexed(), document, held_to(locations="EAST")) == {"backends": []}
