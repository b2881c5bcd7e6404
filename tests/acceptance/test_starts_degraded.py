"""A gateway whose systems are away when it starts serves without them, and says so everywhere."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.acceptance.asking import Caller, calling
from tests.acceptance.served import Served, declared, refused, serving
from tests.acceptance.simulated import Simulated

AWAY = ("erp", "wms_west")
QUESTION = """
{
  order(number: "SO-0001392") { number }
  shipment(id: "SHE000013921") { status }
  track(trackingNumber: "1ZR411W70300013921") { status }
  availability(skus: ["AX-1001"]) { locations { location } }
}
"""


@pytest.fixture(scope="module")
def nobody() -> Iterator[str]:
    """A URL at which nobody listens, of a port that nobody else can take."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def degraded(
    world: Simulated, links: Path, nobody: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """A gateway that was started while two of its systems cannot be reached."""
    text = declared({**world.urls, **dict.fromkeys(AWAY, nobody)})
    async with serving(tmp_path_factory.mktemp("degraded"), links, text) as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def caller(degraded: Served, world: Simulated) -> AsyncIterator[Caller]:
    async with calling(degraded, world, "service-desk") as desk:
        yield desk


async def test_it_is_ready_and_lists_who_is_away(caller: Caller) -> None:
    told = await caller.client.get("/ready")
    assert told.status_code == httpx.codes.OK
    systems = {one["instance"]: (one["reachable"], one["lastError"]) for one in told.json()["backends"]}
    away = (False, "BACKEND_UNAVAILABLE")
    assert systems == dict.fromkeys(systems, (True, None)) | dict.fromkeys(AWAY, away)


async def test_its_log_says_so(degraded: Served) -> None:
    warned = [line for line in degraded.said() if "does not answer" in str(line["event"])]
    assert {line["instance"] for line in warned} == set(AWAY)
    for line in warned:
        assert line["level"] == "warning"
        assert line["code"] == "BACKEND_UNAVAILABLE"
        assert "ConnectError" in str(line["cause"])


async def test_the_operator_sees_it_in_the_graph(degraded: Served, world: Simulated) -> None:
    async with calling(degraded, world, "ops") as ops:
        told = (await ops.ask("{ backends { instance reachable lastError } }")).data["backends"]
    assert {one["instance"] for one in told if not one["reachable"]} == set(AWAY)


async def test_what_the_others_know_is_served(caller: Caller) -> None:
    answer = await caller.ask(QUESTION)
    assert answer.codes == {"order": "BACKEND_UNAVAILABLE"}
    assert answer.partial["track"] == {"status": "DELIVERED"}
    assert answer.partial["shipment"] == {"status": "DELIVERED"}
    (item,) = answer.partial["availability"]
    assert [place["location"] for place in item["locations"]] == ["EAST"]
    assert {source for source, state in answer.sources.items() if state == "UNAVAILABLE"} == set(AWAY)


async def test_a_system_that_comes_late_is_asked_as_soon_as_it_is_there(
    world: Simulated, links: Path, tmp_path: Path
) -> None:
    async with AsyncExitStack() as started:
        async with world.fault("erp", "reset"):
            served = await started.enter_async_context(serving(tmp_path, links, declared(world.urls)))
            desk = await started.enter_async_context(calling(served, world, "service-desk"))
            assert (await desk.ask(QUESTION)).codes == {"order": "BACKEND_UNAVAILABLE"}
        assert (await desk.ask(QUESTION)).data["order"] == {"number": "SO-0001392"}


async def test_a_broken_file_starts_nothing_and_tells_every_place(
    world: Simulated, links: Path, tmp_path: Path
) -> None:
    text = declared(world.urls).replace("adapter: tms_sim", "adapter: tms_sin")
    text = text.replace("zone: America/Los_Angeles", "zone: America/Reno")
    text = text.replace("api_key: erp-demo-key", "api_key: ${ERP_KEY_THAT_NOBODY_SET}")
    code, said = await refused(tmp_path, links, text)
    assert code == 2
    assert "ordergraph.yaml: 3 problems" in said
    assert "instances.tms.adapter: 'tms_sin' is not an adapter; did you mean 'tms_sim'?" in said
    assert "instances.wms_west.zone: 'America/Reno' is not an IANA time zone" in said
    assert "instances.erp.api_key: needs the environment variable ERP_KEY_THAT_NOBODY_SET" in said
    assert said.count("(line ") == 3
    assert "Traceback" not in said
