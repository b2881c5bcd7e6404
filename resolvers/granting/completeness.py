"""What the tables of the policy must say of a schema before it may be served: of everything, something."""

import re
from collections.abc import Collection, Iterator, Mapping

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    is_list_type,
    is_non_null_type,
)

from domain.policy import FieldTables
from domain.shapes.words import PERSONAL, ValueKind

Place = tuple[str, str]

_TEXTS = "String"
_SHAPED: Mapping[ValueKind, frozenset[str]] = {
    ValueKind.STOCK: frozenset({"StockAmount"}),
    ValueKind.FIGURE: frozenset({"Quantity", "StockFigure"}),
    ValueKind.TIME: frozenset({"DateTime"}),
    ValueKind.DELAY: frozenset({"Delay"}),
    ValueKind.ADDRESS: frozenset({"Address"}),
    ValueKind.CODES: frozenset({"Identifier"}),
}
"""The types whose values a kind's shapes know; of all others it is texts."""

_LISTS = frozenset({ValueKind.STREET, ValueKind.CODES})
_EITHER = frozenset({ValueKind.FIGURE})
_NULLABLE = PERSONAL | {ValueKind.FIGURE, ValueKind.DELAY}
_TIMES = frozenset({"DateTime", "Duration"})
_QUANTITIES = frozenset({"Quantity", "StockAmount"})
_OF_PERSONS = frozenset({"Address"})
_PERSONAL_NAME = re.compile(r"(?:\w+[a-z])?(?:name|email|phone|address)", re.IGNORECASE)


def complaints(
    schema: GraphQLSchema,
    tables: FieldTables,
    exempt: Collection[Place],
    inputs: Mapping[str, Collection[str]],
) -> Iterator[str]:
    """One sentence for each thing that is not declared as it has to be."""
    fields = dict(_fields(schema))
    yield from _of_fields(fields, tables, exempt)
    yield from _of_entries(fields, tables, exempt)
    yield from _of_inputs(schema, fields, inputs)


def _of_fields(
    fields: Mapping[Place, GraphQLField], tables: FieldTables, exempt: Collection[Place]
) -> Iterator[str]:
    for place, field in fields.items():
        name = ".".join(place)
        kind = _kind(tables, place)
        if kind is None:
            looks = _looks_like(place, field)
            if looks and place not in exempt:
                yield f"{name} shows {looks}: give it a kind, or a reason to be exempt, in field_kinds.py"
        elif not _fits(kind, field.type):
            yield f"{name}: no shape of {kind} knows the type {field.type}"
        elif kind in _NULLABLE and is_non_null_type(field.type):
            yield f"{name} is {kind}, which some are not shown, so it must be nullable"


def _of_entries(
    fields: Mapping[Place, GraphQLField], tables: FieldTables, exempt: Collection[Place]
) -> Iterator[str]:
    declared = ((name, field) for name, kinds in tables.kinds.items() for field in kinds)
    for place in declared:
        if place not in fields:
            yield f"{'.'.join(place)} has a kind, and there is no such field"
    for place in exempt:
        if place not in fields or _kind(tables, place) is not None or not _looks_like(place, fields[place]):
            yield f"{'.'.join(place)} is exempt from what it is not subject to"


def _of_inputs(
    schema: GraphQLSchema, fields: Mapping[Place, GraphQLField], inputs: Mapping[str, Collection[str]]
) -> Iterator[str]:
    there = {f"{name}.{field}": frozenset(each.args) for (name, field), each in fields.items() if each.args}
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLInputObjectType):
            there[name] = frozenset(kind.fields)
    for place in sorted({*there, *inputs}):
        has, declared = there.get(place, frozenset()), frozenset(inputs.get(place, ()))
        for name in sorted(has - declared):
            yield f"{place}: the input {name} has no entry in input_fields.py"
        for name in sorted(declared - has):
            yield f"{place}: the input {name} has an entry, and there is no such input"


def _looks_like(place: Place, field: GraphQLField) -> str:
    """What a field shows by its type or its name, where that is something of which kinds are."""
    type_name, name = place
    shown = get_named_type(field.type).name
    if shown in _TIMES:
        return "a time"
    if shown in _QUANTITIES:
        return "a quantity"
    person = shown in _OF_PERSONS or (shown == _TEXTS and bool(_PERSONAL_NAME.fullmatch(name)))
    return "something of a person" if person or type_name in _OF_PERSONS else ""


def _fits(kind: ValueKind, shown: GraphQLOutputType) -> bool:
    plain = shown.of_type if isinstance(shown, GraphQLNonNull) else shown
    lists = is_list_type(plain)
    if kind not in _EITHER and lists != (kind in _LISTS):
        return False
    return get_named_type(plain).name in _SHAPED.get(kind, {_TEXTS})


def _kind(tables: FieldTables, place: Place) -> ValueKind | None:
    return tables.kinds.get(place[0], {}).get(place[1])


def _fields(schema: GraphQLSchema) -> Iterator[tuple[Place, GraphQLField]]:
    for type_name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not type_name.startswith("__"):
            for name, field in kind.fields.items():
                yield (type_name, name), field
