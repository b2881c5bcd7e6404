from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, FieldValue
from aio_pika.exceptions import ChannelNotFoundEntity

from gateway.brokers.rabbitmq import RabbitIncoming, RabbitPosting
from gateway.settings.brokers.servers import BrokerKind
from tests import services
from tests.contracts.incoming import Bench, IncomingContract, quick
from tests.contracts.outgoing import Arrival, OutgoingBench, OutgoingContract
from tests.gateway.brokers.small_intake import SmallIntake, incoming, outgoing, server

pytestmark = pytest.mark.service("rabbitmq")


@asynccontextmanager
async def channel() -> AsyncIterator[tuple[str, AbstractChannel]]:
    """A name of the test's own, and a channel."""
    connection = await aio_pika.connect(services.address("rabbitmq"))
    try:
        yield f"t{uuid4().hex[:10]}", await connection.channel()
    finally:
        await connection.close()


class TestIncoming(IncomingContract):
    @pytest.fixture(autouse=True)
    def _soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        quick(monkeypatch, "rabbitmq", GRACE=0.1)

    @asynccontextmanager
    async def bench(self) -> AsyncIterator[Bench]:
        async with channel() as (name, open_channel):
            queue = await open_channel.declare_queue(name, durable=True)
            feed = incoming(server(BrokerKind.RABBITMQ, services.address("rabbitmq")), name, at_once=10)

            async def waiting() -> int:
                # Those that are out are counted once their reader is gone.
                return int(
                    (await open_channel.declare_queue(name, passive=True)).declaration_result.message_count
                    or 0
                )

            async def send(body: bytes) -> object:
                return await open_channel.default_exchange.publish(aio_pika.Message(body), name)

            yield Bench(link=lambda taking: RabbitIncoming(feed, taking), send=send, waiting=waiting)
            await queue.delete(if_unused=False, if_empty=False)

    async def test_what_is_rejected_goes_to_the_dead_letters_of_the_queue(self) -> None:
        intake = SmallIntake()
        async with channel() as (name, open_channel):
            dead = await open_channel.declare_queue(f"{name}.dead", exclusive=True)
            there: dict[str, FieldValue] = {
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": dead.name,
            }
            queue = await open_channel.declare_queue(name, durable=True, arguments=there)
            feed = incoming(server(BrokerKind.RABBITMQ, services.address("rabbitmq")), name, declare=False)
            link = RabbitIncoming(feed, intake.taking(most=3))
            await link.open()
            await open_channel.default_exchange.publish(aio_pika.Message(b"large"), name)
            await intake.letters(1)
            await link.aclose()
            message = await dead.get(fail=True, timeout=5)
            assert message is not None
            assert message.body == b"large"
            await queue.delete(if_unused=False, if_empty=False)

    async def test_without_declaring_it_must_be_there(self) -> None:
        place = server(BrokerKind.RABBITMQ, services.address("rabbitmq"))
        link = RabbitIncoming(incoming(place, f"t{uuid4().hex}", declare=False), SmallIntake().taking())
        with pytest.raises(ChannelNotFoundEntity):
            await link.open()
        await link.aclose()


class TestOutgoing(OutgoingContract):
    @asynccontextmanager
    async def bench(self) -> AsyncIterator[OutgoingBench]:
        async with channel() as (name, open_channel):
            exchange = await open_channel.declare_exchange(f"{name}.order", "topic", durable=True)
            queue = await open_channel.declare_queue(exclusive=True)
            await queue.bind(exchange, "#")
            feed = outgoing(
                server(BrokerKind.RABBITMQ, services.address("rabbitmq")), name, families=["order"]
            )

            async def arrived(count: int) -> list[Arrival]:
                got: list[Arrival] = []
                async with queue.iterator(timeout=10) as messages:
                    async for message in messages:
                        async with message.process():
                            got.append(
                                Arrival(
                                    message.exchange or "",
                                    message.routing_key or "",
                                    message.message_id or "",
                                    message.content_type or "",
                                    message.body,
                                )
                            )
                        if len(got) == count:
                            break
                return got

            yield OutgoingBench(prefix=name, posting=lambda: RabbitPosting(feed), arrived=arrived)
            await exchange.delete()
