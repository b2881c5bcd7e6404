"""Partner x field in the schema that the partner is shown: by introspection, as SDL, and to a router."""

from collections.abc import Mapping

import pytest
from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    build_client_schema,
    build_schema,
    get_introspection_query,
)

from domain.partners import Principal, Scope
from gateway.execution.engine import graph_of
from tests.policy.asking import ENGINE, Asking
from tests.policy.cells import Cells
from tests.policy.partners import PARTNERS
from tests.policy.reference import Fate, fate
from tests.policy.routes import Routes
from tests.resolvers.asking import SCHEMA

ROUTES = Routes(graph_of(SCHEMA))
by_partner = pytest.mark.parametrize("principal", list(PARTNERS.values()), ids=list(PARTNERS))


def shown_in(schema: GraphQLSchema) -> set[str]:
    kinds = [kind for kind in schema.type_map.values() if isinstance(kind, GraphQLObjectType)]
    return {f"{kind.name}.{name}" for kind in kinds for name in kind.fields if kind.name[:2] != "__"}


def denied(principal: Principal) -> set[str]:
    rights = principal.grant.fields
    return {name for name in ROUTES.fields() if fate(rights, name)[0] in {Fate.DENIED, Fate.ABSENT}}


@by_partner
async def test_introspection(principal: Principal, asking: Asking, cells: Cells) -> None:
    told = await asking.ask(get_introspection_query(), principal)
    shown = shown_in(build_client_schema(told.data))
    assert shown & denied(principal) == set()
    assert all(name not in told.body for name in _needless(shown))
    cells.add(principal.partner, ROUTES.fields(), "__schema", "introspection")
    for kind in sorted({name.partition(".")[0] for name in ROUTES.fields()}):
        one = await asking.ask(f'{{ __type(name: "{kind}") {{ fields {{ name }} }} }}', principal)
        names = {field["name"] for field in (one.data["__type"] or {}).get("fields", ())}
        assert {f"{kind}.{name}" for name in names} <= shown, "the one way shows no more than the other"


@by_partner
async def test_sdl(principal: Principal, asking: Asking, cells: Cells) -> None:
    downloaded = ENGINE.schema_of(principal)
    assert downloaded is not None
    texts: Mapping[str, str] = {"SDL": downloaded}
    if Scope.OPS_READ not in principal.grant.scopes:
        told = await asking.ask("{ _service { sdl } }", principal)
        texts = {**texts, "SDL for routers": told.data["_service"]["sdl"]}
    for leaving, text in texts.items():
        shown = shown_in(build_schema(text))
        assert shown & denied(principal) == set()
        assert all(name not in text for name in _needless(shown))
        cells.add(principal.partner, ROUTES.fields(), "schema", leaving)


async def test_who_is_granted_everything_is_shown_everything() -> None:
    text = ENGINE.schema_of(PARTNERS["operations"])
    assert text is not None
    assert shown_in(build_schema(text)) == ROUTES.fields()


def _needless(shown: set[str]) -> set[str]:
    """The names of scopes that no field needs which is shown."""
    needed = {fate(NOTHING, name)[1].rpartition(" ")[2] for name in shown}
    return {f"`{scope}`" for scope in Scope if scope not in needed}


NOTHING = PARTNERS["nobody"].grant.fields
