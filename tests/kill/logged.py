"""What is in the log: read from its table, and paged through by `events(after:)`."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.events.record import Event
from domain.log.filters import EventFilter, matches
from gateway.store.log.event_rows import event_of
from gateway.store.log.tables import EVENT

PAGE = """
query ($filter: EventFilterInput, $after: String) {
  events(filter: $filter, after: $after, first: 100) {
    edges { node { id } } pageInfo { hasNextPage endCursor } gap { restart }
  }
}
"""
OF_ORDERS = ("order", "shipment", "return")
"""The families of which `orderChanged` tells."""
OWN = "ordergraph"
"""The source of what we tell ourselves: exception cases and silent feeds."""
_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Log:
    """All of it, in its order."""

    events: Sequence[Event]

    @property
    def told(self) -> list[Event]:
        """What systems told."""
        return [each for each in self.events if each.source != OWN]

    def ids(self, wanted: Mapping[str, Sequence[str]]) -> list[str]:
        """Those of a filter as the graph takes it."""
        types, keys, sources = (_given(wanted, name) for name in ("types", "keys", "sources"))
        given = EventFilter(types=types, keys=keys, sources=sources)
        return [each.id for each in self.events if matches(given, each)]

    def of_orders(self, numbers: Sequence[str]) -> list[str]:
        """Those that concern these orders, once for each order."""
        wanted = {f"order:{number}" for number in numbers}
        found: list[str] = []
        for each in self.events:
            if each.type.partition(".")[0] in OF_ORDERS:
                found += [each.id] * len(wanted.intersection((each.subject, *each.related)))
        return found

    def by_subject(self, families: Sequence[str]) -> dict[str, list[str]]:
        """The ids of each subject."""
        found: dict[str, list[str]] = {}
        for each in self.events:
            if each.type.partition(".")[0] in families:
                found.setdefault(each.subject, []).append(each.id)
        return found


def _given(wanted: Mapping[str, Sequence[str]], name: str) -> frozenset[str] | None:
    return frozenset(wanted[name]) if name in wanted else None


async def read_log(engine: AsyncEngine) -> Log:
    """Straight from the table."""
    events: list[Event] = []
    position = 0
    while True:
        page = select(EVENT.c.position, EVENT.c.body).where(EVENT.c.position > position)
        async with engine.connect() as connection:
            rows = (await connection.execute(page.order_by(EVENT.c.position).limit(_CHUNK))).all()
        if not rows:
            return Log(events)
        events += [event_of(row.body) for row in rows]
        await asyncio.sleep(0)
        position = rows[-1].position


async def appended(engine: AsyncEngine) -> int:
    """How many events systems have told."""
    async with engine.connect() as connection:
        count = select(func.count()).select_from(EVENT).where(EVENT.c.source != OWN)
        return int(await connection.scalar(count) or 0)


async def paged(url: str, token: str, wanted: Mapping[str, Sequence[str]]) -> tuple[list[str], int]:
    """The ids that the query tells, page by page, and how many gaps."""
    ids: list[str] = []
    gaps, after = 0, None
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30, headers=headers) as client:
        while True:
            variables = {"filter": wanted, "after": after}
            answer = await client.post("/graphql", json={"query": PAGE, "variables": variables})
            page = answer.raise_for_status().json()["data"]["events"]
            ids += [edge["node"]["id"] for edge in page["edges"]]
            gaps += page["gap"] is not None
            if not page["pageInfo"]["hasNextPage"]:
                return ids, gaps
            after = page["pageInfo"]["endCursor"]
