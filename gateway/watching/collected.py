"""The state of every instance and host as gauges and counters, read when Prometheus asks."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.budgets import BreakerState
from domain.hosts import HostState
from domain.instances import BackendState
from domain.ports.state import BackendStates


class StateCollector(Collector):
    """Reads the port `BackendStates`: what is served now, whatever was before."""

    def __init__(self, backends: BackendStates) -> None:
        self._backends = backends

    def collect(self) -> Iterable[Metric]:
        states = self._backends.in_full()
        hosts = {state.host.host: state.host for state in states if state.host is not None}
        yield from _of_hosts(list(hosts.values()))
        yield from _of_instances(states)
        yield from _of_caches(states)


def _of_hosts(hosts: Sequence[HostState]) -> Iterable[Metric]:
    breakers = GaugeMetricFamily(
        "ordergraph_breaker_state",
        "1 for the state that a host's breaker is in, 0 for the others.",
        labels=("host", "operation", "state"),
    )
    left = GaugeMetricFamily(
        "ordergraph_host_budget_left",
        "Calls that a lane may make at once; absent where nothing limits them.",
        labels=("host", "lane"),
    )
    pace = GaugeMetricFamily(
        "ordergraph_host_pace_ratio", "1, or less while a host is spared that asked for it.", labels=("host",)
    )
    for host in hosts:
        for operation, now in host.breakers.items():
            for state in BreakerState:
                breakers.add_metric((host.host, operation.value, state.value), float(state is now))
        for budget in host.budget:
            if budget.left is not None:
                left.add_metric((host.host, budget.lane.value.lower()), budget.left)
        pace.add_metric((host.host,), host.pace)
    yield from (breakers, left, pace)
    yield _times(
        "ordergraph_host_last_success_timestamp_seconds",
        "When a host last answered well.",
        "host",
        ((host.host, host.last_success_at) for host in hosts),
    )
    yield _times(
        "ordergraph_host_last_failure_timestamp_seconds",
        "When a call of a host last failed.",
        "host",
        ((host.host, host.last_failure_at) for host in hosts),
    )


def _of_instances(states: Sequence[BackendState]) -> Iterable[Metric]:
    yield _times(
        "ordergraph_feed_watermark_timestamp_seconds",
        "Up to when all changes of an instance have been heard by this process.",
        "instance",
        ((state.instance, state.feed_watermark) for state in states),
    )
    yield _times(
        "ordergraph_served_oldest_timestamp_seconds",
        "Since when the oldest value was known that answers of the last minute showed of an instance.",
        "instance",
        ((state.instance, state.oldest_served) for state in states),
    )


def _of_caches(states: Sequence[BackendState]) -> Iterable[Metric]:
    labels = ("instance", "port")
    hits = CounterMetricFamily(
        "ordergraph_cache_hits", "Keys answered by memory, or by the shared store.", labels=(*labels, "tier")
    )
    misses = CounterMetricFamily(
        "ordergraph_cache_misses", "Keys that a system was asked for.", labels=labels
    )
    joined = CounterMetricFamily(
        "ordergraph_flights_joined", "Misses for which a call was under way already.", labels=labels
    )
    stale = CounterMetricFamily(
        "ordergraph_cache_stale", "Keys answered by an older value in place of the system.", labels=labels
    )
    for state in states:
        for port in state.cache:
            place = (state.instance, port.port)
            hits.add_metric((*place, "memory"), port.memory)
            hits.add_metric((*place, "shared"), port.shared)
            misses.add_metric(place, port.asked)
            joined.add_metric(place, port.joined)
            stale.add_metric(place, port.stale)
    yield from (hits, misses, joined, stale)


def _times(name: str, text: str, label: str, known: Iterable[tuple[str, datetime | None]]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=(label,))
    for value, moment in known:
        if moment is not None:
            family.add_metric((value,), moment.timestamp())
    return family
