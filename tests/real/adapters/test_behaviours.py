"""What is peculiar to Tryton, driven on a real one, and what the adapter makes of it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from adapters.erp_tryton.api import Query, TrytonApi
from adapters.erp_tryton.settings import ErpTrytonSettings
from adapters.manifest import Surroundings
from adapters.transport.http import HttpTransport
from domain.errors import BackendRefused
from domain.milestones import Classifier, Milestone, MilestoneCode
from domain.orders import OrderStatus
from domain.ports.backends import FULFILMENTS, ORDERS, SHIPMENTS, STOCK
from domain.ports.reading import Failed, Missing
from domain.shipments import Shipment
from domain.stock import StockKey, StockPosition, StockState, on_hand
from tests.contracts.over_http import offered
from tests.doubles.clock import SettableClock
from tests.real.adapters.connected import connected, read
from tests.real.adapters.raw import ask, change
from tests.real.adapters.statuses import standing
from tests.real.tryton.drive import STEPS, drive
from tests.real.tryton.server import TrytonServer

AFTER = {
    "assign_try": OrderStatus.ALLOCATED,
    "pick": OrderStatus.PICKING,
    "pack": OrderStatus.PACKED,
    "ship": OrderStatus.SHIPPED,
    "do": OrderStatus.SHIPPED,
}


async def figures(tryton: TrytonServer, key: StockKey) -> dict[StockState, int]:
    position = (await read(tryton, STOCK, key))[key]
    return {
        figure.state: int(figure.quantity.amount) for figure in position.figures if figure.quantity.amount
    }


def left(shipment: Shipment, classifier: Classifier = Classifier.ACTUAL) -> list[Milestone]:
    told = [fact for fact in shipment.milestones if fact.code is MilestoneCode.SHIPPED]
    return [fact for fact in told if fact.classifier is classifier]


async def test_the_status_follows_the_shipment_while_the_sale_says_waiting(own_tryton: TrytonServer) -> None:
    sale = own_tryton.manifest.sales["waiting"][1]
    number, shipment = sale.number or "", sale.shipments[0].number
    seen: list[tuple[object, OrderStatus]] = []
    for step in STEPS:
        drive(own_tryton, shipment, [step])
        (row,) = ask(own_tryton, "sale.sale", [("number", "=", number)], "shipment_state")
        seen.append((row["shipment_state"], (await standing(own_tryton, number))[number].status))
    assert seen == [*(("waiting", AFTER[step]) for step in STEPS[:-1]), ("sent", AFTER["do"])]
    (line,) = (await standing(own_tryton, number))[number].lines
    assert line.shipped == line.ordered


async def test_stock_leaves_the_storage_at_the_pick_and_the_house_at_the_end(
    own_tryton: TrytonServer,
) -> None:
    sale = own_tryton.manifest.sales["waiting"][2]
    (line,) = sale.lines
    key, ordered = StockKey(line.product or "", sale.warehouse), int(line.quantity)
    before = await figures(own_tryton, key)
    assert before == {StockState.SELLABLE: before[StockState.SELLABLE], StockState.RESERVED: ordered}
    whole = before[StockState.SELLABLE]
    seen = {}
    for step in STEPS:
        drive(own_tryton, sale.shipments[0].number, [step])
        seen[step] = await figures(own_tryton, key)
    picked = {StockState.SELLABLE: whole - ordered, StockState.PICKED: ordered}
    assert seen == {
        "assign_try": {StockState.SELLABLE: whole, StockState.ALLOCATED: ordered},
        "pick": picked,
        "pack": picked,
        "ship": picked,
        "do": {StockState.SELLABLE: whole - ordered},
    }


async def test_every_position_holds_what_tryton_says_of_the_warehouse(own_tryton: TrytonServer) -> None:
    seeded = own_tryton.manifest
    keys = [StockKey(sku, place) for sku in seeded.products for place in seeded.warehouses]
    told = await read(own_tryton, STOCK, *keys)
    for place, warehouse in seeded.warehouses.items():
        context = {"locations": [warehouse], "with_childs": True}
        theirs = {
            row["code"]: row["quantity"]
            for row in ask(own_tryton, "product.product", [], "code", "quantity", context=context)
        }
        ours = {key.sku: on_hand(position) for key, position in told.items() if key.location == place}
        assert {sku: float(held.amount) if held else None for sku, held in ours.items()} == {
            sku: theirs[sku] for sku in ours
        }
    assert len(told) == 80


async def test_a_forecast_below_zero_is_told_as_what_it_is_made_of(own_tryton: TrytonServer) -> None:
    sku = "AX-1005"
    today = own_tryton.manifest.seeded_on
    context = {
        "locations": [own_tryton.manifest.warehouses["WH-E"]],
        "stock_date_end": {"__class__": "date", "year": today.year, "month": today.month, "day": today.day},
    }
    (row,) = ask(own_tryton, "product.product", [("code", "=", sku)], "forecast_quantity", context=context)
    assert row["forecast_quantity"] == -5.0
    assert await figures(own_tryton, StockKey(sku, "WH-E")) == {
        StockState.SELLABLE: 3,
        StockState.ALLOCATED: 3,
        StockState.BACKORDERED: 5,
        StockState.INCOMING: 40,
    }


async def test_what_is_received_and_not_put_away_is_not_sellable(own_tryton: TrytonServer) -> None:
    (purchase,) = own_tryton.manifest.purchases["not_put_away"]
    (line,) = purchase.lines
    key = StockKey(line.product or "", purchase.warehouse)
    position: StockPosition = (await read(own_tryton, STOCK, key))[key]
    opening = own_tryton.manifest.products[key.sku].opening[purchase.warehouse]
    sellable, waiting = position.of(StockState.SELLABLE), position.of(StockState.QUARANTINED)
    assert sellable is not None
    assert waiting is not None
    assert (int(sellable.amount), float(waiting.amount)) == (opening, line.quantity)


async def test_days_are_days_of_the_company(own_tryton: TrytonServer) -> None:
    sale = own_tryton.manifest.sales["packed"][0]
    shipment = (await read(own_tryton, SHIPMENTS, sale.shipments[0].number))[sale.shipments[0].number]
    (row,) = ask(own_tryton, "stock.shipment.out", [("number", "=", shipment.id)], "planned_date")
    day = row["planned_date"]
    assert isinstance(day, dict)
    zone = ZoneInfo(own_tryton.manifest.company.zone)
    end = dt.datetime(day["year"], day["month"], day["day"], 23, 59, 59, tzinfo=zone)
    assert [fact.occurred_at for fact in left(shipment, Classifier.PLANNED)] == [end]
    assert left(shipment) == []


async def test_a_shipment_that_is_told_a_day_late_left_on_its_day(own_tryton: TrytonServer) -> None:
    sale = own_tryton.manifest.sales["packed"][1]
    told = sale.shipments[0]
    day = own_tryton.manifest.seeded_on - dt.timedelta(days=1)
    written = {"__class__": "date", "year": day.year, "month": day.month, "day": day.day}
    change(own_tryton, "stock.shipment.out", told.id, effective_date=written)
    drive(own_tryton, told.number, ["do"])
    shipment = (await read(own_tryton, SHIPMENTS, told.number))[told.number]
    zone = ZoneInfo(own_tryton.manifest.company.zone)
    assert [fact.occurred_at for fact in left(shipment)] == [dt.datetime.combine(day, dt.time(), zone)]
    assert (await standing(own_tryton, sale.number or ""))[sale.number or ""].status is OrderStatus.SHIPPED


async def test_a_shipment_that_is_told_at_once_left_when_it_was_told(own_tryton: TrytonServer) -> None:
    told = own_tryton.manifest.sales["picked"][0].shipments[0]
    drive(own_tryton, told.number, ["pack"])
    begun = dt.datetime.now(dt.UTC)
    drive(own_tryton, told.number, ["ship", "do"])
    shipment = (await read(own_tryton, SHIPMENTS, told.number))[told.number]
    (fact,) = left(shipment)
    assert begun <= fact.occurred_at <= dt.datetime.now(dt.UTC)


async def test_packages_have_their_labels_and_what_is_in_them(own_tryton: TrytonServer) -> None:
    sale = own_tryton.manifest.sales["packed"][0]
    number = sale.number or ""
    (shipment,) = (await read(own_tryton, FULFILMENTS, number))[number].shipments
    assert shipment.tracking_numbers == sale.shipments[0].tracking
    assert [package.tracking_number for package in shipment.packages] == list(shipment.tracking_numbers)
    assert [(content.sku, float(content.quantity.amount)) for content in shipment.contents] == [
        (line.product, line.quantity) for line in sale.lines
    ]
    assert [content.package for content in shipment.contents] == [box.id for box in shipment.packages]
    assert shipment.origin == sale.warehouse
    assert shipment.carrier in own_tryton.manifest.carriers


@pytest.mark.parametrize("group", ["return_announced", "return_received"])
async def test_a_return_is_no_order(own_tryton: TrytonServer, group: str) -> None:
    sale = own_tryton.manifest.sales[group][0]
    clock = SettableClock()
    connection = connected(own_tryton, clock)
    answers = await offered(connection, ORDERS)([sale.number or ""], clock.within())
    await connection.aclose()
    assert [type(answer) for answer in answers.values()] == [Missing]


async def test_a_draft_can_be_had_by_no_name(own_tryton: TrytonServer) -> None:
    assert {sale.number for sale in own_tryton.manifest.sales["draft"]} == {None}
    clock = SettableClock()
    connection = connected(own_tryton, clock)
    answers = await offered(connection, ORDERS)(["", "None", "null"], clock.within())
    await connection.aclose()
    assert [type(answer) for answer in answers.values()] == [Missing] * 3


async def test_a_wrong_key_is_refused(own_tryton: TrytonServer) -> None:
    clock = SettableClock()
    connection = connected(own_tryton, clock, more={"application_key": "not-the-key"})
    answer = (await offered(connection, ORDERS)(["1"], clock.within()))["1"]
    await connection.aclose()
    assert isinstance(answer, Failed)
    assert isinstance(answer.error, BackendRefused)


async def test_a_field_that_tryton_lacks_is_refused_and_said_by_us(own_tryton: TrytonServer) -> None:
    clock = SettableClock()
    settings = ErpTrytonSettings.model_validate(
        {"base_url": own_tryton.url, "application_key": own_tryton.key, "zone": "America/New_York"}
    )
    headers = {"authorization": f"bearer {own_tryton.key}"}
    transport = HttpTransport("erp_tryton", settings, Surroundings(clock=clock), headers=headers)
    query = Query(model="sale.sale", domain=[("number", "=", "1")], fields=["number", "incoterm.code"])
    with pytest.raises(BackendRefused, match=r"HTTP 400: .* sale\.sale with number, incoterm\.code"):
        await TrytonApi(transport, 1, "en").search(query, clock.within())
    await transport.aclose()
