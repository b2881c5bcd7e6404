"""The configured systems: their adapters, connected, watched, and read behind the shield."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import httpx

from adapters.manifest import Connection, Manifest, Surroundings
from adapters.registry import MANIFESTS
from adapters.transport.guard import HostGuard
from domain.errors import ConfigInvalid
from domain.instances import BackendState
from domain.ports.reading import Readers
from domain.ports.state import Clock
from gateway.assembly.declared import InstanceReaders
from gateway.positions.assembled import KeptStocks
from gateway.settings.instance_file import InstanceFile
from gateway.shield.guards import GuardState
from gateway.shield.stack import Shield, Shielded
from gateway.shield.watched import BackendLedger
from gateway.watching.reads import watched_reads
from gateway.watching.watches import Watches


def known_adapters() -> Mapping[str, Manifest]:
    """Every adapter by name, for whoever checks an instance file."""
    return MANIFESTS


def connections(file: InstanceFile, clock: Clock) -> list[Connection]:
    """Every instance of the file, connected over the real network. Nothing is called yet."""
    surroundings = Surroundings(clock=clock, trust_of=file.tls_of)
    return [_connected(name, file, surroundings) for name in file.instances]


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """Every instance of a file, connected. ledger: what is noted of how they answer."""

    connections: Sequence[Connection]
    ledger: BackendLedger

    async def aclose(self) -> None:
        """Close every connection."""
        for connection in self.connections:
            await connection.aclose()


def watched(
    file: InstanceFile,
    clock: Clock,
    watches: Watches,
    guards: GuardState | None,
    network: httpx.AsyncBaseTransport | None,
) -> Systems:
    """Nothing is called yet. guards: stand before the calls of each host. network: not the real one."""
    guard_of = guards.of(file, HostGuard) if guards else None
    surroundings = Surroundings(clock=clock, network=network, guard_of=guard_of, trust_of=file.tls_of)
    connected = [_connected(name, file, surroundings) for name in file.instances]
    ledger = BackendLedger([_unasked(each, file) for each in connected], clock)
    return Systems(connections=[_watched(each, ledger, watches, clock) for each in connected], ledger=ledger)


def _connected(name: str, file: InstanceFile, surroundings: Surroundings) -> Connection:
    instance = file.instances[name]
    manifest = MANIFESTS[instance.adapter]
    connection = manifest.connect(name, instance.settings, surroundings)
    if undeclared := ", ".join(sorted(connection.capabilities() ^ manifest.capabilities)):
        raise ConfigInvalid(f"{manifest.adapter} and its manifest disagree on {undeclared}", place=name)
    return connection


def _unasked(connection: Connection, file: InstanceFile) -> BackendState:
    manifest = MANIFESTS[file.instances[connection.instance].adapter]
    return BackendState(
        instance=connection.instance,
        adapter=manifest.adapter,
        kind=manifest.kind,
        capabilities=tuple(sorted(manifest.capabilities)),
    )


def _watched(connection: Connection, ledger: BackendLedger, watches: Watches, clock: Clock) -> Connection:
    """The same connection, with its reads watched."""
    name = connection.instance
    return replace(connection, offers=watched_reads(connection.offers, name, ledger, watches.metrics, clock))


def shielded(
    connection: Connection, file: InstanceFile, shield: Shield, stocks: KeptStocks
) -> InstanceReaders:
    """Its readers behind the shield, which knows of what a feed tells every change."""
    instance = file.instances[connection.instance]
    manifest = MANIFESTS[instance.adapter]
    place = f"{manifest.adapter} {instance.settings.model_dump_json()}"
    offers = stocks.offers(connection.instance, connection.offers)
    bound = shield.bound(offers, Shielded(instance.name, place, manifest.feeds, stocks.stored(instance.name)))
    return InstanceReaders(instance=instance.name, readers=Readers(bound), references=manifest.references)
