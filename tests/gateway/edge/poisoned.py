"""An application whose every part fails with what a test gives it, and the texts that must not get out."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

import httpx
import sqlalchemy.exc
import strawberry
from asgi_lifespan import LifespanManager
from prometheus_client import CollectorRegistry
from redis.exceptions import ConnectionError as RedisConnectionError
from strawberry.federation import Schema

from domain import errors
from domain.catalog import Product
from domain.errors import BackendError, FreshnessNotMet, OrderGraphError
from domain.partners import Principal, RowScope
from domain.ports.backends import PRODUCTS
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Outcomes, Readers
from domain.rows.own_cases import EVERY_ROW
from gateway.app import Parts, create_app
from gateway.edge.over_http.endpoint import GraphQLEndpoint
from gateway.edge.readiness import Readiness
from gateway.execution.engine import Engine
from gateway.identity.authenticator import Authenticator
from gateway.identity.credentials import Shown
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from gateway.telemetry.metrics import Metrics
from resolvers.context import GraphContext
from resolvers.limiting.limits import Limits
from tests.doubles.clock import SettableClock
from tests.doubles.counting import admitting
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.doubles.searching import Searching
from tests.gateway.tiny_graph import ASKER, NoBackends

SECRETS = (
    "hunter2",
    "10.0.0.7",
    "erp.internal",
    "t0ps3cret",
    "SELECT",
    "postgresql",
    "ann@example.com",
    ".py",
)
POISON = (
    "postgresql+asyncpg://app:hunter2@10.0.0.7/og: SELECT * FROM partners WHERE email = 'ann@example.com'; "
    'http://erp.internal:8080/orders?token=t0ps3cret; File "gateway/store/sql_store.py", line 7'
)
UNEXPECTED = (
    KeyError(POISON),
    ValueError(POISON),
    RuntimeError(POISON),
    OSError(111, POISON),
    RecursionError(POISON),
    ExceptionGroup(POISON, [ValueError(POISON)]),
    sqlalchemy.exc.OperationalError(POISON, {"email": POISON}, Exception(POISON)),
    sqlalchemy.exc.IntegrityError(POISON, [POISON], Exception(POISON)),
    sqlalchemy.exc.InvalidRequestError(POISON),
    httpx.ConnectError(
        POISON, request=httpx.Request("GET", "http://erp.internal:8080/orders?token=t0ps3cret")
    ),
    httpx.InvalidURL(POISON),
    RedisConnectionError(POISON),
)


def every_error(root: type[OrderGraphError] = OrderGraphError) -> Iterator[OrderGraphError]:
    """One of each class of the tree, poisoned."""
    yield _poisoned(root)
    for kind in root.__subclasses__():
        if kind.__module__.startswith(errors.__name__):
            yield from every_error(kind)


def _poisoned(kind: type[OrderGraphError]) -> OrderGraphError:
    if issubclass(kind, FreshnessNotMet):
        return kind("it did not work", backend="erp", reason="TTL", cause=POISON)
    if issubclass(kind, BackendError):
        return kind("it did not work", backend="erp", cause=POISON)
    return kind("it did not work", cause=POISON)


class Poisoned:
    """Fails with `error` wherever it is asked, once it is set."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def fail(self) -> None:
        if self.error is not None:
            raise self.error.with_traceback(None)  # or it grows with every time

    async def read(self, keys: Sequence[str], _demand: Demand) -> Outcomes[str, Product]:
        """Implements a reader: a system's error is an outcome, everything else is raised."""
        if isinstance(self.error, BackendError):
            return {key: Failed(self.error) for key in keys}
        self.fail()
        return dict.fromkeys(keys, MISSING)

    def peek(self, _keys: Sequence[str], _demand: Demand) -> None:
        return None

    async def ping(self) -> None:
        """Implements the store."""
        self.fail()

    async def revision(self) -> str:
        return "0001"

    async def aclose(self) -> None:
        self.error = None


class PoisonedCases(InMemoryExceptionCases):
    """Cases whose store fails."""

    def __init__(self, poisoned: Poisoned) -> None:
        super().__init__()
        self.poisoned = poisoned

    async def case(self, case_id: str, rows: RowScope = EVERY_ROW) -> None:
        del case_id, rows
        self.poisoned.fail()


class PoisonedDoor:
    """Implements what the endpoint asks of an authenticator; fails for `door`."""

    def __init__(self, poisoned: Poisoned) -> None:
        self.poisoned = poisoned
        self.closed = False

    def peek(self, _shown: Shown | None) -> Principal | None:
        return None if self.closed else ASKER

    async def principal(self, _shown: Shown | None) -> Principal:
        self.poisoned.fail()
        return ASKER


Info = strawberry.Info[GraphContext]


def _fail(info: Info) -> None:
    cast("PoisonedCases", info.context.cases).poisoned.fail()


@strawberry.federation.type(keys=["sku"])
class Thing:
    sku: str

    @classmethod
    def resolve_reference(cls, info: Info, sku: str) -> "Thing":
        _fail(info)
        return cls(sku=sku)


@strawberry.type
class Query:
    @strawberry.field
    def resolver(self, info: Info) -> str | None:
        _fail(info)
        return None

    @strawberry.field
    async def waiting(self, info: Info) -> str | None:
        _fail(info)
        return None

    @strawberry.field
    def strict(self, info: Info) -> str:
        _fail(info)
        return ""

    @strawberry.field
    def listed(self, info: Info) -> list[Thing]:
        _fail(info)
        return []

    @strawberry.field
    async def reader(self, info: Info) -> str | None:
        found = (await info.context.batches.gather(PRODUCTS, ["AX-1"]))["AX-1"]
        if isinstance(found, Failed):
            raise found.error
        return None

    @strawberry.field
    async def store(self, info: Info) -> str | None:
        await info.context.cases.case("1")
        return None


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self, info: Info) -> str | None:
        _fail(info)
        return None


_SCHEMA = Schema(query=Query, mutation=Mutation, types=[Thing])


class PoisonedApp:
    """The application, its client, and what to fail with."""

    def __init__(self) -> None:
        self.poisoned = Poisoned()
        self.door = PoisonedDoor(self.poisoned)
        clock = SettableClock()
        readiness = Readiness(self.poisoned, NoBackends(), revision="0001")
        engine = Engine(
            _SCHEMA, contexts=self._context, clock=clock, limits=Limits(), timeout=timedelta(seconds=5)
        )
        self._clock = clock
        self.app = create_app(
            Parts(
                graphql=GraphQLEndpoint(engine, cast("Authenticator", self.door), admitting(clock)),
                readiness=readiness,
                metrics=Metrics(CollectorRegistry()),
                clock=clock,
                start=self._nothing,
                aclose=self._nothing,
                reload=self._reload,
            )
        )

    def _context(self, principal: Principal, demand: Demand) -> GraphContext:
        return GraphContext(
            principal=principal,
            demand=demand,
            readers=Readers([PRODUCTS.bound(self.poisoned)]),
            backends=NoBackends(),
            clock=self._clock,
            search=Searching(DeclaredCrosswalk()).parts(),
            cases=PoisonedCases(self.poisoned),
        )

    async def _nothing(self) -> None:
        self.poisoned.error = None

    async def _reload(self) -> bool:
        return True

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        async with LifespanManager(self.app):
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
                yield client
