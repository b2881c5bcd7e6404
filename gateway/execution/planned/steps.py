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
from domain.partners import FieldRights
from domain.shapes.applying import Shaping
from gateway.execution.planned.leaves import Write, leaf_of
from resolvers.batched import ANSWER, DERIVED, Answer
from resolvers.granting.gates import Ruling, ruling_of, shown

Details = list[FieldDetails]
Read = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Step:
    """One selected field of one type, as it is for certain rights.

    read: has what is shown of the parent alone; answer: of the parent and the context. Where both are None,
    graphql-core calls the field's resolver, behind its gate. leaf, write: see Leaf.
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
    name: str, details: Details, kind: GraphQLObjectType, field: GraphQLField, rights: FieldRights
) -> Step:
    """The step to a field of `kind`: refused, left out or shaped as the rights say."""
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
    if read is None and answer is None:
        return known()
    ruling = ruling_of(field, rights)
    if ruling.refused or ruling.absent:
        return known(read=_instead(ruling))
    if ruling.shaping is not None:
        read = read and _read_shaped(read, ruling.shaping)
        answer = answer and _answer_shaped(answer, ruling.shaping)
    return known(read=read, answer=answer)


def _read(kind: GraphQLObjectType, field: GraphQLField) -> Read | None:
    if field is TypeNameMetaFieldDef:
        return lambda _parent: kind.name
    definition = _definition(field)
    if definition is not None and definition.is_basic_field:
        return attrgetter(definition.python_name)
    return _metadata(field).get(DERIVED)


def _instead(ruling: Ruling) -> Read:
    """For a field that is not read at all."""

    def refuse(_parent: object) -> object:
        raise NotGranted(ruling.refused)

    return refuse if ruling.refused else lambda _parent: None


def _read_shaped(read: Read, shaping: Shaping) -> Read:
    def shaped(parent: object) -> object:
        value = read(parent)
        return None if value is None else shaping(value)

    return shaped


def _answer_shaped(answer: Answer, shaping: Shaping) -> Answer:
    return lambda parent, context: shown(answer(parent, context), shaping)


def _metadata(field: GraphQLField) -> Mapping[str, Any]:
    definition = _definition(field)
    return {} if definition is None else definition.metadata


def _definition(field: GraphQLField) -> StrawberryField | None:
    return field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
