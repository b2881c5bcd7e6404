"""Both ERPs tell that the order has changed: the index has it once, and so has every page."""

from pathlib import Path
from typing import Any

from gateway.demo.processes import running
from tests.acceptance.asking import Caller
from tests.acceptance.served import Served, environment_of
from tests.real.two_erps.conftest import TwoErps, desk
from tests.real.two_erps.declared import NEW, OLD

PAGE = """query ($after: String) {
  orders(first: 100, after: $after, orderBy: {descending: false}) {
    totalCount edges { node { number source } } pageInfo { hasNextPage endCursor }
  }
}"""


async def test_an_order_of_which_both_erps_tell_is_there_once(two_erps: TwoErps, tmp_path: Path) -> None:
    async with desk(two_erps, tmp_path, OLD, NEW) as (served, caller):
        await _sync(served, NEW)
        assert await _numbers(caller, two_erps, {NEW, OLD}) > 1
        await _sync(served, OLD)
        assert await _numbers(caller, two_erps, {NEW, OLD}) > len(two_erps.tryton.manifest.sales)


async def _numbers(caller: Caller, two_erps: TwoErps, sources: set[str]) -> int:
    """How many orders there are: each once, and that which moved under its old number alone."""
    orders = await _all(caller)
    numbers = [order["number"] for order in orders]
    assert len(set(numbers)) == len(numbers)
    assert [number for number in numbers if two_erps.moved.new_number in number] == []
    assert numbers.count(two_erps.moved.number) == 1
    assert {order["source"] for order in orders} == sources
    return len(numbers)


async def _sync(served: Served, instance: str) -> None:
    """`ordergraph sync --once` of one instance, on the gateway's own state."""
    command = ("-m", "gateway.cli", "sync", "--once", instance)
    log = served.folder / f"sync-{instance}.log"
    async with running(command, log=log, environment=environment_of(served.folder)) as process:
        assert await process.wait() == 0, log.read_text()


async def _all(caller: Caller) -> list[Any]:
    """Every order, page by page."""
    orders: list[Any] = []
    after = None
    while True:
        page = (await caller.ask(PAGE, after=after)).data["orders"]
        orders += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(orders)
            return orders
        after = page["pageInfo"]["endCursor"]
