"""A learning crosswalk in memory, by the rules of the port."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from domain.exceptions import Finding
from domain.folds.standing_claims import claim_key, conflicts, name_key, our_name, their_name, together
from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin, party_and_number
from tests.doubles.clock import SettableClock


class InMemoryCrosswalk:
    """Keeps claims in a dictionary. Each of `errors` is raised once, instead of learning."""

    def __init__(self, clock: SettableClock | None = None) -> None:
        self.clock = clock or SettableClock()
        self.held: dict[tuple[Identifier, str, LinkOrigin], Link] = {}
        self.errors: list[Exception] = []
        self.batches: list[tuple[Link, ...]] = []

    async def learn(self, links: Sequence[Link], now: datetime) -> Sequence[Finding]:
        if self.errors:
            raise self.errors.pop(0)
        self.batches.append(tuple(links))
        for told in links:
            link = replace(told, learned_at=told.learned_at or now)
            claim = (link.identifier, link.ours, link.origin)
            self.held[claim] = together(self.held[claim], link) if claim in self.held else link
        keys = {claim_key(link.identifier) for link in links}
        names = {name_key(link) for link in links}
        told_of = [
            link
            for link in self.held.values()
            if claim_key(link.identifier) in keys or name_key(link) in names
        ]
        return conflicts(told_of, now)

    async def ours(self, foreign: Sequence[Identifier]) -> Mapping[Identifier, str]:
        return self.peek_ours(foreign)

    def peek_ours(self, foreign: Sequence[Identifier]) -> Mapping[Identifier, str]:
        named = ((one, self._our_name(one)) for one in foreign)
        return {one: name for one, name in named if name is not None}

    async def theirs(self, kind: IdentifierKind, names: Sequence[str], instance: str) -> Mapping[str, str]:
        return self.peek_theirs(kind, names, instance)

    def peek_theirs(self, kind: IdentifierKind, names: Sequence[str], instance: str) -> Mapping[str, str]:
        named = ((name, self._their_name(kind, name, instance)) for name in names)
        return {name: value for name, value in named if value is not None}

    def edition(self, kinds: Collection[IdentifierKind]) -> Hashable:
        told = tuple(link for link in self.held.values() if link.identifier.kind in kinds)
        return self.clock.now(), told

    async def numbered(self, kinds: Collection[IdentifierKind], number: str) -> Mapping[Identifier, str]:
        names = {link.identifier for link in self.held.values() if link.identifier.kind in kinds}
        return self.peek_ours([one for one in names if party_and_number(one.value)[1] == number])

    async def links(self, kind: IdentifierKind, name: str) -> Sequence[Link]:
        return [link for link in self.held.values() if (link.identifier.kind, link.ours) == (kind, name)]

    def _our_name(self, foreign: Identifier) -> str | None:
        key = claim_key(foreign)
        claims = (link for link in self.held.values() if claim_key(link.identifier) == key)
        return our_name(claims, self.clock.now())

    def _their_name(self, kind: IdentifierKind, name: str, instance: str) -> str | None:
        claims = (
            link
            for link in self.held.values()
            if name_key(link) == (kind, instance, name) and self._our_name(link.identifier) == name
        )
        return their_name(claims, self.clock.now())
