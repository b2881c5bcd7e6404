"""Health, readiness and metrics, for whoever runs the process. They need no token and tell no secret."""

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.edge.readiness import Readiness
from gateway.telemetry.metrics import CONTENT_TYPE, Metrics

_JSON = "application/json"


def probe_routes(readiness: Readiness, metrics: Metrics) -> list[Route]:
    """`/health`: the process lives. `/ready`: send it requests, or 503. `/metrics`: for Prometheus."""

    async def health(_request: Request) -> Response:
        return Response(orjson.dumps({"alive": True}), media_type=_JSON)

    async def ready(_request: Request) -> Response:
        verdict = await readiness.verdict()
        return Response(orjson.dumps(verdict.report), 200 if verdict.ready else 503, media_type=_JSON)

    async def exposed(_request: Request) -> Response:
        return Response(metrics.exposition(), headers={"content-type": CONTENT_TYPE})

    return [Route("/health", health), Route("/ready", ready), Route("/metrics", exposed)]


QUIET = ("/health", "/ready", "/metrics")
"""Routes that are asked for every few seconds."""
