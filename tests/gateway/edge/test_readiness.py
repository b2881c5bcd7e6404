import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.budgets import BreakerState, Operation
from domain.hosts import HostState, LaneBudget, Lately
from domain.instances import BackendState
from domain.partners import Lane
from gateway.edge import readiness
from gateway.edge.readiness import Readiness, Verdict
from tests.doubles.clock import START
from tests.gateway.edge.serving import REVISION, MemoryStore
from tests.gateway.tiny_graph import NoBackends

ERP = BackendState(
    instance="erp", adapter="erp_sim", kind="erp", last_failure_at=START, last_error="BACKEND_TIMEOUT"
)
TMS = BackendState(instance="tms", adapter="tms_sim", kind="tms")


class Backends:
    """Implements BackendStates: as a test says."""

    def __init__(self, *states: BackendState) -> None:
        self.all = states

    def states(self) -> Sequence[BackendState]:
        return self.all

    def in_full(self) -> Sequence[BackendState]:
        return self.all


def at(breaker: BreakerState, instance: str = "wms") -> BackendState:
    """An instance at a host that all instances of these tests share."""
    host = HostState(
        host="systems.test:443",
        breakers={Operation.POLL: BreakerState.CLOSED, Operation.READ: breaker},
        budget=(LaneBudget(lane=Lane.INTERACTIVE, left=0), LaneBudget(lane=Lane.BACKGROUND)),
        lately=Lately(calls=4, failures=1, p50=timedelta(milliseconds=20.1234), p99=timedelta(seconds=1)),
        last_success_at=START,
    )
    return BackendState(instance=instance, adapter="wms_east", kind="wms", host=host)


async def verdict_on(*states: BackendState) -> Verdict:
    return await Readiness(MemoryStore(), Backends(*states), revision=REVISION).verdict()


async def test_a_dead_system_is_listed_and_does_not_make_us_unready() -> None:
    verdict = await verdict_on(ERP, TMS)
    assert verdict.ready
    assert verdict.report["degraded"] is True
    assert verdict.report["backends"] == [
        {"instance": "erp", "host": None, "reachable": False, "lastError": "BACKEND_TIMEOUT"},
        {"instance": "tms", "host": None, "reachable": None, "lastError": None},
    ]
    assert verdict.report["hosts"] == []


async def test_each_host_is_told_of_once() -> None:
    verdict = await verdict_on(at(BreakerState.CLOSED), at(BreakerState.CLOSED, "wms_2"), TMS)
    assert verdict.report["degraded"] is False
    assert verdict.report["hosts"] == [
        {
            "host": "systems.test:443",
            "breaker": "CLOSED",
            "budgetLeft": {"INTERACTIVE": 0, "BACKGROUND": None},
            "errorRate": 0.25,
            "p50Seconds": 0.0201,
            "p99Seconds": 1.0,
            "lastSuccessAt": "2026-03-02T08:00:00Z",
            "lastFailureAt": None,
        }
    ]


@pytest.mark.parametrize("breaker", [BreakerState.OPEN, BreakerState.HALF_OPEN])
async def test_a_host_that_is_spared_leaves_us_ready_and_degraded(breaker: BreakerState) -> None:
    verdict = await verdict_on(at(breaker))
    assert verdict.ready
    assert verdict.report["degraded"] is True


async def test_a_store_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(MemoryStore):
        async def ping(self) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr(readiness, "_PATIENCE", timedelta(seconds=0.01))
    verdict = await Readiness(Hanging(), NoBackends(), revision=REVISION).verdict()
    assert not verdict.ready
    assert verdict.report["store"] == "the store did not answer within 0.01 seconds"
