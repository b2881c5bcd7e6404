"""What every store of reservations does."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

import pytest

from domain.errors import NotFound, ReservationEnded, ReservationExpired
from domain.partners import RowScope
from domain.ports.reservations import Answer, Full, Held, Hold, Known, Place, ReservationFilter, Reservations
from domain.quantities import quantity
from domain.reservations.records import Allotment, Bucket, HeldLine, Reservation
from domain.reservations.states import ReservationState
from tests.doubles.clock import START

NOW, LATER = START, START + timedelta(minutes=10)
OVER = LATER + timedelta(seconds=1)
AT, SELLER = "at:EAST", "seller:WEB@"
ALL = ReservationFilter()


def allotted(sku: str = "AX-1", grains: int = 5, location: str = "EAST", channel: str = "WEB") -> Allotment:
    buckets = f"at:{location}", f"seller:{channel}@"
    return Allotment(line=0, sku=sku, location=location, grains=grains, buckets=buckets)


def held(
    name: str, *allotments: Allotment, channel: str = "WEB", customer: str = "", created_at: datetime = NOW
) -> Reservation:
    taken = allotments or (allotted(),)
    amount = quantity(sum(one.grains for one in taken))
    return Reservation(
        id=name,
        partner="shop",
        channel=channel,
        customer=customer,
        state=ReservationState.HELD,
        expires_at=LATER,
        created_at=created_at,
        lines=(HeldLine(sku=taken[0].sku, asked=amount, held=amount),),
        allotments=taken,
    )


def hold(reservation: Reservation, key: str = "", digest: str = "d") -> Hold:
    return Hold(reservation=reservation, key=key or f"key-{reservation.id}", digest=digest)


async def given(store: Reservations, sku: str = "AX-1", most: int = 10, at: str = "EAST") -> None:
    known = await store.rooms([sku])
    version = max((room.version for room in known.values()), default=0)
    limits = {bucket.name: room.ceiling for bucket, room in known.items()}
    assert await store.put_ceilings(
        sku, limits | {f"at:{at}": most, "seller:WEB@": most, "seller:EDI@": most}, version=version
    )


async def total(store: Reservations, sku: str = "AX-1", bucket: str = AT) -> int:
    rooms = await store.rooms([sku])
    return rooms[Bucket(sku, bucket)].held


class ReservationsContract(ABC):
    """Subclasses open an empty store."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[Reservations]:
        """Open an empty store."""

    async def test_what_fits_is_held_and_counts_at_once(self) -> None:
        async with self.opened() as store:
            await given(store)
            done = await store.hold(hold(held("r1", allotted(grains=7))), now=NOW)
            assert isinstance(done, Held)
            assert {bucket: room.held for bucket, room in done.rooms.items()} == {
                Bucket("AX-1", AT): 7,
                Bucket("AX-1", SELLER): 7,
            }
            assert await store.held(["AX-1"], now=NOW) == {"AX-1": {AT: 7, SELLER: 7, "seller:EDI@": 0}}
            assert await store.reservation("r1") == held("r1", allotted(grains=7))

    async def test_what_does_not_fit_is_not_held_and_the_rooms_are_told(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1", allotted(grains=7))), now=NOW)
            full = await store.hold(hold(held("r2", allotted(grains=4))), now=NOW)
            assert isinstance(full, Full)
            assert full.rooms[Bucket("AX-1", AT)].left == 3
            assert await store.reservation("r2") is None
            assert await total(store) == 7

    async def test_every_ceiling_binds(self) -> None:
        async with self.opened() as store:
            await store.put_ceilings("AX-1", {AT: 10, SELLER: 3}, version=0)
            assert isinstance(await store.hold(hold(held("r1", allotted(grains=4))), now=NOW), Full)
            assert isinstance(await store.hold(hold(held("r2", allotted(grains=3))), now=NOW), Held)

    async def test_one_line_that_does_not_fit_leaves_the_others_free(self) -> None:
        async with self.opened() as store:
            await given(store, "AX-1")
            await given(store, "AX-2", 1)
            both = held("r1", allotted("AX-1", 2), allotted("AX-2", 2))
            assert isinstance(await store.hold(hold(both), now=NOW), Full)
            assert await total(store) == 0

    async def test_what_was_never_computed_holds_nothing(self) -> None:
        async with self.opened() as store:
            assert await store.hold(hold(held("r1")), now=NOW) == Full({})
            await given(store)
            elsewhere = held("r2", allotted(location="WEST"))
            assert isinstance(await store.hold(hold(elsewhere), now=NOW), Full)

    async def test_a_ceiling_that_falls_below_what_is_held_gives_nothing_and_takes_nothing(self) -> None:
        async with self.opened() as store:
            await given(store, most=10)
            await store.hold(hold(held("r1", allotted(grains=8))), now=NOW)
            await given(store, most=5)
            room = (await store.rooms(["AX-1"]))[Bucket("AX-1", AT)]
            assert (room.ceiling, room.held, room.left) == (5, 8, 0)
            assert isinstance(await store.hold(hold(held("r2", allotted(grains=1))), now=NOW), Full)
            await store.release("r1", now=NOW)
            assert isinstance(await store.hold(hold(held("r3", allotted(grains=5))), now=NOW), Held)

    async def test_ceilings_of_an_older_reading_are_not_written(self) -> None:
        async with self.opened() as store:
            assert await store.put_ceilings("AX-1", {AT: 10}, version=0)
            assert not await store.put_ceilings("AX-1", {AT: 99}, version=0)
            assert await store.put_ceilings("AX-1", {"at:WEST": 4}, version=1)
            rooms = await store.rooms(["AX-1"])
            assert {b.name: (r.ceiling, r.version) for b, r in rooms.items()} == {
                AT: (0, 2),
                "at:WEST": (4, 2),
            }

    async def test_the_same_key_is_answered_the_same_and_holds_once(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1"), "k"), now=NOW)
            again = await store.hold(hold(held("r2"), "k"), now=NOW)
            assert again == Known(Answer(digest="d", reservation=held("r1")))
            assert await total(store) == 5
            await store.release("r1", now=NOW)
            assert await store.hold(hold(held("r3"), "k"), now=NOW) == again

    async def test_a_key_is_known_where_nothing_fits_any_more(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1", allotted(grains=10)), "k"), now=NOW)
            again = await store.hold(hold(held("r2", allotted(grains=10)), "k"), now=NOW)
            assert isinstance(again, Known)

    async def test_a_key_is_one_partner_s_and_forgotten_after_a_day(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1", allotted(grains=1)), "k"), now=NOW)
            other = Reservation(
                **{n: getattr(held("r2"), n) for n in Reservation.__struct_fields__} | {"partner": "b"}
            )
            assert isinstance(await store.hold(hold(other, "k"), now=NOW), Held)
            day = NOW + timedelta(hours=24)
            assert await store.answered("shop", "k", now=day - timedelta(seconds=1)) is not None
            assert await store.answered("shop", "k", now=day) is None
            assert isinstance(await store.hold(hold(held("r3", allotted(grains=1)), "k"), now=day), Held)

    async def test_a_refusal_is_kept_unless_the_key_was_answered(self) -> None:
        async with self.opened() as store:
            await given(store)
            refusal = Answer(digest="d", refusal='{"line":0}')
            assert await store.refuse("shop", "k", refusal, now=NOW) == refusal
            assert await store.refuse("shop", "k", Answer(digest="e", refusal="x"), now=NOW) == refusal
            assert await store.hold(hold(held("r1"), "k"), now=NOW) == Known(refusal)
            await store.hold(hold(held("r2"), "k2"), now=NOW)
            assert (await store.refuse("shop", "k2", refusal, now=NOW)).reservation == held("r2")

    async def test_a_forgotten_key_may_be_used_again(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1", allotted(grains=1)), "k"), now=NOW)
            await store.forget("shop", "k")
            assert await store.answered("shop", "k", now=NOW) is None
            assert isinstance(await store.hold(hold(held("r2", allotted(grains=1)), "k"), now=NOW), Held)

    async def test_a_release_gives_back_once(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1")), now=NOW)
            for _ in range(2):
                assert (await store.release("r1", now=NOW)).state is ReservationState.RELEASED
            assert await total(store) == 0

    async def test_what_ran_out_does_not_count_and_cannot_be_confirmed(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1")), now=NOW)
            assert (await store.held(["AX-1"], now=OVER))["AX-1"][AT] == 0
            for step in (
                store.confirm("r1", "SO-1", now=OVER),
                store.extend("r1", OVER + timedelta(hours=1), now=OVER),
                store.release("r1", now=OVER),
            ):
                with pytest.raises(ReservationExpired):
                    await step
            assert [one.id for one in await store.sweep(now=OVER, most=10)] == ["r1"]
            assert await store.sweep(now=OVER, most=10, wait=True) == []
            assert await total(store) == 0
            with pytest.raises(ReservationExpired):
                await store.confirm("r1", "SO-1", now=OVER)

    async def test_an_extended_one_lasts_longer_and_never_shorter(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1")), now=NOW)
            longer = LATER + timedelta(minutes=5)
            assert (await store.extend("r1", longer, now=NOW)).expires_at == longer
            assert (await store.extend("r1", LATER, now=NOW)).expires_at == longer
            assert await store.sweep(now=OVER, most=10) == []

    async def test_a_confirmed_one_does_not_run_out(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1")), now=NOW)
            assert (await store.confirm("r1", "SO-1", now=NOW)).order_number == "SO-1"
            assert (await store.confirm("r1", "SO-1", now=NOW)).state is ReservationState.CONFIRMED
            with pytest.raises(ReservationEnded):
                await store.confirm("r1", "SO-2", now=NOW)
            assert await store.sweep(now=OVER, most=10) == []
            assert await total(store) == 5
            assert [one.id for one in await store.confirmed_for(["SO-1", "SO-9"])] == ["r1"]
            assert [one.id for one in await store.confirmed_for([])] == ["r1"]
            assert await store.confirmed_for(["SO-2"]) == []

    async def test_what_the_order_claims_by_itself_is_given_back_once(self) -> None:
        async with self.opened() as store:
            await given(store)
            await given(store, at="WEST")
            parts = allotted(grains=5), allotted(grains=3, location="WEST")
            await store.hold(hold(held("r1", *parts)), now=NOW)
            assert (await store.take_over("r1", [5, 0], now=NOW)).state is ReservationState.HELD
            await store.confirm("r1", "SO-1", now=NOW)
            for taken in ([2, 0], [2, 0], [1, 1]):
                await store.take_over("r1", taken, now=NOW)
            assert [await total(store, bucket=bucket) for bucket in (AT, "at:WEST", SELLER)] == [3, 2, 5]
            one = await store.take_over("r1", [9, 9], now=NOW)
            assert one.state is ReservationState.TAKEN_OVER
            assert [await total(store, bucket=bucket) for bucket in (AT, "at:WEST", SELLER)] == [0, 0, 0]
            assert (await store.take_over("r1", [9, 9], now=NOW)).state is ReservationState.TAKEN_OVER
            with pytest.raises(ReservationEnded):
                await store.release("r1", now=NOW)

    async def test_a_release_after_a_part_was_taken_gives_back_the_rest(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1")), now=NOW)
            await store.confirm("r1", "SO-1", now=NOW)
            await store.take_over("r1", [2], now=NOW)
            await store.release("r1", now=NOW)
            assert await total(store) == 0

    async def test_nobody_has_what_was_never_made(self) -> None:
        async with self.opened() as store:
            assert await store.reservation("r9") is None
            with pytest.raises(NotFound):
                await store.release("r9", now=NOW)

    async def test_steps_are_told_in_order_until_the_log_has_them(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1", customer="C-1")), now=NOW)
            await store.extend("r1", OVER, now=NOW)
            await store.confirm("r1", "SO-1", now=NOW)
            await store.release("r1", now=NOW)
            steps = await store.untold(10)
            events = [event for step in steps for event in step.events]
            assert [event.type.partition(".")[2] for event in events] == [
                "held",
                "extended",
                "confirmed",
                "released",
            ]
            assert len({event.source_event_id for event in events}) == 4
            assert events[2].related == ("sku:AX-1@EAST", "order:SO-1")
            await store.told([step.number for step in steps[:2]])
            assert await store.untold(1) == steps[2:3]

    async def test_pages_have_the_newest_first_and_only_own_rows(self) -> None:
        async with self.opened() as store:
            await given(store, most=100)
            for number in range(5):
                at = NOW + timedelta(seconds=number // 2)
                channel, customer = ("WEB", "C-1") if number % 2 else ("EDI", "")
                one = held(
                    f"r{number}", allotted(channel=channel), channel=channel, customer=customer, created_at=at
                )
                await store.hold(hold(one), now=at)
            rows = RowScope()
            first = await store.page(ALL, rows, now=NOW, first=3, after=None)
            last = Place(first[-1].created_at, first[-1].id)
            rest = await store.page(ALL, rows, now=NOW, first=3, after=last)
            assert [_names(first), _names(rest)] == [["r4", "r3", "r2"], ["r1", "r0"]]
            web = ReservationFilter(channel="WEB")
            assert _names(await store.page(web, rows, now=NOW, first=9, after=None)) == ["r3", "r1"]
            for own in (RowScope(channels=frozenset({"WEB"})), RowScope(customers=frozenset({"C-1"}))):
                assert _names(await store.page(ALL, own, now=NOW, first=9, after=None)) == ["r3", "r1"]
            nobody = RowScope(locations=frozenset({"EAST"}))
            assert await store.page(ALL, nobody, now=NOW, first=9, after=None) == []
            gone = ReservationFilter(state=ReservationState.EXPIRED)
            assert len(await store.page(gone, rows, now=OVER, first=9, after=None)) == 5
            there = ReservationFilter(state=ReservationState.HELD)
            assert await store.page(there, rows, now=OVER, first=9, after=None) == []

    async def test_what_ended_long_ago_is_forgotten_and_what_lives_is_not(self) -> None:
        async with self.opened() as store:
            await given(store)
            await store.hold(hold(held("r1", allotted(grains=1)), "k"), now=NOW)
            await store.hold(hold(held("r2", allotted(grains=1))), now=NOW)
            await store.release("r1", now=NOW)
            old = NOW + timedelta(days=1)
            assert await store.prune(answers=NOW, ended=old) == 0
            await store.told([step.number for step in await store.untold(10)])
            assert await store.answered("shop", "k", now=NOW) is not None
            assert await store.prune(answers=old, ended=old) == 1
            assert await store.answered("shop", "k", now=NOW) is None
            assert await store.reservation("r1") is None
            assert await store.reservation("r2") is not None

    async def test_many_at_once_never_hold_more_than_there_is(self) -> None:
        async with self.opened() as store:
            await given(store, "AX-1", 10)
            await given(store, "AX-2", 10)
            skus = [("AX-1", "AX-2"), ("AX-2", "AX-1")]

            async def one(number: int) -> bool:
                parts = [allotted(sku, 1 + number % 3) for sku in skus[number % 2]]
                return isinstance(await store.hold(hold(held(f"r{number}", *parts)), now=NOW), Held)

            done = await asyncio.gather(*(one(number) for number in range(24)))
            lived = sum(1 + number % 3 for number, ok in enumerate(done) if ok)
            assert await total(store) == lived <= 10
            # What is left is less than the largest that was refused.
            assert 10 - lived < 3

    async def test_of_those_who_come_together_as_many_are_held_as_fit_beside_one_that_is_known(self) -> None:
        async with self.opened() as store:
            await given(store, most=10)
            await store.hold(hold(held("r0", allotted(grains=4)), "again"), now=NOW)
            asked = [("r1", 1, "k1"), ("r2", 4, "again"), ("r3", 3, "k3"), ("r4", 4, "k4"), ("r5", 2, "k5")]
            done = await asyncio.gather(
                *(store.hold(hold(held(name, allotted(grains=n)), key), now=NOW) for name, n, key in asked)
            )
            assert isinstance(done[1], Known)
            lives = [n for (_, n, _), each in zip(asked, done, strict=True) if isinstance(each, Held)]
            full = [n for (_, n, _), each in zip(asked, done, strict=True) if isinstance(each, Full)]
            assert await total(store) == 4 + sum(lives) <= 10
            assert min(full) > 6 - sum(lives)

    async def test_of_many_with_one_key_one_holds(self) -> None:
        async with self.opened() as store:
            await given(store, most=1_000)
            tries = [store.hold(hold(held(f"r{n}", allotted(grains=1)), "k"), now=NOW) for n in range(8)]
            done = await asyncio.gather(*tries)
            assert sum(isinstance(each, Held) for each in done) == 1
            assert {each.answer.reservation for each in done if isinstance(each, Known)} == {
                next(iter([a.answer.reservation for a in done if isinstance(a, Known)]))
            }
            assert await total(store) == 1


def _names(found: Sequence[Reservation]) -> list[str]:
    return [one.id for one in found]
