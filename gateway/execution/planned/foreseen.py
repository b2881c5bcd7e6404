"""What the policy makes of an operation for certain rights, known before any backend is called."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)

from domain.partners import FieldRights
from domain.shapes.words import PERSONAL
from resolvers.granting.field_kinds import FIELD_KINDS
from resolvers.granting.gates import ruling_of
from resolvers.limiting.document_size import Fragments

Path = tuple[str, ...]


class Refused(NamedTuple):
    """A field that is an error, by the response names that lead to it, and why."""

    path: Path
    reason: str


class Shaped(NamedTuple):
    """A field that is shown in a shape of the grant, or is null for it (absent). field: `Customer.email`."""

    path: Path
    field: str
    absent: bool


class Foreseen(NamedTuple):
    """refused, shaped: in the order of the operation. personal: fields that show of a person."""

    refused: Sequence[Refused]
    personal: frozenset[str]
    shaped: Sequence[Shaped] = ()


class _Selected(NamedTuple):
    path: Path
    kind: GraphQLObjectType
    node: FieldNode


def foreseen(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments, rights: FieldRights
) -> Foreseen:
    """Look at every field of a valid operation, whatever its conditions. Below what is not read, at none."""
    refused: dict[Path, str] = {}
    personal: set[str] = set()
    shaped: dict[Path, Shaped] = {}
    root = cast("GraphQLObjectType", schema.get_root_type(operation.operation))
    waiting = list(_selected(schema, root, operation.selection_set, fragments, ()))[::-1]
    while waiting:
        path, kind, node = waiting.pop()
        field = schema.get_field(kind, node.name.value)
        if field is None:
            continue
        ruling = ruling_of(field, rights)
        if ruling.refused:
            refused[path] = ruling.refused
        if ruling.absent or ruling.shaping is not None:
            shaped[path] = Shaped(path, f"{kind.name}.{node.name.value}", ruling.absent)
        if ruling.refused or ruling.absent:
            continue
        if FIELD_KINDS.get(kind.name, {}).get(node.name.value) in PERSONAL:
            personal.add(f"{kind.name}.{node.name.value}")
        below = get_named_type(field.type)
        if node.selection_set and is_composite_type(below):
            waiting += list(_selected(schema, below, node.selection_set, fragments, path))[::-1]
    told = tuple(Refused(*each) for each in refused.items())
    return Foreseen(told, frozenset(personal), tuple(shaped.values()))


def _selected(
    schema: GraphQLSchema,
    kind: GraphQLCompositeType,
    below: SelectionSetNode,
    fragments: Fragments,
    above: Path,
) -> Iterator[_Selected]:
    """The fields of one selection, those of its fragments with the types that they are of."""
    for node in below.selections:
        if isinstance(node, FieldNode) and isinstance(kind, GraphQLObjectType):
            yield _Selected((*above, (node.alias or node.name).value), kind, node)
        part = fragments.get(node.name.value) if isinstance(node, FragmentSpreadNode) else node
        if isinstance(part, InlineFragmentNode | FragmentDefinitionNode):
            condition = part.type_condition
            narrowed = schema.get_type(condition.name.value) if condition else kind
            if is_composite_type(narrowed):
                yield from _selected(schema, narrowed, part.selection_set, fragments, above)
