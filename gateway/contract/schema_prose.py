"""What the published schema must be like for those who read it: names, descriptions, deprecations."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from graphql import (
    GraphQLArgument,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
)

_TYPE = re.compile(r"[A-Z][A-Za-z0-9]*")
_FIELD = re.compile(r"[a-z][A-Za-z0-9]*")
_VALUE = re.compile(r"[A-Z][A-Z0-9_]*")
_LEAVES = re.compile(r"Use `\S+` instead; leaves after \d{4}-\d{2}-\d{2}\.")
_FEDERATION_TYPES = re.compile(r"_\w+|(?:federation|link)__\w+|FieldSet")
_FEDERATION_FIELDS = frozenset({"_entities", "_service"})

Part: TypeAlias = GraphQLField | GraphQLInputField | GraphQLArgument | GraphQLEnumValue


def prose_complaints(schema: GraphQLSchema) -> list[str]:
    """What is missing or named against the convention, one sentence each with its place."""
    named = [said for each in schema.type_map.values() if _is_ours(each) for said in _of_type(each)]
    directives = (each for each in schema.directives if not is_specified_directive(each))
    return [*named, *(said for each in directives for said in _of_directive(each))]


def _is_ours(named: GraphQLNamedType) -> bool:
    """Not the specification's own, nor federation's, whose words are not ours."""
    foreign = is_introspection_type(named) or is_specified_scalar_type(named)
    return not foreign and _FEDERATION_TYPES.fullmatch(named.name) is None


def _of_type(named: GraphQLNamedType) -> Iterator[str]:
    yield from _spelled(named.name, named.name, _TYPE)
    yield from _documented(named.name, named)
    if isinstance(named, GraphQLInputObjectType) and not named.name.endswith("Input"):
        yield f"{named.name}: the name of an input should end with Input"
    for name, part in _parts(named):
        place = f"{named.name}.{name}"
        yield from _spelled(place, name, _VALUE if isinstance(part, GraphQLEnumValue) else _FIELD)
        yield from _leaving(place, part)
        if not isinstance(part, GraphQLEnumValue):
            yield from _documented(place, part)
        if isinstance(part, GraphQLField):
            yield from _of_arguments(place, part)


def _parts(named: GraphQLNamedType) -> Iterator[tuple[str, Part]]:
    if isinstance(named, GraphQLEnumType):
        yield from named.values.items()
    elif isinstance(named, GraphQLInputObjectType):
        yield from named.fields.items()
    elif isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        yield from ((name, each) for name, each in named.fields.items() if name not in _FEDERATION_FIELDS)


def _of_directive(directive: GraphQLDirective) -> Iterator[str]:
    """Directives of federation are linked and not defined, so that those that are defined are ours."""
    place = f"@{directive.name}"
    yield from _spelled(place, directive.name, _FIELD)
    yield from _documented(place, directive)
    yield from _of_arguments(place, directive)


def _of_arguments(place_of_all: str, described: GraphQLField | GraphQLDirective) -> Iterator[str]:
    for name, argument in described.args.items():
        place = f"{place_of_all}({name}:)"
        yield from _spelled(place, name, _FIELD)
        yield from _documented(place, argument)
        yield from _leaving(place, argument)


def _spelled(place: str, name: str, convention: re.Pattern[str]) -> Iterator[str]:
    if convention.fullmatch(name) is None:
        yield f"{place}: '{name}' is not spelled as its like are"


def _documented(place: str, described: GraphQLNamedType | GraphQLDirective | Part) -> Iterator[str]:
    if not (described.description or "").strip():
        yield f"{place}: has no description"


def _leaving(place: str, described: Part) -> Iterator[str]:
    reason = described.deprecation_reason
    if reason is not None and _LEAVES.fullmatch(reason) is None:
        yield f"{place}: its deprecation should read 'Use `x` instead; leaves after 2027-01-31.'"
