"""How the value of one selected field is had: by the shortest way that its declaration allows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    TypeNameMetaFieldDef,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from domain.errors import NotGranted
from domain.partners import Principal
from gateway.execution.leaves import Write, leaf_of
from resolvers.authorization import refusal
from resolvers.batched import ANSWER, DERIVED, Answer

Details = list[FieldDetails]
Read = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Step:
    """One selected field of one type.

    read: has the value of the parent alone; answer: of the parent and the context. Where both are None,
    graphql-core calls the field's resolver. leaf, write: see Leaf.
    """

    name: str
    details: Details
    nodes: list[FieldNode]
    field: GraphQLField
    nullable: bool
    leaf: type
    write: Write | None
    read: Read | None = None
    answer: Answer | None = None


def step_of(
    name: str, details: Details, kind: GraphQLObjectType, field: GraphQLField, principal: Principal
) -> Step:
    """The step to a field of `kind`, refused where the principal's scopes do not reach."""
    leaf = leaf_of(field.type)
    known = partial(
        Step,
        name=name,
        details=details,
        nodes=[each.node for each in details],
        field=field,
        nullable=not is_non_null_type(field.type),
        leaf=leaf.exact,
        write=leaf.write,
    )
    read, answer = _read(kind, field), _metadata(field).get(ANSWER)
    # What graphql-core resolves is refused by the guard of its resolver.
    refused = refusal(field, principal) if read or answer else None
    return known(read=_refusing(refused.public)) if refused else known(read=read, answer=answer)


def _read(kind: GraphQLObjectType, field: GraphQLField) -> Read | None:
    if field is TypeNameMetaFieldDef:
        return lambda _parent: kind.name
    definition = _definition(field)
    if definition is not None and definition.is_basic_field:
        return attrgetter(definition.python_name)
    return _metadata(field).get(DERIVED)


def _refusing(public: str) -> Read:
    def refuse(_parent: object) -> object:
        raise NotGranted(public)

    return refuse


def _metadata(field: GraphQLField) -> Mapping[str, Any]:
    definition = _definition(field)
    return {} if definition is None else definition.metadata


def _definition(field: GraphQLField) -> StrawberryField | None:
    return field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
