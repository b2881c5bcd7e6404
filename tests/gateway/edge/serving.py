"""The application over the tiny graph, with an issuer and a store in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
from asgi_lifespan import LifespanManager
from prometheus_client import CollectorRegistry

from domain.errors import StoreUnavailable
from gateway.app import Parts, create_app
from gateway.edge.admission import Admission
from gateway.edge.explorer import Explorer, ReadyMade
from gateway.edge.over_http.endpoint import GraphQLEndpoint
from gateway.edge.over_http.schema_download import SchemaDownload
from gateway.edge.readiness import Readiness
from gateway.execution.texts import Texts
from gateway.telemetry.metrics import Metrics
from tests.doubles.clock import SettableClock
from tests.doubles.counting import admitting
from tests.doubles.partners import InMemoryPartners, PartnersAtHand
from tests.gateway.identity.issuing import SHOP, Issuer, authenticator, ec_key, token
from tests.gateway.tiny_graph import NoBackends, Shelf, engine

REVISION = "0001"


class MemoryStore:
    """A store that is there, or not."""

    def __init__(self) -> None:
        self.down = False
        self.found: str | None = REVISION

    async def ping(self) -> None:
        if self.down:
            raise StoreUnavailable("the store does not answer", cause="postgres at 10.0.0.7")

    async def revision(self) -> str | None:
        return self.found

    async def aclose(self) -> None:
        self.down = True


class Served:
    """One application and what a test may turn on it."""

    def __init__(  # noqa: PLR0913 - each turns one thing
        self,
        *,
        timeout: float = 5.0,
        body_time: float = 5.0,
        batch: int = 0,
        assets: Path | None = None,
        operations: tuple[ReadyMade, ...] = (),
        pages: bool = True,
        texts: Texts | None = None,
        introspection: bool = True,
        origins: tuple[str, ...] = (),
        admission: Admission | None = None,
        clock: SettableClock | None = None,
    ) -> None:
        self.key = ec_key("a")
        self.clock = clock or SettableClock()
        self.issuer = Issuer(self.key)
        self.partners = InMemoryPartners(SHOP)
        self.shelf = Shelf()
        self.store = MemoryStore()
        self.metrics = Metrics(CollectorRegistry())
        self.readiness = Readiness(self.store, NoBackends(), revision=REVISION)
        self.log: list[str] = []
        self.token = token(self.key, self.clock)
        explorer = Explorer(assets=assets, operations=operations) if pages else None
        own = engine(self.shelf, timeout=timeout, margin=0, texts=texts, introspection=introspection)
        asking = authenticator(self.issuer, self.clock, PartnersAtHand(self.partners))
        self.app = create_app(
            Parts(
                graphql=GraphQLEndpoint(
                    own,
                    asking,
                    admission or admitting(self.clock),
                    page=explorer.page if explorer else None,
                    body_bytes=10_000,
                    body_time=timedelta(seconds=body_time),
                    batch=batch,
                ),
                download=SchemaDownload(own, asking),
                explorer=explorer,
                readiness=self.readiness,
                metrics=self.metrics,
                clock=self.clock,
                start=self._start,
                aclose=self._aclose,
                reload=self._reload,
                origins=origins,
            )
        )

    async def _reload(self) -> bool:
        self.log.append("reload")
        return True

    async def _start(self) -> None:
        self.log.append("start")

    async def _aclose(self) -> None:
        self.log.append("close")

    @property
    def authorization(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """Speak to the application without a socket; every request has a token unless it says otherwise."""
        async with LifespanManager(self.app):
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://gateway", headers=self.authorization
            ) as client:
                yield client
