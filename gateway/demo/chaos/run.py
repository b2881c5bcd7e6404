"""Runs the walk: starts everything, asks without pause, and goes through the scenes until Ctrl-C."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from rich.console import Console

from gateway.demo.chaos.load import Load, Question
from gateway.demo.chaos.record import Record
from gateway.demo.chaos.scenes import SCENES, Scene
from gateway.demo.chaos.screens import screen
from gateway.demo.chaos.trouble import Trouble
from gateway.demo.chaos.walk import walk
from gateway.demo.processes import free_port
from gateway.demo.run import gateway_over, needs_simulators, simulators_in
from gateway.demo.world import ORDERS, token

RATE = 40.0
"""Questions a second."""
_HOT_ORDERS = 16
_HOT_ITEMS = 8
_ORDER = "query ($number: String!) { order(number: $number) { number status customer { name } } }"
_ITEMS = (
    "query ($skus: [String!]!) { products(skus: $skus) { sku name availability { available { amount } } } }"
)
_SECONDS = 20.0
SECTIONS: Mapping[str, object] = {
    "freshness": {"ports": {"every": {"soft": "PT4S", "ttl": "PT8S"}}},
    "budgets": {"erp": {"recovery": "PT5S", "breaker": {"pause": "PT0.5S", "longest_pause": "PT1S"}}},
}
"""Of the instance file: times shorter than anybody needs, so that a scene shows what becomes of old values,
and how a system is tried anew."""


async def run_chaos(console: Console, *, once: bool, port: int, scenes: Sequence[Scene] = SCENES) -> None:
    """Walk through the scenes until cancelled, or with `once` a single time. Raises ConfigInvalid."""
    needs_simulators()
    with TemporaryDirectory(prefix="ordergraph-chaos-") as name:
        folder = Path(name)
        console.print("Starting the simulated systems and the gateway …")
        async with (
            simulators_in(folder) as urls,
            gateway_over(folder, urls, free_port(port), SECTIONS) as url,
            httpx.AsyncClient(base_url=url, timeout=_SECONDS, trust_env=False) as gateway,
            httpx.AsyncClient(base_url=urls["control"], timeout=_SECONDS, trust_env=False) as control,
        ):
            console.print(f"{url}/graphql is asked {RATE:g} times a second.")
            record = Record(scenes)
            load = Load(gateway, await _questions(urls), record.answer, rate=RATE)
            await load.warm_up()
            async with _going_on(load):
                with screen(console, record) as shown:
                    await walk(scenes, Trouble(control), record, shown)
                    while not once:
                        await walk(scenes, Trouble(control), record, shown)


@asynccontextmanager
async def _going_on(load: Load) -> AsyncIterator[None]:
    """Load for as long as the context lasts."""
    asking = asyncio.create_task(load.run())
    try:
        yield
    finally:
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking


async def _questions(urls: Mapping[str, str]) -> list[Question]:
    orders = [f"SO-{index:07d}" for index in range(ORDERS - _HOT_ORDERS + 1, ORDERS + 1)]
    items = [[f"AX-{index}"] for index in range(1_001, 1_001 + _HOT_ITEMS)]
    async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
        desk = await token(client, urls["issuer"], "service-desk")
        return [
            Question(document=_ORDER, variable="number", keys=orders, token=desk),
            Question(document=_ITEMS, variable="skus", keys=items, token=desk),
        ]
