"""How leaf values of the graph are written where their Python type says at once that they are right.

graphql-core asks of each value what it is. Of a value whose type is exactly the expected one that is known:
a text is written as it is, a member of an enum by its name, an instant by the scalar's own function.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, NamedTuple, cast

from graphql import GraphQLOutputType, GraphQLScalarType, get_nullable_type
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from resolvers.types.scalars import WRITTEN

Write = Callable[[Any], object]


class Leaf(NamedTuple):
    """Values of exactly this type are written so, or as they are."""

    exact: type
    write: Write | None = None


_NONE = Leaf(type(None))
_AS_THEY_ARE: Mapping[str, Leaf] = {"String": Leaf(str), "ID": Leaf(str), "Boolean": Leaf(bool)}


def leaf_of(kind: GraphQLOutputType) -> Leaf:
    """How most values of a field of this type are written. Of what is no leaf nothing is but None."""
    named = get_nullable_type(kind)
    if isinstance(named, CustomGraphQLEnumType):
        members = cast("type[Enum]", named.wrapped_cls)
        return Leaf(members, {member: named.coerce_output_value(member) for member in members}.__getitem__)
    if not isinstance(named, GraphQLScalarType):
        return _NONE
    if named.name in WRITTEN:
        return Leaf(*WRITTEN[named.name])
    return _AS_THEY_ARE.get(named.name, _NONE)
