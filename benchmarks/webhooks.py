"""How fast what waits for endpoints goes out. Prints figures, asserts nothing.

    python -m benchmarks.webhooks [--events 3000] [--url postgresql+asyncpg://...]

Events are in the log before anything is sent. The receivers answer at once, in a process of their own; the
database is made for it and dropped afterwards. CPU is of the sending process alone.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import IPv4Network
from typing import NamedTuple

from prometheus_client import CollectorRegistry
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.fixed_server import running
from benchmarks.search_databases import fresh_postgres
from domain.events.owners import Owners
from domain.events.payloads import OrderNews
from domain.events.record import Event
from domain.log.filters import EventFilter
from domain.log.records import Mapped
from domain.partners import Grant, Scope
from domain.registry.records import ApiKey, Partner, Subject
from domain.webhooks.records import Endpoint
from gateway.hub.tail import Tail
from gateway.settings.webhooks.section import Webhooks
from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.database import open_database
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.migrating import upgrade
from gateway.store.search.sql_order_index import SqlOrderIndex
from gateway.store.webhooks.sealing import KeySealing
from gateway.store.webhooks.sql_endpoints import SqlEndpoints
from gateway.store.webhooks.tables import WEBHOOK_ATTEMPT
from gateway.webhooks.assembled import Outgoing, webhooks_out
from gateway.webhooks.signing import new_secret

_SECRET = b"k" * 32
_ABOUT = 5
"""So many events each order has."""
_PER_BATCH = 200
_ROUNDS = ((1, 0.0), (3, 0.0), (1, 0.05))
"""Endpoints, and after how many seconds they answer."""
_LOOK = 0.1
_MEGA = 1_000_000


class Drained(NamedTuple):
    """What one round came to."""

    sent: int
    seconds: float
    cpu: float


class _One:
    """Implements `PartnerDirectory` with one partner that may see everything."""

    revision = 1

    def named(self, name: str) -> Partner | None:
        return Partner(name=name, grant=Grant(scopes=frozenset(Scope)))

    def of_subject(self, subject: Subject) -> Partner | None:
        return self.named(subject.value)

    def of_key(self, prefix: str) -> tuple[ApiKey, Partner] | None:
        del prefix
        return None

    def used(self, prefix: str, now: datetime) -> None:
        """Nobody asks with a key."""


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=3_000)
    parser.add_argument("--url", default="postgresql+asyncpg://postgres@127.0.0.1:5432/test")
    given = parser.parse_args()
    asyncio.run(_all(given.url, given.events))


async def _all(server: str, events: int) -> None:
    table = Table("endpoints", "answers after", "deliveries a second", "of one endpoint", "CPU us each")
    for endpoints, late in _ROUNDS:
        count = events if not late else max(events // 10, 1)
        async with (
            fresh_postgres(server) as url,
            running("benchmarks.webhooks_receiver", str(late)) as receiver,
        ):
            done = await _round(url, receiver.url, endpoints, count)
        table.add_row(
            str(endpoints),
            f"{late * 1_000:.0f} ms",
            f"{done.sent / done.seconds:,.0f}",
            f"{done.sent / done.seconds / endpoints:,.0f}",
            f"{done.cpu / done.sent * _MEGA:,.0f}",
        )
    Console().print(table)


async def _round(url: str, receiver: str, endpoints: int, events: int) -> Drained:
    engine = open_database(url)
    await upgrade(engine)
    await _told(engine, events)
    out = webhooks_out(
        Outgoing(
            engine=engine,
            secret=_SECRET,
            cases=SqlExceptionCases(engine),
            raise_all=lambda _findings: None,
            partners=_One(),
            index=SqlOrderIndex(engine),
            settings=Webhooks(networks=(IPv4Network("127.0.0.0/8"),), plain_http=True),
            registry=CollectorRegistry(),
        )
    )
    store, names = SqlEndpoints(engine, KeySealing(_SECRET, "webhooks")), []
    for number in range(endpoints):
        names.append(f"we_{number}")
        await store.put(_endpoint(names[-1], f"{receiver}{number}"))
    began, cpu = time.perf_counter(), time.process_time()
    out.start(Tail(SqlEventLog(engine)))
    await _nothing_waits(engine, names, events)
    done = Drained(events * endpoints, time.perf_counter() - began, time.process_time() - cpu)
    await out.aclose()
    await engine.dispose()
    return done


async def _told(engine: AsyncEngine, count: int) -> None:
    log = SqlEventLog(engine)
    events = [_event(number, max(count // _ABOUT, 1)) for number in range(count)]
    for begin in range(0, count, _PER_BATCH):
        await log.append([Mapped(events=tuple(events[begin : begin + _PER_BATCH]))])


def _event(number: int, orders: int) -> Event:
    now = datetime.now(UTC)
    return Event(
        type="order.shipped",
        source="wms_east",
        subject=f"order:SO-{number % orders:07}",
        related=("sku:A-1",),
        occurred_at=now,
        recorded_at=now,
        source_event_id=f"e-{number}",
        owners=Owners(customers=frozenset({"C-1"})),
        data=OrderNews(line="1"),
    )


def _endpoint(name: str, url: str) -> Endpoint:
    return Endpoint(
        id=name,
        partner="acme",
        url=url,
        wanted=EventFilter(types=frozenset({"order"})),
        secrets=(new_secret(),),
        created_at=datetime.now(UTC),
        position=0,
    )


async def _nothing_waits(engine: AsyncEngine, names: Sequence[str], events: int) -> None:
    """All of them have been through the log, and every delivery is settled."""
    attempts, done = select(func.count()).select_from(WEBHOOK_ATTEMPT), 0
    while done < events * len(names):
        await asyncio.sleep(_LOOK)
        async with engine.connect() as connection:
            done = int(await connection.scalar(attempts) or 0)


if __name__ == "__main__":
    main()
