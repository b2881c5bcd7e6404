"""A client's own time: half an answer within it, and nothing goes on for a client that has left."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx

from gateway.edge.over_http.request_timeout import HEADER
from tests.acceptance.asking import MEDIA_TYPE, Caller
from tests.acceptance.served import Served
from tests.acceptance.simulated import Simulated
from tests.acceptance.waiting import moment

PATIENCE = 10.0
SOON = 2.5
"""Less than the 5 seconds after which the gateway would give up on the system by itself."""
BOTH = """
{
  order(number: "SO-0001411") { number }
  stockPositions(skus: ["AX-1001"]) { location sellable { amount } }
}
"""
SLOWLY = 1_500


async def test_what_was_read_by_then_is_the_answer(world: Simulated, desk: Caller) -> None:
    began = time.monotonic()
    async with world.fault("erp", "hang"):
        answer = await desk.asked(BOTH, {}, {HEADER: "PT0.6S"})
    took = time.monotonic() - began
    assert 0.6 <= took < SOON
    assert answer.partial["order"] is None
    assert [position["location"] for position in answer.partial["stockPositions"]] == ["EAST", "WEST"]
    assert answer.codes["order"] == "BACKEND_TIMEOUT"
    assert answer.sources["erp"] == "UNAVAILABLE"


async def test_the_log_tells_why_a_system_could_not_answer(
    world: Simulated, desk: Caller, gateway: Served
) -> None:
    trace = "5bf92f3577b34da6a3ce929d0e0e4736"
    async with world.fault("erp", "reset"):
        await desk.asked(order("SO-0001412"), {}, {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    line = await gateway.line(correlation_id=trace)
    told = (line["event"], line["level"], line["instance"], line["port"], line["code"])
    assert told == ("backend_call_failed", "warning", "erp", "orders", "BACKEND_UNAVAILABLE")
    assert line["cause"]


async def test_a_client_that_leaves_ends_its_calls(world: Simulated, desk: Caller) -> None:
    async with world.fault("erp", "hang"):
        await world.forget_calls()
        leaving = asyncio.create_task(post(desk, order("SO-0001413")))
        await until(world.arrived, 1)
        began = time.monotonic()
        leaving.cancel()
        await until(world.ended_unanswered, 1)
        assert time.monotonic() - began < SOON


async def test_who_still_waits_for_the_same_gets_it(world: Simulated, desk: Caller) -> None:
    async with world.fault("erp", "latency", milliseconds=SLOWLY):
        await world.forget_calls()
        leaving = asyncio.create_task(post(desk, order("SO-0001414")))
        await until(world.arrived, 1)
        staying = asyncio.create_task(desk.ask(order("SO-0001414")))
        for _ in range(5):
            await desk.ask("{ __typename }")  # by then the other question is under way too
        leaving.cancel()
        assert (await staying).data["order"] == {"number": "SO-0001414"}
        assert await world.ended_unanswered("erp") == 0


def order(number: str) -> str:
    """A question about an order that no other scenario asks of this gateway, for it remembers answers."""
    return f'{{ order(number: "{number}") {{ number }} }}'


async def post(caller: Caller, document: str) -> httpx.Response:
    """Ask over a connection of its own, which is closed when this is cancelled."""
    async with httpx.AsyncClient(base_url=caller.client.base_url, timeout=20, trust_env=False) as client:
        headers = {"authorization": f"Bearer {caller.token}", "accept": MEDIA_TYPE}
        return await client.post("/graphql", json={"query": document}, headers=headers)


async def until(count: Callable[[str], Awaitable[int]], least: int) -> None:
    """Wait until this is counted at the ERP so often."""
    async with asyncio.timeout(PATIENCE):
        while await count("erp") < least:
            await moment()
