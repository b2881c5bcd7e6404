"""The crosswalk of a process: what is declared, in memory, and behind it what was learned, in the store."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from domain.exceptions import Finding
from domain.folds.standing_claims import (
    ClaimKey,
    NameKey,
    claim_key,
    conflicts,
    name_key,
    our_name,
    their_name,
)
from domain.identifiers import SEVERAL_NAMES, Identifier, IdentifierKind, Link, LinkOrigin
from domain.ports.state import Clock
from gateway.settings.instance_file import InstanceFile
from gateway.store.links.declarations import Declarations
from gateway.store.links.held_links import Claims, HeldLinks
from gateway.store.links.sql_links import SqlLinks

CAPACITY = 100_000
"""Keys held in memory, each way."""

LIFETIME = timedelta(seconds=50)
STANDS = timedelta(seconds=10)
"""So long what was made with names of memory may stand, though they may have ended.

Both together are the minute in which what another process learned is known here.
"""


class SqlCrosswalk:
    """Implements the port `LearningCrosswalk` on SQLite and PostgreSQL."""

    def __init__(
        self,
        links: SqlLinks,
        declarations: Declarations,
        clock: Clock,
        *,
        capacity: int = CAPACITY,
        lifetime: timedelta = LIFETIME,
    ) -> None:
        self._links = links
        self._declarations = declarations
        self._clock = clock
        self._claims = HeldLinks(links.claims, clock, lifetime=lifetime, capacity=capacity)
        self._learned: Counter[IdentifierKind] = Counter()
        self._names = HeldLinks(links.names, clock, lifetime=lifetime, capacity=capacity)

    async def load(self) -> None:
        """Read what was imported, so that the first answer knows of it too. Raises StoreUnavailable."""
        await self._declarations.load()

    async def ours(self, foreign: Sequence[Identifier]) -> Mapping[Identifier, str]:
        await self._declarations.refresh()
        known = self._declarations.crosswalk.peek_ours(foreign)
        unknown = [one for one in foreign if one not in known]
        if not unknown:
            return known
        claims = await self._claims.read([claim_key(one) for one in unknown])
        return {**known, **dict(self._learned_ours(unknown, claims))}

    def peek_ours(self, foreign: Sequence[Identifier]) -> Mapping[Identifier, str] | None:
        if self._declarations.is_due():
            return None
        known = self._declarations.crosswalk.peek_ours(foreign)
        unknown = [one for one in foreign if one not in known]
        if not unknown:
            return known
        claims = self._claims.peek([claim_key(one) for one in unknown])
        return None if claims is None else {**known, **dict(self._learned_ours(unknown, claims))}

    async def theirs(self, kind: IdentifierKind, names: Sequence[str], instance: str) -> Mapping[str, str]:
        await self._declarations.refresh()
        known = self._declarations.crosswalk.peek_theirs(kind, names, instance)
        unknown = [NameKey(kind, instance, name) for name in names if name not in known]
        if not unknown:
            return known
        told = await self._names.read(unknown)
        claims = await self._claims.read(_claim_keys(told))
        return {**known, **dict(self._learned_theirs(told, claims))}

    def peek_theirs(
        self, kind: IdentifierKind, names: Sequence[str], instance: str
    ) -> Mapping[str, str] | None:
        if self._declarations.is_due():
            return None
        known = self._declarations.crosswalk.peek_theirs(kind, names, instance)
        unknown = [NameKey(kind, instance, name) for name in names if name not in known]
        if not unknown:
            return known
        told = self._names.peek(unknown)
        claims = None if told is None else self._claims.peek(_claim_keys(told))
        if told is None or claims is None:
            return None
        return {**known, **dict(self._learned_theirs(told, claims))}

    def edition(self, kinds: Collection[IdentifierKind]) -> Hashable | None:
        if self._declarations.is_due():
            return None
        # Links end, and other processes tell of new ones: after a while what memory says is asked for anew.
        while_ = int(self._clock.monotonic() / STANDS.total_seconds())
        return self._declarations.crosswalk, while_, tuple(self._learned[kind] for kind in kinds)

    async def numbered(self, kinds: Collection[IdentifierKind], number: str) -> Mapping[Identifier, str]:
        await self._declarations.refresh()
        declared = await self._declarations.crosswalk.numbered(kinds, number)
        kept = await self._links.numbered(kinds, number)
        return await self.ours(list(dict.fromkeys((*declared, *(link.identifier for link in kept)))))

    async def links(self, kind: IdentifierKind, name: str) -> Sequence[Link]:
        await self._declarations.refresh()
        kept = await self._links.of(kind, name)
        declared = await self._declarations.crosswalk.links(kind, name)
        dated = {(link.identifier, link.origin) for link in kept}
        return [*(link for link in declared if (link.identifier, link.origin) not in dated), *kept]

    async def learn(self, links: Sequence[Link], now: datetime) -> Sequence[Finding]:
        news = [link for link in links if not self._is_declared(link)]
        await self._links.put(news, now)
        if any(link.origin is LinkOrigin.DECLARED for link in news):
            await self._declarations.reload()
        claim_keys = list(dict.fromkeys(claim_key(link.identifier) for link in news))
        name_keys = list(dict.fromkeys(name_key(link) for link in news))
        self._claims.forget(claim_keys)
        self._names.forget(name_keys)
        self._learned.update({link.identifier.kind for link in news})
        # Read after the writing is committed: of two writers, the later one sees what both have told.
        told = (await self._links.claims(claim_keys), await self._links.names(name_keys))
        claims = {claim for groups in told for group in groups.values() for claim in group}
        return conflicts(self._undecided(claims), now)

    def _learned_ours(
        self, foreign: Iterable[Identifier], claims: Mapping[ClaimKey, Claims]
    ) -> Iterator[tuple[Identifier, str]]:
        now = self._clock.now()
        named = ((one, our_name(self._undecided(claims[claim_key(one)]), now)) for one in foreign)
        return ((one, name) for one, name in named if name is not None)

    def _learned_theirs(
        self, told: Mapping[NameKey, Claims], claims: Mapping[ClaimKey, Claims]
    ) -> Iterator[tuple[str, str]]:
        now = self._clock.now()
        for key, links in told.items():
            standing = (
                link
                for link in self._undecided(links)
                if our_name(self._undecided(claims[claim_key(link.identifier)]), now) == key.ours
            )
            value = their_name(standing, now)
            if value is not None:
                yield key.ours, value

    def _undecided(self, claims: Iterable[Link]) -> Iterator[Link]:
        """Claims of which no declaration says anything; imported ones are declarations themselves."""
        return (
            claim for claim in claims if claim.origin is LinkOrigin.DECLARED or not self._is_decided(claim)
        )

    def _is_decided(self, claim: Link) -> bool:
        """Whether it is declared what this name means, or by which other name its thing is asked for."""
        declared = self._declarations.crosswalk
        foreign = claim.identifier
        if declared.peek_ours([foreign]):
            return True
        one_name = foreign.kind not in SEVERAL_NAMES
        return one_name and bool(declared.peek_theirs(foreign.kind, [claim.ours], foreign.instance))

    def _is_declared(self, link: Link) -> bool:
        return self._declarations.crosswalk.peek_ours([link.identifier]) == {link.identifier: link.ours}


def crosswalk_of(file: InstanceFile, links: SqlLinks, clock: Clock) -> SqlCrosswalk:
    """The crosswalk over what this instance file declares and what the store keeps."""
    declared = Declarations(links, clock, file.links, file.names, file.instances)
    return SqlCrosswalk(links, declared, clock)


def _claim_keys(told: Mapping[NameKey, Claims]) -> list[ClaimKey]:
    return list(dict.fromkeys(claim_key(link.identifier) for links in told.values() for link in links))
