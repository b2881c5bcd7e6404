"""At the seam of past and present: every event once and in order, or a gap that is told."""

import asyncio
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.log.records import Gap, Logged, LogPage, Mapped, Reached
from domain.partners import Grant, Principal, RowScope
from gateway.hub.following import Follower, Item, Wish
from gateway.hub.tail import Tail
from tests.domain.log.examples import MINUTE, shipped
from tests.doubles.clock import START
from tests.doubles.event_log import InMemoryLog

MINE = "SO-1"
WANTED = EventFilter(keys=frozenset({f"order:{MINE}"}))
ANYBODY = Principal(partner="acme", grant=Grant(scopes=frozenset()))
_TURNS = 12
LOOKS = 60


class Client:
    """Somebody who follows, takes items when told to, and remembers the cursor of the last."""

    def __init__(self, log: InMemoryLog, tail: Tail, *, room: int = 3) -> None:
        self.log = log
        self.tail = tail
        self.room = room
        self.seen: list[Item] = []
        self.asker: Principal | None = ANYBODY
        self.ended = False
        self.follower: Follower | None = None
        self._task: asyncio.Task[None] | None = None
        self._allowed = asyncio.Semaphore(0)

    def connect(self, after: int | None) -> None:
        cursor = None if after is None else LogCursor("memory", after)
        wish = Wish(wanted=WANTED, asker=lambda: self.asker, after=cursor, room=self.room)
        self.follower = Follower(self.log, self.tail, wish)
        self._allowed = asyncio.Semaphore(0)
        self._task = asyncio.create_task(self._run(self.follower))

    async def disconnect(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def take(self, items: int) -> None:
        for _ in range(items):
            self._allowed.release()

    @property
    def cursor(self) -> int:
        return max((position_of(item) for item in self.seen[-1:]), default=0)

    async def _run(self, follower: Follower) -> None:
        await self._allowed.acquire()
        async for item in follower.items():
            self.seen.append(item)
            await self._allowed.acquire()
        self.ended = True


def position_of(item: Item) -> int:
    return item.restart if isinstance(item, Gap) else item.position


async def settled() -> None:
    for _ in range(_TURNS):
        await asyncio.sleep(0)


async def drained(client: Client) -> None:
    """Let the client take everything there is."""
    client.take(1_000)
    for _ in range(60):
        await client.tail.look()
        await settled()


def told(seen: Sequence[Item]) -> list[int]:
    return [item.position for item in seen if isinstance(item, Logged)]


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(1, 6)),
        st.tuples(st.just("other"), st.integers(1, 3)),
        st.tuples(st.just("append here"), st.integers(1, 5)),
        st.tuples(st.just("look"), st.just(0)),
        st.tuples(st.just("take"), st.integers(1, 5)),
        st.tuples(st.just("resume"), st.just(0)),
        st.tuples(st.just("compact"), st.integers(0, 30)),
    ),
    max_size=30,
)


class Story:
    """Appends that are numbered, so that what should have been seen is known."""

    def __init__(self) -> None:
        self.log = InMemoryLog()
        self.tail = Tail(self.log)
        self.client = Client(self.log, self.tail)
        self.expected: list[int] = []
        self.number = 0

    async def do(self, what: str, size: int) -> None:
        match what:
            case "append" | "other":
                await self._append(size, MINE if what == "append" else "SO-2")
            case "append here":
                self.tail.offer(await self._append(size, MINE))
            case "look":
                await self.tail.look()
            case "take":
                self.client.take(size)
            case "resume":
                after = self.client.cursor
                await self.client.disconnect()
                self.client.connect(after)
            case "compact":
                await self.log.compact(before=START + size * MINUTE)
        await settled()

    async def _append(self, size: int, order: str) -> Sequence[Logged]:
        events = []
        for _ in range(size):
            self.number += 1
            events.append(shipped(f"e{self.number}", order=order, minutes=self.number))
        logged = (await self.log.append([Mapped(events=tuple(events))])).logged
        if order == MINE:
            self.expected += [each.position for each in logged]
        return logged


@settings(max_examples=300)
@given(OPERATIONS)
async def test_any_interleaving_gives_every_event_once_and_in_order_or_a_gap(
    operations: list[tuple[str, int]],
) -> None:
    story = Story()
    story.client.connect(0)
    for what, size in operations:
        await story.do(what, size)
    await drained(story.client)
    seen = story.client.seen
    await story.client.disconnect()
    places = [position_of(item) for item in seen]
    assert places == sorted(places)
    assert len(set(told(seen))) == len(told(seen))
    # What was not told lies between a place that was told of and the gap that was told after it.
    missed = set(story.expected) - set(told(seen))
    gaps = [
        (places[at - 1] if at else 0, item.restart) for at, item in enumerate(seen) if isinstance(item, Gap)
    ]
    assert all(any(begin < position <= end for begin, end in gaps) for position in missed)
    assert set(told(seen)) <= set(story.expected)


async def test_what_was_appended_here_is_not_read_but_where_others_appended_between() -> None:
    class Counted(InMemoryLog):
        reads = 0

        async def after(
            self, position: int, wanted: EventFilter, rows: RowScope, *, first: int, log: str | None = None
        ) -> LogPage:
            self.reads += 1
            return await super().after(position, wanted, rows, first=first, log=log)

    log = Counted()
    tail, heard = Tail(log), list[int]()
    tail.listen(lambda events: heard.extend(each.position for each in events or ()))
    for name in "ab":
        tail.offer((await log.append([Mapped(events=(shipped(name),))])).logged)
    await tail.look()
    assert (heard, log.reads) == ([1, 2], 0)
    await log.append([Mapped(events=(shipped("another's"),))])
    tail.offer((await log.append([Mapped(events=(shipped("c"),))])).logged)
    await tail.look()
    assert (heard, log.reads) == ([1, 2, 3, 4], 1)
    tail.offer((await log.append([Mapped(events=(shipped("d"),))])).logged)
    await tail.look()
    assert (heard, log.reads) == ([1, 2, 3, 4, 5], 1)


@given(st.integers(1, 12), st.integers(0, 12))
async def test_without_a_gap_nothing_is_missed_however_slow_the_reader_is(new: int, taken: int) -> None:
    story = Story()
    story.client.connect(None)
    story.client.take(1)
    await settled()
    for size in (new, 1, new):
        await story.do("append", size)
        await story.do("look", 0)
        story.client.take(taken)
        await settled()
    await drained(story.client)
    await story.client.disconnect()
    assert told(story.client.seen) == story.expected
    assert not any(isinstance(item, Gap) for item in story.client.seen)


async def test_who_begins_now_is_told_of_nothing_before() -> None:
    story = Story()
    await story.do("append", 3)
    await story.tail.start()
    await story.tail.aclose()
    story.client.connect(None)
    story.client.take(1)
    await settled()
    await story.do("append", 1)
    await drained(story.client)
    await story.client.disconnect()
    assert told(story.client.seen) == [4]


async def test_a_cursor_of_another_log_is_a_gap() -> None:
    story = Story()
    await story.do("append", 3)
    await story.tail.look()
    wish = Wish(wanted=WANTED, asker=lambda: ANYBODY, after=LogCursor("another", 1))
    items = Follower(story.log, story.tail, wish).items()
    assert await anext(items) == Gap(3)
    assert await anext(items) == Reached(3)
    await items.aclose()  # type: ignore[attr-defined]  # an async generator, which the port does not say


async def test_heartbeats_carry_the_place_that_was_reached() -> None:
    story = Story()
    story.client.connect(0)
    story.client.take(9)
    await story.do("other", 2)
    await story.tail.look()
    story.tail.beat()
    await settled()
    await story.client.disconnect()
    assert story.client.seen == [Reached(0), Reached(2)]


async def test_who_may_see_less_is_told_less_and_who_is_nobody_nothing() -> None:
    story = Story()
    story.client.connect(0)
    story.client.take(99)
    await story.do("append", 1)
    await story.do("look", 0)
    story.client.asker = Principal(
        partner="acme", grant=Grant(scopes=frozenset(), rows=RowScope(customers=frozenset({"C-2"})))
    )
    await story.do("append", 1)
    await story.do("look", 0)
    assert told(story.client.seen) == [1]
    story.client.asker = None
    assert story.client.follower is not None
    story.client.follower.reconsider()
    await settled()
    assert story.client.ended


async def test_the_tail_looks_again_when_it_is_woken_and_by_itself() -> None:
    log = InMemoryLog()
    rests: list[float] = []
    heard: list[int] = []
    done = asyncio.Event()

    async def rest(_woken: asyncio.Event, seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == LOOKS:
            done.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)

    tail = Tail(log, idle=0.25, beats=10, rest=rest)
    tail.listen(lambda events: heard.append(len(events or ())))
    await tail.start()
    await log.append([Mapped(events=(shipped("a"), shipped("b")))])
    await done.wait()
    await tail.aclose()
    assert heard == [2, *[0] * 6]
    assert set(rests) == {0.25}
