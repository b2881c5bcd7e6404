"""The page of metrics lists each of ours, as a process tells it to Prometheus."""

from collections.abc import Sequence
from datetime import timedelta

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric

from domain.budgets import BreakerState, Operation
from domain.freshness import StaleReason
from domain.hosts import CacheFigures, HostState, LaneBudget
from domain.instances import BackendState
from domain.partners import Lane
from domain.ports.limits import Short
from gateway.telemetry.host_metrics import HostMetrics
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.operation_metrics import OperationMetrics
from gateway.watching.collected import StateCollector
from tests.docs.pages import text
from tests.doubles.clock import START

MOMENT = timedelta(milliseconds=1)
HOST = HostState(
    host="erp.test:443",
    breakers={Operation.READ: BreakerState.OPEN},
    budget=(LaneBudget(lane=Lane.INTERACTIVE, left=1),),
    last_success_at=START,
    last_failure_at=START,
)
ERP = BackendState(
    instance="erp",
    adapter="erp_sim",
    kind="erp",
    host=HOST,
    cache=(CacheFigures(port="orders"),),
    feed_watermark=START,
    oldest_served=START,
)


class OneOfAll:
    """Implements BackendStates: an instance of which everything is known."""

    def states(self) -> Sequence[BackendState]:
        return [ERP]

    def in_full(self) -> Sequence[BackendState]:
        return [ERP]


def of_a_process() -> CollectorRegistry:
    """The registry of a process in which everything has happened once."""
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    metrics.request_answered("/graphql", 200, MOMENT)
    metrics.upstream_called("erp", "orders", "ok", MOMENT)
    metrics.records_read("erp", "orders", "found", 1)
    metrics.findings_dropped("full", 1)
    metrics.links_dropped("full", 1)
    hosts = HostMetrics(registry)
    hosts.attempted(HOST.host, Operation.READ, "ok", MOMENT)
    hosts.waited(HOST.host, Lane.INTERACTIVE, MOMENT)
    hosts.refused(HOST.host, Lane.INTERACTIVE, Short.RATE)
    hosts.throttled(HOST.host)
    hosts.retried(HOST.host, Operation.READ, "BACKEND_TIMEOUT")
    hosts.breaker_changed(HOST.host, Operation.READ, BreakerState.OPEN)
    OperationMetrics(registry).stale("erp", StaleReason.TTL)
    registry.register(StateCollector(OneOfAll()))
    return registry


def row(metric: Metric) -> str:
    name = metric.name + {"counter": "_total", "info": "_info"}.get(metric.type, "")
    labels = " ".join(f"`{label}`" for label in metric.samples[0].labels if label != "le")
    return f"| `{name}` | {metric.type} | {labels} | {metric.documentation} |".replace("|  |", "| |")


def test_the_page_has_a_row_for_each_metric_and_no_other() -> None:
    rows = [row(metric) for metric in sorted(of_a_process().collect(), key=lambda one: one.name)]
    table = [line for line in text("docs/metrics.md").splitlines() if line.startswith("| `ordergraph_")]
    assert table == rows, "\n".join(rows)


def test_names_keep_the_conventions_of_prometheus() -> None:
    for metric in of_a_process().collect():
        assert metric.name.startswith("ordergraph_"), metric.name
        assert metric.documentation.endswith("."), metric.name
        if metric.type == "histogram":
            assert metric.name.endswith(("_seconds", "_calls")), metric.name
        assert not metric.name.endswith(("_total", "_count", "_ms", "_percent")), metric.name
