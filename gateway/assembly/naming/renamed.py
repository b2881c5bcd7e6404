"""A reader in our names over one instance's reader in its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic

from msgspec.structs import replace

from domain.exceptions import Finding
from domain.identifiers import Identifier, IdentifierKind
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, K, Missing, Outcomes, Reader, V
from domain.ports.state import Crosswalk
from gateway.assembly.naming.keys import Keys
from gateway.assembly.naming.names import Collector, Namer, Resolver, unlinked_findings

Rename = Callable[[V, Namer], V]


class Renamed(Generic[K, V]):
    """Translates keys down and records up; a key that the instance has no name for is Missing."""

    def __init__(
        self,
        instance: str,
        reader: Reader[K, V],
        crosswalk: Crosswalk,
        keys: Keys[K],
        rename: Rename[V],
    ) -> None:
        self.instance = instance
        self._reader = reader
        self._crosswalk = crosswalk
        self._keys = keys
        self._rename = rename

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        """One read of the instance, and one look into the crosswalk each way."""
        names = {
            kind: await self._crosswalk.theirs(kind, values, self.instance)
            for kind, values in self._keys.names(keys).items()
        }
        foreign = self._keys.translated(keys, names, self.instance)
        if not foreign:
            return dict.fromkeys(keys, MISSING)
        answers = await self._reader.read(list(dict.fromkeys(foreign.values())), demand)
        ours = await self._crosswalk.ours(self._foreign_names(answers))
        return self._in_our_names(keys, foreign, answers, ours)

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        """The same from memory alone."""
        foreign = self.theirs(keys)
        if foreign is None:
            return None
        if not foreign:
            return dict.fromkeys(keys, MISSING)
        answers = self.held(list(dict.fromkeys(foreign.values())), demand)
        if answers is None:
            return None
        ours = self._crosswalk.peek_ours(self._foreign_names(answers))
        return None if ours is None else self._in_our_names(keys, foreign, answers, ours)

    def theirs(self, keys: Sequence[K]) -> Mapping[K, K] | None:
        """The instance's own keys of those that it has names for, if memory knows."""
        names: dict[IdentifierKind, Mapping[str, str]] = {}
        for kind, values in self._keys.names(keys).items():
            held = self._crosswalk.peek_theirs(kind, values, self.instance)
            if held is None:
                return None
            names[kind] = held
        return self._keys.translated(keys, names, self.instance)

    def held(self, theirs: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        """What memory holds under keys of the instance's own, in its names."""
        return self._reader.peek(theirs, demand) if theirs else {}

    def _foreign_names(self, answers: Outcomes[K, V]) -> list[Identifier]:
        collector = Collector(self.instance)
        for outcome in answers.values():
            if isinstance(outcome, Found):
                self._rename(outcome.value, collector)
        return sorted(collector.seen)

    def _in_our_names(
        self,
        keys: Sequence[K],
        foreign: Mapping[K, K],
        answers: Outcomes[K, V],
        ours: Mapping[Identifier, str],
    ) -> Outcomes[K, V]:
        return {
            key: self._about(key, foreign[key], self._named(answers[foreign[key]], ours))
            if key in foreign
            else MISSING
            for key in keys
        }

    def _about(self, ours: K, theirs: K, outcome: Found[V] | Missing | Failed) -> Found[V] | Missing | Failed:
        """What an adapter found about a thing in its own name is told of the thing in ours."""
        if isinstance(outcome, Missing) or not outcome.findings or ours == theirs:
            return outcome
        said, meant = self._keys.subject_of(theirs), self._keys.subject_of(ours)
        return replace(outcome, findings=tuple(_renamed(each, said, meant) for each in outcome.findings))

    def _named(
        self, outcome: Found[V] | Missing | Failed, ours: Mapping[Identifier, str]
    ) -> Found[V] | Missing | Failed:
        if not isinstance(outcome, Found):
            return outcome
        resolver = Resolver(self.instance, ours)
        record = self._rename(outcome.value, resolver)
        if not resolver.unlinked:
            return outcome if record is outcome.value else replace(outcome, value=record)
        found = unlinked_findings(resolver.unlinked, self._keys.subject(record))
        return replace(outcome, value=record, findings=(*outcome.findings, *found))


def _renamed(finding: Finding, said: str, meant: str) -> Finding:
    subjects = tuple(meant if subject == said else subject for subject in finding.subjects)
    return replace(finding, subjects=subjects)
