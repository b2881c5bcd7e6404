"""Kafka over FastStream's broker in memory: there is no server where these run."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from faststream.kafka import KafkaBroker, KafkaMessage, TestKafkaBroker
from faststream.security import SASLScram256

from domain.errors import StoreUnavailable
from gateway.brokers.kafka import KafkaIncoming, KafkaPosting, reached
from gateway.brokers.reading import whole
from gateway.brokers.taking import TOO_LARGE, Taking
from gateway.settings.brokers.servers import BrokerKind
from tests.gateway.brokers.small_intake import SmallIntake, incoming, outgoing, server
from tests.gateway.brokers.small_outbox import SmallOutbox

PLACE = server(BrokerKind.KAFKA, "kafka://127.0.0.1:1")


@asynccontextmanager
async def taking(taking: Taking) -> AsyncIterator[KafkaBroker]:
    """A broker in memory whose topic `orders` is taken."""
    link = KafkaIncoming(incoming(PLACE, "orders"), taking)
    async with TestKafkaBroker(link.broker) as broker:
        yield broker


async def test_a_message_is_kept_and_answered_for() -> None:
    intake = SmallIntake()
    async with taking(intake.taking()) as broker:
        await broker.publish(b'{"a": 1}', "orders", key=b"SO-1", headers={"content-type": "text/plain"})
    (raw,) = intake.raws
    assert (raw.source, raw.body) == ("erp", b'{"a": 1}')
    assert dict(raw.headers)["content-type"] == "text/plain"
    assert dict(raw.headers)["broker-place"].startswith("orders/0#")


async def test_what_is_no_json_is_none_of_the_brokers_business() -> None:
    intake = SmallIntake()
    async with taking(intake.taking()) as broker:
        await broker.publish(b"{", "orders", headers={"content-type": "application/json"})
    assert intake.bodies == [b"{"]


async def test_what_is_too_large_is_a_dead_letter() -> None:
    intake = SmallIntake()
    async with taking(intake.taking(most=3)) as broker:
        await broker.publish(b"large", "orders")
        await broker.publish(b"ok", "orders")
    (letter,) = await intake.letters(1)
    assert letter.reason == TOO_LARGE
    assert intake.bodies == [b"ok"]


async def test_what_cannot_be_kept_is_not_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[str] = []

    async def acked(_message: KafkaMessage) -> None:
        answers.append("committed")

    async def nacked(_message: KafkaMessage) -> None:
        answers.append("again")

    monkeypatch.setattr("faststream.kafka.message.KafkaAckableMessage.ack", acked)
    monkeypatch.setattr("faststream.kafka.message.KafkaAckableMessage.nack", nacked)
    intake = SmallIntake()
    intake.errors = [StoreUnavailable("away") for _ in range(8)]
    async with taking(intake.taking()) as broker:
        await broker.publish(b"m", "orders")
        assert (answers, intake.raws) == (["again"], [])
        await broker.publish(b"m", "orders")
    assert answers == ["again", "committed"]
    assert intake.bodies == [b"m"]


async def test_events_are_published_under_their_subjects_as_keys() -> None:
    posting = KafkaPosting(outgoing(PLACE, "ordergraph", declare=False))
    got: list[tuple[bytes, str, dict[str, object]]] = []

    async def read(message: KafkaMessage) -> None:
        raw = message.raw_message
        assert not isinstance(raw, tuple)
        got.append((raw.key, message.headers["id"], json.loads(message.body)))

    posting.broker.subscriber("ordergraph.order", decoder=whole)(read)
    out = SmallOutbox()
    await out.happened(20)
    async with TestKafkaBroker(posting.broker):
        await out.publish_all(posting)
    assert {name for _, name, _ in got} == set(out.ids)
    assert all(key.decode() == body["subject"] for key, _, body in got)
    by_subject: dict[str, list[str]] = {}
    for key, name, _ in got:
        by_subject.setdefault(key.decode(), []).append(name)
    assert by_subject == out.ids_by_subject


def test_users_are_known_by_a_password() -> None:
    hosts, security = reached(server(BrokerKind.KAFKA, "kafka://me:p%40ss@a:9092,b:9092?sasl=scram-sha-256"))
    assert hosts == ["a:9092", "b:9092"]
    assert isinstance(security, SASLScram256)
    assert (security.username, security.password, security.use_ssl) == ("me", "p@ss", False)


def test_over_tls_the_authorities_are_those_of_the_file() -> None:
    _, security = reached(server(BrokerKind.KAFKA, "kafkas://a:9093"))
    assert security.ssl_context is not None
