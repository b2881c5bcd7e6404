"""The rows of API keys, in a transaction of the caller's."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.registry.checks import taken_prefix, unknown_partner
from domain.registry.records import ApiKey
from gateway.store.partners.rows import key_of, key_row
from gateway.store.partners.tables import PARTNER, PARTNER_KEY
from gateway.store.storable import storable

_KEY = PARTNER_KEY.c
_NEWEST_FIRST = select(PARTNER_KEY).order_by(_KEY.created_at.desc(), _KEY.prefix.desc())
_USED = (
    update(PARTNER_KEY)
    .where(
        _KEY.prefix == bindparam("key"), or_(_KEY.last_used_at.is_(None), _KEY.last_used_at < bindparam("at"))
    )
    .values(last_used_at=bindparam("at"))
)


async def keys(connection: AsyncConnection, partner: str | None) -> Sequence[ApiKey]:
    """The keys of one partner or of all, the newest first."""
    query = _NEWEST_FIRST
    if partner is not None:
        query = query.where(_KEY.partner == storable(partner))
    return [key_of(row) for row in (await connection.execute(query)).mappings()]


async def keys_of(connection: AsyncConnection, partners: Collection[str]) -> dict[str, list[ApiKey]]:
    """The keys of each of these, the newest first."""
    named = {name: storable(name) for name in partners}
    found: dict[str, list[ApiKey]] = {}
    query = _NEWEST_FIRST.where(_KEY.partner.in_(named.values()))
    for row in (await connection.execute(query)).mappings():
        found.setdefault(row["partner"], []).append(key_of(row))
    return {name: found.get(kept, []) for name, kept in named.items()}


async def one_key(connection: AsyncConnection, prefix: str) -> ApiKey | None:
    """The key that begins so."""
    query = select(PARTNER_KEY).where(_KEY.prefix == storable(prefix))
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else key_of(row)


async def add(connection: AsyncConnection, key: ApiKey) -> None:
    """Keep a key. Raises BadInput for an unknown partner or a prefix that is taken."""
    owner = select(PARTNER.c.name).where(PARTNER.c.name == storable(key.partner))
    if await connection.scalar(owner) is None:
        raise unknown_partner(key.partner, "partner")
    if await one_key(connection, key.prefix) is not None:
        raise taken_prefix(key.prefix)
    await connection.execute(insert(PARTNER_KEY).values(key_row(key)))


async def revoke(connection: AsyncConnection, key: ApiKey, now: datetime) -> ApiKey:
    """End a key that was not ended before."""
    await connection.execute(update(PARTNER_KEY).where(_KEY.prefix == key.prefix).values(revoked_at=now))
    return replace(key, revoked_at=now)


async def note_used(connection: AsyncConnection, prefixes: Mapping[str, datetime]) -> None:
    """Write down the later of both times. In one order, so that two replicas do not wait for one another."""
    rows = [{"key": storable(prefix), "at": prefixes[prefix]} for prefix in sorted(prefixes)]
    await connection.execute(_USED, rows)


async def forget_keys(connection: AsyncConnection, partner: str) -> None:
    """Forget the keys of a partner. They are locked first, in the order in which their use is noted."""
    theirs = _KEY.partner == partner
    await connection.execute(select(_KEY.prefix).where(theirs).order_by(_KEY.prefix).with_for_update())
    await connection.execute(delete(PARTNER_KEY).where(theirs))
