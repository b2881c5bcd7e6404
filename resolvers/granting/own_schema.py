"""The schema as a partner has it: the types, fields and arguments that its grant reaches, and no others.

It is a schema of its own and valid as one, for introspection and for SDL. Nothing is executed on it.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeGuard, TypeVar

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

from domain.partners import FieldRights
from resolvers.granting.comparing import comparison
from resolvers.granting.gates import ruling_of
from resolvers.granting.input_fields import COMPARED
from resolvers.scopes.field_scopes import ENTITY_QUERIES

_MOST_KEPT = 64
_ENTITIES = "_entities"

W = TypeVar("W")


@lru_cache(_MOST_KEPT)
def own_schema(whole: GraphQLSchema, rights: FieldRights) -> GraphQLSchema:
    """The part of a guarded schema that these rights reach. Those asked for lately are kept."""
    return _Part(whole, rights).schema()


class _Part:
    """One copy under way. alive: object types of which at least one field is left."""

    def __init__(self, whole: GraphQLSchema, rights: FieldRights) -> None:
        self._whole = whole
        self._rights = rights
        self._objects: dict[str, GraphQLObjectType] = {}
        self._others: dict[str, GraphQLNamedType] = {}
        self._alive = {name for name, kind in whole.type_map.items() if _is_ours(kind)}
        while dead := {name for name in self._alive if not self._left(name)}:
            self._alive -= dead

    def schema(self) -> GraphQLSchema:
        """The whole of it; a root type without a field is left out, but for Query, which must be."""
        query = self._whole.query_type
        return GraphQLSchema(
            query=None if query is None else self._object(query),
            mutation=self._root(self._whole.mutation_type),
            subscription=self._root(self._whole.subscription_type),
            directives=self._whole.directives,
            description=self._whole.description,
        )

    def _root(self, kind: GraphQLObjectType | None) -> GraphQLObjectType | None:
        return self._object(kind) if kind is not None and kind.name in self._alive else None

    def _left(self, name: str) -> Mapping[str, GraphQLField]:
        kind = self._whole.type_map[name]
        if not _is_ours(kind):
            return {}
        fields = kind.fields.items()
        return {field_name: field for field_name, field in fields if self._reaches(field_name, field)}

    def _reaches(self, name: str, field: GraphQLField) -> bool:
        ruling = ruling_of(field, self._rights)
        if ruling.refused or ruling.absent:
            return False
        kind = get_named_type(field.type)
        if isinstance(kind, GraphQLUnionType):
            return bool(self._members(kind)) and (name != _ENTITIES or bool(self._entities(kind)))
        return not isinstance(kind, GraphQLObjectType) or kind.name in self._alive

    def _members(self, union: GraphQLUnionType) -> list[GraphQLObjectType]:
        return [kind for kind in union.types if kind.name in self._alive]

    def _entities(self, union: GraphQLUnionType) -> list[GraphQLObjectType]:
        """What a router may ask for by key: types whose own query is left."""
        query = self._whole.query_type
        if query is None:
            return []
        return [
            kind
            for kind in self._members(union)
            if kind.name in ENTITY_QUERIES and self._reaches("", query.fields[ENTITY_QUERIES[kind.name]])
        ]

    def _named(self, kind: GraphQLNamedType) -> GraphQLNamedType:
        if isinstance(kind, GraphQLObjectType):
            return self._object(kind)
        if isinstance(kind, GraphQLUnionType):
            if kind.name not in self._others:
                self._others[kind.name] = self._union(kind)
            return self._others[kind.name]
        if isinstance(kind, GraphQLInputObjectType):
            if kind.name not in self._others:
                self._others[kind.name] = self._input(kind)
            return self._others[kind.name]
        return kind

    def _object(self, kind: GraphQLObjectType) -> GraphQLObjectType:
        if kind.name not in self._objects:
            self._objects[kind.name] = GraphQLObjectType(
                kind.name,
                lambda: {name: self._field(field) for name, field in self._left(kind.name).items()},
                description=kind.description,
            )
        return self._objects[kind.name]

    def _union(self, kind: GraphQLUnionType) -> GraphQLUnionType:
        entities = kind.name == "_Entity"
        return GraphQLUnionType(
            kind.name,
            lambda: [self._object(each) for each in (self._entities if entities else self._members)(kind)],
            description=kind.description,
        )

    def _input(self, kind: GraphQLInputObjectType) -> GraphQLInputObjectType:
        compared = COMPARED.get(kind.name, {})
        left = {
            name: field
            for name, field in kind.fields.items()
            if name not in compared or not comparison(self._rights, compared[name]).refused
        }
        return GraphQLInputObjectType(
            kind.name,
            lambda: {name: self._input_field(field) for name, field in left.items()},
            description=kind.description,
            is_one_of=kind.is_one_of,
        )

    def _field(self, field: GraphQLField) -> GraphQLField:
        arguments = {
            name: GraphQLArgument(
                self._wrapped(each.type),
                default_value=each.default_value,
                description=each.description,
                deprecation_reason=each.deprecation_reason,
            )
            for name, each in field.args.items()
        }
        return GraphQLField(
            self._wrapped(field.type),
            arguments,
            description=field.description,
            deprecation_reason=field.deprecation_reason,
        )

    def _input_field(self, field: GraphQLInputField) -> GraphQLInputField:
        return GraphQLInputField(
            self._wrapped(field.type),
            default_value=field.default_value,
            description=field.description,
            deprecation_reason=field.deprecation_reason,
        )

    def _wrapped(self, kind: W) -> W:
        if isinstance(kind, GraphQLNonNull):
            return GraphQLNonNull(self._wrapped(kind.of_type))  # type: ignore[return-value]  # the same wrapping
        if isinstance(kind, GraphQLList):
            return GraphQLList(self._wrapped(kind.of_type))  # type: ignore[return-value]  # the same wrapping
        return self._named(kind)  # type: ignore[arg-type, return-value]  # what is not wrapped is named


def _is_ours(kind: GraphQLNamedType) -> TypeGuard[GraphQLObjectType]:
    return isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
