"""What the commands below `ordergraph partner` work on: the registry in our database, and who hears of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from domain.ports.partners import PartnerRegistry
from gateway.clock import SystemClock
from gateway.identity.api_keys import digest
from gateway.partners.changing import PartnerChanges
from gateway.partners.key_changes import KeyChanges
from gateway.settings.identity.key_secret import key_secret
from gateway.settings.process import ProcessSettings, process_settings
from gateway.shield.sharing.redis_signal import RedisSignal
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.database import open_database
from gateway.store.migrating import make_ready
from gateway.store.partners.sql_partner_registry import SqlPartnerRegistry
from gateway.store.sql_store import SqlStore
from gateway.telemetry.logs import configure_logs


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The registry, and what changes it. now: when the command began."""

    settings: ProcessSettings
    registry: PartnerRegistry
    changes: PartnerChanges
    keys: KeyChanges
    now: datetime


@asynccontextmanager
async def opened_desk() -> AsyncIterator[Desk]:
    """Open it for one command. Raises ConfigInvalid, StoreUnavailable."""
    settings, clock = process_settings(), SystemClock()
    configure_logs("ERROR", settings.log_format)
    redis = settings.redis.get_secret_value()
    store, signal = SqlStore(open_database(settings.database)), RedisSignal(redis) if redis else LocalSignal()
    registry = SqlPartnerRegistry(store.engine)
    try:
        await make_ready(store)
        yield Desk(
            settings=settings,
            registry=registry,
            changes=PartnerChanges(registry, signal, clock),
            keys=KeyChanges(registry, signal, clock, lambda text: digest(key_secret(settings), text)),
            now=clock.now(),
        )
    finally:
        await signal.aclose()
        await store.aclose()
