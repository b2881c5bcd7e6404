"""Everything that one process watches, whatever graph it serves."""

from collections.abc import Mapping

from domain.ports.state import BackendStates, Clock
from gateway.settings.budgets import host_of
from gateway.settings.systems.instances import Instance
from gateway.shield.watched import BackendLedger
from gateway.telemetry.host_metrics import HostMetrics
from gateway.telemetry.metrics import Metrics
from gateway.telemetry.operation_metrics import OperationMetrics
from gateway.telemetry.quota_metrics import QuotaMetrics
from gateway.watching.backends import Cache, WatchedBackends
from gateway.watching.collected import StateCollector
from gateway.watching.hosts import HostWatch
from gateway.watching.operations import OperationWatch


class Watches:
    """Made once for a process. hosts: for guards; operations: for the engine; quotas: for admission."""

    def __init__(self, clock: Clock, metrics: Metrics) -> None:
        self.metrics = metrics
        self.hosts = HostWatch(clock, HostMetrics(metrics.registry))
        self.operations = OperationWatch(clock, OperationMetrics(metrics.registry))
        self.quotas = QuotaMetrics(metrics.registry)

    def backends(
        self, ledger: BackendLedger, instances: Mapping[str, Instance], cache: Cache
    ) -> WatchedBackends:
        """The instances of one graph."""
        hosts = {name: host_of(instance) for name, instance in instances.items()}
        return WatchedBackends(ledger, hosts, cache, self.hosts, self.operations)

    def expose(self, served: BackendStates) -> None:
        """Have Prometheus told of what is served now, whenever it asks."""
        self.metrics.registry.register(StateCollector(served))
