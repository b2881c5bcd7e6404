"""Random policies, and random queries by the schema, about things of the marked world."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    parse,
)
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from domain.partners import FieldRights, Scope
from domain.shapes.words import (
    PERSONAL,
    QUANTITIES,
    Band,
    Capped,
    Exact,
    FieldShape,
    PersonalShape,
    QuantityShape,
    Shapes,
    TimeShape,
    ValueKind,
    YesNo,
)
from resolvers.granting.field_kinds import FIELD_KINDS
from tests.policy.routes import ARGUMENTS
from tests.policy.trees import Node, Operation

_AMOUNTS = st.sampled_from([Decimal(0), Decimal(5), Decimal(89_000), Decimal(200_000)])
_QUANTITY: st.SearchStrategy[QuantityShape] = st.one_of(
    st.builds(Exact, _AMOUNTS),
    st.builds(Capped, _AMOUNTS, _AMOUNTS),
    st.builds(Band, _AMOUNTS),
    st.just(YesNo()),
)
_PERSONAL, _TIME = st.sampled_from(PersonalShape), st.sampled_from(TimeShape)
_SHAPED = [(f"{of}.{name}", kind) for of, kinds in FIELD_KINDS.items() for name, kind in kinds.items()]


def _own(shaped: tuple[str, ValueKind]) -> st.SearchStrategy[FieldShape]:
    name, kind = shaped
    if kind in QUANTITIES:
        return st.builds(FieldShape, field=st.just(name), quantity=_QUANTITY)
    if kind in PERSONAL:
        return st.builds(FieldShape, field=st.just(name), personal=_PERSONAL)
    return st.builds(FieldShape, field=st.just(name), time=_TIME)


_SHAPES = st.builds(
    Shapes,
    quantity=_QUANTITY,
    personal=_PERSONAL,
    time=_TIME,
    fields=st.lists(st.sampled_from(_SHAPED).flatmap(_own), max_size=3, unique_by=lambda one: one.field).map(
        tuple
    ),
)
_SCOPES = st.frozensets(st.sampled_from(Scope), min_size=len(Scope) // 2)
RIGHTS = st.builds(FieldRights, _SCOPES, _SHAPES)


def random_operations(schema: GraphQLSchema) -> st.SearchStrategy[Operation]:
    """Queries by all roots but entities, with arguments under which there is something."""
    roots = [name for name in ARGUMENTS if schema.query_type and name in schema.query_type.fields]
    scalars = {"DateTime": st.just(nodes.String("2026-03-01T00:00:00Z"))}
    documents = queries(schema, fields=[*roots, "backends"], custom_scalars=scalars)
    return documents.map(lambda text: _operation(schema, str(text)))


def _operation(schema: GraphQLSchema, text: str) -> Operation:
    (definition,) = parse(text).definitions
    assert isinstance(definition, OperationDefinitionNode)
    assert schema.query_type is not None
    return Operation(roots=tuple(_nodes(schema, schema.query_type, [definition.selection_set])))


def _nodes(
    schema: GraphQLSchema, kind: GraphQLObjectType, sets: Sequence[SelectionSetNode]
) -> Iterator[Node]:
    """The fields of one type, each once: by its name in the answer."""
    fields: dict[str, list[FieldNode]] = {}
    for one in _fields(sets):
        fields.setdefault(one.alias.value if one.alias else one.name.value, []).append(one)
    for key, same in fields.items():
        name = same[0].name.value
        if name == "__typename":
            continue
        below = get_named_type(kind.fields[name].type)
        node = Node(
            of=kind.name,
            name=name,
            kind=below.name,
            alias="" if key == name else key,
            arguments=ARGUMENTS.get(name, "") if kind is schema.query_type else "",
            composite=isinstance(below, GraphQLObjectType),
        )
        if isinstance(below, GraphQLObjectType):
            inner = [one.selection_set for one in same if one.selection_set is not None]
            node = replace(node, below=tuple(_nodes(schema, below, inner)))
        yield node


def _fields(sets: Sequence[SelectionSetNode]) -> Iterator[FieldNode]:
    for one in sets:
        for selection in one.selections:
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, InlineFragmentNode):
                yield from _fields([selection.selection_set])
