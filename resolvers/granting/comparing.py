"""Whether who has certain rights may compare with a field, and with times how exactly."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from graphql import GraphQLArgument, GraphQLInputField, GraphQLInputObjectType, get_named_type

from domain.errors import BadInput, NotGranted
from domain.partners import FieldRights
from domain.policy import ALLOW, Deny, FieldTables, decide_field
from domain.shapes.instants import is_whole_day
from domain.shapes.words import TIMES
from resolvers.granting.field_kinds import FIELD_TABLES
from resolvers.granting.input_fields import COMPARED

_MOST_RIGHTS = 256
_MOST_NESTED = 10
_Given = Mapping[str, object]


class Comparison(NamedTuple):
    """What may be compared with a field. refused: why nothing may be; days: whether only whole days may."""

    refused: str = ""
    days: bool = False


class Place(NamedTuple):
    """Where an input stands below the arguments of a field, and the field that it is compared with."""

    path: Sequence[str]
    compared: str


def comparison(rights: FieldRights, field: str, tables: FieldTables = FIELD_TABLES) -> Comparison:
    """What may be compared with a field such as `Order.placedAt`."""
    type_name, _, name = field.partition(".")
    decision = decide_field(rights, tables, type_name, name)
    if decision is ALLOW:
        return Comparison()
    if isinstance(decision, Deny):
        return Comparison(refused=decision.reason)
    if tables.kinds[type_name][name] in TIMES:
        return Comparison(days=True)
    return Comparison(refused=f"{field} is not shown in full")


def require_comparison(rights: FieldRights, field: str, asked: str) -> Comparison:
    """How `asked`, in the caller's words, may be compared with the field. Raises NotGranted."""
    allowed = comparison(rights, field)
    if allowed.refused:
        raise NotGranted(f"{asked} compares with {field}: {allowed.refused}")
    return allowed


class Inputs:
    """The inputs of one field: `of(rights)` are those that not all values may be given for."""

    def __init__(self, arguments: Mapping[str, GraphQLArgument], tables: FieldTables) -> None:
        self._places = tuple(_places(arguments, ()))
        self._tables = tables
        self.of = lru_cache(_MOST_RIGHTS)(self._narrowed)

    def __bool__(self) -> bool:
        return bool(self._places)

    def check(self, rights: FieldRights, given: _Given) -> None:
        """Raise NotGranted or BadInput for a value that these rights do not reach."""
        for place, allowed in self.of(rights):
            for name, value in _values(given, place.path):
                if allowed.refused:
                    raise NotGranted(f"{name} compares with {place.compared}: {allowed.refused}")
                _check_days(value, name)

    def _narrowed(self, rights: FieldRights) -> tuple[tuple[Place, Comparison], ...]:
        judged = ((place, comparison(rights, place.compared, self._tables)) for place in self._places)
        return tuple((place, allowed) for place, allowed in judged if allowed != Comparison())


def _places(
    inputs: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField],
    above: tuple[str, ...],
    of: str = "",
) -> Iterator[Place]:
    if len(above) > _MOST_NESTED:
        return
    for name, each in inputs.items():
        path = (*above, name)
        compared = COMPARED.get(of, {}).get(name)
        if compared is not None:
            yield Place(path, compared)
        kind = get_named_type(each.type)
        if isinstance(kind, GraphQLInputObjectType):
            yield from _places(kind.fields, path, kind.name)


def _values(given: object, path: Sequence[str], above: str = "") -> Iterator[tuple[str, object]]:
    """What was given at the path, each value with its place in the caller's words."""
    if isinstance(given, list):
        for item in given:
            yield from _values(item, path, above)
    elif not path:
        if given is not None:
            yield above, given
    elif isinstance(given, Mapping):
        name = f"{above}.{path[0]}" if above else path[0]
        yield from _values(given.get(path[0]), path[1:], name)


def _check_days(given: object, place: str) -> None:
    if isinstance(given, Mapping):
        for name, value in given.items():
            _check_days(value, f"{place}.{name}")
    if isinstance(given, datetime) and not is_whole_day(given):
        raise BadInput("should be midnight in UTC: your grant tells this time to the day", field=place)
