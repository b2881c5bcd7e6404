"""The words of value shapes: a grant has one for each kind of value, and others for single fields."""

from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

import msgspec


class ValueKind(StrEnum):
    """What a field of the graph shows, as far as that can be shown less exactly.

    STOCK is how much can be promised, FIGURE a stock quantity that is told exactly or not at all. DELAY is a
    span between two times. ADDRESS is the whole record, whose parts have kinds of their own; TEXT is whatever
    somebody wrote, CODES are other systems' names of a person.
    """

    STOCK = "STOCK"
    FIGURE = "FIGURE"
    TIME = "TIME"
    DELAY = "DELAY"
    NAME = "NAME"
    EMAIL = "EMAIL"
    ADDRESS = "ADDRESS"
    STREET = "STREET"
    POSTAL_CODE = "POSTAL_CODE"
    PLACE = "PLACE"
    TEXT = "TEXT"
    CODES = "CODES"


QUANTITIES = frozenset({ValueKind.STOCK, ValueKind.FIGURE})
TIMES = frozenset({ValueKind.TIME, ValueKind.DELAY})
PERSONAL = frozenset(ValueKind) - QUANTITIES - TIMES


class Exact(msgspec.Struct, frozen=True, tag="exact"):
    """Quantities as they are. `low`: up to so many units the band beside them says LOW."""

    low: Decimal = Decimal(5)


class Capped(msgspec.Struct, frozen=True, tag="capped"):
    """Quantities below `at` units; from there on it is said that there are at least so many.

    `low` beyond `at` counts as `at`: the band never tells more than the amount.
    """

    at: Decimal
    low: Decimal = Decimal(5)


class Band(msgspec.Struct, frozen=True, tag="band"):
    """No quantities: IN_STOCK, LOW (up to `low` units) or OUT."""

    low: Decimal = Decimal(5)


class YesNo(msgspec.Struct, frozen=True, tag="yes_no"):
    """No quantities: whether there is any."""


QuantityShape: TypeAlias = Exact | Capped | Band | YesNo


class PersonalShape(StrEnum):
    """Personal data as it is, recognisable only by who knows it already, or not at all."""

    FULL = "full"
    MASKED = "masked"
    ABSENT = "absent"


class TimeShape(StrEnum):
    """To the instant, or to the day in UTC."""

    EXACT = "exact"
    DATE = "date"


class FieldShape(msgspec.Struct, frozen=True, kw_only=True):
    """Other shapes for one field of the graph, such as `StockPosition.sellable`. None: as everywhere else."""

    field: str
    quantity: QuantityShape | None = None
    personal: PersonalShape | None = None
    time: TimeShape | None = None


class Shapes(msgspec.Struct, frozen=True, kw_only=True):
    """A grant's value shapes. fields: the exceptions, each field at most once, in alphabetical order."""

    quantity: QuantityShape = Exact()
    personal: PersonalShape = PersonalShape.FULL
    time: TimeShape = TimeShape.EXACT
    fields: tuple[FieldShape, ...] = ()


AS_IT_IS = Shapes()


def plain(number: Decimal) -> Decimal:
    """A finite number in its one plain form, for fingerprints depend on how a shape's are written."""
    return Decimal(int(number)) if number == number.to_integral_value() else number.normalize()


AnyShape: TypeAlias = QuantityShape | PersonalShape | TimeShape


def shape_of(shapes: Shapes, kind: ValueKind, field: str) -> AnyShape:
    """The shape in which a field, such as `Order.placedAt`, shows a value of this kind."""
    own = next((one for one in shapes.fields if one.field == field), None)
    if kind in QUANTITIES:
        return own.quantity if own and own.quantity else shapes.quantity
    if kind in TIMES:
        return own.time if own and own.time else shapes.time
    return own.personal if own and own.personal else shapes.personal
