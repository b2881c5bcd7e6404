"""The section as a whole: every feed with its broker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from domain.ports.backends import WEBHOOK
from gateway.settings.brokers.feeds import IncomingSettings, OutgoingSettings, complaint_of_stream
from gateway.settings.brokers.servers import BrokerKind, BrokerServer, read_servers
from gateway.settings.reading.checking import checked, mapping
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where
from gateway.settings.systems.instances import Instance

_KEYS = ("servers", "incoming", "outgoing")
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Incoming:
    """A feed and where it comes from."""

    server: BrokerServer
    settings: IncomingSettings


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A feed and where it goes to."""

    server: BrokerServer
    settings: OutgoingSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Brokers:
    """Feeds by name. A file that says nothing of it has none."""

    incoming: Mapping[str, Incoming] = field(default_factory=dict)
    outgoing: Mapping[str, Outgoing] = field(default_factory=dict)

    def fed(self) -> frozenset[str]:
        """The instances whose messages come from a broker."""
        return frozenset(each.settings.instance for each in self.incoming.values())


def read_brokers(
    section: object,
    folder: Path,
    instances: Mapping[str, Instance | None],
    path: Where,
    problems: Problems,
) -> Brokers:
    """Check the section `brokers`; what is wrong goes to `problems`, and is left out."""
    given = mapping(section, path, problems)
    for name in given:
        if name not in _KEYS:
            problems.add((*path, name), unknown("a key", name, _KEYS))
    servers = read_servers(given.get("servers"), folder, (*path, "servers"), problems)
    feeds = _Feeds(servers, instances, problems)
    return Brokers(
        incoming=feeds.incoming(given.get("incoming"), (*path, "incoming")),
        outgoing=feeds.outgoing(given.get("outgoing"), (*path, "outgoing")),
    )


@dataclass(frozen=True, slots=True)
class _Feeds:
    servers: Mapping[str, BrokerServer | None]
    instances: Mapping[str, Instance | None]
    problems: Problems

    def incoming(self, section: object, path: Where) -> Mapping[str, Incoming]:
        found: dict[str, Incoming] = {}
        for name, value in mapping(section, path, self.problems).items():
            settings = checked(IncomingSettings, value, (*path, name), self.problems)
            if settings is None:
                continue
            server = self._server(settings.server, settings.stream, (*path, name))
            if self._is_mapped(settings.instance, (*path, name)) and server is not None:
                found[name] = Incoming(server, settings)
        return found

    def outgoing(self, section: object, path: Where) -> Mapping[str, Outgoing]:
        found: dict[str, Outgoing] = {}
        for name, value in mapping(section, path, self.problems).items():
            settings = checked(OutgoingSettings, value, (*path, name), self.problems)
            if len(name) > _LONGEST:
                self.problems.add((*path, name), f"should be a name of at most {_LONGEST} characters")
            if settings is None:
                continue
            server = self._server(settings.server, settings.stream, (*path, name))
            if server is not None and settings.declare and server.kind is BrokerKind.KAFKA:
                self.problems.add((*path, name, "declare"), "topics of Kafka are made beforehand")
            elif server is not None:
                found[name] = Outgoing(server, settings)
        return found

    def _server(self, name: str, stream: str | None, path: Where) -> BrokerServer | None:
        server = self.servers.get(name)
        if name not in self.servers:
            self.problems.add((*path, "server"), unknown("a broker", name, self.servers))
        if server is None:
            return None
        if complaint := complaint_of_stream(server.kind, stream):
            self.problems.add((*path, "stream"), complaint)
            return None
        return server

    def _is_mapped(self, name: str, path: Where) -> bool:
        if name not in self.instances:
            self.problems.add((*path, "instance"), unknown("an instance", name, self.instances))
            return False
        instance = self.instances[name]
        if instance is not None and WEBHOOK not in instance.capabilities:
            self.problems.add((*path, "instance"), f"{instance.adapter} reads no messages")
            return False
        return True
