"""Claiming: tours of deliveries for one worker, in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.webhooks.records import Delivery, Tour
from domain.webhooks.tours import Room, tours
from gateway.store.webhooks.claiming import endpoints_with_some, held, left_by, next_ones, tours_out
from gateway.store.webhooks.rows import delivery_of
from gateway.store.webhooks.tables import WEBHOOK_DELIVERY

_ROWS = 2_000
"""So many are looked at for one claim."""


class Claims:
    """Of one process. embedded: whether the database is SQLite, which locks where something is written."""

    def __init__(self, *, embedded: bool) -> None:
        self._embedded = embedded
        self._numbers = count(1)

    async def claim(
        self, connection: AsyncConnection, worker: str, room: Room, *, hold: timedelta, now: datetime
    ) -> list[Tour]:
        """In the connection's transaction."""
        if self._embedded:
            nothing = update(WEBHOOK_DELIVERY).where(WEBHOOK_DELIVERY.c.endpoint == "")
            await connection.execute(nothing.values(holder=None))
        some = endpoints_with_some(at_once=room.at_once, now=now)
        endpoints = list((await connection.scalars(some)).all())
        if not endpoints:
            return []
        out = {row[0]: row[1] for row in await connection.execute(tours_out(endpoints, now))}
        longest = max(map(room.length, endpoints))
        most = min(room.most * longest, _ROWS)
        found = next_ones(endpoints, of_each=room.at_once * longest, most=most, now=now)
        due = [delivery_of(row) for row in (await connection.execute(found)).mappings()]
        made = []
        for deliveries in tours(due, out, room):
            name = f"{worker}-{next(self._numbers)}"
            tour = Tour(name, deliveries[0].endpoint, deliveries)
            made.append(await _made(connection, tour, now + hold, now))
        return [tour for tour in made if tour.deliveries]


async def _made(connection: AsyncConnection, tour: Tour, until: datetime, now: datetime) -> Tour:
    """The tour with what it really got: behind one that it did not get its subject waits."""
    positions = [each.position for each in tour.deliveries]
    ours = held(tour.endpoint, positions, tour.name, until, now)
    got = frozenset(row[0] for row in await connection.execute(ours))
    if len(got) == len(positions):
        return tour
    kept = _in_order(tour.deliveries, got)
    lost = got.difference(each.position for each in kept)
    if lost:
        await connection.execute(left_by(tour.name, tour.endpoint, sorted(lost)))
    return Tour(tour.name, tour.endpoint, kept)


def _in_order(deliveries: Sequence[Delivery], got: frozenset[int]) -> list[Delivery]:
    waits: set[str] = set()
    kept = []
    for each in deliveries:
        if each.position not in got:
            waits.add(each.subject)
        elif each.subject not in waits:
            kept.append(each)
    return kept
