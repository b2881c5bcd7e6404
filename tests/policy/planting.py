"""Recognisable values: each is planted once, so that wherever it turns up it says what it was planted in."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo, replace

from domain.identifiers import Identifier, IdentifierKind
from domain.orders import Address
from domain.quantities import Money, Quantity
from resolvers.types.scalars import written_instant, written_number
from tests.doubles.clock import START

R = TypeVar("R", bound=msgspec.Struct)
_LEFT = frozenset(
    {
        # What records are found and joined by.
        *("customer", "order", "location", "line", "package", "return_numbers", "origin", "supplier"),
        # What would withdraw a fact, or turn a record into a failure.
        *("corrects", "event_id", "counted_by", "gaps", "reference", "references", "tracking_number"),
        *("carrier", "cancelled", "channel"),
    }
)


class Planted:
    """All that was planted: by its text in an answer, the record that it belongs to and the field.

    A record goes by the name that says whose it is, such as `SO-1`.
    """

    def __init__(self) -> None:
        self.where: dict[str, tuple[str, str]] = {}

    def of(self, record: str) -> frozenset[str]:
        """Every text that was planted in a record."""
        return frozenset(text for text, (owner, _) in self.where.items() if owner == record)

    def within(self, text: str, record: str, place: str) -> str:
        """The text, which is planted already."""
        self.where[text] = record, place
        return text

    def filled(self, record: R, owner: str) -> R:
        """The record with a value of its own in each field that is empty, and in all records below it."""
        kind = type(record)
        told = {
            field.name: self._value(getattr(record, field.name), field, owner, kind.__name__)
            for field in msgspec.structs.fields(kind)
            if field.name not in _LEFT
        }
        return replace(record, **told)

    def _value(self, value: Any, field: FieldInfo, owner: str, kind: str) -> Any:  # noqa: ANN401 - whatever a record holds
        place = f"{kind}.{field.name}"
        if isinstance(value, Identifier | Quantity | Money):
            return value
        if isinstance(value, msgspec.Struct):
            return self.filled(value, owner)
        if isinstance(value, tuple) and value:
            return tuple(self._item(one, field, owner, kind) for one in value)
        if value not in (None, "", ()):
            return value
        made = next((make for wanted, make in _MADE if wanted in _types(field.type)), None)
        return value if made is None else made(self, owner, place)

    def _item(self, value: object, field: FieldInfo, owner: str, kind: str) -> object:
        return self._value(value, field, owner, kind) if isinstance(value, msgspec.Struct) else value

    def text(self, owner: str, place: str) -> str:
        """A text that stands nowhere else."""
        return self.within(f"planted {len(self.where)}x in {place} of {owner}", owner, place)

    def instant(self, owner: str, place: str) -> datetime:
        """A time that stands nowhere else, and in its microseconds can be recognised."""
        number = len(self.where) + 1
        moment = START - timedelta(days=2) + timedelta(minutes=number, microseconds=700_000 + number)
        self.within(written_instant(moment), owner, place)
        return moment

    def number(self, owner: str, place: str) -> Decimal:
        """A number that stands nowhere else."""
        number = Decimal(f"{len(self.where) + 1}.7{len(self.where):05}1")
        self.within(written_number(number), owner, place)
        return number

    def quantity(self, owner: str, place: str) -> Quantity:
        """So many pieces."""
        return Quantity(self.number(owner, place), "EA")

    def money(self, owner: str, place: str) -> Money:
        """So many dollars."""
        return Money(self.number(owner, place), "USD")

    def identifiers(self, owner: str, place: str) -> tuple[Identifier, ...]:
        """What one system calls it."""
        return (Identifier(IdentifierKind.CUSTOMER_PO, "erp", self.text(owner, place)),)

    def address(self, owner: str, place: str) -> Address:
        """A whole address."""
        return self.filled(Address(lines=(self.text(owner, f"{place}.lines"),)), owner)


_Make = Callable[[Planted, str, str], object]
_MADE: tuple[tuple[Any, _Make], ...] = (
    (Address, Planted.address),
    (Money, Planted.money),
    (Quantity, Planted.quantity),
    (datetime, Planted.instant),
    (tuple[Identifier, ...], Planted.identifiers),
    (Decimal, Planted.number),
    (str, Planted.text),
)
"""What an empty field of a type is filled with."""


def _types(annotated: Any) -> Iterator[Any]:  # noqa: ANN401 - a type as it is annotated
    if get_origin(annotated) in {Union, UnionType}:
        yield from get_args(annotated)
    else:
        yield annotated
