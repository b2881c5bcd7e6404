"""Reserving: a request becomes a split, and a split a hold; where others came between, it is tried again.

Whoever repeats a key hears again what was answered first, a refusal too. What stands in the way of an
answer (a system or a store that is away, too many at once) is not kept: the same key may then be tried again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from uuid import uuid4

import msgspec

from domain.availability.plans import Ask
from domain.availability.pooled import Known as KnownItem
from domain.availability.selling import Route
from domain.catalog import Product
from domain.errors import IdempotencyConflict, NotEnoughStock, ReservationContended
from domain.ports.backends import PRODUCTS
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found
from domain.ports.reservations import Answer, Full, Held, Hold, Known, Reservations
from domain.ports.state import Clock
from domain.reservations.asking import DEEPEST, check, lines_of, wanted_skus
from domain.reservations.records import Request, Reservation
from domain.reservations.shelves import placed, shelf
from domain.reservations.splitting import Split, split
from domain.reservations.states import ReservationState
from domain.reservations.taking import Line
from gateway.reservations.keeping import CeilingKeeper
from gateway.reservations.sold import Present, Sold

_SWEPT = 500
_ENCODE = msgspec.json.Encoder(order="deterministic").encode


class _Refusal(msgspec.Struct):
    """What is kept of a request that could not be met: the line that was short."""

    line: int


_REFUSAL = msgspec.json.Decoder(_Refusal).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What may be asked for, and how often it is tried."""

    lines: int
    longest: timedelta
    tries: int


class Reserving:
    """Makes reservations. changed: is told whenever one was made, so that it is told of soon."""

    def __init__(  # noqa: PLR0913 - all that a hold rests on
        self,
        store: Reservations,
        *,
        keeper: CeilingKeeper,
        present: Present,
        clock: Clock,
        bounds: Bounds,
        changed: Callable[[], None],
    ) -> None:
        self._store = store
        self._keeper = keeper
        self._present = present
        self._clock = clock
        self._bounds = bounds
        self._changed = changed

    async def reserve(self, request: Request, demand: Demand) -> tuple[Reservation, bool]:
        """The reservation, and whether it was made now. Raises as `Booking.reserve`."""
        check(request, most_lines=self._bounds.lines, most_seconds=int(self._bounds.longest.total_seconds()))
        digest = digest_of(request)
        sold = self._present()
        lines = lines_of(
            request,
            await self._products(request, sold, demand),
            kits_from_many=sold.selling.rules.kits_from_many,
        )
        made = await self._made(_Try(request, digest, tuple(lines), sold, demand))
        if isinstance(made, Answer):
            return _repeated(made, digest), False
        self._changed()
        return made, True

    async def _made(self, wanted: "_Try") -> Reservation | Answer:
        skus = sorted({need.sku for line in wanted.lines for need in line.each})
        route = wanted.route
        for attempt in range(self._bounds.tries):
            items = await self._keeper.known(skus, route.seller, wanted.demand, anew=attempt > 0)
            part = _split(wanted, items)
            if part.short is None:
                done = await self._held(wanted, part)
                if not isinstance(done, Full):
                    return done
            if attempt == 0:
                continue
            swept = await self._store.sweep(now=self._clock.now(), most=_SWEPT, wait=True)
            if part.short is None:
                self._keeper.touched(skus)
            elif not swept:
                return await self._refused(wanted, part.short)
        raise ReservationContended("others take these units at the same moment; try again")

    async def _held(self, wanted: "_Try", part: Split) -> Reservation | Answer | Full:
        now, request = self._clock.now(), wanted.request
        made = Reservation(
            id=uuid4().hex,
            partner=request.partner,
            channel=request.channel,
            customer=request.customer,
            state=ReservationState.HELD,
            expires_at=now + timedelta(seconds=request.seconds),
            created_at=now,
            lines=part.lines,
            allotments=placed(part.allotments, wanted.route.seller, wanted.sold.selling),
        )
        done = await self._store.hold(Hold(reservation=made, key=request.key, digest=wanted.digest), now=now)
        if isinstance(done, Known):
            return done.answer
        self._keeper.note(done.rooms, now)
        return made if isinstance(done, Held) else done

    async def _refused(self, wanted: "_Try", short: int) -> Answer:
        answer = Answer(digest=wanted.digest, refusal=_ENCODE(_Refusal(short)).decode())
        request = wanted.request
        return await self._store.refuse(request.partner, request.key, answer, now=self._clock.now())

    async def _products(self, request: Request, sold: Sold, demand: Demand) -> Mapping[str, Product]:
        """Every item of the request, and their components. Raises BackendError where one cannot be read."""
        found: dict[str, Product] = {}
        reader = sold.readers.of(PRODUCTS)
        wanted = list(dict.fromkeys(line.sku for line in request.lines))
        for _ in range(DEEPEST + 1):
            if not wanted:
                break
            outcomes = reader.peek(wanted, demand) or await reader.read(wanted, demand)
            for sku in wanted:
                outcome = outcomes[sku]
                if isinstance(outcome, Failed):
                    raise outcome.error
                if isinstance(outcome, Found):
                    found[sku] = outcome.value
            wanted = [sku for sku in wanted_skus(found, wanted) if sku not in found]
        return found


@dataclass(frozen=True, slots=True)
class _Try:
    """A request that can be met as far as it says itself."""

    request: Request
    digest: str
    lines: tuple[Line, ...]
    sold: Sold
    demand: Demand

    @property
    def route(self) -> Route:
        """The terms of who asks."""
        asked = self.request
        return self.sold.selling.route(Ask(asked.channel, asked.customer, asked.destination))


def digest_of(request: Request) -> str:
    """32 hex digits over all that is asked for: of the same request the same, in every process."""
    return blake2b(_ENCODE(msgspec.structs.replace(request, key="")), digest_size=16).hexdigest()


def _split(wanted: _Try, items: Mapping[str, KnownItem]) -> Split:
    shelves = {sku: shelf(sku, wanted.route, known) for sku, known in items.items()}
    return split(wanted.lines, shelves, wanted.request.mode)


def _repeated(answer: Answer, digest: str) -> Reservation:
    """What was answered to the key. Raises what was raised."""
    if answer.digest != digest:
        raise IdempotencyConflict("this key was used for another request", field="idempotencyKey")
    if answer.reservation is None:
        line = _REFUSAL(answer.refusal.encode()).line
        raise NotEnoughStock("less can be promised than was asked for", field=f"lines[{line}].quantity")
    return answer.reservation
