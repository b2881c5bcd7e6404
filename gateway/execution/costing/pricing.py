"""The price of an operation for whoever asks: compiled once for a document, a few microseconds a request."""

from collections import OrderedDict
from typing import NamedTuple

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import VariableValues

from domain.partners import FieldRights
from gateway.execution.answers import Answer, Outcome
from gateway.execution.conditions import conditional
from gateway.execution.costing.costs import compiled, values_of
from gateway.execution.costing.prices import FREE, Inputs, Place
from resolvers.field_costs import ENTRY
from resolvers.limiting.document_size import fragments_of

_MOST_RIGHTS = 16
_NO_VALUES = VariableValues({}, {})


class Price(NamedTuple):
    """What one request may cost in points, and afterwards what it did. requested: at most; at least one."""

    requested: int
    place: Place
    inputs: Inputs

    def actual(self, answer: Answer) -> int:
        """What the answer costs. Who leaves, or is given up, has had all that it asked for."""
        if answer.outcome in {Outcome.TIMED_OUT, Outcome.ABANDONED}:
            return self.requested
        if answer.outcome is not Outcome.EXECUTED:
            return ENTRY
        if answer.data is None:
            return self.requested
        return min(self.requested, ENTRY + self.place.actual(answer.data, self.inputs))


class Costs:
    """What one operation costs, by the rights of those who asked last.

    Where a variable decides which fields are selected, it is compiled for each request.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode) -> None:
        self._schema = schema
        self._document = document
        self._node = node
        self._varies: bool | None = None
        self._known: OrderedDict[FieldRights, Place] = OrderedDict()

    def of(self, rights: FieldRights, inputs: Inputs) -> Price:
        """For who has these rights, with these variables as they came."""
        place = self._place(rights, inputs)
        return Price(ENTRY + place.requested(inputs), place, inputs)

    def _place(self, rights: FieldRights, inputs: Inputs) -> Place:
        if self._varies is None:
            self._varies = conditional(self._document)
        if self._varies:
            values = values_of(self._schema, self._node, inputs)
            # Variables that do not fit are the execution's to refuse: then nothing is read.
            return FREE if values is None else self._compiled(rights, values)
        known = self._known.get(rights)
        if known is not None:
            self._known.move_to_end(rights)
            return known
        made = self._known[rights] = self._compiled(rights, _NO_VALUES)
        if len(self._known) > _MOST_RIGHTS:
            self._known.popitem(last=False)
        return made

    def _compiled(self, rights: FieldRights, values: VariableValues) -> Place:
        return compiled(self._schema, self._node, fragments_of(self._document), rights, values)
