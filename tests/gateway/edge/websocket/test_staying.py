"""Who is let in, and what becomes of open connections when that changes."""

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace
from websockets.exceptions import InvalidStatus

from domain.partners import Grant, RowScope, Scope
from domain.registry.records import Partner, PartnerStatus, Subject
from gateway.edge.streams.bounds import Bounds
from tests.doubles.counting import admitting
from tests.gateway.edge.websocket.connecting import Gateway, Peer
from tests.gateway.identity.issuing import SHOP

OTHER = Partner(
    name="partner", grant=Grant(scopes=frozenset()), subjects=frozenset({Subject("staff", "partner")})
)
NARROW = Grant(scopes=frozenset({Scope.AVAILABILITY_READ}), rows=RowScope(customers=frozenset({"C-1"})))


async def change(gateway: Gateway, partner: Partner) -> None:
    await gateway.partners.put(partner, who="test", now=gateway.clock.now())


async def watching(peer: Peer) -> None:
    await peer.subscribe("s")
    assert await peer.data("s") == ("snapshot", 0)


async def test_a_browser_shows_its_credential_in_the_payload() -> None:
    async with Gateway().serving() as gateway, gateway.connected(additional_headers={}) as peer:
        await peer.init({"Authorization": f"Bearer {gateway.token()}", "other": 1})
        await peer.subscribe("q", "{ hello }")
        assert (await peer.get())["payload"]["data"] == {"hello": "hello world"}


@pytest.mark.parametrize(
    "payload",
    [
        None,
        {"authorization": "Bearer no.token.at-all"},
        {"authorization": "Basic abc"},
        {"authorization": 1},
        {"authorization": "Bearer \u2603"},
        {"x-api-key": "og_unknown"},
        {"authorization": "Bearer x", "x-api-key": "og_unknown"},
    ],
)
async def test_who_is_nobody_is_unauthorized(payload: dict[str, object] | None) -> None:
    async with Gateway().serving() as gateway, gateway.connected(additional_headers={}) as peer:
        await peer.send(type="connection_init", payload=payload)
        code, reason = await peer.closed()
        assert code == 4401
        assert reason


async def test_the_payload_counts_before_the_handshake() -> None:
    async with Gateway().serving() as gateway, gateway.connected() as peer:
        await peer.send(type="connection_init", payload={"authorization": "Bearer x"})
        assert (await peer.closed())[0] == 4401


async def test_who_is_suspended_is_forbidden() -> None:
    async with Gateway().serving() as gateway, gateway.connected() as peer:
        await change(gateway, replace(SHOP, status=PartnerStatus.SUSPENDED))
        await peer.send(type="connection_init")
        assert await peer.closed() == (4403, "Forbidden")


async def test_a_suspension_ends_the_connections_of_its_partner_alone() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await change(gateway, OTHER)
        headers = {"authorization": f"Bearer {gateway.token(sub='partner')}"}
        async with gateway.connected(additional_headers=headers) as other:
            await other.init()
            await watching(peer)
            await watching(other)
            await change(gateway, replace(SHOP, status=PartnerStatus.SUSPENDED))
            assert await peer.closed() == (4403, "Forbidden")
            await gateway.happens()
            assert await other.data("s") == ("event", 1)
            assert gateway.counted("streams ") == 1


async def test_narrowed_rights_hold_for_what_is_open_from_the_same_place() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await watching(peer)
        await gateway.happens()
        assert await peer.data("s") == ("event", 1)
        await change(gateway, replace(SHOP, grant=NARROW))
        gateway.streams.holders.look()
        assert await peer.data("s") == ("heartbeat", 1)
        await gateway.happens()
        assert await peer.data("s") == ("event", 2)
        assert (gateway.lives[0].rendered, gateway.lives[1].rendered) == ([1], [2])


async def test_a_token_that_ends_ends_its_connection() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await watching(peer)
        gateway.clock.advance(timedelta(minutes=6))
        assert await peer.closed() == (4401, "token expired")


async def test_another_token_in_time_takes_its_place() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await watching(peer)
        gateway.clock.advance(timedelta(minutes=4))
        await peer.send(type="ping", payload={"authorization": f"Bearer {gateway.token()}"})
        assert await peer.get() == {"type": "pong", "payload": {"renewed": True}}
        gateway.clock.advance(timedelta(minutes=4))
        gateway.streams.holders.look()
        await gateway.happens()
        assert await peer.data("s") == ("event", 1)


@pytest.mark.parametrize("claims", [{"sub": "partner"}, {"sub": "nobody"}, {"exp": 1}])
async def test_a_token_of_somebody_else_changes_nothing(claims: dict[str, object]) -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer:
        await change(gateway, OTHER)
        await peer.send(type="ping", payload={"authorization": f"Bearer {gateway.token(**claims)}"})
        told = (await peer.get())["payload"]
        assert told["renewed"] is False
        assert told["reason"]
        await peer.subscribe("q", "{ hello }")
        assert (await peer.get())["payload"]["data"] == {"hello": "hello world"}


async def test_who_is_not_in_yet_has_nothing_to_renew() -> None:
    async with Gateway().serving() as gateway, gateway.connected() as peer:
        await peer.send(type="ping", payload={"authorization": f"Bearer {gateway.token()}"})
        assert await peer.closed() == (4401, "Unauthorized")


async def test_connections_are_bounded_for_a_partner_and_for_the_process() -> None:
    bounds = Bounds(of_partner=1, connections=2)
    async with Gateway(bounds=bounds).serving() as gateway, gateway.entered():
        async with gateway.connected() as second:
            with pytest.raises(InvalidStatus, match="503"):
                async with gateway.connected():
                    raise AssertionError
            await second.send(type="connection_init")
            assert await second.closed() == (1013, "Too many connections of this partner")
        await gateway.until("connections{", 1)


async def test_operations_of_a_connection_are_bounded() -> None:
    async with Gateway(bounds=Bounds(operations=1)).serving() as gateway, gateway.entered() as peer:
        await watching(peer)
        await peer.subscribe("more", "{ hello }")
        told = await peer.get()
        assert (told["id"], told["type"]) == ("more", "error")
        assert told["payload"][0]["extensions"]["code"] == "OVERLOADED"


async def test_what_is_not_admitted_is_an_error() -> None:
    gateway = Gateway()
    gateway.admission = admitting(gateway.clock, most=0)
    gateway.__post_init__()
    async with gateway.serving(), gateway.entered() as peer:
        await peer.subscribe("q", "{ hello }")
        assert (await peer.get())["payload"][0]["extensions"]["code"] == "OVERLOADED"


async def test_a_stop_answers_what_was_asked_and_sends_everybody_elsewhere() -> None:
    async with Gateway().serving() as gateway, gateway.entered() as peer, gateway.entered() as quiet:
        await watching(quiet)
        gateway.shelf.wait = True
        await peer.subscribe("q", 'query { item(sku: "AX-1") { name } }')
        await gateway.shelf.started.wait()
        gateway.streams.leave()
        assert await quiet.closed() == (1012, "Service restart")
        gateway.shelf.released.set()
        assert (await peer.get())["payload"]["data"] == {"item": {"name": "Axle"}}
        assert await peer.get() == {"id": "q", "type": "complete"}
        assert await peer.closed() == (1012, "Service restart")
        with pytest.raises(InvalidStatus, match="503"):
            async with gateway.connected():
                raise AssertionError


async def test_who_leaves_gives_up_what_it_asked() -> None:
    async with Gateway().serving() as gateway:
        gateway.shelf.wait = True
        async with gateway.entered() as peer:
            await peer.subscribe("q", 'query { item(sku: "AX-1") { name } }')
            await gateway.shelf.started.wait()
        await asyncio.wait_for(gateway.shelf.given_up.wait(), 10)


async def test_who_reads_slowly_loses_nothing_and_keeps_nobody_waiting() -> None:
    async with Gateway(room=4).serving() as gateway, gateway.entered() as quick:
        await watching(quick)
        async with gateway.connected(max_queue=1) as slow:
            await slow.init()
            await watching(slow)
            expected = []
            async with asyncio.timeout(30):
                while gateway.counted("overflows_total") == 0:
                    await gateway.happens(100)
                    expected += [("event", gateway.made - 99 + number) for number in range(100)]
                    assert [await quick.data("s") for _ in range(100)] == expected[-100:]
                assert [await slow.data("s") for _ in expected] == expected
