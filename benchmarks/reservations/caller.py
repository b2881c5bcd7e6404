"""One process of callers that reserve, confirm, release or forget.

Closed loop: so many callers, each of whom asks again as soon as it is answered. Open loop: so many requests a
second, however long they take; their time counts from when they should have been made. It runs on the event
loop that the gateway runs on.
"""

import argparse
import asyncio
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import uvloop

from benchmarks.reservations.figures import Figures, tell, telling, until, window
from domain.errors import ReservationEnded, ReservationExpired, StoreUnavailable
from domain.ports.reservations import Held, Hold
from domain.quantities import quantity
from domain.reservations.records import Allotment, HeldLine, Reservation
from domain.reservations.states import ReservationState
from gateway.store.database import open_database
from gateway.store.reservations.sql_reservations import SqlReservations

PLACE, CHANNEL = "EAST", "WEB"
_SWEEP_EVERY = 0.5
_LONGEST_TTL = 6.0


def buckets(groups: int) -> tuple[str, ...]:
    """Where a hold counts: at its place, with its seller, and in so many groups, with names as they have."""
    named = (f"group:{number:016x}@" for number in range(groups))
    return (f"at:{PLACE}", f"seller:{CHANNEL}@", *named)


def sku(number: int) -> str:
    """The n-th hot item."""
    return f"HOT-{number:03d}"


@dataclass(frozen=True, slots=True)
class Callers:
    """Those of one process. what_next: whether holds are confirmed and released, too.

    buckets: where each hold counts.
    """

    store: SqlReservations
    items: int
    chance: random.Random
    figures: Figures
    what_next: bool
    buckets: tuple[str, ...]

    async def closed(self, callers: int) -> None:
        """Until the window ends; what was begun is waited for."""
        await asyncio.gather(*(self._on_and_on() for _ in range(callers)))

    async def open(self, rate: float) -> None:
        """So many a second until the window ends, whatever becomes of them; all are waited for."""
        begun, made = time.monotonic(), 0
        async with asyncio.TaskGroup() as tasks:
            while (due := begun + made / rate) < self.figures.window.ends:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                tasks.create_task(self._one(due, due))
                made += 1

    async def sweeping(self) -> None:
        """End what ran out."""
        while True:
            await asyncio.sleep(_SWEEP_EVERY)
            await self.store.sweep(now=datetime.now(UTC), most=200)

    async def _on_and_on(self) -> None:
        while (begun := time.monotonic()) < self.figures.window.ends:
            await self._one(begun, None)

    async def _one(self, begun: float, due: float | None) -> None:
        now = datetime.now(UTC)
        made = self._reservation(now)
        try:
            await self._hold(made, begun, due, now)
        except (StoreUnavailable, ReservationExpired, ReservationEnded):
            self.figures.failed(time.monotonic() if due is None else due)

    async def _hold(self, made: Reservation, begun: float, due: float | None, now: datetime) -> None:
        done = await self.store.hold(Hold(reservation=made, key=made.id, digest="d"), now=now)
        at = time.monotonic()
        self.figures.answered(at if due is None else due, at - begun, held=isinstance(done, Held))
        if isinstance(done, Held) and self.what_next:
            await self._next(made)

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
            allotments=(Allotment(line=0, sku=name, location=PLACE, grains=grains, buckets=self.buckets),),
        )


async def _run(asked: argparse.Namespace) -> None:
    engine = open_database(asked.url)
    figures = Figures(window(asked.warm, asked.seconds, asked.begin))
    callers = Callers(
        SqlReservations(engine),
        asked.items,
        random.Random(asked.seed),  # noqa: S311 - not for secrets
        figures,
        asked.what_next,
        buckets(asked.groups),
    )
    if asked.begin is not None:
        await until(asked.begin)
    behind = [asyncio.create_task(each) for each in (callers.sweeping(), telling(figures))]
    work = asyncio.create_task(callers.open(asked.rate) if asked.rate else callers.closed(asked.callers))
    await asyncio.wait([work, *behind], return_when=asyncio.FIRST_COMPLETED)
    for task in behind:
        task.cancel()
    await asyncio.gather(*behind, return_exceptions=True)
    for task in behind:
        if not task.cancelled():
            task.result()
    work.result()
    tell(figures)
    await engine.dispose()


def main() -> None:
    """As the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--callers", type=int, default=250)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--begin", type=float, default=None, help="of the monotonic clock; now, if not given")
    parser.add_argument("--warm", type=float, default=0.0, help="seconds that do not count")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--groups", type=int, default=0)
    parser.add_argument("--what-next", action="store_true")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
