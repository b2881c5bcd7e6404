"""A partner's own schema: valid, and with what its grant reaches and nothing else."""

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_client_schema,
    build_schema,
    get_introspection_query,
    print_schema,
    validate_schema,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.partners import FieldRights, Grant, Principal, Scope
from domain.policy import decide_field
from domain.shapes.words import Band, PersonalShape, Shapes
from gateway.execution.engine import graph_of
from resolvers.granting.field_kinds import FIELD_TABLES
from resolvers.granting.gates import AS_IT_IS, ruled
from resolvers.granting.own_schema import own_schema
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DESK, SCHEMA, ask, may

WHOLE = graph_of(SCHEMA)
RIGHTS = st.builds(
    FieldRights,
    st.frozensets(st.sampled_from(Scope)),
    st.builds(
        Shapes,
        quantity=st.sampled_from([Shapes().quantity, Band()]),
        personal=st.sampled_from(PersonalShape),
    ),
)


def fields_of(schema: GraphQLSchema) -> set[tuple[str, str]]:
    kinds = [kind for kind in schema.type_map.values() if isinstance(kind, GraphQLObjectType)]
    return {(kind.name, name) for kind in kinds if not kind.name.startswith("__") for name in kind.fields}


@settings(max_examples=60)
@given(RIGHTS)
def test_it_is_a_valid_schema_of_granted_fields_that_are_reached(rights: FieldRights) -> None:
    own = own_schema(WHOLE, rights)
    assert validate_schema(own) == []
    assert fields_of(own) <= fields_of(WHOLE)
    for type_name, name in fields_of(own):
        ruling = ruled(decide_field(rights, FIELD_TABLES, type_name, name))
        assert not ruling.refused
        assert not ruling.absent
    text = print_schema(own)
    assert print_schema(build_schema(text)) == text


def test_who_has_every_scope_has_the_whole_graph() -> None:
    own = own_schema(WHOLE, FieldRights(frozenset(Scope), Shapes()))
    assert fields_of(own) == fields_of(WHOLE)
    assert ruled(decide_field(DESK.grant.fields, FIELD_TABLES, "Order", "number")) == AS_IT_IS


@pytest.mark.parametrize(
    ("scope", "there", "gone"),
    [
        (
            Scope.AVAILABILITY_READ,
            {"Availability", "StockAmount"},
            {"Order", "Shipment", "Address", "Mutation"},
        ),
        (
            Scope.ORDERS_READ,
            {"Order", "OrderLine", "Hold"},
            {"Availability", "Shipment", "Money", "Customer"},
        ),
        (Scope.OPS_READ, {"Backend", "ExceptionCase"}, {"Order", "Availability"}),
    ],
)
def test_types_that_no_granted_field_leads_to_are_not_there(
    scope: Scope, there: set[str], gone: set[str]
) -> None:
    names = set(own_schema(WHOLE, FieldRights(frozenset({scope}), Shapes())).type_map)
    assert there <= names
    assert not gone & names


def test_inputs_that_compare_with_what_is_not_granted_are_not_there() -> None:
    own = own_schema(WHOLE, FieldRights(frozenset({Scope.ORDERS_READ}), Shapes()))
    given = own.type_map["OrderFilterInput"]
    assert isinstance(given, GraphQLInputObjectType)
    assert "status" in given.fields
    assert not {"email", "shipment", "trackingNumber"} & set(given.fields)


def test_entities_are_those_whose_own_query_is_granted() -> None:
    own = own_schema(WHOLE, FieldRights(frozenset({Scope.ORDERS_READ, Scope.CATALOG_READ}), Shapes()))
    entities = own.type_map["_Entity"]
    assert isinstance(entities, GraphQLUnionType)
    assert {kind.name for kind in entities.types} == {"Order", "Product", "Location"}
    assert "_Entity" not in own_schema(WHOLE, FieldRights(frozenset({Scope.OPS_READ}), Shapes())).type_map


async def test_introspecting_gives_ones_own_schema() -> None:
    storefront = may(Scope.AVAILABILITY_READ)
    told = await ask(SmallWorld(), get_introspection_query(), storefront)
    assert told.errors is None
    assert told.data is not None
    client = build_client_schema(told.data)  # type: ignore[arg-type]  # the answer is an introspection
    assert fields_of(client) == fields_of(own_schema(WHOLE, storefront.grant.fields))
    types = '{ a: __type(name: "Order") { name } b: __type(name: "Query") { name } }'
    named = await ask(SmallWorld(), types, storefront)
    assert named.data == {"a": None, "b": {"name": "Query"}}


async def test_the_subgraphs_text_is_ones_own_too() -> None:
    told = await ask(SmallWorld(), "{ _service { sdl } }", may(Scope.AVAILABILITY_READ))
    assert told.data is not None
    assert "type Availability" in told.data["_service"]["sdl"]
    assert "type Order" not in told.data["_service"]["sdl"]
    whole = await ask(SmallWorld(), "{ _service { sdl } }", may(Scope.OPS_READ))
    assert whole.data is not None
    assert '@key(fields: "number"' in whole.data["_service"]["sdl"]


def test_the_same_rights_share_one_schema_whatever_their_rows() -> None:
    one, other = (Grant(scopes=frozenset({Scope.ORDERS_READ})) for _ in range(2))
    assert own_schema(WHOLE, one.fields) is own_schema(WHOLE, other.fields)
    assert Principal(partner="a", grant=one).grant.fields == other.fields
