"""graphql-transport-ws as it is written down, over real sockets."""

from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from gateway.edge.streams.bounds import Bounds
from gateway.execution.answers import wrong_operation
from tests.gateway.edge.websocket.connecting import PROTOCOL, Gateway

ITEM = "query ($sku: String!) { item(sku: $sku) { name } }"


async def test_queries_and_mutations_are_answered_and_complete() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        assert peer.socket.subprotocol == PROTOCOL
        await peer.subscribe("q", ITEM, sku="AX-1")
        told = await peer.get()
        assert (told["id"], told["type"]) == ("q", "next")
        assert told["payload"]["data"] == {"item": {"name": "Axle"}}
        assert await peer.get() == {"id": "q", "type": "complete"}
        await peer.subscribe("q", "mutation { bump(by: 2) }")
        assert (await peer.get())["payload"]["data"] == {"bump": 3}
        assert await peer.get() == {"id": "q", "type": "complete"}


async def test_a_document_that_does_not_fit_is_an_error_and_the_connection_stays() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await peer.subscribe("q", "{ nothing }")
        told = await peer.get()
        assert (told["id"], told["type"]) == ("q", "error")
        assert "nothing" in told["payload"][0]["message"]
        await peer.subscribe("q", "{ hello }")
        assert (await peer.get())["payload"]["data"] == {"hello": "hello world"}


async def test_an_error_beside_data_is_part_of_the_answer() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await peer.subscribe("q", "{ hello dead }")
        told = await peer.get()
        assert told["type"] == "next"
        assert told["payload"]["data"] == {"hello": "hello world", "dead": None}
        assert told["payload"]["errors"][0]["extensions"]["code"] == "BACKEND_UNAVAILABLE"


async def test_a_subscription_is_a_snapshot_and_what_happens() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await peer.subscribe("s")
        assert await peer.data("s") == ("snapshot", 0)
        await gateway.happens(2)
        assert [await peer.data("s"), await peer.data("s")] == [("event", 1), ("event", 2)]
        await peer.subscribe("late", after=1)
        assert await peer.data("late") == ("event", 2)
        await peer.send(id="s", type="complete")
        await gateway.until("streams ", 1)
        await gateway.happens()
        assert await peer.data("late") == ("event", 3)
        assert gateway.lives[1].rendered == [2]
    assert gateway.counted("streams ") == gateway.counted("groups ") == gateway.counted("connections{") == 0


async def test_a_subscription_that_cannot_begin_is_an_error() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        gateway.refusal = wrong_operation("not like this")
        await peer.subscribe("s")
        told = await peer.get()
        assert (told["type"], told["payload"][0]["message"]) == ("error", "not like this")


async def test_pings_are_answered_at_any_time_and_pongs_are_taken() -> None:
    async with Gateway().serving() as gateway, gateway.connected() as peer:
        await peer.send(type="ping")
        assert await peer.get() == {"type": "pong"}
        await peer.send(type="pong", payload={"a": 1})
        await peer.send(type="ping", payload={"a": [1]})
        assert await peer.get() == {"type": "pong", "payload": {"a": [1]}}


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        "{}",
        '{"type":"start"}',
        '{"type":"subscribe","payload":{"query":"{ hello }"}}',
        '{"type":"subscribe","id":"","payload":{"query":"{ hello }"}}',
        '{"type":"subscribe","id":"a"}',
        '{"type":"subscribe","id":"a","payload":{}}',
        '{"type":"subscribe","id":"a","payload":{"query":1}}',
        '{"type":"subscribe","id":"a","payload":{"query":"{ hello }","variables":"x"}}',
        '{"type":"subscribe","id":"a","payload":{"query":"{ hello }","operationName":1}}',
        '{"type":"complete"}',
        '{"type":"ping","payload":1}',
        b"{}",
    ],
)
async def test_what_is_no_message_closes_with_4400(text: str | bytes) -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await peer.socket.send(text)
        code, reason = await peer.closed()
        assert code == 4400
        assert reason


async def test_who_asks_before_it_is_let_in_is_unauthorized() -> None:
    async with Gateway().serving() as gateway, gateway.connected() as peer:
        await peer.subscribe("q", "{ hello }")
        assert await peer.closed() == (4401, "Unauthorized")


async def test_one_initialisation_is_enough() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await peer.send(type="connection_init")
        assert await peer.closed() == (4429, "Too many initialisation requests")


async def test_who_never_says_who_it_is_is_closed() -> None:
    bounds = Bounds(init_time=timedelta(milliseconds=50))
    async with Gateway(bounds=bounds).serving() as gateway, gateway.connected() as peer:
        assert await peer.closed() == (4408, "Connection initialisation timeout")


async def test_an_id_is_one_operations_at_a_time() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await peer.subscribe("s")
        assert await peer.data("s") == ("snapshot", 0)
        await peer.subscribe("s")
        assert await peer.closed() == (4409, "Subscriber for s already exists")


@pytest.mark.parametrize("protocols", [("graphql-ws",), ()])
async def test_another_subprotocol_is_not_acceptable(protocols: tuple[str, ...]) -> None:
    async with Gateway().serving() as gateway, gateway.connected(protocols=protocols) as peer:
        assert await peer.closed() == (4406, "Subprotocol not acceptable")


@pytest.mark.parametrize(
    ("origin", "status"), [("https://evil.example.com", 403), ("https://shop.example.com", 101)]
)
async def test_a_page_of_another_origin_connects_where_it_may(origin: str, status: int) -> None:
    async with Gateway(origins=("https://shop.example.com",)).serving() as gateway:
        answered = 101
        try:
            async with gateway.connected(origin=origin):
                pass
        except InvalidStatus as error:
            answered = error.response.status_code
        assert answered == status


async def test_another_path_has_no_websocket() -> None:
    async with Gateway().serving() as gateway:
        gateway.url = gateway.url.removesuffix("graphql") + "events/erp"
        with pytest.raises(InvalidStatus, match="404"):
            async with gateway.connected():
                raise AssertionError


async def test_a_message_that_is_too_large_closes_with_1009() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await peer.subscribe("q", "{ hello } #" + "x" * 10_000)
        assert (await peer.closed())[0] == 1009
