"""One process of callers that reserve, confirm, release or forget.

Closed loop: so many callers, each of whom asks again as soon as it is answered. Open loop: so many requests a
second, however long they take; their time counts from when they should have been made.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from domain.errors import ReservationEnded, ReservationExpired, StoreUnavailable
from domain.ports.reservations import Full, Held, Hold
from domain.quantities import quantity
from domain.reservations.records import Allotment, HeldLine, Reservation
from domain.reservations.states import ReservationState
from gateway.store.database import open_database
from gateway.store.reservations.sql_reservations import SqlReservations

PLACE, CHANNEL = "EAST", "WEB"
BUCKETS = (f"at:{PLACE}", f"seller:{CHANNEL}@")
_SWEEP_EVERY = 0.5
_LONGEST_TTL = 6.0


def sku(number: int) -> str:
    """The n-th hot item."""
    return f"HOT-{number:03d}"


@dataclass(slots=True)
class Figures:
    """What happened so far. times: seconds of each request."""

    held: int = 0
    full: int = 0
    errors: int = 0
    times: list[float] = field(default_factory=list)

    def told(self) -> str:
        """As one line of JSON, after which it begins anew."""
        line = json.dumps({"held": self.held, "full": self.full, "errors": self.errors, "times": self.times})
        self.held = self.full = self.errors = 0
        self.times = []
        return line


@dataclass(frozen=True, slots=True)
class Callers:
    """Those of one process. what_next: whether holds are confirmed and released, too."""

    store: SqlReservations
    items: int
    chance: random.Random
    figures: Figures
    what_next: bool

    async def closed(self, callers: int) -> None:
        """Until it is cancelled."""
        await asyncio.gather(*(self._on_and_on() for _ in range(callers)))

    async def open(self, rate: float) -> None:
        """Until it is cancelled: so many a second, whatever becomes of them."""
        begun, made = time.perf_counter(), 0
        async with asyncio.TaskGroup() as tasks:
            while True:
                due = begun + made / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                tasks.create_task(self._one(due))
                made += 1

    async def sweeping(self) -> None:
        """End what ran out."""
        while True:
            await asyncio.sleep(_SWEEP_EVERY)
            await self.store.sweep(now=datetime.now(UTC), most=200)

    async def _on_and_on(self) -> None:
        while True:
            await self._one(time.perf_counter())

    async def _one(self, begun: float) -> None:
        now = datetime.now(UTC)
        made = self._reservation(now)
        try:
            await self._hold(made, begun, now)
        except (StoreUnavailable, ReservationExpired, ReservationEnded):
            self.figures.errors += 1

    async def _hold(self, made: Reservation, begun: float, now: datetime) -> None:
        done = await self.store.hold(Hold(reservation=made, key=made.id, digest="d"), now=now)
        self.figures.times.append(time.perf_counter() - begun)
        if isinstance(done, Held):
            self.figures.held += 1
            if self.what_next:
                await self._next(made)
        elif isinstance(done, Full):
            self.figures.full += 1

    async def _next(self, made: Reservation) -> None:
        now, drawn = datetime.now(UTC), self.chance.random()
        if now >= made.expires_at:
            return
        if drawn < 0.3:  # noqa: PLR2004 - a third each is confirmed, released and forgotten
            await self.store.confirm(made.id, f"SO-{made.id[:12]}", now=now)
        elif drawn < 0.6:  # noqa: PLR2004 - as above
            await self.store.release(made.id, now=now)

    def _reservation(self, now: datetime) -> Reservation:
        name, grains = sku(self.chance.randrange(self.items)), self.chance.randint(1, 5)
        amount = quantity(grains)
        return Reservation(
            id=uuid4().hex,
            partner="load",
            channel=CHANNEL,
            state=ReservationState.HELD,
            expires_at=now + timedelta(seconds=self.chance.uniform(1, _LONGEST_TTL)),
            created_at=now,
            lines=(HeldLine(sku=name, asked=amount, held=amount),),
            allotments=(Allotment(line=0, sku=name, location=PLACE, grains=grains, buckets=BUCKETS),),
        )


async def _run(asked: argparse.Namespace) -> None:
    engine = open_database(asked.url)
    callers = Callers(
        SqlReservations(engine),
        asked.items,
        random.Random(asked.seed),  # noqa: S311 - not for secrets
        Figures(),
        asked.what_next,
    )
    work = callers.open(asked.rate) if asked.rate else callers.closed(asked.callers)
    tasks = [asyncio.create_task(work), asyncio.create_task(callers.sweeping())]
    begun = time.monotonic()
    until = begun + asked.warm + asked.seconds
    while time.monotonic() < until:
        done, _ = await asyncio.wait(tasks, timeout=0.5, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        line = callers.figures.told()
        if time.monotonic() > begun + asked.warm:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await engine.dispose()


def main() -> None:
    """As the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--callers", type=int, default=250)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--warm", type=float, default=0.0, help="seconds that do not count")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--what-next", action="store_true")
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
