"""The port `Endpoints` on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.webhooks.records import DeliveryState, Endpoint, EndpointState
from gateway.store.database import is_embedded, store_errors
from gateway.store.webhooks.rows import Sealing, endpoint_of, endpoint_row
from gateway.store.webhooks.tables import WEBHOOK_ATTEMPT, WEBHOOK_DELIVERY, WEBHOOK_ENDPOINT

_CHANGED = ("url", "wanted", "secrets", "state", "failing_since")


class SqlEndpoints:
    """Implements `Endpoints`."""

    def __init__(self, engine: AsyncEngine, sealing: Sealing) -> None:
        self._engine = engine
        self._sealing = sealing
        statement = (sqlite.insert if is_embedded(engine.url) else postgresql.insert)(WEBHOOK_ENDPOINT)
        self._put = statement.on_conflict_do_update(
            index_elements=["id"], set_={name: statement.excluded[name] for name in _CHANGED}
        )

    async def endpoints(self, partner: str | None = None) -> Sequence[Endpoint]:
        query = select(WEBHOOK_ENDPOINT).order_by(WEBHOOK_ENDPOINT.c.created_at, WEBHOOK_ENDPOINT.c.id)
        query = query if partner is None else query.where(WEBHOOK_ENDPOINT.c.partner == partner)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                rows = (await connection.execute(query)).mappings().all()
        return [endpoint_of(row, self._sealing) for row in rows]

    async def endpoint(self, endpoint_id: str) -> Endpoint | None:
        query = select(WEBHOOK_ENDPOINT).where(WEBHOOK_ENDPOINT.c.id == endpoint_id)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                row = (await connection.execute(query)).mappings().first()
        return None if row is None else endpoint_of(row, self._sealing)

    async def put(self, endpoint: Endpoint) -> None:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(self._put, endpoint_row(endpoint, self._sealing))

    async def remove(self, endpoint_id: str) -> bool:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                gone = delete(WEBHOOK_ENDPOINT).where(WEBHOOK_ENDPOINT.c.id == endpoint_id)
                known = (await connection.execute(gone)).rowcount > 0
                for table in (WEBHOOK_DELIVERY, WEBHOOK_ATTEMPT):
                    await connection.execute(delete(table).where(table.c.endpoint == endpoint_id))
                return known

    async def rewind(self, endpoint_id: str, position: int) -> None:
        deliveries = WEBHOOK_DELIVERY.c
        waits = deliveries.state == DeliveryState.WAITING.value
        gone = delete(WEBHOOK_DELIVERY).where(
            deliveries.endpoint == endpoint_id, or_(deliveries.position > position, waits)
        )
        moved = update(WEBHOOK_ENDPOINT).where(WEBHOOK_ENDPOINT.c.id == endpoint_id).values(position=position)
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                # The endpoint goes first, here and wherever both are changed: no two wait for each other.
                await connection.execute(moved)
                await connection.execute(gone)

    async def revive(self, endpoint_id: str, *, now: datetime) -> None:
        deliveries = WEBHOOK_DELIVERY.c
        active = (
            update(WEBHOOK_ENDPOINT)
            .where(WEBHOOK_ENDPOINT.c.id == endpoint_id)
            .values(state=EndpointState.ACTIVE.value, failing_since=None)
        )
        due = (
            update(WEBHOOK_DELIVERY)
            .where(deliveries.endpoint == endpoint_id, deliveries.state == DeliveryState.WAITING.value)
            .values(next_at=now, attempts=0, first_at=None)
        )
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(active)
                await connection.execute(due)
