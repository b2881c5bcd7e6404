from collections.abc import Generator

import httpx
import pytest

from adapters.manifest import InstanceSettings, Surroundings
from adapters.transport.http import HttpTransport
from domain.errors import BackendRefused, BackendUnavailable
from tests.doubles.clock import SettableClock
from tests.doubles.network import Canned, Counting, Refusing

CLOCK = SettableClock()


class AskingTwice(httpx.Auth):
    """Shows what the first answer said; reads bodies, as digest with integrity does."""

    requires_request_body = True
    requires_response_body = True

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            request.headers["authorization"] = f"{response.text} of {len(request.content)}"
            yield request


class Door(httpx.AsyncBaseTransport):
    """Lets in who says the word."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if "authorization" not in request.headers:
            return httpx.Response(401, content=b"word", request=request)
        return httpx.Response(200, content=request.headers["authorization"].encode(), request=request)


def transport(network: httpx.AsyncBaseTransport, auth: httpx.Auth | None, url: str) -> HttpTransport:
    settings = InstanceSettings.model_validate({"base_url": url})
    return HttpTransport("erp", settings, Surroundings(clock=CLOCK, network=network), auth=auth)


async def test_an_authentication_may_answer_what_it_is_asked() -> None:
    network = Counting(Door())
    http = transport(network, AskingTwice(), "http://erp.test/")
    assert await http.send(http.post("/x", b"body", {}), CLOCK.within()) == b"word of 4"
    assert len(network.requests) == 2


async def test_an_authentication_that_fails_is_refused() -> None:
    network = Counting(Canned(401, b"word"))
    http = transport(network, AskingTwice(), "http://erp.test/")
    with pytest.raises(BackendRefused, match="credentials"):
        await http.send(http.get("/"), CLOCK.within())
    assert len(network.requests) == 2


async def test_a_dead_host_fails_an_authentication_too() -> None:
    http = transport(Refusing(), AskingTwice(), "http://erp.test/")
    with pytest.raises(BackendUnavailable):
        await http.send(http.get("/"), CLOCK.within())


@pytest.mark.parametrize(
    ("auth", "sent"),
    [(None, "Basic c29tZTpib2R5"), (httpx.BasicAuth("other", "one"), "Basic b3RoZXI6b25l")],
)
async def test_credentials_of_the_address_count_where_there_are_no_others(
    auth: httpx.Auth | None, sent: str
) -> None:
    network = Counting(Canned(200))
    http = transport(network, auth, "http://some:body@erp.test/")
    await http.send(http.get("/"), CLOCK.within())
    (request,) = network.requests
    assert request.headers["authorization"] == sent
    assert str(request.url) == "http://erp.test/"
