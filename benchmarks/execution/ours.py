"""Our gateway over records in memory: all of the edge but the token, and no system to call.

python -m benchmarks.execution.ours
"""

import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Generic

from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from benchmarks.execution import records
from benchmarks.fixed_server import serve
from domain.availability.selling import Selling
from domain.errors import StoreUnavailable
from domain.instances import BackendState
from domain.partners import Grant, Lane, Principal, RowScope, Scope
from domain.ports import backends as ports
from domain.ports.demand import Demand
from domain.ports.graph import PROGRESS
from domain.ports.reading import MISSING, Found, K, Outcomes, Readers, V
from domain.search.orders import OrderFilter, OrderPage, Paging, Position
from gateway.assembly.selling.bound import with_availability
from gateway.clock import SystemClock
from gateway.edge.access import Access
from gateway.edge.admission import Admission
from gateway.edge.correlation import Correlation
from gateway.edge.faults import Faults
from gateway.edge.over_http.endpoint import GraphQLEndpoint
from gateway.edge.security_headers import SecurityHeaders
from gateway.execution.engine import Engine
from gateway.identity.authenticator import Authenticator
from gateway.identity.credentials import Shown
from gateway.quotas.state import quota_accounts
from gateway.telemetry.logs import configure_logs
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.quota_metrics import QuotaMetrics
from resolvers.context import GraphContext, Search
from resolvers.limiting.limits import Limits
from resolvers.schema import build_schema

ANYBODY = Principal(
    partner="bench", grant=Grant(scopes=frozenset(Scope), rows=RowScope()), lane=Lane.INTERACTIVE
)


class Held(Generic[K, V]):
    """A reader whose memory has everything."""

    def __init__(self, held: Mapping[K, V]) -> None:
        self._answers = {key: Found(value) for key, value in held.items()}

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        return self.peek(keys, demand)

    def peek(self, keys: Sequence[K], _demand: Demand) -> Outcomes[K, V]:
        return {key: self._answers.get(key, MISSING) for key in keys}


class Page:
    """The order index: every order, in one page. Nothing else of it is asked for here."""

    async def search(self, _wanted: OrderFilter, _rows: RowScope, _paging: Paging) -> OrderPage:
        return OrderPage(positions=tuple(Position(o.placed_at, o.number) for o in records.ORDERS.values()))


class Anybody(Authenticator):
    """Takes no token: the other servers have none to check."""

    def __init__(self) -> None:
        """Nothing to check with."""

    def peek(self, shown: Shown | None) -> Principal:
        del shown
        return ANYBODY


class Unasked:
    """Stands for the ports that no question here needs."""

    def states(self) -> Sequence[BackendState]:
        return ()

    def in_full(self) -> Sequence[BackendState]:
        return ()

    def __getattr__(self, name: str) -> object:
        raise StoreUnavailable(f"has no {name} in this benchmark")


def engine() -> Engine:
    """The engine over the records."""
    clock, schema, limits = SystemClock(), build_schema(), Limits()
    readers = Readers(
        (
            ports.ORDERS.bound(Held(records.ORDERS)),
            ports.FULFILMENTS.bound(Held(records.FULFILMENTS)),
            ports.SHIPMENTS.bound(Held(records.SHIPMENTS)),
            ports.TRACKING.bound(Held({})),
            ports.STOCK.bound(Held(records.STOCK)),
            ports.PRODUCTS.bound(Held({})),
            ports.LOCATIONS.bound(Held({})),
            PROGRESS.bound(Held(records.PROGRESS)),
        )
    )
    selling = Selling(places=records.PLACES)
    readers = with_availability(readers, selling, records.PLACES, clock)
    unasked = Unasked()
    search = Search(
        index=Page(),  # type: ignore[arg-type] # only what is asked of it here
        purchases=unasked,  # type: ignore[arg-type] # not asked here
        feeds=unasked,  # type: ignore[arg-type] # not asked here
        learner=unasked,  # type: ignore[arg-type] # not asked here
        crosswalk=unasked,  # type: ignore[arg-type] # not asked here
        email_term=unasked,  # type: ignore[arg-type] # not asked here
    )

    def context(principal: Principal, demand: Demand) -> GraphContext:
        return GraphContext(
            principal=principal,
            demand=demand,
            readers=readers,
            backends=unasked,
            clock=clock,
            search=search,
            cases=unasked,  # type: ignore[arg-type] # not asked here
            places=records.PLACES,
        )

    return Engine(schema, contexts=context, clock=clock, limits=limits, timeout=timedelta(seconds=20))


def app() -> Starlette:
    """The application."""
    clock = SystemClock()
    watch = QuotaMetrics(CollectorRegistry())
    admission = Admission(quota_accounts("", clock, watch, 0.05), watch, clock, most=500, cost=10_000)
    return Starlette(
        routes=[Route("/graphql", GraphQLEndpoint(engine(), Anybody(), admission))],
        middleware=[
            Middleware(Correlation),
            Middleware(Access, metrics=Metrics(CollectorRegistry()), clock=clock),
            Middleware(SecurityHeaders),
            Middleware(Faults),
        ],
    )


if __name__ == "__main__":
    configure_logs("INFO", "json", sys.stderr)
    serve(app())
