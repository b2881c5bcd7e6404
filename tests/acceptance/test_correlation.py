"""One trace id from the caller, through every log line, to the systems; and no secret in any line."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.acceptance.asking import Answer, Caller, calling
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import Simulated

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER_SPAN = "00f067aa0ba902b7"
QUESTION = '{ order(number: "SO-0001392") { number customer { name email } } }'
DOWN = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Listener:
    """A system that only remembers what was sent to it, and is down."""

    def __init__(self) -> None:
        self.heads: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(DOWN)
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[Listener, str]]:
    listener = Listener()
    async with await asyncio.start_server(listener, "127.0.0.1", 0) as server:
        yield listener, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def ask_in_trace(caller: Caller) -> Answer:
    return await caller.asked(QUESTION, {}, {"traceparent": f"00-{TRACE}-{CALLER_SPAN}-01"})


async def test_the_answer_belongs_to_the_callers_trace(desk: Caller) -> None:
    response = (await ask_in_trace(desk)).response
    version, trace, span, flags = response.headers["traceparent"].split("-")
    assert (version, trace, flags) == ("00", TRACE, "01")
    assert span != CALLER_SPAN
    assert response.headers["x-correlation-id"] == TRACE


async def test_without_a_trace_one_is_begun(desk: Caller) -> None:
    response = (await desk.ask(QUESTION)).response
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["x-correlation-id"])
    assert response.headers["x-correlation-id"] in response.headers["traceparent"]


async def test_every_request_is_one_line_with_its_trace(gateway: Served, desk: Caller) -> None:
    response = (await desk.ask(QUESTION)).response
    line = await gateway.line(trace_id=response.headers["x-correlation-id"])
    assert (line["event"], line["method"], line["route"], line["status"]) == (
        "request",
        "POST",
        "/graphql",
        200,
    )
    assert line["partner"] == "service-desk"


async def test_the_systems_are_asked_in_the_same_trace(world: Simulated, links: Path, tmp_path: Path) -> None:
    async with listening() as (listener, url):
        text = declared({**world.urls, "erp": url})
        async with serving(tmp_path, links, text) as served, calling(served, world, "service-desk") as desk:
            listener.heads.clear()
            assert (await ask_in_trace(desk)).codes == {"order": "BACKEND_UNAVAILABLE"}
    # A call that found no answer is made again: each attempt is a span of its own in the one trace.
    assert listener.heads
    spans = [
        re.findall(rf"^traceparent: 00-{TRACE}-([0-9a-f]{{16}})-01\r$", head, re.MULTILINE)
        for head in listener.heads
    ]
    assert [len(each) for each in spans] == [1] * len(listener.heads)
    assert len({CALLER_SPAN, *(span for each in spans for span in each)}) == 1 + len(listener.heads)


async def test_a_log_line_tells_no_secret_and_no_person(gateway: Served, desk: Caller) -> None:
    """`serving` checks it again of every gateway, when all scenarios are over."""
    customer = (await desk.ask(QUESTION)).data["order"]["customer"]
    log = json.dumps(gateway.said())
    for told in (desk.token, desk.token.rpartition(".")[2], customer["name"], "demo-secret", "demo-key"):
        assert told not in log
