"""A token is fetched when it is needed, once for all, and no more often than it must."""

import asyncio
from collections.abc import Awaitable, Mapping
from datetime import timedelta

import httpx
import pytest

from adapters.wms_east.settings import WmsEastSettings
from domain.errors import BackendRefused, BackendTimeout, ReplyInvalid
from domain.ports.reading import Failed, Found, Missing
from simulators.wms_east.app import TOKEN_PATH
from tests.adapters.wms_east.system import GIVEN, SETTINGS, at_rest, connected, east
from tests.doubles.clock import SettableClock
from tests.doubles.network import Branching, Canned, Counting, Silent

REFERENCE = "SO-0000299"
Answers = Mapping[object, Found[object] | Missing | Failed]


class Slow(httpx.AsyncBaseTransport):
    """Lets others run before it passes a request on."""

    def __init__(self, upstream: httpx.AsyncBaseTransport) -> None:
        self._upstream = upstream

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        for _ in range(5):
            await asyncio.sleep(0)
        return await self._upstream.handle_async_request(request)


class Reader:
    """The adapter over a network whose requests are kept."""

    def __init__(
        self,
        clock: SettableClock,
        upstream: httpx.AsyncBaseTransport,
        settings: WmsEastSettings = SETTINGS,
    ) -> None:
        self._clock = clock
        self._network = Counting(upstream)
        connection = connected(clock, Slow(self._network), settings)
        self._read = next(offer.read for offer in connection.offers if offer.port == "fulfilments")

    def read(self, seconds: float = 5.0) -> Awaitable[Answers]:
        return self._read([REFERENCE], self._clock.within(seconds))

    @property
    def tokens_asked(self) -> int:
        return sum(request.url.path == TOKEN_PATH for request in self._network.requests)

    @property
    def calls(self) -> int:
        return len(self._network.requests) - self.tokens_asked


async def test_one_token_serves_until_shortly_before_it_expires() -> None:
    clock = SettableClock()
    reader = Reader(clock, east(clock=clock).network)
    for seconds in (0, 400, 469):
        clock.advance(timedelta(seconds=seconds))
        assert isinstance((await reader.read())[REFERENCE], Found)
    assert reader.tokens_asked == 1
    clock.advance(timedelta(seconds=2))
    assert isinstance((await reader.read())[REFERENCE], Found)
    assert reader.tokens_asked == 2
    assert reader.calls == 4


async def test_callers_at_the_same_time_fetch_one_token() -> None:
    reader = Reader(SettableClock(), at_rest().network)
    answers = await asyncio.gather(*(reader.read() for _ in range(8)))
    assert all(isinstance(answer[REFERENCE], Found) for answer in answers)
    assert (reader.tokens_asked, reader.calls) == (1, 8)


async def test_a_token_that_the_warehouse_forgot_is_replaced_once_for_all_callers() -> None:
    theirs = SettableClock()
    reader = Reader(SettableClock(), east(clock=theirs).network)
    await reader.read()
    theirs.advance(timedelta(seconds=901))
    answers = await asyncio.gather(*(reader.read() for _ in range(4)))
    assert all(isinstance(answer[REFERENCE], Found) for answer in answers)
    assert reader.tokens_asked == 2
    assert reader.calls == 1 + 4 + 4


async def test_a_new_token_that_is_refused_too_is_not_replaced_again() -> None:
    reader = Reader(SettableClock(), Branching(at_rest().network, Canned(401), {TOKEN_PATH}))
    answer = (await reader.read())[REFERENCE]
    assert isinstance(answer, Failed)
    assert isinstance(answer.error, BackendRefused)
    assert (reader.tokens_asked, reader.calls) == (2, 2)


async def test_wrong_credentials_are_told_and_nothing_else_is_asked() -> None:
    wrong = WmsEastSettings.model_validate(GIVEN | {"client_secret": "not it"})
    reader = Reader(SettableClock(), at_rest().network, wrong)
    answer = (await reader.read())[REFERENCE]
    assert isinstance(answer, Failed)
    assert isinstance(answer.error, BackendRefused)
    assert "refused our credentials" in answer.error.public
    assert (reader.tokens_asked, reader.calls) == (1, 0)


@pytest.mark.parametrize("body", [b"{}", b'{"access_token": 7, "expires_in": 900}', b"<html/>"])
async def test_a_token_that_cannot_be_read_is_an_invalid_reply(body: bytes) -> None:
    reader = Reader(SettableClock(), Branching(Canned(200, body), at_rest().network, {TOKEN_PATH}))
    answer = (await reader.read())[REFERENCE]
    assert isinstance(answer, Failed)
    assert isinstance(answer.error, ReplyInvalid)


async def test_who_waits_for_another_s_token_waits_no_longer_than_its_own_deadline() -> None:
    reader = Reader(SettableClock(), Branching(Silent(), at_rest().network, {TOKEN_PATH}))
    patient = asyncio.create_task(_in_time(reader, 5.0))
    await asyncio.sleep(0)
    answer = (await reader.read(0.02))[REFERENCE]
    assert isinstance(answer, Failed)
    assert isinstance(answer.error, BackendTimeout)
    assert "no token in time" in answer.error.public
    assert not patient.done()
    patient.cancel()


async def test_a_caller_that_gives_up_leaves_the_token_to_the_next() -> None:
    reader = Reader(SettableClock(), at_rest().network)
    first = asyncio.create_task(_in_time(reader, 5.0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    first.cancel()
    assert isinstance((await reader.read())[REFERENCE], Found)


async def _in_time(reader: Reader, seconds: float) -> Answers:
    return await reader.read(seconds)
