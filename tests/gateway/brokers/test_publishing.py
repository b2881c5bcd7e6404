"""From the log to a broker: all, in order, by one at a time, and what was lost is told."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BrokerUnavailable, StoreUnavailable
from domain.log.records import Mapped
from domain.milestones import MilestoneCode
from gateway.brokers.posting import Message
from gateway.brokers.publisher import Publisher
from gateway.brokers.publishing import BROKER_GAP, HOLD
from gateway.hub.tail import Tail
from gateway.settings.brokers.feeds import Begin
from tests.domain.log.examples import moved
from tests.gateway.brokers.small_outbox import Broker, SmallOutbox, linked


def firsts(got: list[Message]) -> dict[str, list[str]]:
    """The ids of each subject in the order in which a reader saw them first."""
    seen: dict[str, list[str]] = {}
    for message in got:
        ids = seen.setdefault(message.subject, [])
        if message.id not in ids:
            ids.append(message.id)
    return seen


async def test_everything_is_published_once_where_nothing_fails() -> None:
    out, broker = SmallOutbox(), Broker()
    await out.happened(1_200)
    await out.publish_all(broker)
    assert len(broker.got) == 1_200
    assert firsts(broker.got) == out.ids_by_subject


async def test_a_new_replica_goes_on_where_the_last_one_was() -> None:
    out, broker = SmallOutbox(), Broker()
    await out.happened(5)
    await out.publish_all(broker)
    await out.happened(3)
    await out.publish_all(broker)
    assert [message.id for message in broker.got[5:]] == ["e6", "e7", "e8"]


@given(breaks=st.lists(st.integers(0, 40), max_size=5))
async def test_whatever_breaks_nothing_is_left_out_and_order_is_kept(breaks: list[int]) -> None:
    out, got = SmallOutbox(), list[Message]()
    await out.happened(60)
    for room in [*breaks, 1_000]:
        broker = Broker(room)
        replica = out.replica()
        try:
            while await replica.page(linked(broker)):
                continue
        except BrokerUnavailable:
            assert len(broker.got) >= room
        out.clock.advance(HOLD)
        got += broker.got
    assert firsts(got) == out.ids_by_subject


async def test_who_dies_before_the_place_is_kept_is_followed_from_the_last_one() -> None:
    out, broker = SmallOutbox(), Broker()
    await out.happened(4)
    dying = out.replica()

    async def away(*_: object, **__: object) -> bool:
        raise StoreUnavailable("away")

    out.outbox.move = away  # type: ignore[method-assign]  # a store that dies at this line
    with pytest.raises(StoreUnavailable):
        await dying.page(linked(broker))
    del out.outbox.move
    assert await out.replica().page(linked(broker)) is None
    out.clock.advance(HOLD)
    await out.publish_all(broker)
    assert [message.id for message in broker.got] == ["e1", "e2", "e3", "e4"] * 2


async def test_of_two_replicas_one_publishes() -> None:
    out, broker = SmallOutbox(), Broker()
    await out.happened(1)
    first, second = out.replica(), out.replica()
    assert await first.page(linked(broker)) is False
    assert await second.page(linked(broker)) is None
    await out.happened(1)
    assert await second.page(linked(broker)) is None
    await first.release()
    assert await second.page(linked(broker)) is False
    assert [message.id for message in broker.got] == ["e1", "e2"]


async def test_who_lost_its_claim_meanwhile_does_not_move_the_place_back() -> None:
    out, broker = SmallOutbox(), Broker()
    await out.happened(2)
    slow, quick = out.replica(), out.replica()
    assert await slow.page(linked(broker)) is False
    out.clock.advance(HOLD)
    assert await quick.page(linked(broker)) is False
    await out.happened(1)
    assert await slow.page(linked(broker)) is None
    assert await quick.page(linked(broker)) is False
    assert [message.id for message in broker.got] == ["e1", "e2", "e3"]


async def test_a_feed_that_begins_now_leaves_the_past_alone() -> None:
    out, broker = SmallOutbox(), Broker()
    await out.happened(2)
    replica = out.replica(begin=Begin.NOW)
    assert await replica.page(linked(broker)) is False
    await out.happened(1)
    await replica.page(linked(broker))
    assert [message.id for message in broker.got] == ["e3"]


async def test_families_that_are_not_wanted_are_passed_over() -> None:
    out, broker = SmallOutbox(), Broker()
    await out.log.append([Mapped(events=(moved("m1", MilestoneCode.DELIVERED),))])
    await out.happened(1)
    await out.publish_all(broker)
    assert [message.id for message in broker.got] == ["e1"]
    place = await out.outbox.place("lake")
    assert place is not None
    assert place.position == 2


async def test_what_was_dropped_before_it_was_published_is_told_once() -> None:
    out, broker = SmallOutbox(), Broker()
    await out.happened(3)
    await out.replica().page(linked(Broker()))
    out.clock.advance(HOLD)
    await out.happened(4)
    await out.log.compact(before=out.clock.now() + timedelta(days=1))
    replica = out.replica()
    while await replica.page(linked(broker)):
        continue
    await replica.page(linked(broker))
    (finding,) = out.raised
    assert (finding.code, finding.group) == (BROKER_GAP, "lake")
    assert "from 4 to 7" in finding.detail
    await out.happened(1)
    await replica.page(linked(broker))
    assert broker.got[-1].id == "e8"


async def test_without_a_connection_another_replica_may_publish() -> None:
    out, broker = SmallOutbox(), Broker()
    await out.happened(1)
    tail = Tail(out.log)
    link = linked(broker)
    publisher = Publisher(out.replica(), link, tail)
    assert await publisher.step() is False
    link.now = None
    assert await publisher.step() is None
    assert await Publisher(out.replica(), linked(broker), tail).step() is False


async def test_a_broker_that_refuses_gives_the_feed_away() -> None:
    out = SmallOutbox()
    await out.happened(1)
    tail = Tail(out.log)
    with pytest.raises(BrokerUnavailable):
        await Publisher(out.replica(), linked(Broker(0)), tail).step()
    assert await Publisher(out.replica(), linked(Broker()), tail).step() is False


async def test_how_far_behind_it_is_and_what_was_published_is_counted() -> None:
    out = SmallOutbox()
    await out.happened(2)
    replica = out.replica()
    await replica.page(linked(Broker()))
    await replica.page(linked(Broker()))
    told = out.registry.get_sample_value
    assert out.published() == 2
    assert told("ordergraph_broker_events_behind", {"feed": "lake"}) == 0
    await replica.release()
    assert told("ordergraph_broker_events_behind", {"feed": "lake"}) is None
