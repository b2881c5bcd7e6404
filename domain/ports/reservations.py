"""The ports of reservations: our own store of holds and ceilings, and systems with holds of their own."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from domain.events.record import Event
from domain.partners import RowScope
from domain.ports.demand import Demand
from domain.reservations.records import Allotment, Bucket, Request, Reservation, Room
from domain.reservations.states import ReservationState


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """A reservation to be written. key: the partner's; digest: of the request that came with it."""

    reservation: Reservation
    key: str
    digest: str


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a key was answered. reservation: as it was then; None where `refusal` (JSON) says why not."""

    digest: str
    reservation: Reservation | None = None
    refusal: str = ""


class Held(NamedTuple):
    """The hold was written. rooms: those at stake, as they are now."""

    rooms: Mapping[Bucket, Room]


class Known(NamedTuple):
    """The key was answered before; nothing was written."""

    answer: Answer


class Full(NamedTuple):
    """It does not fit under the ceilings; nothing was written. rooms: those at stake, as they are now."""

    rooms: Mapping[Bucket, Room]


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a page of reservations ended: they stand by time, the newest first."""

    created_at: datetime
    id: str


class ReservationFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that are given must hold."""

    channel: str | None = None
    state: ReservationState | None = None


class Reservations(Protocol):
    """Holds that never sum to more than their ceilings. All methods raise StoreUnavailable.

    Units count from the moment that `hold` returned to the one in which the reservation ends, or expires.
    """

    async def rooms(self, skus: Collection[str]) -> Mapping[Bucket, Room]:
        """Every ceiling of these items; an item without any was never computed."""
        ...

    async def put_ceilings(self, sku: str, limits: Mapping[str, int], *, version: int) -> bool:
        """Replace all ceilings of an item, in grains by bucket; a bucket that is not named has none left.

        version: of the rooms that were read before, 0 where there were none. False, and nothing is written,
        where another has replaced them since. What is held already stays, even above its ceiling.
        """
        ...

    async def hold(self, hold: Hold, *, now: datetime) -> Held | Known | Full:
        """Check every ceiling and write the hold, in one step. A key is known for a day."""
        ...

    async def refuse(self, partner: str, key: str, answer: Answer, *, now: datetime) -> Answer:
        """Keep that a key was refused; gives what is kept, which may be another's answer."""
        ...

    async def forget(self, partner: str, key: str) -> None:
        """A key was not answered after all: what was held for it was taken back."""
        ...

    async def answered(self, partner: str, key: str, *, now: datetime) -> Answer | None:
        """What a key was answered in the last day."""
        ...

    async def extend(self, name: str, until: datetime, *, now: datetime) -> Reservation:
        """Raises NotFound, ReservationExpired, ReservationEnded."""
        ...

    async def confirm(self, name: str, order_number: str, *, now: datetime) -> Reservation:
        """Tie it to an order; from then on it does not expire. Raises as `extend`."""
        ...

    async def release(self, name: str, *, now: datetime) -> Reservation:
        """Give its units back, once. Raises as `extend`."""
        ...

    async def take_over(self, name: str, taken: Sequence[int], *, now: datetime) -> Reservation:
        """So many grains of each allotment are claimed by the order itself now; never fewer than before."""
        ...

    async def sweep(self, *, now: datetime, most: int, wait: bool = False) -> Sequence[Reservation]:
        """End at most so many of those that ran out, the oldest first.

        wait: for those, too, that somebody else is just ending; without it they are left to that one.
        """
        ...

    async def reservation(self, name: str) -> Reservation | None: ...

    async def page(
        self, wanted: ReservationFilter, rows: RowScope, *, now: datetime, first: int, after: Place | None
    ) -> Sequence[Reservation]:
        """At most `first` of them, the newest first. What has run out by `now` is EXPIRED, swept or not."""
        ...

    async def confirmed_for(self, order_numbers: Collection[str]) -> Sequence[Reservation]:
        """The confirmed reservations of these orders; of all orders where none is named, the oldest first."""
        ...

    async def held(self, skus: Collection[str], *, now: datetime) -> Mapping[str, Mapping[str, int]]:
        """Live holds of these items, in grains by bucket. What has run out does not count, swept or not."""
        ...

    async def untold(self, most: int) -> Sequence["Untold"]:
        """Steps that the log does not have yet, the oldest first."""
        ...

    async def told(self, numbers: Collection[int]) -> None:
        """The log has them."""
        ...

    async def prune(self, *, answers: datetime, ended: datetime) -> int:
        """Forget answers, and reservations that ended, of before these times; how many reservations."""
        ...


class Untold(NamedTuple):
    """A step that was taken, and its events."""

    number: int
    events: Sequence[Event]


class ReservationSink(Protocol):
    """A system that keeps holds of its own. Both raise BackendError; both may be repeated."""

    async def hold(self, reservation: Reservation, allotments: Sequence[Allotment]) -> str:
        """Have it hold these; gives its id of the hold."""
        ...

    async def release(self, hold: str) -> None:
        """Have it give a hold back. Of one that it does not know nothing is to be given back."""
        ...


class Booking(Protocol):
    """Reservations as the graph asks for them. Whose they are the graph decides; all raise StoreUnavailable.

    ttl: seconds that a hold lasts where nobody says.
    """

    @property
    def ttl(self) -> int: ...

    async def reserve(self, request: Request, demand: Demand) -> Reservation:
        """Hold what is asked for; to a key that is known, what was answered first.

        Raises BadInput naming the line, IdempotencyConflict, NotEnoughStock, ReservationContended,
        BackendError.
        """
        ...

    async def extend(self, name: str, seconds: int) -> Reservation:
        """From now on for so long, if that is longer. Raises BadInput and as `Reservations.extend`."""
        ...

    async def confirm(self, name: str, order_number: str) -> Reservation:
        """Raises BadInput and as `Reservations.confirm`."""
        ...

    async def release(self, name: str) -> Reservation:
        """Raises as `Reservations.release`."""
        ...

    async def reservation(self, name: str) -> Reservation | None:
        """As it is at this moment; None where none has the id."""
        ...

    async def page(
        self,
        rows: RowScope,
        *,
        channel: str | None,
        state: ReservationState | None,
        first: int,
        after: Place | None,
    ) -> Sequence[Reservation]:
        """At most `first` of these rows, the newest first."""
        ...
