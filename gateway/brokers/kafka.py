"""Kafka: a consumer group that replicas share, and a topic for each family of events."""

from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from domain.events.cloud import MEDIA_TYPE
from gateway.brokers.posting import Message
from gateway.brokers.reading import GRACE, verdicts, whole
from gateway.brokers.taking import Arrived, Taking, Verdict
from gateway.brokers.topics import topic
from gateway.settings.brokers.section import Incoming, Outgoing
from gateway.settings.brokers.servers import SASL, BrokerServer

_BATCH_MILLISECONDS = 100
_PASSWORDS = dict(zip(SASL, (SASLPlaintext, SASLScram256, SASLScram512), strict=True))


class Record(Protocol):
    """A message as aiokafka has it, which says nothing of its types."""

    topic: str
    partition: int
    offset: int
    headers: tuple[tuple[str, bytes], ...]
    value: bytes | None


def _broker(server: BrokerServer, *, declare: bool = False) -> KafkaBroker:
    servers, security = reached(server)
    return KafkaBroker(
        servers,
        security=security,
        acks="all",
        enable_idempotence=True,
        client_id="ordergraph",
        allow_auto_create_topics=declare,
        graceful_timeout=GRACE,
        apply_types=False,
        logger=None,
    )


def reached(server: BrokerServer) -> tuple[list[str], BaseSecurity]:
    """The hosts, and how we are known there: `kafkas://user:password@a:9093,b:9093?sasl=scram-sha-256`."""
    place = urlsplit(server.url.get_secret_value())
    known_as, _, hosts = place.netloc.rpartition("@")
    context = server.tls.context() if server.secure else None
    if not known_as:
        return hosts.split(","), BaseSecurity(ssl_context=context)
    name, _, password = known_as.partition(":")
    kind = place.query.removeprefix("sasl=") or SASL[0]
    return hosts.split(","), _PASSWORDS[kind](unquote(name), unquote(password), ssl_context=context)


async def readable(records: tuple[Any, ...], original: Any) -> Any:  # noqa: ANN401 - FastStream's seam
    """As FastStream reads them, but for headers: one that is no text would fail its batch, and lose it."""
    read = await original(tuple(replace(record, headers=()) for record in records))
    read.raw_message = records
    return read


class KafkaIncoming:
    """Takes a topic batch by batch: offsets are committed after the batch is kept."""

    def __init__(self, feed: Incoming, taking: Taking) -> None:
        settings = feed.settings
        self._taking = taking
        self.broker = _broker(feed.server, declare=settings.declare)
        subscriber = self.broker.subscriber(
            settings.address,
            group_id=settings.group,
            batch=True,
            max_records=settings.at_once,
            batch_timeout_ms=_BATCH_MILLISECONDS,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            parser=readable,
            decoder=whole,
            no_reply=True,
        )
        subscriber(self._take)

    async def open(self) -> None:
        await self.broker.start()

    async def is_well(self) -> bool:
        return await self.broker.ping(1.0)

    async def aclose(self) -> None:
        self._taking.close()
        await self.broker.stop()

    async def _take(self, message: KafkaMessage) -> None:
        records: tuple[Record, ...] = message.raw_message
        if Verdict.LATER in await verdicts(self._taking, [_arrived(record) for record in records]):
            await message.nack()
        else:
            await message.ack()


def _arrived(record: Record) -> Arrived:
    headers = {name.lower(): value.decode("utf-8", "replace") for name, value in record.headers or ()}
    return Arrived(headers, record.value or b"", f"{record.topic}/{record.partition}#{record.offset}")


class KafkaPosting:
    """Publishes under the subject as key, so that those of a subject come in order. Topics are there."""

    def __init__(self, feed: Outgoing) -> None:
        self._prefix = feed.settings.prefix
        self.broker = _broker(feed.server)

    async def open(self) -> None:
        await self.broker.start()

    async def is_well(self) -> bool:
        return await self.broker.ping(1.0)

    async def aclose(self) -> None:
        await self.broker.stop()

    async def post(self, message: Message) -> None:
        """Return when all replicas of the partition have it."""
        await self.broker.publish(
            message.body,
            topic(self._prefix, message.family),
            key=message.subject.encode("utf-8", "replace"),
            headers={"content-type": MEDIA_TYPE, "id": message.id},
            correlation_id=message.id,
        )
