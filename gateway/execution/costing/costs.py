"""Compiles what an operation costs whoever has certain rights: fields that are refused are not read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, cast

from graphql import (
    ArgumentNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_variable_values

from domain.partners import FieldRights
from gateway.execution.costing.prices import ONE, Below, Inputs, Paid, Place, Size, place
from resolvers.field_costs import ASKED, LENGTHS, READS, Asked, Read
from resolvers.granting.gates import ruling_of
from resolvers.limiting.document_size import Fragments


class _Found(NamedTuple):
    """A place, and the reads that a type further up pays, each with its response names here."""

    place: Place
    above: tuple[Read, ...]


def compiled(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Fragments,
    rights: FieldRights,
    values: VariableValues,
) -> Place:
    """The price of an operation, its valid document being this. values: decide over what is skipped."""
    return _Compiler(schema, operation, _detailed(fragments), rights, values).root()


def values_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, inputs: Inputs
) -> VariableValues | None:
    """The variables as the execution takes them; None where it refuses them."""
    values = get_variable_values(schema, operation.variable_definitions or (), dict(inputs))
    return values if isinstance(values, VariableValues) else None


class _Compiler(NamedTuple):
    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    rights: FieldRights
    values: VariableValues

    def root(self) -> Place:
        kind = cast("GraphQLObjectType", self.schema.get_root_type(self.operation.operation))
        fields = collect_fields(self.schema, self.fragments, self.values, kind, self.operation)
        return self._found(kind, fields.grouped_field_set, {}).place

    def _found(self, kind: GraphQLObjectType, selected: GroupedFieldSet, pages: Mapping[str, Size]) -> _Found:
        reads = _Reads(kind.name)
        paid: list[Paid] = []
        below: list[Below] = []
        for name, details in selected.items():
            node = details[0].node
            field = self.schema.get_field(kind, node.name.value)
            if field is None or not self._is_read(field):
                continue
            reads.select(node.name.value, name)
            asked = ASKED.get(kind.name, {}).get(node.name.value)
            size = self._size(kind, details, field, pages)
            if asked is not None:
                paid.append(Paid(frozenset({name}), asked.points, asked.each, size))
            paged = {asked.pages: size} if asked is not None and asked.pages else {}
            inner = [self._found(one, self._below(one, details), paged) for one in self._kinds(field)]
            reads.pay_for(inner, name)
            places = tuple(each.place for each in inner if not each.place.is_free)
            if places:
                below.append(Below(name, ONE if paged else size, places, certain=len(inner) == 1))
        return _Found(place([*paid, *reads.paid()], below), tuple(reads.above))

    def _is_read(self, field: GraphQLField) -> bool:
        ruling = ruling_of(field, self.rights)
        return not ruling.refused and not ruling.absent

    def _kinds(self, field: GraphQLField) -> Iterable[GraphQLObjectType]:
        kind = get_named_type(field.type)
        if is_abstract_type(kind):
            return self.schema.get_possible_types(kind)
        return (kind,) if isinstance(kind, GraphQLObjectType) else ()

    def _below(self, kind: GraphQLObjectType, details: list[FieldDetails]) -> GroupedFieldSet:
        return collect_subfields(
            self.schema, self.fragments, self.values, self.operation, kind, details
        ).grouped_field_set

    def _size(
        self,
        kind: GraphQLObjectType,
        details: list[FieldDetails],
        field: GraphQLField,
        pages: Mapping[str, Size],
    ) -> Size:
        """How many elements a list has, or what an argument counts."""
        node = details[0].node
        asked = ASKED.get(kind.name, {}).get(node.name.value)
        if asked is None:
            length = LENGTHS.get(kind.name, {}).get(node.name.value, 1)
            return pages.get(node.name.value, Size(length))
        given = next((one for one in node.arguments or () if one.name.value == asked.by), None)
        return self._counted(asked, given, field)

    def _counted(self, asked: Asked, given: ArgumentNode | None, field: GraphQLField) -> Size:
        argument = field.args.get(asked.by)
        default = None if argument is None else argument.default_value
        assumed = default if isinstance(default, int) else asked.assumed
        match None if given is None else given.value:
            case None | NullValueNode():
                return Size(min(assumed, asked.most))
            case VariableNode(name=name):
                return Size(self._default(name.value, assumed), name.value, asked.most)
            case IntValueNode(value=text):
                return Size(max(0, min(int(text), asked.most)))
            case ListValueNode(values=values):
                return Size(min(len(values), asked.most))
            case _:
                return ONE

    def _default(self, variable: str, assumed: int) -> int:
        """What a variable says where it is not given."""
        for definition in self.operation.variable_definitions or ():
            if definition.variable.name.value == variable:
                match definition.default_value:
                    case IntValueNode(value=text):
                        return int(text)
                    case ListValueNode(values=values):
                        return len(values)
        return assumed


class _Reads:
    """The reads of one object's fields: each is paid once, here or further up."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._here: dict[str, tuple[int, set[str]]] = {}
        self.above: list[Read] = []

    def select(self, field: str, name: str) -> None:
        """A field is asked for under this response name."""
        for read in READS.get(self._kind, ()):
            if field in read.fields.split():
                self._pay(read, name)

    def pay_for(self, below: Iterable[_Found], name: str) -> None:
        """What is below this response name has reads whose key is here, or further up."""
        for found in below:
            for read in found.above:
                self._pay(read, name)

    def paid(self) -> Iterator[Paid]:
        """What is paid for one object."""
        return (Paid(frozenset(names), points) for points, names in self._here.values())

    def _pay(self, read: Read, name: str) -> None:
        if read.of not in {"", self._kind}:
            self.above.append(read)
            return
        known = self._here.setdefault(read.ports or read.fields, (read.points, set()))
        known[1].add(name)


def _detailed(fragments: Fragments) -> dict[str, FragmentDetails]:
    return {name: FragmentDetails(node) for name, node in fragments.items()}
