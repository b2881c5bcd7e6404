"""Can I keep this for my customer: holds from two channels, and all that is refused."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.acceptance.asking import Answer, Caller, calling
from tests.acceptance.conftest import for_all
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated
from tests.acceptance.waiting import moment

SKU = "AX-1001"
RESERVE = """mutation (
  $lines: [ReservationLineInput!]!, $key: String!, $channel: String!, $ttl: Duration
) {
  reserve(lines: $lines, channel: $channel, idempotencyKey: $key, ttl: $ttl) {
    reservation {
      id state expiresAt lines { held { amount } } allotments { sku location quantity { amount } }
    }
  }
}"""
EXTEND = """mutation ($id: String!) {
  extendReservation(id: $id, ttl: "PT30M") { reservation { state } }
}"""
CONFIRM = """mutation ($id: String!) {
  confirmReservation(id: $id, orderNumber: "SO-1") { reservation { state } }
}"""
RELEASE = "mutation ($id: String!) { releaseReservation(id: $id) { reservation { state } } }"
ONE = "query ($id: String!) { reservation(id: $id) { state } }"
RIGHTS = ["reservations:read", "reservations:write"]
PATIENCE = 20.0


class Shops(NamedTuple):
    """Two channels of one gateway."""

    web: Caller
    edi: Caller

    async def reserve(self, quantity: object, *, key: str, **more: object) -> Answer:
        lines = [{"sku": more.pop("sku", SKU), "quantity": quantity}]
        return await self.web.ask(RESERVE, lines=lines, key=key, **{"channel": "WEB", **more})

    async def held(self, quantity: object, *, key: str, **more: object) -> Any:  # noqa: ANN401 - the shape of the document
        return (await self.reserve(quantity, key=key, **more)).data["reserve"]["reservation"]

    async def refused(self, quantity: object, *, key: str, **more: object) -> str:
        """Code and field."""
        return _error(await self.reserve(quantity, key=key, **more))


@for_all
async def shops(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Shops]:
    document = yaml.safe_load(declared(world.urls))
    principals = document["identity"]["principals"]
    for name, channel in (("storefront", "WEB"), ("service-desk", "EDI")):
        principals[name] |= {"scopes": [*principals[name]["scopes"], *RIGHTS], "channels": [channel]}
    text = yaml.safe_dump(document, sort_keys=False)
    async with (
        serving(tmp_path_factory.mktemp("shops"), links, text) as served,
        calling(served, world, "storefront") as web,
        calling(served, world, "service-desk") as edi,
    ):
        yield Shops(web, edi)


async def test_a_hold_from_the_first_step_to_the_last(shops: Shops) -> None:
    made = await shops.held("2", key="whole")
    assert (made["state"], made["lines"]) == ("HELD", [{"held": {"amount": "2"}}])
    assert sum(int(one["quantity"]["amount"]) for one in made["allotments"]) == 2
    assert await shops.held("2", key="whole") == made
    name = {"id": made["id"]}
    steps = (EXTEND, "HELD"), (CONFIRM, "CONFIRMED"), (RELEASE, "RELEASED"), (RELEASE, "RELEASED")
    for document, state in steps:
        (payload,) = (await shops.web.ask(document, **name)).data.values()
        assert payload["reservation"]["state"] == state
    assert _error(await shops.web.ask(CONFIRM, **name)) == "RESERVATION_ENDED"
    assert _error(await shops.web.ask(EXTEND, **name)) == "RESERVATION_ENDED"


async def test_bad_requests_are_refused_and_named(shops: Shops) -> None:
    assert await shops.refused("1", key="b1", sku="AX-9999") == "BAD_INPUT lines[0].sku"
    assert await shops.refused("0", key="b2") == "BAD_INPUT lines[0].quantity"
    assert await shops.refused("-1", key="b3") == "BAD_INPUT lines[0].quantity"
    assert await shops.refused("0.5", key="b4") == "BAD_INPUT lines[0].quantity"
    assert await shops.refused("1", key="b5", ttl="PT0S") == "BAD_INPUT ttl"
    assert await shops.refused("1", key="b6", ttl="P30D") == "BAD_INPUT ttl"
    assert await shops.refused("1", key="", ttl="PT1M") == "BAD_INPUT idempotencyKey"
    assert await shops.refused("1", key="b8", channel="EDI") == "NOT_FOUND"
    assert await shops.refused("1000000000", key="b9") == "NOT_ENOUGH_STOCK lines[0].quantity"


async def test_another_request_under_a_key_is_a_conflict(shops: Shops) -> None:
    await shops.held("1", key="same")
    assert await shops.refused("2", key="same") == "IDEMPOTENCY_KEY_REUSED idempotencyKey"


async def test_what_is_another_channel_s_is_not_there(shops: Shops) -> None:
    name = {"id": (await shops.held("1", key="mine"))["id"]}
    for document in (EXTEND, CONFIRM, RELEASE, ONE):
        foreign = await shops.edi.ask(document, **name)
        unknown = await shops.edi.ask(document, id="none")
        assert (foreign.errors, foreign.partial) == (unknown.errors, unknown.partial)
        assert _error(foreign) == "NOT_FOUND"
    assert (await shops.web.ask(ONE, **name)).data["reservation"]["state"] == "HELD"


async def test_what_ran_out_cannot_be_confirmed(shops: Shops) -> None:
    name = {"id": (await shops.held("1", key="short", ttl="PT1S"))["id"]}
    async with asyncio.timeout(PATIENCE):
        while (await shops.web.ask(ONE, **name)).data["reservation"]["state"] == "HELD":
            await moment()
    for document in (CONFIRM, EXTEND, RELEASE):
        assert _error(await shops.web.ask(document, **name)) == "RESERVATION_EXPIRED"


def _error(answer: Answer) -> str:
    (error,) = answer.errors
    told = error["extensions"]
    return f"{told['code']} {told.get('field', '')}".strip()
