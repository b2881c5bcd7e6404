"""Notes on one record of a system: codes that nobody knows, values that cannot be meant."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import ParamSpec, TypeVar

import msgspec

from adapters.transport.decode import records, without_indices
from domain.errors import ImpossibleValue, ReplyInvalid
from domain.exceptions import Finding, bad_value, unmapped
from domain.freshness import Stamp
from domain.identifiers import Identifier, IdentifierKind, identifier
from domain.ports.reading import Found

P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V")
W = TypeVar("W")


class Notes:
    """What is found not to be right with a record while it is mapped. subject: its entity key."""

    def __init__(self, instance: str, subject: str) -> None:
        self.instance = instance
        self._subject = subject
        self._findings: dict[Finding, None] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noted, each once, in the order in which it came."""
        return tuple(self._findings)

    def found(self, value: V, as_of: datetime | None, fetched_at: datetime) -> Found[V]:
        """The record as it was mapped, with where it comes from and all that was noted."""
        return Found(value, (Stamp(source=self.instance, as_of=as_of, fetched_at=fetched_at),), self.findings)

    def bad(self, place: str, reason: str) -> None:
        """Note a value that is left out; `place` names it to the row."""
        anywhere = without_indices(place)
        told = reason if anywhere == place else f"{place} {reason}"
        self._note(bad_value(self.instance, anywhere, told, self._subject))

    def unknown(self, vocabulary: str, code: str) -> None:
        """Note a code that no table of ours has."""
        self._note(unmapped(self.instance, vocabulary, code, self._subject))

    def unless_known(self, vocabulary: str, code: str, codes: Collection[str]) -> None:
        """Note a code that is not one of `codes`."""
        if code not in codes:
            self.unknown(vocabulary, code)

    def meaning(self, vocabulary: str, code: str, meanings: Mapping[str, T], otherwise: T) -> T:
        """What a code means, or `otherwise` with a note."""
        self.unless_known(vocabulary, code, meanings)
        return meanings.get(code, otherwise)

    def attempt(self, place: str, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What `read` gives; None, with a note, where it raises ImpossibleValue."""
        try:
            return read(*args, **kwargs)
        except ImpossibleValue as error:
            self.bad(place, str(error))
            return None

    def rows(self, raws: Iterable[msgspec.Raw], decoder: msgspec.json.Decoder[W], place: str) -> Iterator[W]:
        """The JSON rows that can be read."""
        rows = records(raws, decoder, self.instance)
        return self.readable(rows, place)

    def readable(self, rows: Iterable[W | ReplyInvalid], place: str) -> Iterator[W]:
        """The rows that can be read; each of the others is noted and left out."""
        for row in rows:
            if isinstance(row, ReplyInvalid):
                self.bad(place, row.path)
            else:
                yield row

    def identifiers(self, names: Iterable[tuple[IdentifierKind, str | None]]) -> tuple[Identifier, ...]:
        """Identifiers, each once, of those names that are there and can be names."""
        made = (self._identifier(kind, value) for kind, value in names if value)
        return tuple(dict.fromkeys(name for name in made if name is not None))

    def _identifier(self, kind: IdentifierKind, value: str) -> Identifier | None:
        return self.attempt(f"{kind} number", identifier, kind, self.instance, value)

    def _note(self, finding: Finding) -> None:
        self._findings[finding] = None
