"""Reading the values of one record, and noting those that had to be left out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

import msgspec

from adapters.erp_sim.vocabulary import UNIT_OF
from adapters.transport.decode import records, without_indices
from domain.errors import ImpossibleValue, ReplyInvalid
from domain.exceptions import Finding, bad_value, unmapped
from domain.identifiers import Identifier, IdentifierKind, identifier
from domain.instants import parse_instant
from domain.quantities import Money, Quantity, money, quantity

T = TypeVar("T")
W = TypeVar("W")


class Notes:
    """The findings about one record of one instance, gathered while it is mapped."""

    def __init__(self, instance: str, subject: str) -> None:
        self.instance = instance
        self._subject = subject
        self._findings: list[Finding] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noted, each once."""
        return tuple(dict.fromkeys(self._findings))

    def bad(self, place: str, reason: str) -> None:
        """Note a value that is left out; `place` names it to the row."""
        anywhere = without_indices(place)
        told = reason if anywhere == place else f"{place} {reason}"
        self._findings.append(bad_value(self.instance, anywhere, told, self._subject))

    def known(self, vocabulary: str, code: str, codes: Iterable[str]) -> None:
        """Note a code that we do not know."""
        if code not in codes:
            self._findings.append(unmapped(self.instance, vocabulary, code, self._subject))

    def meaning(self, vocabulary: str, code: str, meanings: Mapping[str, T], otherwise: T) -> T:
        """What a code means, or `otherwise` with a note."""
        self.known(vocabulary, code, meanings)
        return meanings.get(code, otherwise)

    def unit(self, uom: str) -> str:
        """Our name of a unit; an unknown one keeps the name that it has."""
        return self.meaning("unit", uom, UNIT_OF, uom)

    def instant(self, text: str | None, place: str) -> datetime | None:
        """A time in UTC; None, with a note, for one that cannot be meant."""
        return self.attempt(lambda: parse_instant(text), place) if text else None

    def quantity(self, amount: int | None, unit: str, place: str) -> Quantity | None:
        """A quantity; None, with a note, for one that cannot be meant."""
        return None if amount is None else self.attempt(lambda: counted(amount, unit), place)

    def identifiers(self, names: Iterable[tuple[IdentifierKind, str | None]]) -> tuple[Identifier, ...]:
        """Identifiers of those names that are there and can be names."""
        made = [self._identifier(kind, value) for kind, value in names if value]
        return tuple(dict.fromkeys(name for name in made if name is not None))

    def rows(self, raws: Iterable[msgspec.Raw], decoder: msgspec.json.Decoder[W], place: str) -> Iterator[W]:
        """The rows that can be read; the others are noted and left out."""
        for row in records(raws, decoder, self.instance):
            if isinstance(row, ReplyInvalid):
                self.bad(place, row.path)
            else:
                yield row

    def money(self, amount: str | None, currency: str, place: str) -> Money | None:
        """An amount of money; None, with a note, for one that cannot be meant."""
        return None if amount is None else self.attempt(lambda: money(amount, currency), place)

    def attempt(self, read: Callable[[], T], place: str) -> T | None:
        """What `read` gives, or None with a note where it cannot be meant."""
        try:
            return read()
        except ImpossibleValue as error:
            self.bad(place, str(error))
            return None

    def _identifier(self, kind: IdentifierKind, value: str) -> Identifier | None:
        return self.attempt(lambda: identifier(kind, self.instance, value), f"{kind} number")


def counted(amount: int, unit: str, place: str = "") -> Quantity:
    """A quantity that cannot be below zero. Raises ImpossibleValue with `place` as its field."""
    if amount < 0:
        raise ImpossibleValue(f"{amount} is below zero", field=place)
    return quantity(amount, unit, field=place)
