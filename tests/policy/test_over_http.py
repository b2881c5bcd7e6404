"""The same cells as they leave over HTTP: by GET and POST, with headers, and with the cost."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from domain.partners import Principal
from gateway.edge.correlation import Correlation
from gateway.edge.over_http.endpoint import GraphQLEndpoint
from gateway.execution.engine import graph_of
from gateway.identity.authenticator import Authenticator
from gateway.identity.credentials import Shown
from tests.doubles.clock import SettableClock
from tests.doubles.counting import admitting
from tests.doubles.recording import Recorded
from tests.policy.asking import ENGINE, Asking, Heard
from tests.policy.cells import Cells
from tests.policy.judging import nothing_leaks, same, without_denied
from tests.policy.partners import PARTNERS, unshaped
from tests.policy.reference import expected, twin
from tests.policy.routes import Routes
from tests.policy.trees import Operation
from tests.resolvers.asking import SCHEMA

ROUTES = Routes(graph_of(SCHEMA))


class Told(Authenticator):
    """Takes everybody for whom the test says."""

    def __init__(self, principal: Principal) -> None:
        self.principal_here = principal

    def peek(self, shown: Shown | None) -> Principal:
        del shown
        return self.principal_here


@pytest.fixture(params=list(PARTNERS))
async def client(request: pytest.FixtureRequest, asking: Asking) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the endpoint, who is the partner of that name."""
    asking.enter()
    principal = PARTNERS[request.param]
    endpoint = GraphQLEndpoint(ENGINE, Told(principal), admitting(SettableClock(), cost=1_000_000))
    transport = httpx.ASGITransport(Correlation(Starlette(routes=[Route("/graphql", endpoint)])))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://gateway", headers={"x-partner": request.param}
    ) as one:
        yield one


async def test_every_answer_over_http(client: httpx.AsyncClient, asking: Asking, cells: Cells) -> None:
    principal = PARTNERS[client.headers["x-partner"]]
    for route in ROUTES.to_each_type():
        operation = ROUTES.operation(route)
        seen = await asking.told(twin(operation).written(), unshaped(principal), operation.variables)
        wanted = expected(operation, seen.data, seen.places, principal.grant.fields)
        answered = await answers(client, asking, operation)
        for told in answered:
            same(operation, told, wanted)
            nothing_leaks(asking, told, wanted, principal)
        cells.add(principal.partner, operation.fields, route.name, "GET and POST with headers and cost")


async def answers(client: httpx.AsyncClient, asking: Asking, operation: Operation) -> list[Heard]:
    """By POST with the cost, and by GET where it changes nothing."""
    told = [await posted(client, asking, {"query": operation.written(), "variables": operation.variables})]
    rights = PARTNERS[client.headers["x-partner"]].grant.fields
    humbly = replace(without_denied(operation, rights), variables={})
    if not operation.variables and humbly.roots:
        humble = await posted(client, asking, {"query": humbly.written()})
        assert told[0].extensions["cost"] == humble.extensions["cost"], "what is denied costs nothing"
    if not operation.mutation and not operation.variables:
        got = await client.get("/graphql", params={"query": operation.written()})
        check_keeping(got)
        told.append(as_heard(got))
    return told


async def posted(client: httpx.AsyncClient, asking: Asking, body: Mapping[str, object]) -> Heard:
    """With its cost. What it changes is undone: an endpoint that was deleted cannot be deleted again."""
    before = asking.state()
    response = await client.post("/graphql", json=body, headers={"graphql-cost": "1"})
    asking.restore(before)
    return as_heard(response)


def check_keeping(got: httpx.Response) -> None:
    """Nobody else may be given a kept answer."""
    assert got.headers["cache-control"] == "no-store" or "private" in got.headers["cache-control"]
    assert "Authorization" in got.headers["vary"]


def as_heard(response: httpx.Response) -> Heard:
    """Body and headers."""
    told = Heard(response.json(), Recorded())
    told.body += repr(response.headers)
    return told
