"""Which connections there are, who shares them, and what is said on them."""

import asyncio
import gzip
import zlib

import pytest

from adapters.network.pools import Pools
from domain.errors import BackendRefused, BackendUnavailable
from tests.adapters.network.reaching import CLOCK, fetched, reaching
from tests.doubles.raw_server import OK, PATIENCE, Call, leaving, saying, serving


async def test_no_more_is_said_than_is_known() -> None:
    async with serving(saying(OK)) as server, reaching(server.url) as transport:
        await transport.send(transport.get("/orders", {"numbers": "1,2"}), CLOCK.within())
        await transport.send(transport.post("/x", b"<a/>", {}), CLOCK.within())
    host = server.url.removeprefix("http://").rstrip("/")
    own = f"host: {host}\r\naccept: */*\r\naccept-encoding: gzip, deflate\r\nuser-agent: OrderGraph\r\n"
    assert [request.replace("Host:", "host:") for request in server.requests] == [
        f"GET /orders?numbers=1%2C2 HTTP/1.1\r\n{own}\r\n",
        f"POST /x HTTP/1.1\r\n{own}content-length: 4\r\n\r\n<a/>",
    ]


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (b"gzip", gzip.compress(b"fine")),
        (b"X-GZip", gzip.compress(b"fine")),
        (b"deflate", zlib.compress(b"fine")),
        (b"deflate", zlib.compress(b"fine", wbits=-zlib.MAX_WBITS)),
        (b"identity", b"fine"),
    ],
    ids=["gzip", "x-gzip", "deflate", "bare deflate", "identity"],
)
async def test_a_packed_reply_is_unpacked(encoding: bytes, body: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\ncontent-length: %d\r\n\r\n" % (encoding, len(body))
    async with serving(saying(head, *(body[at : at + 1] for at in range(len(body))))) as server:
        assert await fetched(server.url) == b"fine"


async def test_instances_at_one_host_share_its_connections() -> None:
    pools = Pools()
    async with serving(saying(OK)) as server, reaching(server.url, pools) as one:
        async with reaching(f"{server.url}another/path", pools) as other:
            for transport in (one, other, one):
                await transport.send(transport.get("/"), CLOCK.within())
        await one.send(one.get("/"), CLOCK.within())  # the other one has left
        assert server.connections == 1


async def test_hosts_share_nothing() -> None:
    pools = Pools()
    async with serving(saying(OK)) as one, serving(saying(OK)) as other:
        await fetched(one.url, pools)
        await fetched(other.url, pools)
    assert (one.connections, other.connections) == (1, 1)


async def test_the_widest_limit_of_a_host_holds_for_all_who_share_it() -> None:
    arrived = asyncio.Semaphore(0)
    go = asyncio.Event()

    async def waiting(call: Call) -> None:
        arrived.release()
        await go.wait()
        await saying(OK)(call)

    pools = Pools()
    async with (
        serving(waiting) as server,
        reaching(server.url, pools, connections=3) as one,
        reaching(server.url, pools, connections=1) as other,
        asyncio.TaskGroup() as group,
    ):
        calls = [
            group.create_task(each.send(each.get("/"), CLOCK.within()))
            for each in (one, other)
            for _ in range(4)
        ]
        async with asyncio.timeout(PATIENCE):
            for _ in range(3):
                await arrived.acquire()
        go.set()
        assert await asyncio.gather(*calls) == [b"fine"] * 8
        assert (server.most_open, server.connections) == (3, 3)


async def test_a_connection_that_the_system_closed_is_not_used_again() -> None:
    async with serving(leaving(OK)) as server, reaching(server.url) as transport:
        for _ in range(3):
            assert await transport.send(transport.get("/"), CLOCK.within()) == b"fine"
            await server.nobody_connected()
    assert server.connections == 3


async def test_whoever_gives_up_closes_the_connection_and_disturbs_nobody() -> None:
    asked, gone = asyncio.Event(), asyncio.Event()

    async def slow(call: Call) -> None:
        if "/slow" not in call.text:
            await saying(OK)(call)
            return
        await saying(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n123")(call)
        asked.set()
        await call.gone()
        gone.set()

    async with serving(slow) as server, reaching(server.url, connections=1) as transport:
        task = asyncio.create_task(transport.send(transport.get("/slow"), CLOCK.within()))
        waiting = asyncio.create_task(transport.send(transport.get("/"), CLOCK.within()))
        async with asyncio.timeout(PATIENCE):
            await asked.wait()
            task.cancel()
            await gone.wait()
            assert await waiting == b"fine"
    assert task.cancelled()


async def test_cookies_are_not_kept() -> None:
    cookie = OK.replace(b"\r\n\r\n", b"\r\nset-cookie: a=b\r\n\r\n")
    async with serving(saying(cookie)) as server, reaching(server.url) as transport:
        for _ in range(2):
            await transport.send(transport.get("/"), CLOCK.within())
    assert "cookie" not in server.requests[1].lower()


async def test_a_name_and_password_in_the_address_are_credentials() -> None:
    async with serving(saying(OK)) as server:
        await fetched(server.url.replace("//", "//some:body@"))
    assert "authorization: basic c29tzTpib2R5".lower() in server.requests[0].lower()
    assert "some:body" not in server.requests[0]


async def test_after_its_end_an_instance_is_not_called() -> None:
    async with serving(saying(OK)) as server:
        async with reaching(server.url) as transport:
            await transport.send(transport.get("/"), CLOCK.within())
        with pytest.raises(BackendUnavailable) as caught:
            await transport.send(transport.get("/"), CLOCK.within())
    assert "closed" in caught.value.cause


async def test_a_redirect_is_not_followed() -> None:
    moved = b"HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n"
    async with serving(saying(moved)) as server:
        with pytest.raises(BackendRefused):
            await fetched(server.url)
    assert len(server.requests) == 1
