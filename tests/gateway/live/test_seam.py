"""Whatever happens meanwhile, a stream is an exact sequence, or says that something is missing."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import StoreUnavailable
from domain.log.cursors import LogCursor
from tests.doubles.live import LOG, item
from tests.gateway.live.story import Client, Story, missing, stale

WHO = st.integers(0, 2)
OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["append", "news", "news"]), st.integers(1, 6)),
        st.tuples(st.sampled_from(["second", "other"]), st.integers(1, 3)),
        st.tuples(st.just("look"), st.just(0)),
        st.tuples(st.sampled_from(["connect", "elsewhere", "resume", "leave", "slow", "fast", "move"]), WHO),
        st.tuples(st.sampled_from(["hold", "render", "beat", "settle", "fail"]), st.just(0)),
        st.tuples(st.just("compact"), st.integers(0, 30)),
    ),
    min_size=8,
    max_size=40,
)


async def play(story: Story, clients: list[Client], what: str, size: int) -> None:  # noqa: C901, PLR0912 - a table
    match what:
        case "append":
            await story.append(size, "SO-1")
        case "news":
            await story.append(size, "SO-1")
            await story.tail.look()
        case "second":
            await story.append(size, "SO-2")
        case "other":
            await story.append(size, "SO-3")
        case "look":
            await story.tail.look()
        case "connect":
            if not clients[size].received.items:
                story.connect(clients[size], None)
        case "elsewhere":
            # Another process told it more than this one knows of yet.
            head = await story.log.head()
            if head is not None and not clients[size].received.items:
                clients[size].received.items.append(item("snapshot", head.position))
                story.connect(clients[size], LogCursor(LOG, head.position))
        case "resume":
            story.connect(clients[size], clients[size].received.cursor)
        case "leave":
            if (member := clients[size].member) is not None:
                member.close()
        case "slow" | "fast":
            clients[size].received.slow = what == "slow"
        case "move":
            if (member := clients[size].member) is not None:
                member.move(story.live(f"key {len(story.lives) % 2}"), member.asker)
        case "hold":
            story.may.clear()
        case "render":
            story.may.set()
        case "fail":
            story.lives[0].errors.append(StoreUnavailable("away"))
        case "beat":
            story.groups.beat()
        case "compact":
            await story.compact(size)
        case "settle":
            await story.settled()
    await asyncio.sleep(0)


async def played(story: Story, operations: list[tuple[str, int]]) -> list[Client]:
    clients = [Client(), Client(), Client()]
    story.connect(clients[0], LogCursor(LOG, 0))
    for what, size in operations:
        await play(story, clients, what, size)
    for client in clients:
        if client.member is None or client.member._group is None:
            story.connect(client, client.received.cursor or LogCursor(LOG, 0))
    await story.drained(*clients)
    for client in clients:
        assert client.member is not None
        client.member.close()
    await story.settled()
    return clients


@settings(max_examples=300)
@given(OPERATIONS)
async def test_every_event_once_and_in_order_or_a_gap(operations: list[tuple[str, int]]) -> None:
    story = Story()
    for client in await played(story, operations):
        told = client.received.told
        events = client.received.of("event")
        assert events == sorted(set(events)), told
        assert [position for _, position in told] == sorted(position for _, position in told), told
        assert missing(client, story.expected) == {}, told
        assert set(events) <= set(story.expected)
        assert client.received.errors == []
    assert (story.watch.open, story.watch.present) == (0, 0)


@settings(max_examples=200)
@given(OPERATIONS)
async def test_of_what_is_conflated_the_latest_is_told(operations: list[tuple[str, int]]) -> None:
    story = Story(conflated=True)
    for client in await played(story, operations):
        assert stale(client, story.expected) == set(), client.received.told
        assert client.received.errors == []


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.booleans()), max_size=12))
async def test_without_a_loss_of_the_log_nothing_is_missed_however_slow_a_client_is(
    waves: list[tuple[int, bool, bool]],
) -> None:
    story, client = Story(), Client()
    story.connect(client, None)
    await story.settled()
    for size, slow, held in waves:
        client.received.slow = slow
        if held:
            story.may.clear()
        else:
            story.may.set()
        await story.append(size, "SO-1")
        await story.tail.look()
        await story.settled()
    await story.drained(client)
    assert client.received.of("event") == list(story.expected)
    assert client.received.of("gap") == []
