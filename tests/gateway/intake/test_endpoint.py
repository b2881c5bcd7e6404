"""Deliveries over HTTP: durable before they are acknowledged, and no trace of what is not verified."""

from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from domain.errors import StoreUnavailable
from domain.log.records import Raw
from gateway.edge.correlation import Correlation
from gateway.edge.problems import on_http_exception
from gateway.intake.accepting import Acceptance, kept_headers
from gateway.intake.endpoint import EventsEndpoint, Straight
from gateway.intake.gathering import Gathering
from tests.doubles.clock import SettableClock
from tests.gateway.intake.deliveries import SECRET, SOURCES

BODY = b'["shipped SO-1 e1"]'


class Kept:
    """What was kept. behind: how many are said to wait."""

    def __init__(self) -> None:
        self.raws: list[Raw] = []
        self.errors: list[Exception] = []
        self.behind = 0

    async def keep(self, raws: Sequence[Raw]) -> None:
        if self.errors:
            raise self.errors.pop()
        self.raws += raws


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture(params=["along the routes", "straight"])
async def client(kept: Kept, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    acceptance = Acceptance(
        SOURCES.get, Gathering(kept.keep), SettableClock(), behind=lambda: kept.behind, most_behind=10
    )
    endpoint = EventsEndpoint(acceptance, most=1_000)
    straight = [Middleware(Straight, endpoint=endpoint)] if request.param == "straight" else []
    app = Starlette(
        routes=[endpoint.route()],
        middleware=[Middleware(Correlation), *straight],
        exception_handlers={HTTPException: on_http_exception},
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://og") as client:
        yield client


async def test_a_delivery_is_kept_as_it_came_without_what_proves_it(
    client: httpx.AsyncClient, kept: Kept
) -> None:
    sent = {
        **SECRET,
        "content-type": "application/json",
        "Webhook-Id": "msg_1",
        "authorization": "Basic eDp5",
    }
    told = await client.post("/events/erp", content=BODY, headers=sent)
    assert told.status_code == 202
    (raw,) = kept.raws
    assert told.headers["x-delivery-id"] == raw.id
    assert (raw.source, raw.body) == ("erp", BODY)
    names = dict(raw.headers)
    assert names["webhook-id"] == "msg_1"
    assert names["content-type"] == "application/json"
    assert "authorization" not in names
    assert "x-password" not in names


async def test_what_cannot_be_verified_stores_nothing(client: httpx.AsyncClient, kept: Kept) -> None:
    told = await client.post("/events/erp", content=BODY, headers={"x-password": "wrong"})
    assert told.status_code == 401
    assert told.headers["content-type"] == "application/problem+json"
    assert "password" not in told.text
    assert kept.raws == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/events/nobody", 404),
        ("POST", "/events/", 404),
        ("POST", "/events/erp/more", 404),
        ("GET", "/events/erp", 405),
    ],
)
async def test_what_is_no_delivery_is_refused(
    client: httpx.AsyncClient, kept: Kept, method: str, path: str, status: int
) -> None:
    assert (await client.request(method, path, headers=SECRET)).status_code == status
    assert kept.raws == []


async def test_a_body_beyond_the_bound_is_refused(client: httpx.AsyncClient, kept: Kept) -> None:
    told = await client.post("/events/erp", content=b"x" * 1_001, headers=SECRET)
    assert told.status_code == 413
    assert kept.raws == []


async def test_a_store_that_is_away_is_never_acknowledged(client: httpx.AsyncClient, kept: Kept) -> None:
    kept.errors.append(StoreUnavailable("our database cannot be used now", cause="password=hunter2"))
    told = await client.post("/events/erp", content=BODY, headers=SECRET)
    assert told.status_code == 503
    assert int(told.headers["retry-after"]) > 0
    assert "hunter2" not in told.text


async def test_who_sends_more_than_is_mapped_is_told_to_wait(client: httpx.AsyncClient, kept: Kept) -> None:
    kept.behind = 10
    told = await client.post("/events/erp", content=BODY, headers=SECRET)
    assert (told.status_code, told.headers["retry-after"]) == (429, "1")
    assert kept.raws == []


def test_of_headers_only_what_reading_needs_is_kept() -> None:
    given = {"ce-id": "1", "cookie": "a", "webhook-signature": "v1,x", "content-type": "text/xml"}
    assert kept_headers(given) == (("ce-id", "1"), ("content-type", "text/xml"))
