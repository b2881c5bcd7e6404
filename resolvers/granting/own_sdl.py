"""`_service { sdl }`: the whole subgraph for whoever runs it, for all others their own part as plain SDL."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, Protocol

from graphql import (
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    default_field_resolver,
    print_schema,
)

from domain.partners import FieldRights, Principal, Scope
from resolvers.granting.own_schema import own_schema

_MOST_KEPT = 64
_SERVICE: Final = "_Service"
_SDL: Final = "sdl"


class _Asked(Protocol):
    """What of an operation's context is looked at."""

    @property
    def principal(self) -> Principal: ...


Info = GraphQLResolveInfo[_Asked]


def with_own_sdl(schema: GraphQLSchema) -> None:
    """Put each asker's own part behind `_service`; composers need a token that may see `ops:read`."""
    service = schema.type_map.get(_SERVICE)
    if isinstance(service, GraphQLObjectType):
        field = service.fields[_SDL]
        field.resolve = _own(schema, field.resolve or default_field_resolver)


@lru_cache(_MOST_KEPT)
def own_sdl(schema: GraphQLSchema, rights: FieldRights) -> str:
    """The part of the schema that these rights reach, without the marks of federation."""
    return f"{print_schema(own_schema(schema, rights))}\n"


def _own(schema: GraphQLSchema, whole: Callable[..., object]) -> Callable[..., object]:
    def resolve(source: object, info: Info) -> object:
        rights = info.context.principal.grant.fields
        return whole(source, info) if Scope.OPS_READ in rights.scopes else own_sdl(schema, rights)

    return resolve
