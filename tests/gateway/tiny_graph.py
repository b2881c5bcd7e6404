"""A small graph that does what the real one may do at its worst, to run operations on."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import strawberry
from graphql import GraphQLError
from strawberry.federation import Schema

from domain.catalog import Product
from domain.errors import BackendThrottled, BackendUnavailable, NotGranted
from domain.freshness import FreshState, Stamp
from domain.instances import BackendState
from domain.partners import Grant, Lane, Principal
from domain.ports.backends import PRODUCTS
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Found, Outcomes, Readers
from gateway.execution.engine import Engine
from gateway.execution.texts import Texts
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from resolvers.context import GraphContext
from resolvers.limiting.limits import Limits
from tests.doubles.clock import START, SettableClock
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.doubles.searching import Searching

ASKER = Principal(
    partner="storefront", grant=Grant(scopes=frozenset()), lane=Lane.STOREFRONT, weight=3, person="ann"
)
STAMP = Stamp(source="erp", state=FreshState.STALE, as_of=START, fetched_at=START + timedelta(seconds=1))


class Shelf:
    """Knows one product. `wait` makes it wait until `released`; it tells when that was given up."""

    def __init__(self) -> None:
        self.wait = False
        self.released = asyncio.Event()
        self.started = asyncio.Event()
        self.given_up = asyncio.Event()
        self.demands: list[Demand] = []

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Product]:
        self.demands.append(demand)
        self.started.set()
        if self.wait:
            try:
                await self.released.wait()
            finally:
                self.given_up.set()
        known = {"AX-1": Found(Product(sku="AX-1", source="erp", name="Axle"), (STAMP,))}
        return {key: known.get(key, MISSING) for key in keys}

    def peek(self, _keys: Sequence[str], _demand: Demand) -> None:
        return None


class NoBackends:
    def states(self) -> Sequence[BackendState]:
        return ()

    def in_full(self) -> Sequence[BackendState]:
        return ()


@strawberry.federation.type(keys=["sku"])
class Item:
    sku: str
    name: str | None

    @classmethod
    async def resolve_reference(cls, info: strawberry.Info[GraphContext], sku: str) -> "Item | None":
        return await _item(info, sku)


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "world") -> str:
        return f"hello {name}"

    @strawberry.field
    async def item(self, info: strawberry.Info[GraphContext], sku: str) -> Item | None:
        return await _item(info, sku)

    @strawberry.field
    def items(self, skus: list[str]) -> list[Item]:
        return [Item(sku=sku, name=None) for sku in skus]

    @strawberry.field
    def dead(self) -> str | None:
        raise BackendUnavailable("erp_eu does not answer", backend="erp_eu", cause="connect to 10.0.0.7")

    @strawberry.field
    def throttled(self) -> str | None:
        raise BackendThrottled("slow down", backend="tms", retry_after=timedelta(seconds=1.2))

    @strawberry.field
    def forbidden(self) -> str | None:
        raise NotGranted("Query.forbidden needs the scope ops:read")

    @strawberry.field
    def broken(self) -> str | None:
        raise KeyError("a detail that nobody outside should read")

    @strawberry.field
    def strict(self) -> str:
        raise BackendUnavailable("erp_eu does not answer", backend="erp_eu")

    @strawberry.field
    def told(self) -> str | None:
        raise GraphQLError("as it is", extensions={"code": "OWN_CODE"})

    @strawberry.field
    def huge(self) -> int | None:
        return 2**40


@strawberry.type
class Mutation:
    @strawberry.mutation
    def bump(self, by: int) -> int:
        return by + 1


async def _item(info: strawberry.Info[GraphContext], sku: str) -> Item | None:
    batches = info.context.batches
    found = (await batches.gather(PRODUCTS, [sku]))[sku]
    batches.show(PRODUCTS, [sku])
    return Item(sku=sku, name=found.value.name) if isinstance(found, Found) else None


TINY = Schema(query=Query, mutation=Mutation, types=[Item])


def engine(  # noqa: PLR0913 - each turns one thing
    shelf: Shelf,
    *,
    timeout: float = 5.0,
    margin: float = 5.0,
    limits: Limits | None = None,
    texts: Texts | None = None,
    introspection: bool = True,
    schema: Schema = TINY,
) -> Engine:
    """An engine over the tiny graph and one shelf. Times in seconds."""
    clock = SettableClock()

    def context(principal: Principal, demand: Demand) -> GraphContext:
        readers = Readers([PRODUCTS.bound(shelf)])
        backends = NoBackends()
        return GraphContext(
            principal=principal,
            demand=demand,
            readers=readers,
            backends=backends,
            clock=clock,
            search=Searching(DeclaredCrosswalk()).parts(),
            cases=InMemoryExceptionCases(),
        )

    return Engine(
        schema,
        contexts=context,
        clock=clock,
        limits=limits or Limits(),
        timeout=timedelta(seconds=timeout),
        margin=timedelta(seconds=margin),
        texts=texts,
        introspection=introspection,
    )
