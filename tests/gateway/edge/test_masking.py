"""What went wrong inside is told by code and public message; causes are for the log."""

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import structlog

from domain.errors import BackendError, OrderGraphError
from gateway.telemetry.logs import configure_logs
from tests.gateway.edge.poisoned import POISON, SECRETS, UNEXPECTED, PoisonedApp, every_error

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADERS = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
PLACES = {
    "a resolver": "{ resolver }",
    "a resolver that waits": "{ waiting }",
    "a field that is not null": "{ strict }",
    "a list": "{ listed { sku } }",
    "a reader": "{ reader }",
    "a store": "{ store }",
    "an entity": '{ _entities(representations: [{__typename: "Thing", sku: "x"}]) { __typename } }',
    "a mutation": "mutation { change }",
    "twice": "{ a: resolver b: waiting }",
}
ERRORS = [*every_error(), *UNEXPECTED]


@pytest.fixture
def app() -> PoisonedApp:
    return PoisonedApp()


@pytest.fixture
async def client(app: PoisonedApp) -> AsyncIterator[httpx.AsyncClient]:
    async with app.client() as client:
        yield client


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs("INFO", "json", stream)
    yield stream
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def leaks(response: httpx.Response) -> list[str]:
    """Which secrets stand anywhere in a response."""
    said = f"{response.text} {dict(response.headers)}"
    return [secret for secret in SECRETS if secret in said]


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


async def ask(client: httpx.AsyncClient, query: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": query}, headers=HEADERS)


@pytest.mark.parametrize("place", PLACES)
async def test_no_error_of_a_field_tells_its_cause(
    app: PoisonedApp, client: httpx.AsyncClient, log: io.StringIO, place: str
) -> None:
    assert "errors" not in (await ask(client, PLACES[place])).json()
    for error in ERRORS:
        app.poisoned.error = error
        log.truncate(0)
        log.seek(0)
        response = await ask(client, PLACES[place])
        assert leaks(response) == [], repr(error)
        for told in response.json()["errors"]:
            expected = isinstance(error, OrderGraphError)
            assert told["extensions"]["code"] == (
                error.code if isinstance(error, OrderGraphError) else "INTERNAL"
            )
            assert told["message"].endswith("it did not work") is expected
            assert expected or told["extensions"]["correlationId"] == TRACE
        causes = [line for line in lines(log) if line.get("correlation_id") == TRACE]
        # Why a system could not answer is told where it was called, which this application has none of.
        wanted = 0 if isinstance(error, BackendError) else 1
        assert min(len(causes), 1) == wanted, repr(error)


async def test_a_cause_is_logged_once_for_an_answer(
    app: PoisonedApp, client: httpx.AsyncClient, log: io.StringIO
) -> None:
    app.poisoned.error = next(error for error in every_error() if error.code == "STORE_UNAVAILABLE")
    await ask(client, "{ a: resolver b: waiting c: store }")
    (line,) = [line for line in lines(log) if line.get("correlation_id") == TRACE]
    assert (line["event"], line["code"], line["level"]) == ("field_refused", "STORE_UNAVAILABLE", "warning")
    assert "SELECT * FROM partners" in str(line["cause"])
    assert "hunter2" not in str(line)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
async def test_nor_does_an_error_on_the_way_in(
    app: PoisonedApp, client: httpx.AsyncClient, log: io.StringIO, error: Exception
) -> None:
    app.door.closed = True
    app.poisoned.error = error
    for response in (await ask(client, "{ resolver }"), await client.get("/graphql?query={resolver}")):
        assert leaks(response) == []
        assert 400 <= response.status_code < 600
        told = response.json()
        code = told["errors"][0]["extensions"]["code"] if "errors" in told else told["code"]
        assert code == (error.code if isinstance(error, OrderGraphError) else "INTERNAL_SERVER_ERROR")
    assert TRACE in log.getvalue()


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
async def test_nor_do_probes(app: PoisonedApp, client: httpx.AsyncClient, error: Exception) -> None:
    app.poisoned.error = error
    for path in ("/ready", "/health", "/metrics", "/nowhere"):
        assert leaks(await client.get(path)) == []


def test_the_poison_would_be_seen() -> None:
    assert [secret for secret in SECRETS if secret not in POISON] == []
    assert len(ERRORS) >= 30
