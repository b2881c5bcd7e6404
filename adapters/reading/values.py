"""Reading what every system has to say, in whatever way this one writes it: units, times, amounts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

from adapters.reading.notes import Notes
from domain.errors import ImpossibleValue
from domain.quantities import Money, Quantity, money, quantity

T = TypeVar("T")
A = TypeVar("A")

_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation(Generic[T, A]):
    """How a system writes. units: its codes for units to ours.

    instant: one of its times in UTC, None where it says that there is none. exact: one of its amounts
    as a number. Both raise ImpossibleValue.
    """

    units: Mapping[str, str]
    instant: Callable[[T], datetime | None]
    exact: Callable[[A], int | Decimal]


class ValueNotes(Notes, Generic[T, A]):
    """Reads the values of a record: what is needed is refused by name, the rest is noted and left out."""

    def __init__(self, instance: str, subject: str, notation: Notation[T, A]) -> None:
        super().__init__(instance, subject)
        self._notation = notation

    def unit(self, code: str) -> str:
        """Our name of a unit; an unknown one keeps its own, so that nothing is added to it."""
        return self.meaning("unit", code, self._notation.units, code)

    def instant(self, told: T | None, place: str) -> datetime | None:
        """A time in UTC; None where there is none, or where it cannot be meant and is noted."""
        return None if told is None else self.attempt(place, self._notation.instant, told)

    def quantity(self, amount: A | None, unit: str, place: str) -> Quantity | None:
        """A quantity; None where there is none, or where it cannot be meant and is noted."""
        return None if amount is None else self.attempt(place, self.counted, amount, unit)

    def counted(self, amount: A, unit: str, place: str = "") -> Quantity:
        """A quantity of what is there. Raises ImpossibleValue that names the place, below zero too."""
        try:
            exact = self._notation.exact(amount)
        except ImpossibleValue as error:
            raise ImpossibleValue(error.public, field=place) from error
        read = quantity(exact, unit, field=place)
        if read.amount < 0:
            raise ImpossibleValue(f"{str(amount)[:_LONGEST_SHOWN]} is below zero", field=place)
        return read

    def money(self, amount: str | None, currency: str, place: str) -> Money | None:
        """An amount of money; None where there is none, or where it cannot be meant and is noted."""
        return None if amount is None else self.attempt(place, money, amount, currency)


def whole(amount: int) -> int:
    """For systems that write amounts as numbers: JSON readers give ints exactly."""
    return amount
