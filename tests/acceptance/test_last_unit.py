"""Two channels sell the same items: what one takes, the other sees at once, and its own reserve it keeps."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.acceptance.asking import Caller, calling
from tests.acceptance.conftest import for_all
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated

SKU = "AX-1002"
AVAILABLE = f"""{{ availability(skus: ["{SKU}"]) {{
  available {{ amount }} explain {{ kind quantity {{ amount }} }}
}} }}"""
RESERVE = """mutation ($lines: [ReservationLineInput!]!, $key: String!, $channel: String!) {
  reserve(lines: $lines, channel: $channel, idempotencyKey: $key, mode: ALL_OR_NOTHING) {
    reservation { state }
  }
}"""
RIGHTS = ["reservations:read", "reservations:write", "stock:read:exact"]
SELLING = {"reserves": {"edi-floor": {"units": 3, "channels": ["EDI"]}}}


class Channel(NamedTuple):
    """One channel of the gateway."""

    name: str
    caller: Caller

    async def available(self) -> Decimal:
        """What it may promise, and that it adds up."""
        (one,) = (await self.caller.ask(AVAILABLE)).data["availability"]
        amount = Decimal(one["available"]["amount"])
        assert sum(Decimal(each["quantity"]["amount"]) for each in one["explain"]) == amount
        return amount

    async def reserve(self, amount: Decimal, key: str) -> set[str]:
        """Hold so much; gives the codes of what stood in the way."""
        lines = [{"sku": SKU, "quantity": str(amount)}]
        answer = await self.caller.ask(RESERVE, lines=lines, key=key, channel=self.name)
        return set(answer.codes.values())

    async def sees(self, amount: int) -> None:
        """Within a while; on an idle machine in far less than a second."""
        seen = await self.available()
        for _ in range(100):
            if seen == amount:
                return
            await asyncio.sleep(0.1)
            seen = await self.available()
        raise AssertionError(f"{self.name} sees {seen}, not {amount}")


@for_all
async def channels(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Channel, Channel]]:
    document = yaml.safe_load(declared(world.urls)) | {"selling": SELLING}
    principals = document["identity"]["principals"]
    for name, channel in (("storefront", "WEB"), ("service-desk", "EDI")):
        own = principals[name]
        principals[name] = {**own, "scopes": [*own["scopes"], *RIGHTS], "channels": [channel]}
        principals[name].pop("quantity", None)
    text = yaml.safe_dump(document, sort_keys=False)
    async with (
        serving(tmp_path_factory.mktemp("channels"), links, text) as served,
        calling(served, world, "storefront") as web,
        calling(served, world, "service-desk") as edi,
    ):
        yield Channel("WEB", web), Channel("EDI", edi)


async def test_the_last_unit_is_sold_once_and_a_reserve_to_its_owner_alone(
    channels: tuple[Channel, Channel],
) -> None:
    web, edi = channels
    free = await web.available()
    assert free > 0
    assert await edi.available() == free + 3
    assert await web.reserve(free + 1, "too much") == {"NOT_ENOUGH_STOCK"}
    assert await web.reserve(free, "all of it") == set()
    await web.sees(0)
    await edi.sees(3)
    assert await web.reserve(Decimal(1), "one of theirs") == {"NOT_ENOUGH_STOCK"}
    assert await edi.reserve(Decimal(3), "its own") == set()
    await edi.sees(0)
    assert await edi.reserve(Decimal(1), "one more") == {"NOT_ENOUGH_STOCK"}
