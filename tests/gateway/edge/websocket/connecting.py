"""A server with WebSockets over a tiny graph, and a client of graphql-transport-ws, message by message."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
import strawberry
from prometheus_client import CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from strawberry.federation import Schema
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from domain.log.filters import EventFilter
from domain.log.records import Mapped
from gateway.cli.server import Server, listen
from gateway.edge.admission import Admission
from gateway.edge.connections import Connection
from gateway.edge.correlation import Correlation
from gateway.edge.over_http.endpoint import GraphQLEndpoint
from gateway.edge.streams.bounds import Bounds
from gateway.edge.streams.holders import Holders
from gateway.edge.streams.http_streams import HttpStreams
from gateway.edge.streams.operations import Operations
from gateway.edge.streams.shared import Streams
from gateway.edge.websocket.endpoint import Sockets, WebSocketEndpoint
from gateway.execution.answers import Answer
from gateway.execution.operations import Asker, Operation
from gateway.hub.tail import Tail
from gateway.live.groups import Groups
from gateway.live.words import Live
from gateway.telemetry.live_metrics import LiveMetrics
from tests.domain.log.examples import shipped
from tests.doubles.clock import SettableClock
from tests.doubles.counting import admitting
from tests.doubles.event_log import InMemoryLog
from tests.doubles.live import ShownPositions
from tests.doubles.partners import InMemoryPartners, PartnersAtHand
from tests.gateway.identity.issuing import SHOP, Issuer, authenticator, ec_key, token
from tests.gateway.tiny_graph import Mutation, Query, Shelf, engine

PROTOCOL = "graphql-transport-ws"
WATCH = "subscription ($after: Int) { watched(after: $after) }"
GRACE = timedelta(seconds=5)
PATIENCE = 10.0


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def watched(self, after: int | None = None) -> AsyncIterator[int]:
        yield after or 0


GRAPH = Schema(query=Query, mutation=Mutation, subscription=Subscription)


class Peer:
    """One connection of a client."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **message: object) -> None:
        await self.socket.send(orjson.dumps(message).decode())

    async def get(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            told: dict[str, Any] = orjson.loads(await self.socket.recv())
        return told

    async def init(self, payload: Mapping[str, object] | None = None) -> None:
        await self.send(type="connection_init", **({} if payload is None else {"payload": payload}))
        assert await self.get() == {"type": "connection_ack"}

    async def subscribe(self, operation: str, query: str = WATCH, **variables: object) -> None:
        payload = {"query": query, "variables": variables}
        await self.send(id=operation, type="subscribe", payload=payload)

    async def data(self, operation: str) -> tuple[str, int]:
        """Kind and position of the next item, which must be this operation's."""
        told = await self.get()
        assert (told["id"], told["type"]) == (operation, "next"), told
        kind, position = next(iter(told["payload"]["data"].items()))
        return kind, position

    async def closed(self) -> tuple[int, str]:
        """Code and reason, once it is closed; what comes before is thrown away."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self.socket.recv()
        except ConnectionClosed:
            return self.socket.close_code or 0, self.socket.close_reason or ""


@dataclass
class Gateway:
    """What a test may turn, and the server's address."""

    origins: tuple[str, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)
    admission: Admission | None = None
    room: int = 256

    def __post_init__(self) -> None:
        self.clock = SettableClock()
        self.key = ec_key("a")
        self.partners = InMemoryPartners(SHOP)
        self.authenticator = authenticator(Issuer(self.key), self.clock, PartnersAtHand(self.partners))
        self.shelf = Shelf()
        self.log = InMemoryLog()
        self.tail = Tail(self.log)
        self.registry = CollectorRegistry()
        metrics = LiveMetrics(self.registry)
        self.own = engine(self.shelf, schema=GRAPH)
        self.admitted = self.admission or admitting(self.clock)
        self.lives: list[ShownPositions] = []
        self.refusal: Answer | None = None
        self.errors: list[Exception] = []
        self.groups = Groups(self.log, self.tail, self.clock, metrics, room=self.room)
        self.streams = Streams(
            operations=Operations(self.own, self.admitted, self._live),
            groups=self.groups,
            holders=Holders(self.authenticator),
            metrics=metrics,
            bounds=self.bounds,
        )
        self.url = ""
        self.made = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Gateway"]:
        sockets = WebSocketEndpoint(self.streams, origins=self.origins)
        graphql = GraphQLEndpoint(
            self.own, self.authenticator, self.admitted, streams=HttpStreams(self.streams)
        )
        middleware = [Middleware(Sockets, endpoint=sockets), Middleware(Correlation)]
        app = Starlette(routes=[Route("/graphql", graphql)], middleware=middleware)
        with listen("127.0.0.1", 0) as listener:
            server = Server(
                app,
                grace=GRACE,
                on_stop=self.streams.leave,
                on_reload=lambda: None,
                connections=Connection,
                message_bytes=10_000,
            )
            self.url = f"ws://127.0.0.1:{listener.getsockname()[1]}/graphql"
            self.streams.start()
            task = asyncio.create_task(server.serve(sockets=[listener]))
            yield self
            server.handle_exit(0, None)
            await task
            await self.streams.aclose()

    @asynccontextmanager
    async def connected(
        self,
        *,
        protocols: tuple[str, ...] = (PROTOCOL,),
        **more: Any,  # noqa: ANN401 - the client's
    ) -> AsyncIterator[Peer]:
        more.setdefault("additional_headers", {"authorization": f"Bearer {self.token()}"})
        chosen = [Subprotocol(name) for name in protocols] or None
        async with connect(self.url, subprotocols=chosen, compression=None, proxy=None, **more) as socket:
            yield Peer(socket)

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[Peer]:
        async with self.connected() as peer:
            await peer.init()
            yield peer

    def token(self, **claims: object) -> str:
        return token(self.key, self.clock, **claims)

    async def happens(self, events: int = 1) -> None:
        """So many events, told to everybody."""
        made = [shipped(f"e{self.made + number}") for number in range(events)]
        self.made += events
        await self.log.append([Mapped(events=tuple(made))])
        await self.tail.look()

    def counted(self, name: str) -> float:
        lines = generate_latest(self.registry).decode().splitlines()
        return sum(
            float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"ordergraph_live_{name}")
        )

    async def until(self, name: str, value: float) -> None:
        """Until a metric has this value."""
        async with asyncio.timeout(PATIENCE):
            while self.counted(name) != value:  # noqa: ASYNC110 - a metric tells nobody when it changes
                await asyncio.sleep(0)

    async def _live(self, operation: Operation, asker: Asker) -> Live | Answer:
        if self.refusal is not None:
            return self.refusal
        after = operation.variables.get("after")
        live = ShownPositions(
            EventFilter(),
            after=after if isinstance(after, int) else None,
            key=asker.principal.grant.fingerprint,
        )
        live.errors = self.errors
        self.lives.append(live)
        return live
