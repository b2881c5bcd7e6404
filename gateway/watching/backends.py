"""The instances of one graph with all that is known of them: how they answer, their hosts, their cache."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec.structs import replace

from domain.hosts import CacheFigures
from domain.instances import BackendState
from gateway.shield.watched import BackendLedger
from gateway.watching.hosts import HostWatch
from gateway.watching.operations import OperationWatch


class Cache(Protocol):
    """A graph's shield, as far as it is asked for figures."""

    def figures(self, instance: str) -> tuple[CacheFigures, ...]: ...

    def heard_until(self, instance: str) -> datetime | None: ...


class WatchedBackends:
    """Implements the port `BackendStates`. hosts: of each instance, as its guard names it."""

    def __init__(
        self,
        ledger: BackendLedger,
        hosts: Mapping[str, str],
        cache: Cache,
        watch: HostWatch,
        operations: OperationWatch,
    ) -> None:
        self._ledger = ledger
        self._hosts = hosts
        self._cache = cache
        self._watch = watch
        self._operations = operations

    def states(self) -> Sequence[BackendState]:
        return self._ledger.states()

    def in_full(self) -> Sequence[BackendState]:
        hosts = {name: self._watch.state(name) for name in set(self._hosts.values())}
        return [
            replace(
                state,
                host=hosts[self._hosts[state.instance]],
                cache=self._cache.figures(state.instance),
                feed_watermark=self._cache.heard_until(state.instance),
                oldest_served=self._operations.oldest(state.instance),
            )
            for state in self._ledger.states()
        ]
