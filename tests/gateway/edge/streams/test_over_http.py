"""Subscriptions as the body of a response: server-sent events, and multipart for routers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
from msgspec.structs import replace

from domain.errors import StoreUnavailable
from domain.log.cursors import LogCursor, written
from domain.partners import Grant, RowScope, Scope
from domain.registry.records import PartnerStatus
from gateway.edge.streams.bounds import Bounds
from gateway.execution.answers import wrong_operation
from tests.doubles.live import LOG
from tests.gateway.edge.websocket.connecting import WATCH, Gateway
from tests.gateway.identity.issuing import SHOP

SSE = "text/event-stream"
MULTIPART = "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json"


class Reading:
    """A response that stays open, piece by piece."""

    def __init__(self, response: httpx.Response, between: bytes) -> None:
        self.response = response
        self._between = between
        self._bytes = response.aiter_bytes()
        self._rest = b""

    async def piece(self) -> bytes:
        """Up to the next place between two; empty at the end."""
        async with asyncio.timeout(10):
            while self._between not in self._rest:
                try:
                    self._rest += await anext(self._bytes)
                except StopAsyncIteration:
                    rest, self._rest = self._rest, b""
                    return rest
        piece, _, self._rest = self._rest.partition(self._between)
        return piece

    async def event(self) -> dict[str, str]:
        """The next event that is no comment: its fields."""
        while (piece := (await self.piece()).decode()).startswith(":"):
            continue
        fields = (line.partition(":") for line in piece.splitlines())
        return {name: value.removeprefix(" ") for name, _, value in fields}

    async def told(self) -> tuple[str, int, str]:
        """Kind, position and id of the next event."""
        event = await self.event()
        assert event["event"] == "next"
        kind, position = next(iter(orjson.loads(event["data"])["data"].items()))
        return kind, position, event["id"]


@asynccontextmanager
async def asking(
    gateway: Gateway, accept: str = SSE, query: str = WATCH, after: int | None = None, **headers: str
) -> AsyncIterator[Reading]:
    url = gateway.url.replace("ws://", "http://")
    given = {"authorization": f"Bearer {gateway.token()}", "accept": accept, **headers}
    body = {"query": query, "variables": {"after": after}}
    async with (
        httpx.AsyncClient(trust_env=False, timeout=10) as client,
        client.stream("POST", url, json=body, headers=given) as response,
    ):
        yield Reading(response, b"\n\n" if accept == SSE else b"\r\n--graphql")


def at(position: int) -> str:
    return written(LogCursor(LOG, position))


async def test_events_follow_the_snapshot_each_with_its_cursor() -> None:
    async with Gateway().serving() as gateway, asking(gateway) as reading:
        assert reading.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert reading.response.headers["cache-control"] == "no-store"
        assert await reading.told() == ("snapshot", 0, at(0))
        await gateway.happens(2)
        assert [await reading.told(), await reading.told()] == [("event", 1, at(1)), ("event", 2, at(2))]
        assert gateway.counted('connections{transport="sse"}') == 1
    await gateway.until("streams ", 0)


async def test_a_browser_that_comes_back_goes_on_from_its_last_event() -> None:
    async with Gateway().serving() as gateway:
        await gateway.happens(3)
        async with asking(gateway, after=0, **{"last-event-id": at(2)}) as reading:
            assert await reading.told() == ("event", 3, at(3))
        async with asking(gateway, after=1) as reading:
            assert await reading.told() == ("event", 2, at(2))


async def test_a_subscription_by_get_is_a_stream_too() -> None:
    async with Gateway().serving() as gateway:
        url = gateway.url.replace("ws://", "http://")
        headers = {"authorization": f"Bearer {gateway.token()}", "accept": SSE}
        async with (
            httpx.AsyncClient(trust_env=False, timeout=10) as client,
            client.stream("GET", url, params={"query": WATCH}, headers=headers) as response,
        ):
            assert await Reading(response, b"\n\n").told() == ("snapshot", 0, at(0))


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        (WATCH, {"authorization": "Bearer x"}, 401),
        (WATCH, {"last-event-id": "no cursor"}, 400),
        (WATCH, {"accept": "application/json"}, 400),
        (WATCH, {"accept": "text/plain"}, 406),
    ],
)
async def test_what_cannot_begin_is_an_answer_as_any_other(
    query: str, headers: dict[str, Any], status: int
) -> None:
    async with Gateway().serving() as gateway:
        accept = headers.pop("accept", SSE)
        async with asking(gateway, accept, query, **headers) as reading:
            assert reading.response.status_code == status
            assert SSE not in reading.response.headers["content-type"]


async def test_a_query_for_who_takes_streams_alone_is_one_event() -> None:
    async with Gateway().serving() as gateway, asking(gateway, query="{ hello }") as reading:
        event = await reading.event()
        assert (event["event"], orjson.loads(event["data"])["data"]) == ("next", {"hello": "hello world"})
        assert await reading.event() == {"event": "complete", "data": ""}


@pytest.mark.parametrize(("query", "why"), [(WATCH, "not like this"), ("{ nothing }", "nothing")])
async def test_an_operation_that_is_refused_is_one_event_for_who_takes_streams_alone(
    query: str, why: str
) -> None:
    async with Gateway().serving() as gateway:
        gateway.refusal = wrong_operation("not like this")
        async with asking(gateway, query=query) as reading:
            assert reading.response.status_code == 200
            event = await reading.event()
            told = orjson.loads(event["data"])
            assert (event["event"], list(told)) == ("next", ["errors"])
            assert why in told["errors"][0]["message"]
            assert await reading.event() == {"event": "complete", "data": ""}
        async with asking(gateway, f"{SSE}, application/graphql-response+json", query) as reading:
            assert reading.response.status_code == 400
            assert SSE not in reading.response.headers["content-type"]


async def ended(reading: Reading) -> list[dict[str, Any]]:
    """What is left of a stream."""
    events = []
    while event := await reading.event():
        events.append(event)
    return events


async def test_a_token_that_ends_says_so_and_completes() -> None:
    async with Gateway().serving() as gateway, asking(gateway) as reading:
        await reading.told()
        gateway.clock.advance(timedelta(minutes=6))
        trouble, complete = await ended(reading)
        assert orjson.loads(trouble["data"])["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert complete["event"] == "complete"


async def test_a_suspended_partner_is_told_and_gets_nothing_more() -> None:
    async with Gateway().serving() as gateway, asking(gateway) as reading:
        await reading.told()
        suspended = replace(SHOP, status=PartnerStatus.SUSPENDED)
        await gateway.partners.put(suspended, who="test", now=gateway.clock.now())
        trouble, complete = await ended(reading)
        assert orjson.loads(trouble["data"])["errors"][0]["extensions"]["code"] == "PARTNER_SUSPENDED"
        assert complete["event"] == "complete"


async def test_narrowed_rights_hold_for_what_is_open() -> None:
    grant = Grant(scopes=frozenset({Scope.AVAILABILITY_READ}), rows=RowScope(customers=frozenset({"C-1"})))
    async with Gateway().serving() as gateway, asking(gateway) as reading:
        await reading.told()
        await gateway.happens()
        assert await reading.told() == ("event", 1, at(1))
        await gateway.partners.put(replace(SHOP, grant=grant), who="test", now=gateway.clock.now())
        assert await reading.told() == ("heartbeat", 1, at(1))
        await gateway.happens()
        assert await reading.told() == ("event", 2, at(2))
        assert [live.rendered for live in gateway.lives] == [[1], [2]]


async def test_a_stop_ends_a_stream_without_completing_it() -> None:
    async with Gateway().serving() as gateway, asking(gateway) as reading:
        await reading.told()
        gateway.streams.leave()
        assert await ended(reading) == []


async def test_a_snapshot_that_fails_is_told() -> None:
    async with Gateway().serving() as gateway:
        gateway.errors = [StoreUnavailable("the store does not answer")]
        async with asking(gateway) as reading:
            trouble, complete = await ended(reading)
            assert orjson.loads(trouble["data"])["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"
            assert complete["event"] == "complete"


async def test_streams_are_bounded() -> None:
    async with Gateway(bounds=Bounds(of_partner=1)).serving() as gateway, asking(gateway) as reading:
        await reading.told()
        async with asking(gateway) as more:
            assert more.response.status_code == 503
            await more.response.aread()
            assert more.response.json()["errors"][0]["extensions"]["code"] == "OVERLOADED"


async def test_a_router_gets_parts() -> None:
    async with Gateway().serving() as gateway, asking(gateway, MULTIPART) as reading:
        assert reading.response.headers["content-type"] == (
            'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"'
        )
        assert await reading.piece() == b""
        assert (await reading.piece()).endswith(b"\r\n\r\n{}")
        assert b'{"payload":{"data":{"snapshot":0' in await reading.piece()
        suspended = replace(SHOP, status=PartnerStatus.SUSPENDED)
        await gateway.partners.put(suspended, who="test", now=gateway.clock.now())
        head, _, body = (await reading.piece()).partition(b"\r\n\r\n")
        assert head == b"\r\ncontent-type: application/json"
        assert orjson.loads(body)["payload"] is None
        assert await reading.piece() == b"--\r\n"
