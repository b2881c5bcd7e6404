"""What executing an operation asks of its document, the schema and the policy: found out once.

A plan belongs to one operation and one set of scopes. It keeps which fields are selected of each type, and
the step to each of them.
"""

from collections import OrderedDict
from typing import NamedTuple

from graphql import GraphQLObjectType, GraphQLSchema, OperationDefinitionNode
from graphql.execution.collect_fields import GroupedFieldSet

from domain.partners import Principal, Scope
from gateway.execution.steps import Details, Step, step_of

_MOST_SCOPES = 4


class Selection(NamedTuple):
    """What is selected of one type below one field, or at the root."""

    kind: GraphQLObjectType
    steps: tuple[Step, ...]
    kept: object
    """The nodes by whose identity the plan knows the selection."""


class Plan:
    """Filled while operations run."""

    def __init__(self) -> None:
        self._root: GroupedFieldSet | None = None
        self._below: dict[tuple[GraphQLObjectType, int], Selection] = {}

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
        principal: Principal,
    ) -> Selection:
        """Make the selection of these nodes and keep it."""
        steps = (_step(schema, kind, name, details, principal) for name, details in selected.items())
        made = Selection(kind, tuple(step for step in steps if step is not None), nodes)
        self._below[kind, id(nodes)] = made
        return made


class Plans:
    """The plans of one document, for the scopes that asked last.

    fixed: whether no variable can change which fields are selected. Where one can, a plan serves once.
    """

    def __init__(self, *, fixed: bool) -> None:
        self._fixed = fixed
        self._known: OrderedDict[tuple[str, frozenset[Scope]], Plan] = OrderedDict()

    def of(self, operation: OperationDefinitionNode, scopes: frozenset[Scope]) -> Plan:
        """The plan of one of the document's operations, for who has these scopes."""
        if not self._fixed:
            return Plan()
        key = operation.name.value if operation.name else "", scopes
        plan = self._known.pop(key, None) or Plan()
        self._known[key] = plan
        if len(self._known) > _MOST_SCOPES:
            self._known.popitem(last=False)
        return plan


def _step(
    schema: GraphQLSchema, kind: GraphQLObjectType, name: str, details: Details, principal: Principal
) -> Step | None:
    field = schema.get_field(kind, details[0].node.name.value)
    return step_of(name, details, kind, field, principal) if field else None
