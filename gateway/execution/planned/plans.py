"""What executing an operation asks of its document, the schema and the policy: found out once.

A plan belongs to one operation and the rights over fields of whoever asks, never to their rows: those who
have the same rights share it. It keeps which fields are selected of each type, and the step to each of them,
in which stands whether the field is refused, left out, or shown in a shape.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple

from graphql import GraphQLObjectType, GraphQLSchema, OperationDefinitionNode
from graphql.execution.collect_fields import GroupedFieldSet

from domain.partners import FieldRights
from gateway.execution.planned.foreseen import Foreseen, foreseen
from gateway.execution.planned.steps import Details, Step, step_of
from resolvers.limiting.document_size import Fragments


class Selection(NamedTuple):
    """What is selected of one type below one field, or at the root."""

    kind: GraphQLObjectType
    steps: tuple[Step, ...]
    kept: object
    """The nodes by whose identity the plan knows the selection."""


class Plan:
    """For the rights that it was made with; filled while operations run."""

    def __init__(self, rights: FieldRights) -> None:
        self._rights = rights
        self._foreseen: Foreseen | None = None
        self._root: GroupedFieldSet | None = None
        self._below: dict[tuple[GraphQLObjectType, int], Selection] = {}

    def foreseen(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments
    ) -> Foreseen:
        """What the policy makes of its operation, without running it."""
        if self._foreseen is None:
            self._foreseen = foreseen(schema, operation, fragments, self._rights)
        return self._foreseen

    def root(self, collected: GroupedFieldSet) -> GroupedFieldSet:
        """The fields at the root as they were collected first, in the place of others that are equal."""
        if self._root is None:
            self._root = collected
        return self._root

    def known(self, kind: GraphQLObjectType, nodes: object) -> Selection | None:
        """The selection of these nodes, where it was made before."""
        return self._below.get((kind, id(nodes)))

    def made(
        self,
        kind: GraphQLObjectType,
        nodes: object,
        selected: GroupedFieldSet,
        schema: GraphQLSchema,
    ) -> Selection:
        """Make the selection of these nodes and keep it."""
        steps = (_step(schema, kind, name, details, self._rights) for name, details in selected.items())
        made = Selection(kind, tuple(step for step in steps if step is not None), nodes)
        self._below[kind, id(nodes)] = made
        return made


class Shelf:
    """The plans of all documents, the longest unused given up first.

    room: characters of their documents, each counted once for every plan that it has. A character takes some
    70 bytes of memory.
    """

    def __init__(self, room: int = 2_000_000) -> None:
        self._room = room
        self._kept: OrderedDict[Hashable, tuple[Plan, int]] = OrderedDict()

    def of(self, key: Hashable, size: int, rights: FieldRights) -> Plan:
        """The plan under this key, made where there is none; size: of its document."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept[0]
        plan = Plan(rights)
        self._kept[key] = plan, size
        self._room -= size
        while self._room < 0 and len(self._kept) > 1:
            _, (_, freed) = self._kept.popitem(last=False)
            self._room += freed
        return plan


class Plans:
    """The plans of one document, one for each operation and all who have the same rights.

    fixed: whether no variable can change which fields are selected. Where one can, a plan serves once.
    """

    def __init__(self, shelf: Shelf, size: int, *, fixed: bool) -> None:
        self._shelf = shelf
        self._size = size
        self._fixed = fixed

    def of(self, operation: OperationDefinitionNode, rights: FieldRights) -> Plan:
        """The plan of one of the document's operations, for who has these rights."""
        if not self._fixed:
            return Plan(rights)
        name = operation.name.value if operation.name else ""
        return self._shelf.of((self, name, rights), self._size, rights)


def _step(
    schema: GraphQLSchema, kind: GraphQLObjectType, name: str, details: Details, rights: FieldRights
) -> Step | None:
    field = schema.get_field(kind, details[0].node.name.value)
    return step_of(name, details, kind, field, rights) if field else None
