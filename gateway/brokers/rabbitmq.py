"""RabbitMQ: a durable queue that replicas share, and an exchange for each family of events."""

import ssl
from functools import partial

from faststream import AckPolicy
from faststream.rabbit import Channel, ExchangeType, RabbitBroker, RabbitExchange, RabbitMessage, RabbitQueue
from faststream.security import BaseSecurity

from domain.events.cloud import MEDIA_TYPE
from gateway.brokers.posting import Message
from gateway.brokers.reading import GRACE, settle, text_headers, whole
from gateway.brokers.taking import Arrived, Taking
from gateway.brokers.topics import routing_key, topic
from gateway.settings.brokers.section import Incoming, Outgoing
from gateway.settings.brokers.servers import BrokerServer

_CONFIRM_SECONDS = 5.0
_CONNECT_SECONDS = 5.0
_RECONNECT_SECONDS = 1.0


def _broker(server: BrokerServer, channel: Channel) -> RabbitBroker:
    context: ssl.SSLContext | None = server.tls.context() if server.secure else None
    return RabbitBroker(
        server.url.get_secret_value(),
        security=BaseSecurity(ssl_context=context) if context else None,
        timeout=_CONNECT_SECONDS,
        reconnect_interval=_RECONNECT_SECONDS,
        default_channel=channel,
        graceful_timeout=GRACE,
        apply_types=False,
        logger=None,
    )


class RabbitIncoming:
    """Takes the messages of one queue. What never can be kept is rejected: to the queue's dead letters."""

    def __init__(self, feed: Incoming, taking: Taking) -> None:
        settings = feed.settings
        self._taking = taking
        self._queue = settings.address
        self._broker = _broker(feed.server, Channel(prefetch_count=settings.at_once))
        subscriber = self._broker.subscriber(
            RabbitQueue(settings.address, durable=True, declare=settings.declare),
            ack_policy=AckPolicy.MANUAL,
            decoder=whole,
            no_reply=True,
        )
        subscriber(self._take)

    async def open(self) -> None:
        await self._broker.start()

    async def is_well(self) -> bool:
        return await self._broker.ping(1.0)

    async def aclose(self) -> None:
        self._taking.close()
        await self._broker.stop()

    async def _take(self, message: RabbitMessage) -> None:
        raw = message.raw_message
        headers = text_headers(message.headers)
        if raw.content_type:
            headers["content-type"] = raw.content_type
        arrived = Arrived(headers, raw.body, f"{self._queue}#{raw.message_id or raw.delivery_tag}")
        # It was held back before for as long as the broker would have waited.
        await settle(message, self._taking, arrived, partial(message.nack, requeue=True))


class RabbitPosting:
    """Publishes to topic exchanges, under the subject as routing key, and waits for each confirmation."""

    def __init__(self, feed: Outgoing) -> None:
        settings = feed.settings
        self._exchanges = {
            family: RabbitExchange(
                topic(settings.prefix, family),
                type=ExchangeType.TOPIC,
                durable=True,
                declare=settings.declare,
            )
            for family in settings.families
        }
        self._broker = _broker(feed.server, Channel(publisher_confirms=True))

    async def open(self) -> None:
        await self._broker.connect()
        for exchange in self._exchanges.values():
            await self._broker.declare_exchange(exchange)

    async def is_well(self) -> bool:
        return await self._broker.ping(1.0)

    async def aclose(self) -> None:
        await self._broker.stop()

    async def post(self, message: Message) -> None:
        """Return when RabbitMQ has it in every queue that is bound for it."""
        await self._broker.publish(
            message.body,
            exchange=self._exchanges[message.family],
            routing_key=routing_key(message.subject),
            message_id=message.id,
            message_type=message.type,
            content_type=MEDIA_TYPE,
            correlation_id=message.id,
            persist=True,
            # Nobody need be interested in a family.
            mandatory=False,
            timeout=_CONFIRM_SECONDS,
        )
