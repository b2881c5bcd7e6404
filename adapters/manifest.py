"""What an adapter declares about its system, and what a connection to one instance offers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

import httpx
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr

from adapters.network.pools import Pools, Trust
from domain.errors import CapabilityMissing
from domain.identifiers import IdentifierKind
from domain.ports.backends import CHANGES, WEBHOOK, ChangeSource, WebhookSource
from domain.ports.limits import Guard
from domain.ports.reading import Offer
from domain.ports.state import Clock


class Kind(StrEnum):
    """What sort of system an adapter speaks with."""

    ERP = "erp"
    WMS = "wms"
    TMS = "tms"
    CARRIER = "carrier"


Secret = Annotated[SecretStr, Field(min_length=1)]
"""What an instance proves itself with: never empty, never shown."""

LiveSecrets = Annotated[tuple[Secret, ...], Field(min_length=1)]
"""All secrets that are valid now, so that one can be replaced while deliveries go on."""


class InstanceSettings(BaseModel):
    """What every instance needs; an adapter's settings add to it. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: HttpUrl
    timeout: timedelta = Field(default=timedelta(seconds=5), gt=timedelta(0), le=timedelta(seconds=60))
    max_reply_bytes: int = Field(default=8_388_608, ge=1024)
    connections: int = Field(default=20, ge=1, le=500)
    http2: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the process gives to a connection: time, and the network (another one in tests).

    pools: the real network. Instances that are given the same share the connections to a host.
    guard_of: what stands before every call of an instance, by its name; nothing where it is None.
    trust_of: who vouches for an instance, by its name; the public authorities where it is None.
    """

    clock: Clock
    pools: Pools = field(default_factory=Pools)
    network: httpx.AsyncBaseTransport | None = None
    guard_of: Callable[[str], Guard] | None = None
    trust_of: Callable[[str], Trust] | None = None


async def _nothing_to_close() -> None:
    """A connection that holds nothing open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One instance, connected: the reads it offers, its change feed and its webhook, if any."""

    instance: str
    offers: tuple[Offer, ...] = ()
    changes: ChangeSource | None = None
    webhook: WebhookSource | None = None
    aclose: Callable[[], Awaitable[None]] = field(default=_nothing_to_close)

    def capabilities(self) -> frozenset[str]:
        """What is really offered, in the words of the manifest."""
        pushed = {WEBHOOK} if self.webhook else set()
        polled = {CHANGES} if self.changes else set()
        return frozenset({offer.port for offer in self.offers} | pushed | polled)


Connect = Callable[[str, Any, Surroundings], Connection]
"""(instance, settings, surroundings). The settings are of the class that the manifest names beside
it, which only the adapter itself knows: hence the one Any of the adapters' seam."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """An adapter as data: its name, what its system offers, what it lacks and why.

    capabilities: names of ports, and `changes`, `webhook`. lacks: capability to reason, shown to
    whoever asks for it. references: the kinds of names by which `orders_by_reference` finds orders.
    feeds: ports of whose records the changed-since poll tells every change, by their own keys.
    tables: what a page of its own in docs shows. Raises ConfigInvalid where more is to be installed.
    """

    adapter: str
    title: str
    kind: Kind
    settings: type[InstanceSettings]
    connect: Connect
    capabilities: frozenset[str]
    lacks: Mapping[str, str] = field(default_factory=dict)
    references: frozenset[IdentifierKind] = frozenset()
    feeds: frozenset[str] = frozenset()
    mapping_version: int = 1
    tables: Callable[[], str] | None = None

    def refusal(self, capability: str, instance: str) -> CapabilityMissing:
        """The error for something that this system does not have, by name."""
        reason = self.lacks.get(capability, f"{self.title} offers no {capability}")
        return CapabilityMissing(f"{instance} has no {capability}: {reason}", backend=instance)
