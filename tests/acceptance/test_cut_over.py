"""Two ERPs know the same orders: each is shown once, and through a cut over and back nobody is told wrong."""

import asyncio
import signal
from typing import Any

import yaml

from tests.acceptance.asking import Caller, calling
from tests.acceptance.simulated import Simulated
from tests.acceptance.two_erps import NEW, OLD, PATIENCE, TwoErps, of_orders
from tests.acceptance.waiting import moment

CLIENTS = 50
ORDERS = """query ($number: String!) { order(number: $number) {
  number source channel placedAt promisedAt lines { id sku ordered { amount unit } } } }"""


async def test_an_order_in_both_erps_is_shown_once_through_a_cut_over_and_back(
    both_erps: TwoErps, world: Simulated
) -> None:
    number = await _split(world)
    await both_erps.believing(of_orders(OLD, NEW))
    answers: list[Any] = []
    stop = asyncio.Event()

    async def read(caller: Caller) -> None:
        while not stop.is_set():
            answers.append((await caller.ask(ORDERS, number=number)).data["order"])

    async with calling(both_erps.served, world, "service-desk") as caller:
        first = (await caller.ask(ORDERS, number=number)).data["order"]
        assert first["source"] == OLD
        readers = [asyncio.create_task(read(caller)) for _ in range(CLIENTS)]
        for erps in ((NEW, OLD), (OLD, NEW)):
            both_erps.believe(of_orders(*erps))
            await _until_source(caller, number, erps[0])
        stop.set()
        await asyncio.gather(*readers)
    assert {answer["source"] for answer in answers} == {OLD, NEW}
    assert [answer for answer in answers if {**answer, "source": OLD} != first] == []


async def test_a_wrong_instance_file_changes_nothing(both_erps: TwoErps, world: Simulated) -> None:
    number = await _split(world)
    await both_erps.believing(of_orders(OLD, NEW))
    file = both_erps.served.folder / "ordergraph.yaml"
    right = file.read_text(encoding="utf-8")
    file.write_text("instances: {}", encoding="utf-8")
    both_erps.served.process.send_signal(signal.SIGHUP)
    async with calling(both_erps.served, world, "service-desk") as caller, asyncio.timeout(PATIENCE):
        while not any("is not used" in str(event.get("event")) for event in both_erps.served.said()):
            assert (await caller.ask(ORDERS, number=number)).data["order"]["source"] == OLD
    file.write_text(right, encoding="utf-8")


async def test_a_grant_that_the_file_narrows_is_narrow_without_a_stop(
    both_erps: TwoErps, world: Simulated
) -> None:
    number = await _split(world)
    await both_erps.believing(of_orders(OLD, NEW))
    file = both_erps.served.folder / "ordergraph.yaml"
    right = file.read_text(encoding="utf-8")
    narrowed = yaml.safe_load(right)
    narrowed["identity"]["principals"]["service-desk"]["scopes"] = ["shipments:read"]
    async with calling(both_erps.served, world, "service-desk") as caller, asyncio.timeout(PATIENCE):
        for text, codes in ((yaml.safe_dump(narrowed), {"FIELD_NOT_GRANTED"}), (right, set())):
            file.write_text(text, encoding="utf-8")
            both_erps.served.process.send_signal(signal.SIGHUP)
            while set((await caller.ask(ORDERS, number=number)).codes.values()) != codes:
                await moment()


async def _split(world: Simulated) -> str:
    """An order that ships from both warehouses."""
    number: str = (await world.stories())["stories"]["split"][0]
    return number


async def _until_source(caller: Caller, number: str, source: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while (await caller.ask(ORDERS, number=number)).data["order"]["source"] != source:
            await moment()
