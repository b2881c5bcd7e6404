"""A linehaul carrier over a real connection, made up: it knows PRO numbers, in two languages."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from gateway.demo.processes import free_port

_PATIENCE = 10.0


class Scan(NamedTuple):
    """One scan, in the letters that both languages have for it. at: ISO 8601 with its offset."""

    code: str
    at: str


class Linehaul:
    """What it knows of each number: scans, newest first, and when it expects to be at the end of its leg."""

    def __init__(self) -> None:
        self.scans: dict[str, list[Scan]] = {}
        self.due: dict[str, str] = {}
        self.url = ""

    async def track(self, request: Request) -> JSONResponse:
        """`POST /track`, as Parcel One answers it."""
        numbers = (await request.json())["trackingNumbers"]
        return JSONResponse(
            {"answeredAt": "2026-03-02T08:00:00Z", "results": [self._result(n) for n in numbers]}
        )

    async def results(self, request: Request) -> JSONResponse:
        """`POST /track/v1/trackingnumbers`, as FedEx answers it."""
        asked = (await request.json())["trackingInfo"]
        numbers = [each["trackingNumberInfo"]["trackingNumber"] for each in asked]
        return JSONResponse({"output": {"completeTrackResults": [self._complete(n) for n in numbers]}})

    def _result(self, number: str) -> Mapping[str, object]:
        if number not in self.scans:
            return {"trackingNumber": number, "found": False, "error": {"code": "NOT_FOUND"}}
        events = [
            {"id": f"{number}-{scan.code}", "code": scan.code, "at": scan.at} for scan in self.scans[number]
        ]
        due = self.due.get(number)
        return {"trackingNumber": number, "found": True, "events": events, "estimatedDelivery": due}

    def _complete(self, number: str) -> Mapping[str, object]:
        told: dict[str, object] = {"trackingNumberInfo": {"trackingNumber": number}}
        if number not in self.scans:
            told["error"] = {"code": "TRACKING.TRACKINGNUMBER.NOTFOUND", "message": "not found"}
            return {"trackingNumber": number, "trackResults": [told]}
        told["scanEvents"] = [
            {"date": scan.at, "eventType": scan.code, "eventDescription": "Scan"}
            for scan in self.scans[number]
        ]
        told["latestStatusDetail"] = {"code": self.scans[number][0].code}
        told["estimatedDeliveryTimeWindow"] = {"window": {"ends": self.due.get(number)}}
        return {"trackingNumber": number, "trackResults": [told]}


async def _token(_: Request) -> JSONResponse:
    return JSONResponse({"access_token": "token-1", "token_type": "bearer", "expires_in": 3599})


@asynccontextmanager
async def linehaul() -> AsyncIterator[Linehaul]:
    """The carrier, listening."""
    carrier = Linehaul()
    routes = [
        Route("/track", carrier.track, methods=["POST"]),
        Route("/oauth/token", _token, methods=["POST"]),
        Route("/track/v1/trackingnumbers", carrier.results, methods=["POST"]),
    ]
    port = free_port(0)
    config = uvicorn.Config(Starlette(routes=routes), port=port, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(_PATIENCE):
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
            await asyncio.sleep(0.01)
    carrier.url = f"http://127.0.0.1:{port}"
    try:
        yield carrier
    finally:
        server.should_exit = True
        await serving
