"""Which link a kind of broker has. A driver is loaded when the file names a broker of its kind."""

from gateway.brokers.links import Link
from gateway.brokers.posting import Posting
from gateway.brokers.taking import Taking
from gateway.settings.brokers.section import Incoming, Outgoing
from gateway.settings.brokers.servers import BrokerKind


def incoming_link(feed: Incoming, taking: Taking) -> Link:
    """What takes the messages of a feed; it is not connected yet."""
    if feed.server.kind is BrokerKind.NATS:
        from gateway.brokers.nats import NatsIncoming  # noqa: PLC0415 - only where it is used

        return NatsIncoming(feed, taking)
    if feed.server.kind is BrokerKind.RABBITMQ:
        from gateway.brokers.rabbitmq import RabbitIncoming  # noqa: PLC0415 - only where it is used

        return RabbitIncoming(feed, taking)
    from gateway.brokers.kafka import KafkaIncoming  # noqa: PLC0415 - only where it is used

    return KafkaIncoming(feed, taking)


def outgoing_link(feed: Outgoing) -> Posting:
    """What publishes the events of a feed; it is not connected yet."""
    if feed.server.kind is BrokerKind.NATS:
        from gateway.brokers.nats import NatsPosting  # noqa: PLC0415 - only where it is used

        return NatsPosting(feed)
    if feed.server.kind is BrokerKind.RABBITMQ:
        from gateway.brokers.rabbitmq import RabbitPosting  # noqa: PLC0415 - only where it is used

        return RabbitPosting(feed)
    from gateway.brokers.kafka import KafkaPosting  # noqa: PLC0415 - only where it is used

    return KafkaPosting(feed)
