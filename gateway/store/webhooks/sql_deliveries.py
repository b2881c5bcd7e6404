"""The port `Deliveries` on SQLite and PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.webhooks.records import Attempt, Delivery, DeliveryState, Endpoint, LogPart, Settled, Tour
from domain.webhooks.tours import Room
from gateway.store.database import is_embedded, store_errors
from gateway.store.webhooks.claims import Claims
from gateway.store.webhooks.log_parts import alike, parts_of_log
from gateway.store.webhooks.rows import attempt_of, delivery_row
from gateway.store.webhooks.settling import settle
from gateway.store.webhooks.tables import WEBHOOK_ATTEMPT, WEBHOOK_DELIVERY, WEBHOOK_ENDPOINT

_D = WEBHOOK_DELIVERY.c
_E = WEBHOOK_ENDPOINT.c
_WAITING = DeliveryState.WAITING.value


class SqlDeliveries:
    """Implements `Deliveries`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        embedded = is_embedded(engine.url)
        self._claims = Claims(embedded=embedded)
        made = (sqlite.insert if embedded else postgresql.insert)(WEBHOOK_DELIVERY)
        self._wait = made.on_conflict_do_nothing(index_elements=["endpoint", "position"])

    async def spread(self, endpoint: Endpoint, deliveries: Sequence[Delivery], *, upto: int) -> bool:
        moved = (
            update(WEBHOOK_ENDPOINT)
            .where(_E.id == endpoint.id, _E.position == endpoint.position)
            .values(position=upto)
        )
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                if not (await connection.execute(moved)).rowcount:
                    return False
                if deliveries:
                    await connection.execute(self._wait, [delivery_row(each) for each in deliveries])
        return True

    async def claim(self, worker: str, room: Room, *, hold: timedelta, now: datetime) -> Sequence[Tour]:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                return await self._claims.claim(connection, worker, room, hold=hold, now=now)

    async def settle(self, settled: Sequence[Settled], left: Sequence[Tour] = ()) -> frozenset[str]:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                return await settle(connection, settled, left)

    async def attempts(self, parts: Collection[LogPart]) -> Mapping[LogPart, Sequence[Attempt]]:
        found: dict[LogPart, list[Attempt]] = {part: [] for part in parts}
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                for some in alike(parts):
                    part = next(iter(some.values()))
                    query = parts_of_log(some.keys(), part.first, part.before)
                    for row in (await connection.execute(query)).mappings():
                        found[some[row["endpoint"]]].append(attempt_of(row))
        return found

    async def waiting(self, endpoint_ids: Collection[str]) -> Mapping[str, int]:
        count = (
            select(_D.endpoint, func.count())
            .where(_D.state == _WAITING, _D.endpoint.in_(endpoint_ids))
            .group_by(_D.endpoint)
        )
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                rows = (await connection.execute(count)).all()
        return dict.fromkeys(endpoint_ids, 0) | {row[0]: row[1] for row in rows}

    async def waiting_in_all(self) -> int:
        count = select(func.count()).select_from(WEBHOOK_DELIVERY).where(_D.state == _WAITING)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return int(await connection.scalar(count) or 0)

    async def prune(self, *, before: datetime) -> int:
        old = (
            delete(WEBHOOK_ATTEMPT).where(WEBHOOK_ATTEMPT.c.at < before),
            delete(WEBHOOK_DELIVERY).where(_D.state != _WAITING, _D.next_at < before),
        )
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                return sum([(await connection.execute(statement)).rowcount for statement in old])
