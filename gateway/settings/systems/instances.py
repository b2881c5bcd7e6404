"""The configured instances, each checked by the settings class of its adapter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from pydantic import BaseModel

from domain.errors import ImpossibleValue
from domain.identifiers import instance_name
from gateway.settings.reading.checking import checked, mapping
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where
from gateway.settings.systems.syncing import SyncSettings
from gateway.settings.systems.tls import Tls, read_tls


class AdapterManifest(Protocol):
    """What must be known of an adapter to check its instances; the composition root brings it in."""

    @property
    def settings(self) -> type[BaseModel]: ...

    @property
    def capabilities(self) -> frozenset[str]: ...


Manifests = Mapping[str, AdapterManifest]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One configured system: its name, its adapter, that adapter's own checked settings, and its polls.

    tls: None where it has no word of its own.
    """

    name: str
    adapter: str
    capabilities: frozenset[str]
    settings: BaseModel = field(repr=False)
    tls: Tls | None = None
    sync: SyncSettings = field(default_factory=SyncSettings)


class Around(NamedTuple):
    """What an instance is checked with: the adapters that there are, and the folder of its files."""

    manifests: Manifests
    folder: Path


def read_instances(
    section: object, around: Around, path: Where, problems: Problems
) -> Mapping[str, Instance | None]:
    """Check the section `instances`: every name that stands there, with None where it cannot be used."""
    found = {
        name: _instance(name, value, around, (*path, name), problems)
        for name, value in mapping(section, path, problems).items()
    }
    if not found:
        problems.add(path, "should name at least one system")
    return found


def _instance(name: str, value: object, around: Around, path: Where, problems: Problems) -> Instance | None:
    try:
        instance_name(name)
    except ImpossibleValue as error:
        problems.add(path, error.public)
        return None
    given = dict(mapping(value, path, problems))
    if value is not None and not isinstance(value, Mapping):
        return None
    if "adapter" not in given:
        problems.add((*path, "adapter"), f"is missing. Known: {', '.join(sorted(around.manifests))}.")
        return None
    adapter = str(given.pop("adapter"))
    manifest = around.manifests.get(adapter)
    if manifest is None:
        problems.add((*path, "adapter"), unknown("an adapter", adapter, around.manifests))
        return None
    sync = checked(SyncSettings, given.pop("sync", None), (*path, "sync"), problems)
    tls = read_tls(given.pop("tls"), around.folder, (*path, "tls"), problems) if "tls" in given else None
    settings = checked(manifest.settings, given, path, problems)
    if settings is None or sync is None:
        return None
    return Instance(
        name=name,
        adapter=adapter,
        capabilities=manifest.capabilities,
        settings=settings,
        tls=tls,
        sync=sync,
    )
