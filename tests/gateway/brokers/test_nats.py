from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import nats
import pytest
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from gateway.brokers.nats import SUBJECT_HEADER, NatsIncoming, NatsPosting
from gateway.settings.brokers.servers import BrokerKind
from tests import services
from tests.contracts.incoming import Bench, IncomingContract, quick
from tests.contracts.outgoing import Arrival, OutgoingBench, OutgoingContract
from tests.gateway.brokers.small_intake import SmallIntake, incoming, outgoing, server

pytestmark = pytest.mark.service("nats")


@asynccontextmanager
async def jetstream() -> AsyncIterator[tuple[str, JetStreamContext]]:
    """A name of the test's own, under which a stream is deleted afterwards."""
    name, client = f"t{uuid4().hex[:10]}", await nats.connect(services.address("nats"))
    stream = client.jetstream()
    try:
        yield name, stream
    finally:
        try:
            await stream.delete_stream(name)
        except NotFoundError:
            assert True
        await client.close()


class TestIncoming(IncomingContract):
    @pytest.fixture(autouse=True)
    def _soon(self, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
        quick(monkeypatch, "nats", GRACE=0.1, _LATER=timedelta(milliseconds=50))
        if "not_answered_for" in request.node.name:
            # With so little time for an answer, the others would now and then see a message twice.
            quick(monkeypatch, "nats", _ACK_SECONDS=1.0)

    @asynccontextmanager
    async def bench(self) -> AsyncIterator[Bench]:
        async with jetstream() as (name, stream):
            place = server(BrokerKind.NATS, services.address("nats"))
            feed = incoming(place, f"{name}.>", stream=name, at_once=10)

            async def waiting() -> int:
                told = await stream.consumer_info(name, "ordergraph")
                return (told.num_ack_pending or 0) + (told.num_pending or 0)

            yield Bench(
                link=lambda taking: NatsIncoming(feed, taking),
                send=lambda body: stream.publish(f"{name}.orders", body),
                waiting=waiting,
            )

    async def test_a_stream_that_is_there_stays_as_it_is(self) -> None:
        async with jetstream() as (name, stream):
            await stream.add_stream(name=name, subjects=[f"{name}.orders"], max_msgs=77)
            feed = incoming(server(BrokerKind.NATS, services.address("nats")), f"{name}.*", stream=name)
            link = NatsIncoming(feed, SmallIntake().taking())
            await link.open()
            await link.aclose()
            config = (await stream.stream_info(name)).config
            assert (config.subjects, config.max_msgs) == ([f"{name}.orders"], 77)

    async def test_without_declaring_it_must_be_there(self) -> None:
        place = server(BrokerKind.NATS, services.address("nats"))
        link = NatsIncoming(incoming(place, "a", stream="nowhere", declare=False), SmallIntake().taking())
        with pytest.raises(NotFoundError):
            await link.open()
        await link.aclose()

    async def test_a_consumer_that_somebody_deleted_is_noticed(self) -> None:
        async with jetstream() as (name, stream):
            feed = incoming(server(BrokerKind.NATS, services.address("nats")), f"{name}.*", stream=name)
            link = NatsIncoming(feed, SmallIntake().taking())
            await link.open()
            await stream.delete_consumer(name, "ordergraph")
            with pytest.raises(NotFoundError):
                await link.is_well()
            await link.aclose()


def _arrival(message: Msg) -> Arrival:
    headers = message.headers or {}
    topic, _, key = message.subject.rpartition(".")
    assert key == headers[SUBJECT_HEADER]
    return Arrival(topic, key, headers["Nats-Msg-Id"], headers["content-type"], message.data)


class TestOutgoing(OutgoingContract):
    @asynccontextmanager
    async def bench(self) -> AsyncIterator[OutgoingBench]:
        async with jetstream() as (name, stream):
            feed = outgoing(server(BrokerKind.NATS, services.address("nats")), name, stream=name)

            async def arrived(count: int) -> list[Arrival]:
                reader = await stream.pull_subscribe(f"{name}.>", stream=name)
                got: list[Arrival] = []
                while len(got) < count:
                    got += map(_arrival, await reader.fetch(count - len(got), timeout=10))
                return got

            yield OutgoingBench(prefix=name, posting=lambda: NatsPosting(feed), arrived=arrived)

    async def test_the_stream_keeps_an_event_that_is_sent_again_once(self) -> None:
        async with jetstream() as (name, stream):
            feed = outgoing(server(BrokerKind.NATS, services.address("nats")), name, stream=name)
            await self.published(NatsPosting(feed), times=2)
            assert (await stream.stream_info(name)).state.messages == self.MANY
