from collections.abc import Collection
from datetime import timedelta

import httpx
import msgspec
import pytest

from adapters.manifest import Connection
from domain.errors import ReplyInvalid
from domain.instants import to_utc
from simulators.reference import numbers
from tests.adapters.erp_sim.system import connected, erp
from tests.adapters.simulated import Simulated
from tests.contracts.changes_over_http import ChangesOverHttp
from tests.contracts.over_http import json_spoiled
from tests.doubles.clock import START, SettableClock
from tests.doubles.network import Canned, Counting


class TestErpChanges(ChangesOverHttp):
    instance = "erp"

    @pytest.fixture(autouse=True)
    def system(self) -> Simulated:
        self._system = erp()
        return self._system

    def upstream(self) -> httpx.AsyncBaseTransport:
        return self._system.network

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connected(clock, network)

    def spoiled(self, body: bytes) -> bytes:
        return json_spoiled(body, "data", number=None)

    def move(self) -> tuple[str, Collection[str]]:
        """A new order is placed every ten minutes."""
        seen = self._system.simulation.world.count_at(self._system.simulation.now())
        self._system.simulation.clock.advance(3600)
        return "order", {numbers.erp_order(seen + 1)}

    async def test_purchase_orders_are_told_too(self, clock: SettableClock) -> None:
        async with self.polling(clock) as source:
            pages = await self.pages(source, clock)
        assert {kind for page in pages for kind in page.changed} == {"order", "purchase_order"}

    async def test_a_poll_reaches_no_further_back_than_it_should(self, clock: SettableClock) -> None:
        network = Counting(self._system.network)
        async with self.polling_over(clock, network) as source:
            await source.changes("", clock.within())
        since = to_utc(START - timedelta(days=120)).isoformat().replace("+00:00", "Z")
        assert network.requests[0].url.params["since"] == since

    async def test_the_watermark_is_the_older_of_the_two_windows(self, clock: SettableClock) -> None:
        """The window of orders is fixed with its first page, that of purchase orders later."""
        async with self.polling(clock) as source:
            page = await source.changes("", clock.within())
            self._system.simulation.clock.advance(60)
            last = (await self.pages(source, clock, page.cursor))[-1]
        assert last.watermark == START


@pytest.mark.parametrize(
    "body",
    [
        {"data": [], "next_cursor": None},
        {"data": [], "next_cursor": None, "as_of": "2026-03-02T08:00:00"},
    ],
)
async def test_a_page_that_does_not_say_up_to_when_stops_the_poll(body: dict[str, object]) -> None:
    clock = SettableClock()
    connection = connected(clock, Canned(200, msgspec.json.encode(body)))
    assert connection.changes is not None
    with pytest.raises(ReplyInvalid, match="as_of"):
        await connection.changes.changes("", clock.within())
    await connection.aclose()
