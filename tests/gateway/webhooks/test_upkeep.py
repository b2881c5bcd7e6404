"""Looking after what is kept of webhooks."""

from datetime import timedelta

from msgspec.structs import replace
from prometheus_client import CollectorRegistry

from domain.webhooks.records import EndpointState, LogPart, Settled
from gateway.telemetry.webhook_metrics import WebhookMetrics
from gateway.webhooks.upkeep import Upkeep
from tests.contracts.webhook_store import attempt, delivery, endpoint
from tests.doubles.clock import SettableClock
from tests.doubles.webhooks import InMemoryWebhooks


async def test_what_waits_is_told_and_what_is_old_forgotten_once_an_hour() -> None:
    store, clock, registry = InMemoryWebhooks(), SettableClock(), CollectorRegistry()
    metrics = WebhookMetrics(registry)
    upkeep = Upkeep(store, store, metrics, clock, keep=timedelta(hours=2))
    await store.put(endpoint("a"))
    await store.put(replace(endpoint("b"), state=EndpointState.FAILED))
    await store.spread(endpoint("a"), [delivery("a", 1), delivery("a", 2)], upto=2)
    await store.settle([Settled(delivery("a", 1), attempt(delivery("a", 1), 500))])
    await upkeep.step()
    value = registry.get_sample_value
    assert value("ordergraph_webhook_waiting") == 2
    states = [value("ordergraph_webhook_endpoints", {"state": state.value}) for state in EndpointState]
    assert states == [1, 0, 1]
    kept: list[int] = []
    for _ in range(4):
        clock.advance(timedelta(minutes=45))
        await upkeep.step()
        kept.extend(len(each) for each in (await store.attempts([LogPart("a", 9)])).values())
    assert kept == [1, 1, 1, 0]


async def test_it_goes_on_from_start_to_end() -> None:
    store = InMemoryWebhooks()
    upkeep = Upkeep(
        store, store, WebhookMetrics(CollectorRegistry()), SettableClock(), keep=timedelta(hours=2)
    )
    await upkeep.aclose()
    upkeep.start()
    await upkeep.aclose()
