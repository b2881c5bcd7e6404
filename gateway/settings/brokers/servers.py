"""The brokers themselves: section `brokers.servers`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, SecretStr

from gateway.settings.reading.checking import SECTION, checked, mapping
from gateway.settings.reading.problems import Problems, Where
from gateway.settings.systems.tls import PUBLIC, Tls, read_tls


class BrokerKind(StrEnum):
    """Which protocol a broker speaks."""

    NATS = "nats"
    RABBITMQ = "rabbitmq"
    KAFKA = "kafka"


PLAIN: Mapping[BrokerKind, str] = {
    BrokerKind.NATS: "nats://",
    BrokerKind.RABBITMQ: "amqp://",
    BrokerKind.KAFKA: "kafka://",
}
OVER_TLS: Mapping[BrokerKind, str] = {
    BrokerKind.NATS: "tls://",
    BrokerKind.RABBITMQ: "amqps://",
    BrokerKind.KAFKA: "kafkas://",
}


SASL = ("plain", "scram-sha-256", "scram-sha-512")
"""How Kafka may be shown a password: `?sasl=` of its URL, `plain` where that is left out."""


class ServerSettings(BaseModel):
    """url: with user and password. Of NATS and Kafka there may be several, with commas between."""

    model_config = SECTION

    kind: BrokerKind
    url: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerServer:
    """One broker, or one cluster of them. secure: whether it is spoken with over TLS."""

    kind: BrokerKind
    url: SecretStr = field(repr=False)
    tls: Tls = PUBLIC

    @property
    def secure(self) -> bool:
        return self.url.get_secret_value().startswith(OVER_TLS[self.kind])


def read_servers(
    section: object, folder: Path, path: Where, problems: Problems
) -> Mapping[str, BrokerServer | None]:
    """Check `servers`: every name that stands there, with None where it cannot be used."""
    return {
        name: _server(value, folder, (*path, name), problems)
        for name, value in mapping(section, path, problems).items()
    }


def _server(value: object, folder: Path, path: Where, problems: Problems) -> BrokerServer | None:
    given = dict(mapping(value, path, problems))
    tls = read_tls(given.pop("tls", None), folder, (*path, "tls"), problems)
    settings = checked(ServerSettings, given, path, problems)
    if settings is None or tls is None:
        return None
    if complaint := _complaint(settings.kind, settings.url.get_secret_value()):
        problems.add((*path, "url"), complaint)
        return None
    return BrokerServer(kind=settings.kind, url=settings.url, tls=tls)


def _complaint(kind: BrokerKind, url: str) -> str | None:
    plain, over_tls = PLAIN[kind], OVER_TLS[kind]
    if not url.startswith((plain, over_tls)) or url in {plain, over_tls}:
        return f"should begin with {plain} or {over_tls}, and then name a host"
    _, question, asked = url.partition("?")
    if kind is BrokerKind.KAFKA and question and asked.removeprefix("sasl=") not in SASL:
        return f"should end in ?sasl= and one of {', '.join(SASL)}, or without a question mark"
    return None
