"""The section `brokers`: what is declared, what holds without a word, and each mistake at its place."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import HttpUrl

from gateway.settings.brokers.feeds import FAMILIES, Begin
from gateway.settings.brokers.section import Brokers, read_brokers
from gateway.settings.brokers.servers import BrokerKind
from gateway.settings.reading.problems import Problems
from gateway.settings.systems.instances import Instance
from tests.gateway.settings.samples import SECRET, WmsSettings


def instance(name: str, *capabilities: str) -> Instance:
    settings = WmsSettings(base_url=HttpUrl("http://wms.example"))
    return Instance(name=name, adapter="wms", capabilities=frozenset(capabilities), settings=settings)


INSTANCES = {"wms": instance("wms", "webhook"), "mute": instance("mute"), "broken": None}
SERVERS = {
    "plant": {"kind": "nats", "url": f"nats://me:{SECRET}@a:4222,nats://b:4222"},
    "office": {"kind": "rabbitmq", "url": "amqps://mq.example/orders"},
    "lake": {"kind": "kafka", "url": "kafka://me:pass@k1:9092,k2:9092?sasl=scram-sha-512"},
}
NATS_IN = {"server": "plant", "address": "wms.>", "stream": "WMS", "instance": "wms"}


def read(section: object, folder: Path = Path()) -> tuple[Brokers, list[str]]:
    problems = Problems({})
    found = read_brokers(section, folder, INSTANCES, ("brokers",), problems)
    return found, [str(problem) for problem in problems.found()]


def test_nothing_is_said_of_brokers() -> None:
    assert read(None) == (Brokers(), [])


def test_feeds_have_their_brokers_and_the_rest_its_defaults() -> None:
    section = {
        "servers": SERVERS,
        "incoming": {"floor": NATS_IN, "mail": {"server": "office", "address": "q", "instance": "wms"}},
        "outgoing": {"all": {"server": "lake"}, "some": {"server": "office", "families": ["order"]}},
    }
    found, wrong = read(section)
    assert wrong == []
    floor, mail = found.incoming["floor"], found.incoming["mail"]
    assert (floor.server.kind, floor.server.secure, floor.settings.stream) == (BrokerKind.NATS, False, "WMS")
    assert (mail.server.kind, mail.server.secure, mail.settings.group) == (
        BrokerKind.RABBITMQ,
        True,
        "ordergraph",
    )
    assert (mail.settings.declare, mail.settings.at_once, mail.settings.body_bytes) == (False, 100, 1_048_576)
    every = found.outgoing["all"].settings
    assert (every.prefix, every.families, every.begin) == ("ordergraph", frozenset(FAMILIES), Begin.NOW)
    assert found.outgoing["some"].settings.families == {"order"}
    assert found.fed() == {"wms"}


def test_a_password_is_never_shown() -> None:
    found, _ = read({"servers": SERVERS, "incoming": {"floor": NATS_IN}})
    assert SECRET not in repr(found)


MISTAKES: Mapping[str, tuple[object, str]] = {
    "a key": ({"server": {}}, "brokers.server: 'server' is not a key; did you mean 'servers'?"),
    "a kind": ({"servers": {"a": {"kind": "mqtt", "url": "x"}}}, "brokers.servers.a.kind"),
    "a scheme": (
        {"servers": {"a": {"kind": "nats", "url": "amqp://x"}}},
        "brokers.servers.a.url: should begin with nats:// or tls://",
    ),
    "no host": ({"servers": {"a": {"kind": "kafka", "url": "kafka://"}}}, "and then name a host"),
    "a way to show a password": (
        {"servers": {"a": {"kind": "kafka", "url": "kafka://k:9092?sasl=gssapi"}}},
        "brokers.servers.a.url: should end in ?sasl= and one of plain",
    ),
    "a certificate": (
        {"servers": {"a": {"kind": "nats", "url": "tls://x", "tls": {"ca_file": "none.pem"}}}},
        "brokers.servers.a.tls.ca_file: none.pem cannot be read",
    ),
    "a broker": ({"incoming": {"f": NATS_IN}}, "brokers.incoming.f.server: 'plant' is not a broker."),
    "no stream": (
        {"servers": SERVERS, "outgoing": {"f": {"server": "plant"}}},
        "brokers.outgoing.f.stream: is missing: NATS keeps messages in a stream",
    ),
    "a stream": (
        {"servers": SERVERS, "outgoing": {"f": {"server": "office", "stream": "S"}}},
        "brokers.outgoing.f.stream: is of NATS alone, and rabbitmq has none",
    ),
    "topics": (
        {"servers": SERVERS, "outgoing": {"f": {"server": "lake", "declare": True}}},
        "brokers.outgoing.f.declare: topics of Kafka are made beforehand",
    ),
    "an instance": (
        {"servers": SERVERS, "incoming": {"f": {**NATS_IN, "instance": "wns"}}},
        "brokers.incoming.f.instance: 'wns' is not an instance; did you mean 'wms'?",
    ),
    "an instance that reads nothing": (
        {"servers": SERVERS, "incoming": {"f": {**NATS_IN, "instance": "mute"}}},
        "brokers.incoming.f.instance: wms reads no messages",
    ),
    "a family": (
        {"servers": SERVERS, "outgoing": {"f": {"server": "lake", "families": ["orders"]}}},
        "brokers.outgoing.f.families",
    ),
    "a long name": (
        {"servers": SERVERS, "outgoing": {"f" * 65: {"server": "lake"}}},
        "should be a name of at most 64 characters",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_at_its_place(name: str) -> None:
    section, complaint = MISTAKES[name]
    _, wrong = read(section)
    assert len(wrong) == 1
    assert complaint in wrong[0]


def test_an_instance_that_is_wrong_itself_is_complained_of_once() -> None:
    _, wrong = read({"servers": SERVERS, "incoming": {"f": {**NATS_IN, "instance": "broken"}}})
    assert wrong == []
