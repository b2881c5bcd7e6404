"""Names of one instance's records in ours, collected first and resolved in one batch."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from domain.exceptions import UNLINKED_IDENTIFIER, Finding, Severity
from domain.identifiers import Identifier, IdentifierKind, unlinked_name


class Namer(Protocol):
    """Gives our name for a foreign one."""

    def __call__(self, kind: IdentifierKind, value: str, /) -> str: ...


class Collector:
    """Takes note of every name that a record holds and leaves it as it is."""

    def __init__(self, instance: str) -> None:
        self._instance = instance
        self.seen: set[Identifier] = set()

    def __call__(self, kind: IdentifierKind, value: str, /) -> str:
        if value:
            self.seen.add(Identifier(kind, self._instance, value))
        return value


class Resolver:
    """Gives our names, and keeps a foreign one in its namespace where nothing ties it."""

    def __init__(self, instance: str, ours: Mapping[Identifier, str]) -> None:
        self._instance = instance
        self._ours = ours
        self.unlinked: set[Identifier] = set()

    def __call__(self, kind: IdentifierKind, value: str, /) -> str:
        if not value:
            return value
        foreign = Identifier(kind, self._instance, value)
        name = self._ours.get(foreign)
        if name is not None:
            return name
        self.unlinked.add(foreign)
        return unlinked_name(foreign)


def unlinked_findings(unlinked: Iterable[Identifier], subject: str) -> tuple[Finding, ...]:
    """One finding for each name that nothing ties to ours; what it names is shown, never merged."""
    return tuple(
        Finding(
            code=UNLINKED_IDENTIFIER,
            group=f"{foreign.instance}/{foreign.kind}/{foreign.value}",
            severity=Severity.WARNING,
            subjects=(subject,),
            systems=(foreign.instance,),
            detail=f"{foreign.instance} names a {foreign.kind} '{foreign.value}' that no link ties to ours",
        )
        for foreign in sorted(unlinked)
    )
