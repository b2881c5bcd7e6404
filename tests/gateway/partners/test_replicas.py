"""What is changed at one replica is known at the others, over real servers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import pytest
from msgspec.structs import replace
from prometheus_client import CollectorRegistry

from domain.errors import Suspended, Unauthenticated
from domain.ports.cache import News, Signal
from domain.registry.records import PartnerStatus
from gateway.clock import SystemClock
from gateway.identity.api_keys import digest
from gateway.identity.authenticator import Authenticator
from gateway.identity.credentials import Key
from gateway.identity.tokens import Tokens
from gateway.partners.changing import PartnerChanges
from gateway.partners.directory import RegisteredPartners
from gateway.partners.following import Following, Sleep
from gateway.partners.key_changes import KeyChanges
from gateway.shield.sharing.redis_signal import RedisSignal
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.partners.sql_partner_registry import SqlPartnerRegistry
from gateway.telemetry.partner_metrics import PartnerMetrics
from tests import services
from tests.contracts.partner_examples import TOKEN, partner
from tests.gateway.store.emptied import migrated_store, opened_store

ACTIVE = partner("acme", TOKEN)
SUSPENDED = replace(ACTIVE, status=PartnerStatus.SUSPENDED)
SECRET = b"a secret for tests alone"
pytestmark = pytest.mark.flaky(reruns=2)
"""Real time is promised here: on a busy machine it is tried again, and listed as RERUN."""

PROMISED = 2.0
AT_ONCE = 0.5


@asynccontextmanager
async def replica(
    url: str, signal: Signal, sleep: Sleep = asyncio.sleep
) -> AsyncIterator[tuple[SqlPartnerRegistry, RegisteredPartners]]:
    """A process as far as partners go: its own connections, its own ears."""
    async with opened_store(url) as store:
        registry = SqlPartnerRegistry(store.engine)
        directory = RegisteredPartners(registry, SystemClock(), PartnerMetrics(CollectorRegistry()))
        following = Following(directory, signal, sleep=sleep)
        await following.start()
        yield registry, directory
        await following.aclose()


async def until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait until it is so. Raises TimeoutError where that takes longer."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - a server moves it
            await asyncio.sleep(0.005)


async def for_ever(_seconds: float) -> None:
    """So that nothing is looked for in time."""
    await asyncio.get_running_loop().create_future()


async def connected(signal: RedisSignal) -> None:
    """Start it; when this returns, it hears."""
    heard: list[News] = []
    end = signal.listen(heard.append)
    await signal.start()
    await until(lambda: heard != [], AT_ONCE)
    end()


def let_in(directory: RegisteredPartners, text: str) -> str:
    """Whom a replica takes the sender of an API key for, or why nobody."""
    authenticator = Authenticator(Tokens((), SystemClock()), directory, SystemClock(), key_secret=SECRET)
    try:
        known = authenticator.peek(Key(text))
    except (Suspended, Unauthenticated) as error:
        return error.code
    return "" if known is None else known.partner


@pytest.mark.service("postgres")
async def test_a_suspension_reaches_every_replica_in_two_seconds_without_redis(postgres_url: str) -> None:
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(migrated_store(postgres_url))
        here, alone = SqlPartnerRegistry(store.engine), LocalSignal()
        changes = PartnerChanges(here, alone, SystemClock())
        keys = KeyChanges(here, alone, SystemClock(), partial(digest, SECRET))
        await changes.add(ACTIVE, who="mira")
        await changes.add(partner("bolt"), who="mira")
        acme, bolt = [(await keys.make(name, who="mira")).text for name in ("acme", "bolt")]
        others = [
            (await stack.enter_async_context(replica(postgres_url, LocalSignal())))[1] for _ in range(2)
        ]
        assert [(let_in(other, acme), let_in(other, bolt)) for other in others] == [("acme", "bolt")] * 2
        await changes.suspend("acme", who="mira")
        await keys.revoke(bolt, who="mira")
        refused = [("PARTNER_SUSPENDED", "UNAUTHENTICATED")] * 2
        await until(
            lambda: [(let_in(each, acme), let_in(each, bolt)) for each in others] == refused, PROMISED
        )
        assert [other.of_subject(TOKEN) for other in others] == [SUSPENDED, SUSPENDED]


@pytest.mark.service("postgres")
@pytest.mark.service("redis")
async def test_with_redis_it_is_known_elsewhere_at_once(postgres_url: str) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(migrated_store(postgres_url))
        signals = [RedisSignal(services.address("redis")) for _ in range(2)]
        (registry, here), (_, there) = [
            await stack.enter_async_context(replica(postgres_url, signal, for_ever)) for signal in signals
        ]
        for signal in signals:
            stack.push_async_callback(signal.aclose)
            await connected(signal)
        changes = PartnerChanges(registry, signals[0], SystemClock())
        await changes.add(SUSPENDED, who="mira")
        await until(lambda: here.named("acme") == there.named("acme") == SUSPENDED, AT_ONCE)
