"""The changed-since poll of a real Tryton tells what its records' own times do not."""

import datetime as dt
from collections.abc import Callable, Collection

import httpx
import pytest

from adapters.manifest import Connection
from domain.ports.backends import ChangePage
from tests.contracts.changes_over_http import ChangesOverHttp
from tests.doubles.clock import SettableClock
from tests.real.adapters.connected import INSTANCE, OneMoment, connected, first_spoiled
from tests.real.adapters.raw import Row, ask, change, press
from tests.real.tryton.drive import drive
from tests.real.tryton.manifest import SeededSale
from tests.real.tryton.server import TrytonServer


class TestContract(ChangesOverHttp):
    instance = INSTANCE
    tryton: TrytonServer

    @pytest.fixture(autouse=True)
    def _server(self, own_tryton: TrytonServer) -> None:
        self.tryton = own_tryton
        self._begun = dt.datetime.now(dt.UTC)

    def upstream(self) -> httpx.AsyncBaseTransport:
        return OneMoment(self._begun)

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connected(self.tryton, clock, network)

    def rewritten(self, change: Callable[[bytes], bytes]) -> httpx.AsyncBaseTransport:
        return OneMoment(self._begun, super().rewritten(change))

    def spoiled(self, body: bytes) -> bytes:
        return first_spoiled(body, {"number": None, "product.": None})

    def move(self) -> tuple[str, Collection[str]]:
        sale = self.tryton.manifest.sales["assigned"][0]
        drive(self.tryton, sale.shipments[0].number, ["pick"])
        return "order", {sale.number or ""}


class Poll:
    """Polls to the end, and later for what has come since."""

    def __init__(self, tryton: TrytonServer, **settings: object) -> None:
        self._tryton = tryton
        self._settings = settings
        self._cursor = ""

    async def news(self) -> dict[str, set[str]]:
        told: dict[str, set[str]] = {}
        for page in await self.pages():
            for kind, keys in page.changed.items():
                told.setdefault(kind, set()).update(keys)
        return told

    async def pages(self) -> list[ChangePage]:
        clock = SettableClock()
        connection = connected(self._tryton, clock, more=self._settings)
        assert connection.changes
        told: list[ChangePage] = []
        while not told or told[-1].more:
            told.append(await connection.changes.changes(self._cursor, clock.within()))
            self._cursor = told[-1].cursor
        await connection.aclose()
        return told


def shipment_of(tryton: TrytonServer, sale: SeededSale) -> Row:
    (row,) = ask(
        tryton, "stock.shipment.out", [("number", "=", sale.shipments[0].number)], "write_date", "packages"
    )
    return row


async def test_from_the_beginning_all_that_has_a_name_is_told(own_tryton: TrytonServer) -> None:
    seeded = own_tryton.manifest
    told = await Poll(own_tryton).news()
    returned = {"return_announced", "return_received"}
    orders = {sale.number for group, made in seeded.sales.items() if group not in returned for sale in made}
    assert told["order"] == orders - {None}
    assert told["return"] == {sale.number for group in returned for sale in seeded.sales[group]}
    assert told["purchase_order"] == {each.number for made in seeded.purchases.values() for each in made}
    assert told["shipment"] == {
        shipment.number for made in seeded.sales.values() for sale in made for shipment in sale.shipments
    }
    stocked = {f"{sku}@{place}" for sku, each in seeded.products.items() for place in each.opening}
    assert told["sku"] == stocked - {"AX-1005@WH-W", "AX-1006@WH-W"}


async def test_small_pages_tell_the_same(own_tryton: TrytonServer) -> None:
    small = Poll(own_tryton, page_size=7)
    pages = await small.pages()
    assert max(len(keys) for page in pages for keys in page.changed.values()) <= 14
    told: dict[str, set[str]] = {}
    for page in pages:
        for kind, keys in page.changed.items():
            told.setdefault(kind, set()).update(keys)
    assert told == await Poll(own_tryton).news()
    assert await small.news() == {}


async def test_a_shipment_that_moves_on_changes_its_order_and_its_stock(own_tryton: TrytonServer) -> None:
    sale = own_tryton.manifest.sales["assigned"][1]
    item = sale.lines[0].product
    poll = Poll(own_tryton)
    await poll.news()
    before = ask(own_tryton, "product.product", [("code", "=", item)], "write_date", "template.write_date")
    order = ask(own_tryton, "sale.sale", [("number", "=", sale.number)], "write_date")
    drive(own_tryton, sale.shipments[0].number, ["pick"])
    assert await poll.news() == {
        "order": {sale.number},
        "shipment": {sale.shipments[0].number},
        "sku": {f"{item}@{sale.warehouse}"},
    }
    assert (
        ask(own_tryton, "product.product", [("code", "=", item)], "write_date", "template.write_date")
        == before
    )
    assert ask(own_tryton, "sale.sale", [("number", "=", sale.number)], "write_date") == order


async def test_a_new_label_changes_shipment_and_order(own_tryton: TrytonServer) -> None:
    sale = own_tryton.manifest.sales["packed"][0]
    poll = Poll(own_tryton)
    await poll.news()
    before = shipment_of(own_tryton, sale)
    packages = before["packages"]
    assert isinstance(packages, list)
    change(own_tryton, "stock.package", packages[0], shipping_reference="TRK-NEW")
    told = await poll.news()
    assert told == {"order": {sale.number}, "shipment": {sale.shipments[0].number}}
    assert shipment_of(own_tryton, sale) == before


async def test_an_attempt_to_assign_changes_an_order_that_still_waits(own_tryton: TrytonServer) -> None:
    sale = own_tryton.manifest.sales["backordered"][1]
    poll = Poll(own_tryton)
    await poll.news()
    before = shipment_of(own_tryton, sale)
    assert drive(own_tryton, sale.shipments[0].number, ["assign_try"]) == "waiting"
    assert (await poll.news())["order"] == {sale.number}
    assert shipment_of(own_tryton, sale) == before


async def test_goods_that_come_back_change_their_return(own_tryton: TrytonServer) -> None:
    (announced,) = own_tryton.manifest.sales["return_announced"]
    poll = Poll(own_tryton)
    await poll.news()
    press(own_tryton, "stock.shipment.out.return", announced.returns[0].id, "receive")
    told = await poll.news()
    assert told["return"] == {announced.number}
    assert told["sku"] == {f"{announced.lines[0].product}@{announced.warehouse}"}
    assert set(told) == {"return", "sku"}
