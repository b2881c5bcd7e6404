"""X-Request-Timeout: what it may say, and what becomes of it."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from starlette.datastructures import Headers

from domain.errors import BadInput
from gateway.edge.over_http.request_timeout import HEADER, request_timeout
from tests.gateway.edge.serving import Served

ITEM = {"query": '{ hello item(sku: "AX-1") { name } }'}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2.5", 2.5),
        ("2", 2.0),
        (" 0.05 ", 0.05),
        ("PT2.5S", 2.5),
        ("PT0.05S", 0.05),
        ("PT1M30S", 90.0),
        ("999999999", 999_999_999.0),
    ],
)
def test_it_is_seconds_or_a_duration(text: str, seconds: float) -> None:
    assert request_timeout(Headers({HEADER: text})) == timedelta(seconds=seconds)


def test_it_may_be_left_out() -> None:
    assert request_timeout(Headers({})) is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "-1", "+1", "1e3", ".5", "5.", "1,5", "0x1", "nan", "inf", "00:00:05", "5s", "9" * 12),
        *("0", "0.049", "PT0S", "PT0.04S", "-PT1S"),
        *("P", "PT", "PTS", "P1Y2X", "P999999999999D", "P" + "9" * 60 + "D"),
    ],
)
def test_anything_else_is_refused_and_names_the_header(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        request_timeout(Headers({HEADER: text}))
    assert caught.value.field == HEADER
    assert caught.value.public.startswith("X-Request-Timeout: should be ")


def test_two_of_them_are_refused() -> None:
    raw = [(b"x-request-timeout", b"1"), (b"x-request-timeout", b"2")]
    with pytest.raises(BadInput, match="should stand once"):
        request_timeout(Headers(raw=raw))


async def post(client: httpx.AsyncClient, within: str) -> httpx.Response:
    return await client.post("/graphql", json=ITEM, headers={HEADER: within})


async def test_a_wrong_one_is_answered_with_its_name() -> None:
    async with Served().client() as client:
        response = await post(client, "soon")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "retryable": False, "field": HEADER}


@pytest.mark.parametrize(("asked", "seconds"), [("PT1.5S", 1.5), ("60", 5.0)])
async def test_reads_get_it_as_their_deadline_within_ours(asked: str, seconds: float) -> None:
    served = Served(timeout=5.0)
    async with served.client() as client:
        assert (await post(client, asked)).json()["data"]["item"] == {"name": "Axle"}
    (demand,) = served.shelf.demands
    assert demand.deadline == served.clock.monotonic() + seconds


async def test_what_outlasts_it_is_given_up_with_its_reads() -> None:
    served = Served(timeout=60.0)
    served.shelf.wait = True
    async with served.client() as client, asyncio.timeout(10):
        response = await post(client, "0.05")
        await served.shelf.given_up.wait()
    assert response.status_code == 504
    assert response.json()["errors"][0]["extensions"]["code"] == "OPERATION_TIMEOUT"


async def test_keys_of_the_issuer_are_not_waited_for_any_longer() -> None:
    served = Served(timeout=60.0)
    served.issuer.answers.clear()
    async with served.client() as client, asyncio.timeout(10):
        response = await post(client, "0.05")
        assert response.status_code == 503
        assert response.json()["errors"][0]["extensions"]["code"] == "ISSUER_UNAVAILABLE"
        assert response.headers["retry-after"] == "1"
        served.issuer.answers.set()
        assert (await post(client, "5")).status_code == 200
    assert (
        len(served.issuer.calls) == 2
    )  # discovery and keys, by the fetch that the first caller left under way
