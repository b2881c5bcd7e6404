"""The port `Reservations` in memory: one thing after the other, so that nothing can come between."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec.structs import replace

from domain.errors import NotFound
from domain.events.owners import Owners
from domain.partners import Grant, Principal, RowScope
from domain.policy import ALLOW, decide_row
from domain.ports.reservations import (
    Answer,
    Full,
    Held,
    Hold,
    Known,
    Place,
    ReservationFilter,
    Untold,
)
from domain.reservations.records import Allotment, Bucket, Reservation, Room, counted
from domain.reservations.states import ReservationState, Step, after, state_at
from domain.reservations.telling import events

DAY = timedelta(hours=24)


@dataclass
class InMemoryReservations:
    """Implements `Reservations`."""

    ceilings: dict[Bucket, Room] = field(default_factory=dict)
    kept: dict[str, Reservation] = field(default_factory=dict)
    changed: dict[str, datetime] = field(default_factory=dict)
    answers: dict[tuple[str, str], tuple[datetime, Answer]] = field(default_factory=dict)
    steps: dict[int, Untold] = field(default_factory=dict)
    numbered: int = 0

    async def rooms(self, skus: Collection[str]) -> Mapping[Bucket, Room]:
        return {bucket: room for bucket, room in self.ceilings.items() if bucket.sku in skus}

    async def put_ceilings(self, sku: str, limits: Mapping[str, int], *, version: int) -> bool:
        known = await self.rooms([sku])
        if max((room.version for room in known.values()), default=0) != version:
            return False
        for name in {*limits, *(bucket.name for bucket in known)}:
            bucket = Bucket(sku, name)
            held = known[bucket].held if bucket in known else 0
            self.ceilings[bucket] = Room(limits.get(name, 0), held, version + 1)
        return True

    async def hold(self, hold: Hold, *, now: datetime) -> Held | Known | Full:
        made = hold.reservation
        wanted = counted(made.allotments)
        known = await self.answered(made.partner, hold.key, now=now)
        if known is not None:
            return Known(known)
        at_stake = {bucket: self.ceilings[bucket] for bucket in wanted if bucket in self.ceilings}
        if len(at_stake) < len(wanted) or any(at_stake[b].left < wanted[b] for b in wanted):
            return Full(at_stake)
        self._shift(made.allotments, 1)
        self.answers[made.partner, hold.key] = now, Answer(digest=hold.digest, reservation=made)
        self._keep(made, Step.HOLD, now)
        return Held({bucket: self.ceilings[bucket] for bucket in wanted})

    async def refuse(self, partner: str, key: str, answer: Answer, *, now: datetime) -> Answer:
        known = await self.answered(partner, key, now=now)
        if known is None:
            self.answers[partner, key] = now, answer
        return known or answer

    async def forget(self, partner: str, key: str) -> None:
        self.answers.pop((partner, key), None)

    async def answered(self, partner: str, key: str, *, now: datetime) -> Answer | None:
        at, answer = self.answers.get((partner, key), (now - DAY, None))
        return answer if at > now - DAY else None

    async def extend(self, name: str, until: datetime, *, now: datetime) -> Reservation:
        one = self._one(name)
        after(state_at(one.state, one.expires_at, now), Step.EXTEND)
        if until <= one.expires_at:
            return one
        return self._keep(replace(one, expires_at=until), Step.EXTEND, now)

    async def confirm(self, name: str, order_number: str, *, now: datetime) -> Reservation:
        one = self._one(name)
        state = state_at(one.state, one.expires_at, now)
        if state is ReservationState.CONFIRMED and one.order_number != order_number:
            after(ReservationState.TAKEN_OVER, Step.CONFIRM)
        new = after(state, Step.CONFIRM)
        if new is None:
            return one
        return self._keep(replace(one, state=new, order_number=order_number), Step.CONFIRM, now)

    async def release(self, name: str, *, now: datetime) -> Reservation:
        one = self._one(name)
        new = after(state_at(one.state, one.expires_at, now), Step.RELEASE)
        if new is None:
            return one
        self._shift(one.allotments, -1)
        return self._keep(replace(one, state=new), Step.RELEASE, now)

    async def take_over(self, name: str, taken: Sequence[int], *, now: datetime) -> Reservation:
        one = self._one(name)
        if one.state is not ReservationState.CONFIRMED:
            return one
        left = tuple(
            replace(each, taken=max(each.taken, min(grains, each.grains)))
            for each, grains in zip(one.allotments, taken, strict=True)
        )
        self._shift(one.allotments, -1)
        self._shift(left, 1)
        over = not any(each.live for each in left)
        state = ReservationState.TAKEN_OVER if over else one.state
        return self._keep(replace(one, allotments=left, state=state), None, now)

    async def sweep(self, *, now: datetime, most: int, wait: bool = False) -> Sequence[Reservation]:
        del wait
        over = sorted(self._over(now), key=lambda one: (one.expires_at, one.id))[:most]
        for one in over:
            self._shift(one.allotments, -1)
        return [self._keep(replace(one, state=ReservationState.EXPIRED), Step.EXPIRE, now) for one in over]

    async def reservation(self, name: str) -> Reservation | None:
        return self.kept.get(name)

    async def page(
        self, wanted: ReservationFilter, rows: RowScope, *, now: datetime, first: int, after: Place | None
    ) -> Sequence[Reservation]:
        asker = Principal(partner="x", grant=Grant(scopes=frozenset(), rows=rows))
        found = [
            replace(one, state=state_at(one.state, one.expires_at, now))
            for one in sorted(self.kept.values(), key=lambda one: (one.created_at, one.id), reverse=True)
            if decide_row(asker, owners(one)) is ALLOW
        ]
        return [
            one
            for one in found
            if wanted.channel in {None, one.channel}
            and wanted.state in {None, one.state}
            and (after is None or (one.created_at, one.id) < (after.created_at, after.id))
        ][:first]

    async def confirmed_for(self, order_numbers: Collection[str]) -> Sequence[Reservation]:
        return [
            one
            for one in self.kept.values()
            if one.state is ReservationState.CONFIRMED
            and (not order_numbers or one.order_number in order_numbers)
        ]

    async def held(self, skus: Collection[str], *, now: datetime) -> Mapping[str, Mapping[str, int]]:
        found = {sku: {b.name: r.held for b, r in self.ceilings.items() if b.sku == sku} for sku in skus}
        for one in self._over(now):
            for (sku, name), grains in counted(one.allotments).items():
                if sku in found:
                    found[sku][name] -= grains
        return {sku: held for sku, held in found.items() if held}

    async def untold(self, most: int) -> Sequence[Untold]:
        return list(self.steps.values())[:most]

    async def told(self, numbers: Collection[int]) -> None:
        for number in numbers:
            self.steps.pop(number, None)

    async def prune(self, *, answers: datetime, ended: datetime) -> int:
        self.answers = {key: one for key, one in self.answers.items() if one[0] >= answers}
        waiting = {each.events[0].subject for each in self.steps.values() if each.events}
        old = [
            name
            for name, one in self.kept.items()
            if one.state not in {ReservationState.HELD, ReservationState.CONFIRMED}
            and self.changed[name] < ended
            and f"reservation:{name}" not in waiting
        ]
        for name in old:
            del self.kept[name]
        return len(old)

    def _one(self, name: str) -> Reservation:
        if name not in self.kept:
            raise NotFound("no reservation has this id")
        return self.kept[name]

    def _over(self, now: datetime) -> list[Reservation]:
        held = (one for one in self.kept.values() if one.state is ReservationState.HELD)
        return [one for one in held if one.expires_at <= now]

    def _shift(self, allotments: Iterable[Allotment], sign: int) -> None:
        for bucket, grains in counted(allotments).items():
            room = self.ceilings[bucket]
            self.ceilings[bucket] = replace(room, held=room.held + sign * grains)

    def _keep(self, one: Reservation, step: Step | None, now: datetime) -> Reservation:
        self.kept[one.id], self.changed[one.id] = one, now
        if step is not None:
            self.numbered += 1
            name = f"{one.id}/{self.numbered}"
            self.steps[self.numbered] = Untold(self.numbered, events(one, step, now, name))
        return one


def owners(one: Reservation) -> Owners:
    """Of a channel, perhaps of a customer, and of nobody else."""
    return Owners(
        customers=frozenset({one.customer}),
        channels=frozenset({one.channel}),
        locations=frozenset(),
        suppliers=frozenset(),
        carriers=frozenset(),
    )
