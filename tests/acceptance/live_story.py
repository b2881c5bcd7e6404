"""The order of docs/live.md: what happens to it, and what a follower is shown of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from domain.events.owners import Owners
from domain.events.record import Event
from domain.log.records import Mapped
from gateway.store.database import open_database
from gateway.store.log.sql_event_log import SqlEventLog
from tests.acceptance.asking import Caller
from tests.acceptance.served import Served

NUMBER = "SO-0001377"
"""The order of the page, which no other scenario asks for."""
PATIENCE = 30.0
LATEST = "{ events(first: 100) { pageInfo { endCursor } } }"


@dataclass(slots=True)
class Story:
    """What happens to the order of the page, and who is shown it. seen: what a follower kept."""

    served: Served
    desk: Caller
    log: SqlEventLog
    seen: list[dict[str, Any]] = field(default_factory=list)
    lost: list[dict[str, Any]] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where the gateway listens."""
        return int(self.served.url.rpartition(":")[2])

    async def happens(self, second: int) -> None:
        """One more event, at this second."""
        at = datetime(2026, 3, 2, 8, 0, second, tzinfo=UTC)
        event = Event(
            type="order.changed",
            source="erp",
            subject=f"order:{NUMBER}",
            occurred_at=at,
            recorded_at=at,
            source_event_id=uuid4().hex,
            owners=Owners(customers=frozenset({"C-00001"})),
        )
        await self.log.append([Mapped(events=(event,))])

    async def keep(self, item: dict[str, Any]) -> None:
        """Take an item."""
        self.seen.append(item)

    async def reread(self, gap: dict[str, Any]) -> None:
        """Take a gap."""
        self.lost.append(gap)

    async def until(self, holds: Callable[[], object]) -> None:
        """Until it holds; not for ever."""
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - the snippet tells nobody when it has something
                await asyncio.sleep(0.01)

    def moments(self) -> list[str]:
        """When the events happened that were seen."""
        return [each["event"]["occurredAt"] for each in self.seen if each["kind"] == "EVENT"]

    async def now(self) -> str:
        """The cursor behind what has happened."""
        return str((await self.desk.ask(LATEST)).data["events"]["pageInfo"]["endCursor"])


@asynccontextmanager
async def told_of(served: Served, desk: Caller) -> AsyncIterator[Story]:
    """Nothing has happened yet."""
    engine = open_database(served.database)
    yield Story(served, desk, SqlEventLog(engine))
    await engine.dispose()
