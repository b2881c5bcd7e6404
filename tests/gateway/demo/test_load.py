import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import orjson
import pytest

from domain.errors import ConfigInvalid
from gateway.demo.chaos.load import CLIENT_SECONDS, CLIENTS, Load, Question
from gateway.demo.chaos.measuring import NO_ANSWER, Seen
from gateway.demo.chaos.scenes import SCENES
from gateway.demo.chaos.trouble import Trouble

QUESTION = Question(document="query ($n: Int!) { n(n: $n) }", variable="n", keys=[1, 2, 3, 4], token="T")
STAMP = {"source": "erp", "state": "FRESH", "fetchedAt": "2026-03-02T08:00:00Z"}
WHOLE = orjson.dumps({"data": {"n": 1}, "extensions": {"freshness": [STAMP]}})


class Gateway(httpx.AsyncBaseTransport):
    """Answers with `content`; hangs until `answers` is set."""

    def __init__(self, content: bytes = WHOLE) -> None:
        self.content = content
        self.answers = asyncio.Event()
        self.answers.set()
        self.asked: list[httpx.Request] = []
        self.broken = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.broken:
            raise httpx.ConnectError("refused", request=request)
        await self.answers.wait()
        return httpx.Response(200, content=self.content, request=request)


class Told:
    """The answers that were told."""

    def __init__(self) -> None:
        self.answers: list[Seen] = []
        self._more = asyncio.Event()

    def take(self, one: Seen) -> None:
        self.answers.append(one)
        self._more.set()

    async def until(self, count: int) -> None:
        while len(self.answers) < count:
            self._more.clear()
            await self._more.wait()


@asynccontextmanager
async def asking(gateway: Gateway, told: Told) -> AsyncIterator[Load]:
    async with httpx.AsyncClient(transport=gateway, base_url="http://gateway") as client:
        load = Load(client, [QUESTION], told.take, rate=5_000)
        task = asyncio.create_task(load.run())
        try:
            async with asyncio.timeout(10):
                yield load
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_each_answer_is_told_and_hot_keys_are_asked_most() -> None:
    gateway, told = Gateway(), Told()
    async with asking(gateway, told):
        await told.until(300)
    bodies = [orjson.loads(request.content) for request in gateway.asked]
    assert {body["query"] for body in bodies} == {QUESTION.document}
    counts = Counter(body["variables"]["n"] for body in bodies)
    assert counts[1] > counts[2] > counts[4] > 0
    first = gateway.asked[0].headers
    assert (first["authorization"], first["x-request-timeout"]) == ("Bearer T", f"{CLIENT_SECONDS:g}")
    assert {(one.state, one.codes) for one in told.answers} == {("FRESH", ())}


async def test_a_question_without_data_is_told_before_anything_is_shown() -> None:
    gateway = Gateway(orjson.dumps({"errors": [{"message": "no such field"}]}))
    async with httpx.AsyncClient(transport=gateway, base_url="http://gateway") as client:
        load = Load(client, [QUESTION], Told().take, rate=1)
        with pytest.raises(ConfigInvalid, match="no such field"):
            await load.warm_up()
        gateway.content = WHOLE
        await load.warm_up()


async def test_no_more_clients_ask_than_there_are() -> None:
    gateway, told = Gateway(), Told()
    gateway.answers.clear()
    async with asking(gateway, told) as load:
        while not load.missed:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        assert len(gateway.asked) <= CLIENTS
        gateway.answers.set()
        await told.until(CLIENTS)


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]"])
async def test_what_is_no_answer_counts_as_none(content: bytes) -> None:
    told = Told()
    async with asking(Gateway(content), told):
        await told.until(1)
    assert told.answers[0].codes == (NO_ANSWER,)


async def test_a_gateway_that_is_away_counts_as_no_answer() -> None:
    gateway, told = Gateway(), Told()
    gateway.broken = True
    async with asking(gateway, told):
        await told.until(1)
    assert told.answers[0].codes == (NO_ANSWER,)


async def test_each_scene_sets_the_erp_as_it_says_and_undoes_the_one_before() -> None:
    control = Gateway(orjson.dumps({"erp": {"calls": 7}}))
    async with httpx.AsyncClient(transport=control, base_url="http://control") as client:
        trouble = Trouble(client)
        for scene in SCENES:
            control.asked.clear()
            await trouble.impose(scene)
            asked = [
                (one.method, one.url.path, orjson.loads(one.content or b"null")) for one in control.asked
            ]
            assert asked[:3] == [
                ("DELETE", "/_sim/faults", None),
                ("PUT", "/_sim/limits", {"system": "erp", "rate": scene.rate}),
                ("PUT", "/_sim/power", {"system": "erp", "on": scene.power}),
            ]
            faults = [{"system": "erp", **scene.fault}] if scene.fault else []
            assert asked[3:] == [("POST", "/_sim/faults", fault) for fault in faults]
        assert await trouble.arrived() == 7
