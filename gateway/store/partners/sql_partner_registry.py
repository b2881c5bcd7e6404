"""The port `PartnerRegistry` on SQLite and PostgreSQL."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.registry.audit import key_added, key_revoked, partner_line
from domain.registry.checks import checked_key
from domain.registry.records import ApiKey, Partner, PartnerChange
from domain.registry.steps import Changed, Step, taken
from gateway.store.database import is_embedded, store_errors
from gateway.store.partners import audit, keys, reading, writing
from gateway.store.partners.tables import PARTNER_REVISION
from gateway.store.storable import storable

Work = Callable[[AsyncConnection], Awaitable[Sequence[PartnerChange]]]
"""Changes something inside of a transaction; gives the lines of the audit, none where nothing changed."""


class SqlPartnerRegistry:
    """Implements the port `PartnerRegistry`. Replicas may write side by side: they take turns."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        insert = sqlite.insert if is_embedded(engine.url) else postgresql.insert
        self._turn = writing.next_revision(insert)

    async def partners(self) -> Sequence[Partner]:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return await reading.all_partners(connection)

    async def partner(self, name: str) -> Partner | None:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return await reading.one_partner(connection, storable(name))

    async def keys(self, partner: str | None = None) -> Sequence[ApiKey]:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return await keys.keys(connection, partner)

    async def keys_of(self, partners: Collection[str]) -> Mapping[str, Sequence[ApiKey]]:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return await keys.keys_of(connection, partners)

    async def put(self, partner: Partner, *, who: str, now: datetime) -> Partner | None:
        changed = await self.change({partner.name: lambda _: partner}, who=who, now=now)
        return changed[partner.name].before

    async def remove(self, name: str, *, who: str, now: datetime) -> bool:
        return (await self.change({name: lambda _: None}, who=who, now=now))[name].before is not None

    async def change(self, steps: Mapping[str, Step], *, who: str, now: datetime) -> Mapping[str, Changed]:
        changed: dict[str, Changed] = {}

        async def work(connection: AsyncConnection) -> Sequence[PartnerChange]:
            for name, step in steps.items():
                changed[name] = taken(name, await reading.one_partner(connection, storable(name)), step)
            await writing.write(connection, [one for one in changed.values() if one.before != one.after])
            lines = (partner_line(*each, who=who, now=now) for each in changed.values())
            return [line for line in lines if line is not None]

        await self._in_turn(work)
        return changed

    async def add_key(self, key: ApiKey, *, who: str, now: datetime) -> None:
        checked_key(key)

        async def work(connection: AsyncConnection) -> Sequence[PartnerChange]:
            await keys.add(connection, key)
            return [key_added(key, who=who, now=now)]

        await self._in_turn(work)

    async def revoke_key(self, prefix: str, *, who: str, now: datetime) -> ApiKey | None:
        found: list[ApiKey] = []

        async def work(connection: AsyncConnection) -> Sequence[PartnerChange]:
            key = await keys.one_key(connection, prefix)
            if key is None:
                return []
            if key.revoked_at is not None:
                found.append(key)
                return []
            found.append(await keys.revoke(connection, key, now))
            return [key_revoked(key, found[0], who=who, now=now)]

        await self._in_turn(work)
        return found[0] if found else None

    async def note_used(self, prefixes: Mapping[str, datetime]) -> None:
        if prefixes:
            with store_errors(self._engine.url):
                async with self._engine.begin() as connection:
                    await keys.note_used(connection, prefixes)

    async def changes(self, partner: str | None = None, *, limit: int = 100) -> Sequence[PartnerChange]:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return await audit.lines(connection, partner, limit)

    async def changes_of(
        self, partners: Collection[str], *, most: int
    ) -> Mapping[str, Sequence[PartnerChange]]:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return await audit.last_lines(connection, partners, most)

    async def revision(self) -> int:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return await connection.scalar(select(PARTNER_REVISION.c.number)) or 0

    async def _in_turn(self, work: Work) -> None:
        """Do it while nobody else changes anything; without a line of the audit nothing stays of it."""
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection, connection.begin() as transaction:
                await connection.execute(self._turn)
                lines = await work(connection)
                if lines:
                    await audit.write_lines(connection, lines)
                else:
                    await transaction.rollback()
