"""What operations and their fields ask of freshness by `@fresh`, compiled once for a document.

A bound holds for its field and for all below. Of several that apply the strictest counts, also where
one field is selected twice at one place.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import NamedTuple, TypeAlias

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLDirective,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_directive_values,
    visit,
)
from graphql.execution.values import VariableValues, get_variable_values

from domain.ports.bounds import ANY_AGE, Bound
from resolvers.limiting.document_size import Fragments, fragments_of
from resolvers.limiting.merged_fields import merged
from resolvers.reading.fresh import MAX_AGE, NAME, STRICT

Inputs: TypeAlias = Mapping[str, object]


class Place(NamedTuple):
    """A field, or the operation: its bound, and by response name the fields below that lead to others."""

    bound: Bound
    below: Mapping[str, "Place"]

    def at(self, names: Iterable[str]) -> Bound:
        """The bound of the field that these response names lead to."""
        place = self
        for name in names:
            found = place.below.get(name)
            if found is None:
                break
            place = found
        return place.bound


ANYWHERE = Place(ANY_AGE, {})


class Bounds:
    """Of one operation. Where variables say how fresh, they are compiled for each request."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode) -> None:
        used = _Used()
        visit(document, used)
        self._schema = schema
        self._node = node
        self._directive = schema.get_directive(NAME)
        self._fragments = fragments_of(document)
        self._varies = used.varies
        self._fixed = ANYWHERE if used.varies or not used.any else self._compiled(None)

    def of(self, inputs: Inputs) -> Place:
        """The bounds under these variables. Variables that do not fit are the execution's to refuse."""
        if not self._varies:
            return self._fixed
        values = get_variable_values(self._schema, self._node.variable_definitions or (), dict(inputs))
        return self._compiled(values) if isinstance(values, VariableValues) else ANYWHERE

    def _compiled(self, values: VariableValues | None) -> Place:
        if self._directive is None:
            return ANYWHERE
        compiler = _Compiler(self._directive, self._fragments, values)
        bound = compiler.bound(ANY_AGE, self._node)
        return Place(bound, compiler.below([self._node.selection_set], bound))


class _Compiler(NamedTuple):
    directive: GraphQLDirective
    fragments: Fragments
    values: VariableValues | None

    def below(self, selection_sets: Sequence[SelectionSetNode], outer: Bound) -> dict[str, Place]:
        """The fields that have a bound other than the outer one, or lead to such."""
        by_name: dict[str, list[FieldNode]] = defaultdict(list)
        for field in merged(selection_sets, self.fragments):
            by_name[(field.alias or field.name).value].append(field)
        found = {}
        for name, fields in by_name.items():
            bound = reduce(self.bound, fields, outer)
            below = self.below([each.selection_set for each in fields if each.selection_set], bound)
            if below or bound != outer:
                found[name] = Place(bound, below)
        return found

    def bound(self, outer: Bound, node: FieldNode | OperationDefinitionNode) -> Bound:
        """The outer bound, narrowed by what stands at the node itself."""
        try:
            given = get_directive_values(self.directive, node, self.values)
        except GraphQLError:  # the execution refuses it with its place
            return outer
        return outer if given is None else outer.narrowed(Bound(given.get(MAX_AGE), bool(given[STRICT])))


class _Used(Visitor):
    """Whether any bound is given in a document, and whether variables say which."""

    def __init__(self) -> None:
        super().__init__()
        self.any = self.varies = False

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value == NAME:
            self.any = True
            self.varies |= any(isinstance(each.value, VariableNode) for each in node.arguments or ())
