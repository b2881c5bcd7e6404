"""Denied by default, and nothing is read for what is denied."""

import pytest
import strawberry
from graphql import GraphQLNonNull, GraphQLObjectType

from domain.errors import NotGranted
from domain.partners import Scope
from domain.policy import FieldTables
from resolvers.authorization import guarded
from resolvers.scopes.field_scopes import ENTITY_QUERIES, FIELD_SCOPES
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import SCHEMA, ask, data, may


async def test_a_field_without_its_scope_is_null_with_a_code_and_reads_nothing() -> None:
    world = SmallWorld()
    document = '{ order(number: "SO-1") { number shipTo { city } customer { name } } }'
    result = await ask(world, document, may(Scope.ORDERS_READ))
    assert result.data == {"order": {"number": "SO-1", "shipTo": None, "customer": None}}
    assert result.errors is not None
    assert [error.path for error in result.errors] == [["order", "shipTo"], ["order", "customer"]]
    assert all(isinstance(error.original_error, NotGranted) for error in result.errors)
    assert "orders:read:pii" in result.errors[0].message
    assert world.calls() == {"erp": 1}, "the order alone"


@pytest.mark.parametrize(
    ("query", "selection"),
    [
        ("order", '(number: "SO-1") { number }'),
        ("orders", "{ totalCount }"),
        ("find", '(text: "SO-1") { kind }'),
        ("shipment", '(id: "SHE-1") { id }'),
        ("track", '(trackingNumber: "1Z1") { trackingNumber }'),
        ("availability", '(skus: ["AX-1"]) { sku }'),
        ("stockPositions", '(skus: ["AX-1"]) { sku }'),
        ("products", '(skus: ["AX-1"]) { sku }'),
        ("locations", "{ code }"),
        ("return", '(number: "RMA-1") { number }'),
        ("purchaseOrder", '(number: "PU-1") { number }'),
        ("backends", "{ instance }"),
    ],
)
async def test_every_query_needs_its_scope(query: str, selection: str) -> None:
    world = SmallWorld()
    needed = FIELD_SCOPES["Query"][query]
    assert needed is not None
    refused = await ask(world, f"{{ {query}{selection} }}", may(*(set(Scope) - {needed})))
    assert refused.data == {query: None}
    assert world.calls() == {}
    granted = await data(world, f"{{ {query}{selection} }}", may(needed))
    assert granted[query] is not None


@pytest.mark.parametrize("type_name", sorted(ENTITY_QUERIES))
async def test_an_entity_needs_the_scope_of_its_query(type_name: str) -> None:
    world = SmallWorld()
    keys = {"Order": "number", "Shipment": "id", "Product": "sku", "Location": "code"}
    representation = {"__typename": type_name, keys.get(type_name, "number"): "SO-1"}
    needed = FIELD_SCOPES["Query"][ENTITY_QUERIES[type_name]]
    assert needed is not None
    document = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }"
    principal = may(*(set(Scope) - {needed}))
    result = await ask(world, document, principal, {"r": [representation]})
    assert result.errors
    assert world.calls() == {}


def test_the_scope_stands_in_the_description_and_scoped_fields_are_nullable() -> None:
    for type_name, fields in FIELD_SCOPES.items():
        kind = SCHEMA._schema.type_map[type_name]
        assert isinstance(kind, GraphQLObjectType)
        for name, scope in fields.items():
            if scope is not None:
                assert f"`{scope}`" in (kind.fields[name].description or "")
                assert not isinstance(kind.fields[name].type, GraphQLNonNull)


def test_every_type_and_field_is_described() -> None:
    for type_name in FIELD_SCOPES:
        kind = SCHEMA._schema.type_map[type_name]
        assert isinstance(kind, GraphQLObjectType)
        if type_name.startswith("_"):
            continue
        assert kind.description, type_name
        for name, field in kind.fields.items():
            assert field.description or name.startswith("_"), f"{type_name}.{name}"
            for argument_name, argument in field.args.items():
                assert argument.description or name.startswith("_"), f"{type_name}.{name}({argument_name})"


@strawberry.type
class Loose:
    """A root with one field."""

    name: str | None = None


def test_a_field_without_an_entry_stops_the_build() -> None:
    schema = strawberry.Schema(query=Loose)
    with pytest.raises(TypeError, match=r"Loose\.name has no entry"):
        guarded(schema._schema, FieldTables({"Loose": {}}, {}))


def test_a_scoped_field_that_is_not_nullable_stops_the_build() -> None:
    @strawberry.type
    class Strict:
        name: str

    schema = strawberry.Schema(query=Strict)
    with pytest.raises(TypeError, match=r"Strict\.name needs orders:read, so it must be nullable"):
        guarded(schema._schema, FieldTables({"Strict": {"name": Scope.ORDERS_READ}}, {}))
