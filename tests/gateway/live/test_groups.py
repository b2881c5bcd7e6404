"""One rendering for everybody of a group, whatever becomes of single members, of the log or of it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.errors import NotGranted, Overloaded, StoreUnavailable
from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.partners import Principal
from gateway.live.index import GroupIndex
from gateway.live.steps import Step
from gateway.live.words import Item
from tests.domain.log.examples import shipped
from tests.doubles.live import LOG, Received, ShownPositions, anybody
from tests.gateway.live.story import Client, Story


async def told(story: Story, size: int = 1, order: str = "SO-1") -> None:
    await story.append(size, order)
    await story.tail.look()
    await story.settled()


async def connected(story: Story, clients: int, after: int | None = 0) -> list[Client]:
    made = [Client() for _ in range(clients)]
    for client in made:
        story.connect(client, None if after is None else LogCursor(LOG, after))
    await story.settled()
    return made


async def test_each_event_is_rendered_once_and_everybody_gets_the_same_bytes() -> None:
    story = Story()
    clients = await connected(story, 5)
    await told(story, 2)
    assert story.lives[0].rendered == [1, 2]
    assert [live.rendered for live in story.lives[1:]] == [[]] * 4
    assert len({tuple(map(id, client.received.items[1:])) for client in clients}) == 1
    assert (story.watch.open, story.watch.present) == (5, 1)


async def test_who_begins_is_shown_the_state_and_who_has_nothing_to_read_is_told_its_place() -> None:
    story = Story()
    await told(story, 2)
    fresh, resumed = (await connected(story, 1, None)) + (await connected(story, 1, 2))
    assert fresh.received.told == [("snapshot", 2)]
    assert resumed.received.told == [("heartbeat", 2)]


async def test_who_knows_more_than_this_process_is_told_nothing_twice() -> None:
    story = Story()
    await connected(story, 1)
    await story.append(3, "SO-1")
    (ahead,) = await connected(story, 1, 2)
    story.may.clear()
    await story.tail.look()
    await story.settled()
    story.may.set()
    await story.settled()
    assert ahead.received.told == [("heartbeat", 2), ("event", 3)]
    await told(story)
    assert ahead.received.of("event") == [3, 4]


async def test_a_cursor_of_another_log_is_a_gap() -> None:
    story = Story()
    await told(story, 3)
    client = Client()
    story.connect(client, LogCursor("another", 1))
    await story.settled()
    await told(story)
    assert client.received.told == [("gap", 3), ("event", 4)]
    assert story.watch.gaps == 1


async def test_a_slow_client_goes_back_to_the_log_and_the_others_wait_for_nobody() -> None:
    story = Story(room=2)
    slow, quick = await connected(story, 2)
    slow.received.slow = True
    await told(story)
    for _ in range(4):
        await told(story, 2)
    assert quick.received.of("event") == list(range(1, 10))
    assert slow.received.of("event") == [1]
    assert story.watch.overflows == 1
    slow.received.slow = False
    await story.settled()
    assert slow.received.of("event") == list(range(1, 10))


async def test_what_the_log_dropped_before_it_was_told_is_a_gap_for_all() -> None:
    story = Story()
    one, other = await connected(story, 2)
    await story.append(4, "SO-1")
    await story.compact(3)
    await story.drained()
    for client in (one, other):
        assert client.received.told[1:] == [("gap", 2), ("event", 3), ("event", 4)]


async def test_what_cannot_be_shown_now_is_shown_later() -> None:
    story = Story()
    (client,) = await connected(story, 1)
    story.lives[0].errors = [StoreUnavailable("away"), StoreUnavailable("away"), StoreUnavailable("away")]
    await told(story, 2)
    await story.settled()
    assert client.received.of("event") == [1, 2]
    assert client.received.errors == []


@pytest.mark.parametrize("error", [KeyError("a mistake of ours"), NotGranted("never")])
async def test_what_can_never_be_shown_ends_the_streams_and_says_so(error: Exception) -> None:
    story = Story()
    clients = await connected(story, 2)
    story.lives[0].errors = [error] * 3
    await told(story)
    await story.settled()
    assert [client.received.errors for client in clients] == [[error]] * 2
    assert (story.watch.open, story.watch.present) == (0, 0)


async def test_a_snapshot_that_fails_ends_its_own_stream_alone() -> None:
    story = Story()
    (other,) = await connected(story, 1)
    story.may.clear()
    client = Client()
    story.connect(client, None)
    story.lives[-1].errors = [error := StoreUnavailable("away")]
    story.may.set()
    await story.settled()
    await told(story)
    assert client.received.errors == [error]
    assert other.received.of("event") == [1]
    assert story.watch.open == 1


async def test_a_transport_that_fails_costs_nobody_else_anything() -> None:
    story = Story()
    broken = Client(Broken())
    story.connect(broken, LogCursor(LOG, 0))
    (other,) = await connected(story, 1)
    await told(story, 2)
    assert other.received.of("event") == [1, 2]
    assert [str(error) for error in broken.received.errors] == ["gone"]
    assert story.lives[0].rendered == [1, 2]


async def test_other_rights_are_another_group_from_the_same_place() -> None:
    story = Story()
    one, other = await connected(story, 2)
    await told(story)
    assert one.member is not None
    one.member.move(story.live("narrow"), one.member.asker)
    await told(story, 2)
    assert one.received.of("event") == other.received.of("event") == [1, 2, 3]
    assert (story.lives[0].rendered, story.lives[-1].rendered) == ([1, 2, 3], [2, 3])
    assert (story.watch.open, story.watch.present) == (2, 2)


async def test_what_waited_under_wider_rights_is_not_sent_any_more() -> None:
    story = Story()
    (client,) = await connected(story, 1)
    client.received.slow = True
    await told(story, 1)
    await told(story, 2)
    assert client.member is not None
    client.member.move(story.live("narrow"), client.member.asker)
    client.received.slow = False
    await story.settled()
    assert client.received.of("event") == [1, 2, 3]
    assert story.lives[-1].rendered == [2, 3]


async def test_groups_are_bounded_and_vanish() -> None:
    story = Story()
    story.groups._most = 1
    client, other = await connected(story, 2)
    with pytest.raises(Overloaded):
        story.groups.open(story.live("another"), anybody(), Received())
    assert client.member is not None
    with pytest.raises(Overloaded):
        client.member.move(story.live("third"), anybody())
    assert (story.watch.open, story.watch.present) == (1, 1)
    assert other.member is not None
    other.member.close()
    assert (story.watch.open, story.watch.present) == (0, 0)


async def test_quiet_groups_are_told_how_far_everything_was_looked_at() -> None:
    story = Story()
    (client,) = await connected(story, 1)
    await told(story, 3, "SO-3")
    story.groups.beat()
    story.groups.beat()
    assert client.received.of("heartbeat") == [0]
    story.clock.advance(timedelta(seconds=15))
    story.groups.beat()
    assert client.received.of("heartbeat") == [0, 3]
    assert await story.log.head() is not None


class Broken(Received):
    """A transport that takes one item, and then has a mistake."""

    def push(self, items: Sequence[Item]) -> bool:
        if self.items:
            raise ConnectionResetError("gone")
        return super().push(items)


class Nobody:
    """Implements `Taker`, and takes nothing."""

    @property
    def asker(self) -> Principal:
        return anybody()

    def take(self, step: Step) -> None:
        pytest.fail(f"nobody was told {step}")

    def fail(self, error: Exception) -> None:
        pytest.fail(f"nobody was told {error}")


OWN = frozenset({"C-1"})


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (EventFilter(), True),
        (EventFilter(keys=frozenset({"order:SO-1", "order:SO-9"})), True),
        (EventFilter(keys=frozenset({"sku:A-1"})), True),
        (EventFilter(keys=frozenset({"order:SO-9"}), customers=OWN), False),
        (EventFilter(keys=frozenset()), False),
        (EventFilter(customers=OWN, types=frozenset({"stock"})), True),
        (EventFilter(customers=frozenset({"C-9"})), False),
        (EventFilter(carriers=frozenset({"SWIFT"})), False),
        (EventFilter(types=frozenset({"order"})), True),
        (EventFilter(types=frozenset({"order.shipped", "stock"})), True),
        (EventFilter(types=frozenset({"stock"})), False),
    ],
)
async def test_only_groups_that_an_event_may_concern_look_at_it(wanted: EventFilter, found: bool) -> None:  # noqa: FBT001 - a table
    story, index = Story(), GroupIndex()
    group = story.groups.join(ShownPositions(wanted), Nobody())
    index.add(group)
    assert list(index.of(shipped())) == [group] * found
    index.remove(group)
    assert index._groups == {}
