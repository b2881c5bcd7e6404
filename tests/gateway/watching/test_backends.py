from datetime import datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from domain.budgets import BreakerState, BudgetRules, HostRules, Operation
from domain.freshness import Stamp
from domain.hosts import CacheFigures
from domain.instances import BackendState
from domain.ports.limits import Grants
from gateway.shield.watched import BackendLedger
from gateway.telemetry.metrics import Metrics
from gateway.watching.backends import WatchedBackends
from gateway.watching.collected import StateCollector
from gateway.watching.watches import Watches
from tests.doubles.clock import START, SettableClock

SHARED = "wms.test:443"
HOSTS = {"erp": "erp.test:443", "east": SHARED, "west": SHARED, "lists": "lists"}


class Cache:
    """Stands for a shield whose instances have one port."""

    def figures(self, instance: str) -> tuple[CacheFigures, ...]:
        del instance
        return (CacheFigures(port="stock", memory=5, shared=1, asked=2, joined=1, stale=3),)

    def heard_until(self, instance: str) -> datetime | None:
        return START if instance == "east" else None


@pytest.fixture
def watches() -> Watches:
    return Watches(SettableClock(), Metrics(CollectorRegistry()))


@pytest.fixture
def backends(watches: Watches) -> WatchedBackends:
    ledger = BackendLedger(
        [BackendState(instance=name, adapter="wms_sim", kind="wms") for name in HOSTS], SettableClock()
    )
    rules = BudgetRules(concurrency=2, rate=1, burst=10)
    for host in (HOSTS["erp"], SHARED):
        watches.hosts.guarded(host, HostRules(budget=rules))
    watches.hosts.breaker(SHARED, Operation.READ, BreakerState.OPEN)
    nothing = (None, None, None, None)
    grants = Grants(granted=(0, 0, 0, 0), waits=(0, 0, 0, 0), shorts=nothing, tokens=0.5, pace=0.25)
    watches.hosts.tokens(SHARED, grants)
    watches.operations.showed([Stamp(source="west", fetched_at=START - timedelta(minutes=1))])
    return WatchedBackends(ledger, HOSTS, Cache(), watches.hosts, watches.operations)


def test_each_instance_has_the_state_of_its_host(backends: WatchedBackends) -> None:
    seen = {state.instance: state for state in backends.in_full()}
    assert list(seen) == list(HOSTS)
    assert seen["east"].host == seen["west"].host
    assert {name: state.host and state.host.breaker for name, state in seen.items()} == {
        "erp": BreakerState.CLOSED,
        "east": BreakerState.OPEN,
        "west": BreakerState.OPEN,
        "lists": None,
    }
    assert {name for name, state in seen.items() if state.feed_watermark} == {"east"}
    assert {name for name, state in seen.items() if state.oldest_served} == {"west"}
    assert seen["erp"].hit_ratio == 0.75
    assert backends.states()[0].host is None


def test_prometheus_reads_what_is_so_now(watches: Watches, backends: WatchedBackends) -> None:
    watches.metrics.registry.register(StateCollector(backends))

    def of(name: str, **labels: str) -> float | None:
        return watches.metrics.registry.get_sample_value(f"ordergraph_{name}", labels)

    state = {"host": SHARED, "operation": "read"}
    assert of("breaker_state", **state, state="open") == 1
    assert of("breaker_state", **state, state="closed") == 0
    assert of("host_budget_left", host=SHARED, lane="interactive") == 0
    assert of("host_budget_left", host=HOSTS["erp"], lane="interactive") == 10
    assert of("host_pace_ratio", host=SHARED) == 0.25
    assert of("host_last_success_timestamp_seconds", host=SHARED) is None
    assert of("feed_watermark_timestamp_seconds", instance="east") == START.timestamp()
    assert of("served_oldest_timestamp_seconds", instance="west") == START.timestamp() - 60
    place = {"instance": "erp", "port": "stock"}
    counted = {
        name: of(f"{name}_total", **place) for name in ("cache_misses", "flights_joined", "cache_stale")
    }
    assert counted == {"cache_misses": 2, "flights_joined": 1, "cache_stale": 3}
    assert [of("cache_hits_total", **place, tier=tier) for tier in ("memory", "shared")] == [5, 1]
    watches.hosts.breaker(SHARED, Operation.READ, BreakerState.CLOSED)
    assert of("breaker_state", **state, state="open") == 0
