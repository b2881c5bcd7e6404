"""Federation: entities by their keys, as a router asks for them.

An entity needs the scope of the query that would give it. What a router sends is checked first, so that
a mistake of its is told at its place and costs its own element alone.
"""

from collections.abc import Mapping
from typing import cast

from strawberry.federation import Schema
from strawberry.federation.schema import FederationAny
from strawberry.federation.schema_directives import Key
from strawberry.types import Info
from strawberry.types.base import StrawberryObjectDefinition

from domain.errors import BadInput, OrderGraphError
from resolvers.authorization import require
from resolvers.context import GraphContext
from resolvers.scopes.field_scopes import ENTITY_QUERIES


class Subgraph(Schema):
    """Strawberry's federation schema. Its own resolver of entities fails as a whole, or by an accident."""

    def entities_resolver(self, info: Info, representations: list[FederationAny]) -> list[FederationAny]:
        """One result for each representation, in their order; an error stands at its element."""
        places = (f"representations[{index}]" for index in range(len(representations)))
        told = [
            self._entity(info, representation, place)
            for representation, place in zip(representations, places, strict=True)
        ]
        return cast("list[FederationAny]", told)

    def _entity(self, info: Info, representation: object, place: str) -> object:
        try:
            given = _mapping(representation, place)
            kind = self._kind(given.get("__typename"), place)
            key = next(each.fields for each in kind.directives or () if isinstance(each, Key))
            return kind.origin.resolve_reference(info, _text(given.get(key), f"{place}.{key}"))
        except OrderGraphError as error:
            return error

    def _kind(self, name: object, place: str) -> StrawberryObjectDefinition:
        if not isinstance(name, str) or name not in ENTITY_QUERIES:
            known = ", ".join(sorted(ENTITY_QUERIES))
            raise BadInput(f"should name one of {known}", field=f"{place}.__typename")
        return cast("StrawberryObjectDefinition", self.schema_converter.type_map[name].definition)


def permitted(context: GraphContext, type_name: str) -> GraphContext:
    """The same context, where the principal may read entities of this type. Raises NotGranted."""
    require(context.principal, "Query", ENTITY_QUERIES[type_name])
    return context


def _mapping(representation: object, place: str) -> Mapping[str, object]:
    if not isinstance(representation, Mapping):
        raise BadInput("should be an object with __typename and a key", field=place)
    return representation


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise BadInput("should be a text", field=place)
    return value
