"""A stop answers first what was accepted. What becomes of connections is in tests/gateway/cli/test_server."""

import asyncio
import signal
from pathlib import Path

import httpx
import pytest

from tests.acceptance.asking import calling
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated
from tests.acceptance.waiting import moment

LATENCY = 800
STOP_SECONDS = 20.0


async def test_a_request_that_waits_for_a_slow_system_is_answered(
    world: Simulated, links: Path, tmp_path: Path
) -> None:
    async with (
        serving(tmp_path, links, declared(world.urls)) as served,
        calling(served, world, "service-desk") as desk,
        world.fault("erp", "latency", milliseconds=LATENCY),
    ):
        await world.forget_calls()
        asked = asyncio.create_task(desk.ask('{ order(number: "SO-0001392") { number status } }'))
        async with asyncio.timeout(STOP_SECONDS):
            while not await world.arrived("erp"):
                await moment()
        served.process.send_signal(signal.SIGTERM)
        assert (await asked).data["order"] == {"number": "SO-0001392", "status": "CLOSED"}
        assert await asyncio.wait_for(served.process.wait(), STOP_SECONDS) == 0
        events = [str(line["event"]) for line in served.said() if line.get("route") != "/ready"]
        assert [event.partition(":")[0] for event in events[-3:]] == ["stopping", "request", "stopped"]
        async with httpx.AsyncClient(trust_env=False) as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(f"{served.url}/ready")
