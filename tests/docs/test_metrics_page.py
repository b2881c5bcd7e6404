"""The page of metrics lists each of ours, as a process tells it to Prometheus."""

from collections.abc import Sequence
from datetime import timedelta

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric

from domain.budgets import BreakerState, Operation
from domain.events.record import Event
from domain.freshness import StaleReason
from domain.hosts import CacheFigures, HostState, LaneBudget
from domain.instances import BackendState
from domain.log.records import Appended, DeadLetter, Logged
from domain.partners import Lane
from domain.ports.limits import Short
from domain.webhooks.records import Attempt
from gateway.telemetry.broker_metrics import BrokerMetrics
from gateway.telemetry.host_metrics import HostMetrics
from gateway.telemetry.intake_metrics import IntakeMetrics
from gateway.telemetry.live_metrics import LiveMetrics
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.operation_metrics import OperationMetrics
from gateway.telemetry.partner_metrics import AuditMetrics, PartnerMetrics
from gateway.telemetry.quota_metrics import QuotaMetrics
from gateway.telemetry.reservation_metrics import ReservationMetrics
from gateway.telemetry.webhook_metrics import WebhookMetrics
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

LETTER = DeadLetter(
    id="d1",
    raw="r1",
    source="erp",
    reason="BAD_INPUT",
    place="",
    detail="",
    mapping_version=1,
    first_at=START,
    last_at=START,
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
    metrics.operation_refused("depth", "acme")
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
    quotas = QuotaMetrics(registry)
    quotas.spent("acme", 1)
    quotas.asked("granted")
    PartnerMetrics(registry).known(())
    AuditMetrics(registry).dropped("full", 1)
    intake = IntakeMetrics(registry)
    intake.delivered("erp", "taken")
    event = Event(
        type="order.shipped", source="erp", subject="order:SO-1", occurred_at=START, recorded_at=START
    )
    intake.appended(Appended([Logged(1, event)]))
    intake.died([LETTER])
    ReservationMetrics(registry).asked.labels("reserve", "OK").inc()
    webhooks = WebhookMetrics(registry)
    webhooks.attempted(Attempt(endpoint="e1", position=1, at=START, status=200, milliseconds=1))
    webhooks.arrived(MOMENT)
    webhooks.withheld()
    webhooks.looked(0, {})
    brokers = BrokerMetrics(registry)
    brokers.connected("lake", connected=True)
    brokers.published("lake", "order")
    brokers.behind("lake", 0)
    live = LiveMetrics(registry)
    live.connections("websocket", 1)
    live.ended("websocket", "4401")
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
