import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from adapters.manifest import InstanceSettings, Surroundings
from adapters.transport.http import HttpTransport, trace_headers
from domain.errors import BackendRefused, BackendTimeout, BackendUnavailable, ReplyInvalid
from domain.ports.demand import Demand
from tests.doubles.clock import SettableClock
from tests.doubles.network import Canned, Counting, Refusing, Silent

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


def transport(clock: SettableClock, network: httpx.AsyncBaseTransport, **settings: object) -> HttpTransport:
    made = InstanceSettings.model_validate({"base_url": "http://erp.test/under", **settings})
    return HttpTransport("erp", made, Surroundings(clock=clock, network=network), headers={"x-key": "1"})


async def sent(clock: SettableClock, network: httpx.AsyncBaseTransport, demand: Demand) -> httpx.Request:
    counting = Counting(network)
    http = transport(clock, counting)
    await http.send(http.get("/orders", {"numbers": "#1,2 3"}), demand)
    await http.aclose()
    return counting.requests[0]


async def test_requests_go_below_the_base_url_with_the_instance_s_headers(clock: SettableClock) -> None:
    request = await sent(clock, Canned(200), clock.within())
    assert str(request.url) == "http://erp.test/under/orders?numbers=%231%2C2+3"
    assert (request.headers["x-key"], request.headers["user-agent"]) == ("1", "OrderGraph")


async def test_a_body_is_posted_as_it_is(clock: SettableClock) -> None:
    counting = Counting(Canned(200, b"fine"))
    http = transport(clock, counting)
    answer = await http.send(http.post("/x", b"<a/>", {"content-type": "text/xml"}), clock.within())
    assert answer == b"fine"
    assert counting.requests[0].content == b"<a/>"
    assert counting.requests[0].headers["content-type"] == "text/xml"


async def test_a_document_is_posted_as_json(clock: SettableClock) -> None:
    network = Counting(Canned(200))
    http = transport(clock, network)
    await http.send(http.post_json("/x", {"numbers": ["1"]}), clock.within())
    (request,) = network.requests
    assert request.content == b'{"numbers":["1"]}'
    assert (request.headers["content-type"], request.headers["accept"]) == ("application/json",) * 2


async def test_each_call_is_a_span_of_the_request_s_trace(clock: SettableClock) -> None:
    demand = clock.within(correlation_id=TRACE)
    headers = [(await sent(clock, Canned(200), demand)).headers["traceparent"] for _ in range(2)]
    spans = [header.split("-") for header in headers]
    assert [(version, trace, flags) for version, trace, _, flags in spans] == [("00", TRACE, "01")] * 2
    assert len({span for _, _, span, _ in spans}) == 2
    assert all(len(bytes.fromhex(span)) == 8 for _, _, span, _ in spans)


@pytest.mark.parametrize("correlation_id", ["", "abc", TRACE + "0"])
async def test_what_is_no_trace_is_not_sent(clock: SettableClock, correlation_id: str) -> None:
    demand = clock.within(correlation_id=correlation_id)
    assert trace_headers(demand) == {}
    assert "traceparent" not in (await sent(clock, Canned(200), demand)).headers


@pytest.mark.parametrize("left", [0.0, -3.0])
async def test_after_the_deadline_nothing_is_sent(clock: SettableClock, left: float) -> None:
    counting = Counting(Canned(200))
    http = transport(clock, counting)
    with pytest.raises(BackendTimeout, match="was not asked") as caught:
        await http.send(http.get("/"), clock.within(left))
    assert caught.value.backend == "erp"
    assert counting.requests == []


async def test_the_deadline_ends_a_call(clock: SettableClock) -> None:
    http = transport(clock, Silent())
    with pytest.raises(BackendTimeout, match="did not answer in time"):
        await http.send(http.get("/"), clock.within(0.01))


async def test_the_instance_s_own_timeout_ends_a_call_before_the_deadline(clock: SettableClock) -> None:
    http = transport(clock, Silent(), timeout=timedelta(milliseconds=10))
    with pytest.raises(BackendTimeout):
        await http.send(http.get("/"), clock.within(3600))


class Dripping(httpx.AsyncByteStream):
    """A body that comes in pieces, for ever; counts how many were taken."""

    def __init__(self, piece: bytes) -> None:
        self._piece = piece
        self.taken = 0
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.taken += 1
            yield self._piece
            await asyncio.sleep(0)

    async def aclose(self) -> None:
        self.closed = True


class Streaming(httpx.AsyncBaseTransport):
    def __init__(self, body: Dripping) -> None:
        self._body = body

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=self._body, request=request)


async def test_a_reply_without_end_is_cut_off(clock: SettableClock) -> None:
    body = Dripping(b"x" * 1024)
    http = transport(clock, Streaming(body), max_reply_bytes=4096)
    with pytest.raises(ReplyInvalid, match="sent more than 4096 bytes"):
        await http.send(http.get("/"), clock.within())
    assert body.taken == 5
    assert body.closed


async def test_a_trickle_does_not_outlast_the_deadline(clock: SettableClock) -> None:
    body = Dripping(b"")
    http = transport(clock, Streaming(body))
    with pytest.raises(BackendTimeout):
        await http.send(http.get("/"), clock.within(0.01))
    assert body.closed


async def test_the_bound_holds_for_what_is_unpacked(clock: SettableClock) -> None:
    bomb = gzip.compress(b"0" * 1_000_000)
    assert len(bomb) < 4096
    http = transport(clock, Canned(200, bomb, {"content-encoding": "gzip"}), max_reply_bytes=4096)
    with pytest.raises(ReplyInvalid, match="sent more than 4096 bytes"):
        await http.send(http.get("/"), clock.within())


async def test_a_packed_reply_is_unpacked_once(clock: SettableClock) -> None:
    http = transport(clock, Canned(200, gzip.compress(b"fine"), {"content-encoding": "gzip"}))
    response = await http.exchange(http.get("/"), clock.within())
    assert response.content == b"fine"
    assert "content-encoding" not in response.headers


async def test_what_is_not_packed_as_it_says_is_invalid(clock: SettableClock) -> None:
    http = transport(clock, Canned(200, b"plain", {"content-encoding": "gzip"}))
    with pytest.raises(ReplyInvalid, match="cannot be decoded"):
        await http.send(http.get("/"), clock.within())


async def test_a_redirect_is_never_followed(clock: SettableClock) -> None:
    counting = Counting(Canned(302, headers={"location": "http://inside.test/"}))
    http = transport(clock, counting)
    with pytest.raises(BackendRefused):
        await http.send(http.get("/"), clock.within())
    assert len(counting.requests) == 1


async def test_an_exchange_gives_an_answer_of_any_status(clock: SettableClock) -> None:
    http = transport(clock, Canned(401, b"who?"))
    response = await http.exchange(http.get("/"), clock.within())
    assert (response.status_code, response.content) == (401, b"who?")


async def test_a_dead_host_is_unavailable(clock: SettableClock) -> None:
    http = transport(clock, Refusing())
    with pytest.raises(BackendUnavailable, match="cannot be reached"):
        await http.send(http.get("/"), clock.within())


async def test_cancelling_a_call_cancels_it(clock: SettableClock) -> None:
    http = transport(clock, Silent())
    task = asyncio.create_task(http.send(http.get("/"), clock.within()))
    for _ in range(10):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
