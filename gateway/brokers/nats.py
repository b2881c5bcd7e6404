"""NATS JetStream: a durable pull consumer that replicas share, and a stream to publish to."""

import ssl
from datetime import timedelta
from functools import partial

from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from faststream.security import BaseSecurity
from nats.js import JetStreamContext
from nats.js.api import AckPolicy as JsAckPolicy
from nats.js.api import ConsumerConfig
from nats.js.errors import NotFoundError

from domain.events.cloud import MEDIA_TYPE
from gateway.brokers.posting import Message
from gateway.brokers.reading import GRACE, settle, text_headers, whole
from gateway.brokers.taking import Arrived, Taking
from gateway.brokers.topics import token, topic
from gateway.settings.brokers.section import Incoming, Outgoing
from gateway.settings.brokers.servers import BrokerServer

_ACK_SECONDS = 20.0
"""After so long a message that nobody answered for, for its reader has died, is given to another."""
_FETCH_SECONDS = 2.0
_CONFIRM_SECONDS = 5.0
_FOREVER = -1
_LATER = timedelta(seconds=5)
SUBJECT_HEADER = "Ordergraph-Subject"


def _broker(server: BrokerServer, context: ssl.SSLContext | None) -> NatsBroker:
    return NatsBroker(
        server.url.get_secret_value().split(","),
        security=BaseSecurity(ssl_context=context) if context else None,
        connect_timeout=5,
        reconnect_time_wait=1,
        max_reconnect_attempts=_FOREVER,
        graceful_timeout=GRACE,
        apply_types=False,
        logger=None,
    )


def _context(server: BrokerServer) -> ssl.SSLContext | None:
    return server.tls.context() if server.secure else None


async def _declare(stream: JetStreamContext, name: str, subject: str) -> None:
    """Make a stream that is missing; one that is there stays as it is."""
    try:
        await stream.stream_info(name)
    except NotFoundError:
        await stream.add_stream(name=name, subjects=[subject])


class NatsIncoming:
    """Takes the messages of one subject. The stream gives each to one of those who share the consumer."""

    def __init__(self, feed: Incoming, taking: Taking) -> None:
        self._settings = feed.settings
        self._taking = taking
        self._stream = feed.settings.stream or ""
        self._broker = _broker(feed.server, _context(feed.server))
        self._subscriber = self._broker.subscriber(
            feed.settings.address,
            durable=feed.settings.group,
            stream=JStream(self._stream, declare=False),
            pull_sub=PullSub(batch_size=feed.settings.at_once, timeout=_FETCH_SECONDS),
            config=ConsumerConfig(ack_policy=JsAckPolicy.EXPLICIT, ack_wait=_ACK_SECONDS),
            ack_policy=AckPolicy.MANUAL,
            decoder=whole,
            no_reply=True,
        )
        self._subscriber(self._take)

    async def open(self) -> None:
        await self._broker.connect()
        if self._settings.declare:
            await _declare(_jetstream(self._broker), self._stream, self._settings.address)
        await self._broker.start()

    async def is_well(self) -> bool:
        """Whether the consumer is still there: somebody may have deleted it."""
        subscription = self._subscriber.subscription
        if subscription is None or not await self._broker.ping(1.0):
            return False
        await subscription.consumer_info()
        return True

    async def aclose(self) -> None:
        self._taking.close()
        await self._broker.stop()

    async def _take(self, message: NatsMessage) -> None:
        raw = message.raw_message
        place = f"{raw.subject}#{raw.metadata.sequence.stream}"
        arrived = Arrived(text_headers(message.headers), raw.data, place)
        give_back = partial(message.nack, delay=_LATER.total_seconds())
        await settle(message, self._taking, arrived, give_back)


class NatsPosting:
    """Publishes to a stream: `ordergraph.order.order:SO-1`, and the id by which the stream drops doubles."""

    def __init__(self, feed: Outgoing) -> None:
        self._settings = feed.settings
        self._stream = feed.settings.stream or ""
        self._broker = _broker(feed.server, _context(feed.server))

    async def open(self) -> None:
        await self._broker.start()
        if self._settings.declare:
            await _declare(_jetstream(self._broker), self._stream, f"{self._settings.prefix}.>")

    async def is_well(self) -> bool:
        return await self._broker.ping(1.0)

    async def aclose(self) -> None:
        await self._broker.stop()

    async def post(self, message: Message) -> None:
        """Return when the stream has it."""
        await self._broker.publish(
            message.body,
            f"{topic(self._settings.prefix, message.family)}.{token(message.subject)}",
            headers={
                "Nats-Msg-Id": message.id,
                "content-type": MEDIA_TYPE,
                SUBJECT_HEADER: token(message.subject),
            },
            correlation_id=message.id,
            stream=self._stream,
            timeout=_CONFIRM_SECONDS,
        )


def _jetstream(broker: NatsBroker) -> JetStreamContext:
    stream: JetStreamContext = broker.config.connection_state.stream
    return stream
