"""Everything that can be done with reservations, as the graph asks for it, which decides whose they are."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from msgspec.structs import replace

from domain.errors import BackendError, BadInput, OrderGraphError
from domain.partners import RowScope
from domain.ports.demand import Demand
from domain.ports.reservations import Place, ReservationFilter, Reservations
from domain.ports.state import Clock
from domain.reservations.asking import LONGEST_KEY
from domain.reservations.records import Request, Reservation
from domain.reservations.states import ReservationState, Step, after, state_at
from gateway.reservations.reserving import Reserving
from gateway.reservations.writing_through import WritingThrough
from gateway.telemetry.reservation_metrics import ReservationMetrics


class Bookings:
    """Implements `Booking`. changed: is told of every step, so that it is told of soon."""

    def __init__(  # noqa: PLR0913 - all that it rests on
        self,
        store: Reservations,
        reserving: Reserving,
        through: WritingThrough,
        clock: Clock,
        *,
        ttl: timedelta,
        longest_ttl: timedelta,
        changed: Callable[[], None],
        metrics: ReservationMetrics,
    ) -> None:
        self._store = store
        self._reserving = reserving
        self._through = through
        self._clock = clock
        self._longest = int(longest_ttl.total_seconds())
        self._changed = changed
        self._metrics = metrics
        self.ttl = int(ttl.total_seconds())

    async def reserve(self, request: Request, demand: Demand) -> Reservation:
        with self._counted("reserve"):
            made, is_new = await self._reserving.reserve(request, demand)
            if is_new:
                await self._write_through(made, request.key)
        return made

    async def extend(self, name: str, seconds: int) -> Reservation:
        if not 0 < seconds <= self._longest:
            raise BadInput(f"should be more than nothing and at most {self._longest} seconds", field="ttl")
        now = self._clock.now()
        with self._counted("extend"):
            return self._told(await self._store.extend(name, now + timedelta(seconds=seconds), now=now))

    async def confirm(self, name: str, order_number: str) -> Reservation:
        if not order_number.strip() or len(order_number) > LONGEST_KEY or "\0" in order_number:
            raise BadInput(f"should be a number of 1 to {LONGEST_KEY} characters", field="orderNumber")
        with self._counted("confirm"):
            return self._told(await self._store.confirm(name, order_number.strip(), now=self._clock.now()))

    async def release(self, name: str) -> Reservation:
        """The store first: what a system does not give back then is promised to nobody."""
        now = self._clock.now()
        before = await self._store.reservation(name)
        with self._counted("release"):
            done = self._told(await self._store.release(name, now=now))
        if before is not None and after(state_at(before.state, before.expires_at, now), Step.RELEASE):
            await self._through.release(done)
        return done

    async def reservation(self, name: str) -> Reservation | None:
        found = await self._store.reservation(name)
        if found is None:
            return None
        return replace(found, state=state_at(found.state, found.expires_at, self._clock.now()))

    async def page(
        self,
        rows: RowScope,
        *,
        channel: str | None,
        state: ReservationState | None,
        first: int,
        after: Place | None,
    ) -> Sequence[Reservation]:
        wanted = ReservationFilter(channel=channel, state=state)
        return await self._store.page(wanted, rows, now=self._clock.now(), first=first, after=after)

    async def _write_through(self, made: Reservation, key: str) -> None:
        """Where a system does not hold, nothing was answered: the same key may be tried again."""
        try:
            await self._through.hold(made)
        except BackendError:
            await self._store.forget(made.partner, key)
            await self._store.release(made.id, now=self._clock.now())
            raise

    @contextmanager
    def _counted(self, what: str) -> Iterator[None]:
        try:
            yield
        except OrderGraphError as error:
            self._metrics.asked.labels(what, error.code).inc()
            raise
        self._metrics.asked.labels(what, "OK").inc()

    def _told(self, done: Reservation) -> Reservation:
        self._changed()
        return done
