"""How instants, spans and exact numbers are written: ISO 8601, UTC with `Z`; decimals without idle zeros."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NewType

import msgspec
import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from domain.errors import ImpossibleValue
from domain.instants import parse_instant
from domain.quantities import quantity

Json = NewType("Json", object)
"""Whatever JSON can hold."""

_NO_FRACTION = Decimal(1)
_LONGEST = timedelta(days=365)


def written_instant(moment: datetime) -> str:
    """`2026-03-02T08:00:00Z`, with microseconds where there are any."""
    if moment.tzinfo is UTC:
        return moment.isoformat()[:-6] + "Z"
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def written_number(number: Decimal) -> str:
    """Every digit that counts, and never an exponent."""
    text = str(number)
    if text.isdigit():
        return text
    if number == number.to_integral_value():
        return str(number.quantize(_NO_FRACTION))
    return format(number.normalize(), "f")


def read_instant(value: object) -> datetime:
    """An ISO 8601 time with its zone. Raises GraphQLError for anything else."""
    try:
        return parse_instant(str(value))
    except ImpossibleValue as error:
        raise GraphQLError(error.public) from error


def read_number(value: object) -> Decimal:
    """An exact number as text or integer. Raises GraphQLError for a float."""
    try:
        return quantity(value).amount
    except ImpossibleValue as error:
        raise GraphQLError(error.public) from error


def written_duration(span: timedelta) -> str:
    """`PT30S`."""
    return str(msgspec.to_builtins(span))


def read_duration(value: object) -> timedelta:
    """An ISO 8601 duration up to a year. Raises GraphQLError for anything else."""
    try:
        span = msgspec.convert(value, timedelta) if isinstance(value, str) else None
    except msgspec.ValidationError:
        span = None
    if span is None or not timedelta(0) <= span <= _LONGEST:
        raise GraphQLError("should be a duration in ISO 8601 from PT0S to P365D, such as PT30S")
    return span


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in ISO 8601, always UTC: `2026-03-02T08:00:00Z`.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        serialize=written_instant,
        parse_value=read_instant,
    ),
    timedelta: strawberry.scalar(
        name="Duration",
        description="A span of time in ISO 8601, without years and months: `PT30S`.",
        serialize=written_duration,
        parse_value=read_duration,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number, as text: `12` or `0.5`.",
        serialize=written_number,
        parse_value=read_number,
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc8259",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}

WRITTEN: Mapping[str, tuple[type, Callable[[Any], str]]] = {
    "DateTime": (datetime, written_instant),
    "Decimal": (Decimal, written_number),
}
"""By the scalar's name in the graph: the Python type of its values, and how they are written."""
