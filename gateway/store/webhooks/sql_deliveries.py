"""The port `Deliveries` on SQLite and PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Delete, RowMapping, Update, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.webhooks.records import Attempt, Delivery, DeliveryState, Endpoint, EndpointState, LogPart
from gateway.store.database import is_embedded, store_errors
from gateway.store.webhooks.claiming import free, next_ones
from gateway.store.webhooks.log_parts import alike, parts_of_log
from gateway.store.webhooks.rows import attempt_of, attempt_row, delivery_of, delivery_row
from gateway.store.webhooks.tables import WEBHOOK_ATTEMPT, WEBHOOK_DELIVERY, WEBHOOK_ENDPOINT

_D = WEBHOOK_DELIVERY.c
_E = WEBHOOK_ENDPOINT.c
_WAITING = DeliveryState.WAITING.value


class SqlDeliveries:
    """Implements `Deliveries`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._embedded = is_embedded(engine.url)
        made = (sqlite.insert if self._embedded else postgresql.insert)(WEBHOOK_DELIVERY)
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

    async def claim(
        self, worker: str, *, most: int, at_once: int, hold: timedelta, now: datetime
    ) -> Sequence[Delivery]:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                if self._embedded:
                    # SQLite locks where something is written.
                    await connection.execute(
                        update(WEBHOOK_DELIVERY).where(_D.endpoint == "").values(holder=None)
                    )
                found = (await connection.execute(next_ones(most=most, at_once=at_once, now=now))).all()
                rows = await self._held(
                    connection, [(row[0], row[1]) for row in found], worker, now + hold, now
                )
        return [delivery_of(row) for row in rows]

    async def _held(
        self,
        connection: AsyncConnection,
        found: Sequence[tuple[str, int]],
        worker: str,
        until: datetime,
        now: datetime,
    ) -> list[RowMapping]:
        """Those of them that nobody else takes at the same time."""
        if not found:
            return []
        named = tuple_(_D.endpoint, _D.position)
        ours = (
            select(_D.endpoint, _D.position)
            .where(named.in_(found), _D.state == _WAITING, free(now))
            .with_for_update(skip_locked=True)
        )
        kept = [(row[0], row[1]) for row in await connection.execute(ours)]
        if not kept:
            return []
        await connection.execute(
            update(WEBHOOK_DELIVERY).where(named.in_(kept)).values(holder=worker, held_until=until)
        )
        rows = select(WEBHOOK_DELIVERY).where(named.in_(kept)).order_by(_D.position, _D.endpoint)
        return list((await connection.execute(rows)).mappings())

    async def settle(
        self, delivery: Delivery, attempt: Attempt | None, *, dead_since: datetime | None = None
    ) -> bool:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                if attempt is not None:
                    await connection.execute(_noted(attempt))
                await connection.execute(_settled(delivery))
                if attempt is not None:
                    await connection.execute(insert(WEBHOOK_ATTEMPT), attempt_row(attempt))
                if dead_since is None:
                    return False
                return (await connection.execute(_failed(delivery.endpoint, dead_since))).rowcount > 0

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


def _settled(delivery: Delivery) -> Update | Delete:
    """One that is done with is dropped: whoever was late with another word on it changes nothing."""
    mine = (_D.endpoint == delivery.endpoint, _D.position == delivery.position)
    if delivery.state in {DeliveryState.DELIVERED, DeliveryState.WITHHELD}:
        return delete(WEBHOOK_DELIVERY).where(*mine)
    values = {key: value for key, value in delivery_row(delivery).items() if key not in _KEYS}
    return update(WEBHOOK_DELIVERY).where(*mine).values(values)


def _noted(attempt: Attempt) -> Update:
    """What an attempt says of its endpoint; nothing is written where all was well and is."""
    endpoint = update(WEBHOOK_ENDPOINT).where(_E.id == attempt.endpoint)
    if attempt.taken:
        return endpoint.where(_E.failing_since.is_not(None)).values(failing_since=None)
    return endpoint.values(failing_since=func.coalesce(_E.failing_since, attempt.at))


def _failed(endpoint_id: str, dead_since: datetime) -> Update:
    return (
        update(WEBHOOK_ENDPOINT)
        .where(_E.id == endpoint_id, _E.state == EndpointState.ACTIVE.value, _E.failing_since <= dead_since)
        .values(state=EndpointState.FAILED.value)
    )


_KEYS = ("endpoint", "position", "subject")
