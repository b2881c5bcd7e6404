"""Replies that a real Tryton once gave, where they lie beside the repository."""

from typing import cast

import httpx
import msgspec
import pytest

from adapters.erp_tryton.mapping import days
from adapters.erp_tryton.mapping.vocabulary import CODES_OF_SALE, SHIPMENT_STATES, STOCK_MOVE, referred
from adapters.erp_tryton.wire import stock as wire_stock
from adapters.erp_tryton.wire import values as wire
from domain.errors import BackendRefused
from domain.ports.backends import ORDERS
from domain.ports.reading import Failed
from tests.adapters.erp_tryton.replies import Json
from tests.adapters.erp_tryton.system import Tryton, answers
from tests.architecture.tree import ROOT

FOLDER = ROOT.parent / "shared" / "samples" / "tryton"
MOMENT = msgspec.json.Decoder(wire.Moment)
DAY = msgspec.json.Decoder(wire.Day)

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="no recorded replies of Tryton beside the repository"
)


def recorded(name: str) -> Json:
    return msgspec.json.decode((FOLDER / f"{name}.json").read_bytes(), type=Json)


def records(name: str) -> list[Json]:
    reply = cast("Json", recorded(name)["response"])
    found = cast("list[Json]", reply["result"])
    assert found
    return found


def test_warehouses_have_their_zones() -> None:
    read = [wire_stock.WAREHOUSE.decode(msgspec.json.encode(row)) for row in records("jsonrpc_warehouses")]
    assert {each.code for each in read} == {"WH", "WH-W"}
    assert len({each.storage_location for each in read}) == 2


@pytest.mark.parametrize("name", ["jsonrpc_product_quantity_WH", "jsonrpc_product_quantity_WH-W"])
def test_quantities_are_read_from_their_digits(name: str) -> None:
    for row in records(name):
        held = wire_stock.HELD.decode(msgspec.json.encode(row))
        assert str(held.quantity) == str(row["quantity"])
        assert held.default_uom.symbol


def test_every_state_is_known() -> None:
    assert {row["state"] for row in records("jsonrpc_sale_search_read")} <= set(CODES_OF_SALE)
    assert {row["state"] for row in records("jsonrpc_shipment_out_search_read")} <= SHIPMENT_STATES


def test_times_and_days_are_read() -> None:
    for row in records("jsonrpc_sale_search_read"):
        placed = days.instant(MOMENT.decode(msgspec.json.encode(row["create_date"])))
        changed = days.instant(MOMENT.decode(msgspec.json.encode(row["write_date"])))
        assert placed <= changed
        assert DAY.decode(msgspec.json.encode(row["sale_date"])).year == placed.year


def test_a_pick_refers_to_the_move_that_it_serves() -> None:
    moves = records("jsonrpc_move_search_read")
    served = {referred(str(move["origin"]), STOCK_MOVE) for move in moves} - {""}
    assert served
    assert served <= {str(move["id"]) for move in moves}


@pytest.mark.parametrize(("name", "status"), [("rest_noauth", 401), ("rest_notfound", 404)])
async def test_what_was_refused_is_refused(name: str, status: int) -> None:
    told = recorded(name)
    reply = httpx.Response(
        status,
        headers={"content-type": cast("dict[str, str]", told["headers"])["Content-Type"]},
        content=str(told["response"]).encode(),
    )
    answer = (await answers(Tryton({"sale.sale": [reply]}), ORDERS, "1"))["1"]
    assert cast("Json", told["request"])["status"] == status
    assert isinstance(answer, Failed)
    assert isinstance(answer.error, BackendRefused)
