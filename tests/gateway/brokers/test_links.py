"""A link that is there whenever it can be, with a broker that comes and goes."""

import asyncio

from structlog.testing import capture_logs

from gateway.brokers.links import KeptLink
from tests.gateway.brokers.waiting import until


class Server:
    """A broker that is up or not. Time passes as often as somebody sleeps."""

    def __init__(self) -> None:
        self.up = True
        self.mends = False
        self.opened = 0
        self.closed = 0
        self.slept: list[float] = []
        self.told: list[bool] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def tell(self, feed: str, *, connected: bool) -> None:
        assert feed == "orders"
        if not self.told or self.told[-1] is not connected:
            self.told.append(connected)
            self.up = self.up or self.mends

    def kept(self) -> "KeptLink[Connection]":
        return KeptLink("orders", lambda: Connection(self), self.tell, sleep=self.sleep)

    async def until(self, *, told: int) -> None:
        """Wait until so much was told."""
        await until(lambda: len(self.told) >= told)


class Connection:
    """Implements `Link`."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def open(self) -> None:
        if not self._server.up:
            raise ConnectionRefusedError("nats://user:hunter2@broker refused")
        self._server.opened += 1

    async def is_well(self) -> bool:
        return self._server.up

    async def aclose(self) -> None:
        self._server.closed += 1


async def test_it_is_open_while_the_broker_is_there() -> None:
    server = Server()
    link = server.kept()
    link.start()
    await server.until(told=2)
    opened = link.now
    await link.aclose()
    assert (opened is not None, link.now) == (True, None)
    assert (server.opened, server.closed, server.told) == (1, 1, [False, True, False])


async def test_a_broker_that_is_away_is_tried_again_with_growing_pauses_and_loudly() -> None:
    server = Server()
    server.up = False
    link = server.kept()
    with capture_logs() as lines:
        link.start()
        await until(lambda: len(server.slept) >= 6)
        server.up = True
        await server.until(told=2)
        await link.aclose()
    assert all(low < high for low, high in zip(server.slept[:5], [0.3, 1.2, 2.4, 6, 12], strict=True))
    assert server.slept[4] > 8
    warned = [line["event"] for line in lines if line["log_level"] == "warning"]
    assert warned[:2] == ["a broker cannot be reached"] * 2
    assert "hunter2" not in str(lines)


async def test_a_connection_that_the_driver_mends_by_itself_stays() -> None:
    server = Server()
    link = server.kept()
    link.start()
    await server.until(told=2)
    server.up, server.mends = False, True
    await server.until(told=4)
    await link.aclose()
    assert server.opened == 1


async def test_one_that_is_not_mended_is_made_anew() -> None:
    server = Server()
    link = server.kept()
    link.start()
    await server.until(told=2)
    first = link.now
    server.up = False
    await until(lambda: server.closed)
    server.up = True
    await until(lambda: link.now not in {None, first})
    await link.aclose()
    assert server.opened == 2
