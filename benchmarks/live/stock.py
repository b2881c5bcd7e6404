"""Stock Strawberry: its own ASGI application on uvicorn as it comes, and a queue for each subscriber.

python -m benchmarks.live.stock
"""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from benchmarks.fixed_server import serve


@strawberry.type
class Event:
    """What happened."""

    id: str
    type: str
    subject: str
    occurred_at: datetime


@strawberry.type
class EventUpdate:
    """One item of a subscription."""

    kind: str
    cursor: str
    event: Event


@strawberry.input
class EventFilterInput:
    """Which events are meant."""

    types: list[str] | None = None


QUEUES: dict[asyncio.Queue[EventUpdate], frozenset[str]] = {}


@strawberry.type
class Query:
    """A schema needs one."""

    ok: bool = True


@strawberry.type
class Subscription:
    """What goes on."""

    @strawberry.subscription
    async def events(self, filter: EventFilterInput) -> AsyncGenerator[EventUpdate, None]:  # noqa: A002 - the graph's name
        """Everything of some types."""
        queue: asyncio.Queue[EventUpdate] = asyncio.Queue()
        QUEUES[queue] = frozenset(filter.types or ())
        try:
            while True:
                yield await queue.get()
        finally:
            del QUEUES[queue]


async def publish(request: Request) -> Response:
    """Tell everybody whom it concerns."""
    told = await request.json()
    update = EventUpdate(
        kind="EVENT",
        cursor=told["cursor"],
        event=Event(
            id=told["id"],
            type=told["type"],
            subject=told["subject"],
            occurred_at=datetime.fromisoformat(told["occurredAt"]),
        ),
    )
    family = told["type"].partition(".")[0]
    for queue, types in QUEUES.items():
        if family in types:
            queue.put_nowait(update)
    return Response(status_code=202)


async def subscribers(_request: Request) -> Response:
    """How many there are."""
    return JSONResponse({"subscribers": len(QUEUES)})


def main() -> None:
    """Serve until stopped."""
    graphql = GraphQL[None, None](
        strawberry.Schema(query=Query, subscription=Subscription),
        subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
    )
    serve(
        Starlette(
            routes=[
                WebSocketRoute("/graphql", graphql),
                Route("/publish", publish, methods=["POST"]),
                Route("/subscribers", subscribers),
            ]
        )
    )


if __name__ == "__main__":
    main()
