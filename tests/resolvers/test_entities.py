"""What a router asks for wrongly is told at its place, and costs its own element alone."""

import pytest
from graphql import GraphQLObjectType, GraphQLUnionType

from domain.errors import BadInput
from resolvers.scopes.field_scopes import ENTITY_QUERIES
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import SCHEMA, ask, data

ENTITIES = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Order { number } } }"
RIGHT = {"__typename": "Order", "number": "SO-1"}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"__typename": "Parcel", "id": "1"}, "representations[1].__typename: should name one of Location, "),
        ({"__typename": "Quantity", "unit": "EA"}, "representations[1].__typename: should name one of Loc"),
        (
            {"__typename": ["Order"], "number": "SO-1"},
            "representations[1].__typename: should name one of Loc",
        ),
        ({"number": "SO-1"}, "representations[1].__typename: should name one of Location, "),
        ({"__typename": "Order"}, "representations[1].number: should be a text"),
        ({"__typename": "Order", "number": 5}, "representations[1].number: should be a text"),
        ({"__typename": "Order", "number": {"a": []}}, "representations[1].number: should be a text"),
        ("SO-1", "representations[1]: should be an object with __typename and a key"),
    ],
)
async def test_a_wrong_representation_is_told_by_its_place(wrong: object, message: str) -> None:
    result = await ask(SmallWorld(), ENTITIES, variables={"r": [RIGHT, wrong, RIGHT]})
    assert result.data == {"_entities": [RIGHT, None, RIGHT]}
    assert result.errors is not None
    (error,) = result.errors
    assert error.path == ["_entities", 1]
    assert isinstance(error.original_error, BadInput)
    assert error.message.startswith(message)


async def test_what_a_router_adds_to_the_key_is_no_mistake() -> None:
    asked = {"r": [{**RIGHT, "channel": "WEB"}]}
    assert await data(SmallWorld(), ENTITIES, variables=asked) == {"_entities": [RIGHT]}


def test_each_entity_of_the_schema_can_be_asked_for() -> None:
    union = SCHEMA._schema.type_map["_Entity"]
    assert isinstance(union, GraphQLUnionType)
    named = {kind.name for kind in union.types if isinstance(kind, GraphQLObjectType)}
    assert named - {"Customer"} == set(ENTITY_QUERIES)


async def test_what_only_others_know_by_its_key_cannot_be_asked_for() -> None:
    result = await ask(SmallWorld(), ENTITIES, variables={"r": [{"__typename": "Customer", "code": "C-1"}]})
    assert result.data == {"_entities": [None]}
    assert [error.message.partition(":")[0] for error in result.errors or ()] == [
        "representations[0].__typename"
    ]
