"""What Tryton sends: only what we use of it, required where we cannot do without.

A struct is also what is asked for (`fields.asked`): a name that ends with a dot is a related record or a
list of them. Numbers are read as decimals from their digits, so that no float is ever made.
"""

from dataclasses import dataclass
from decimal import Decimal

import msgspec


class Moment(msgspec.Struct, frozen=True, tag_field="__class__", tag="datetime"):
    """An instant. It names no zone, and is UTC."""

    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0
    microsecond: int = 0


class Day(msgspec.Struct, frozen=True, tag_field="__class__", tag="date"):
    """A calendar day of the company's zone."""

    year: int
    month: int
    day: int


class Exact(msgspec.Struct, frozen=True, tag_field="__class__", tag="Decimal"):
    """An amount of money."""

    decimal: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Marks a list whose rows are read one by one, so that a bad one costs only itself."""

    of: type[msgspec.Struct]


class Coded(msgspec.Struct):
    """Anything that has a code of its own: parties, warehouses, currencies, countries."""

    code: str | None = None


class Factor(msgspec.Struct):
    """A unit by its size: one is `factor` of its category's reference unit."""

    factor: Decimal


class Unit(msgspec.Struct):
    """A unit by its name."""

    symbol: str


class BaseUnit(Unit):
    """The unit in which an item is stocked, or one that is converted to it, with its size."""

    factor: Decimal


class Numbered(msgspec.Struct):
    """The key of sales, shipments and purchases."""

    number: str


class CodedKey(msgspec.Struct):
    """The key of products, warehouses and parties."""

    code: str


NUMBERED = msgspec.json.Decoder(Numbered)
CODED_KEY = msgspec.json.Decoder(CodedKey)
