"""The graph over connected instances, and its contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from strawberry.federation import Schema

from domain.availability.selling import Selling
from domain.folds.overdue import DueRule
from domain.partners import Principal
from domain.ports.demand import Demand
from domain.ports.reading import Readers
from domain.ports.state import Clock
from gateway.positions.assembled import KeptStocks
from gateway.reloading import Reloading
from gateway.shield.stack import Shield
from gateway.store.links.sql_crosswalk import SqlCrosswalk
from gateway.store.links.writer import LinkWriter
from gateway.sync.assembled import Sync
from gateway.sync.kept import Kept
from gateway.watching.backends import WatchedBackends
from gateway.wiring.systems import Systems
from resolvers.context import GraphContext, Search
from resolvers.limiting.limits import Limits
from resolvers.schema import build_schema

_FLUSH = timedelta(seconds=5)


def published_schema() -> str:
    """The contract: the graph as SDL, as `schema.graphql` holds it."""
    return f"{build_schema().as_str()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The graph over connected instances, and how large an operation on it may be."""

    schema: Schema
    limits: Limits
    readers: Readers
    backends: WatchedBackends
    places: Sequence[str]
    selling: Selling
    systems: Systems
    clock: Clock
    due: Sequence[DueRule]
    search: Search
    crosswalk: SqlCrosswalk
    kept: Kept
    sync: Sync
    learned: LinkWriter
    shield: Shield
    stocks: KeptStocks

    def context(self, principal: Principal, demand: Demand) -> GraphContext:
        """What one operation carries."""
        return GraphContext(
            principal=principal,
            demand=demand,
            readers=self.readers,
            backends=self.backends,
            clock=self.clock,
            due=self.due,
            places=self.places,
            selling=self.selling,
            search=self.search,
            cases=self.kept.cases,
            log=self.kept.log,
            office=self.kept.office,
            booking=self.kept.booking,
            webhooks=self.kept.webhooks,
            intake=self.kept.intake,
        )

    async def start(self, *, polling: bool) -> None:
        """Read imported links; then learn from requests and, if `polling`, sync. Raises StoreUnavailable."""
        await self.crosswalk.load()
        self.learned.start()
        self.sync.start(polling=polling)
        self.stocks.start()

    async def aclose(self) -> None:
        """End what goes on behind requests, and close every connection."""
        await self.stocks.aclose()
        await self.sync.aclose()
        await self.learned.aclose(_FLUSH)
        await self.shield.aclose()
        await self.systems.aclose()


ServedGraph: TypeAlias = Reloading[GraphContext]
"""The graph that requests get now; another may take its place."""
