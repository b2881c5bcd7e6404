import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.instances import BackendState
from gateway.edge import readiness
from gateway.edge.readiness import Readiness
from tests.doubles.clock import START
from tests.gateway.edge.serving import REVISION, MemoryStore
from tests.gateway.tiny_graph import NoBackends


class OneDead:
    def states(self) -> Sequence[BackendState]:
        return (
            BackendState(
                instance="erp",
                adapter="erp_sim",
                kind="erp",
                last_failure_at=START,
                last_error="BACKEND_TIMEOUT",
            ),
            BackendState(instance="tms", adapter="tms_sim", kind="tms"),
        )


async def test_a_dead_system_is_listed_and_does_not_make_us_unready() -> None:
    verdict = await Readiness(MemoryStore(), OneDead(), revision=REVISION).verdict()
    assert verdict.ready
    assert verdict.report["backends"] == [
        {"instance": "erp", "reachable": False, "lastError": "BACKEND_TIMEOUT"},
        {"instance": "tms", "reachable": None, "lastError": None},
    ]


async def test_a_store_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(MemoryStore):
        async def ping(self) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr(readiness, "_PATIENCE", timedelta(seconds=0.01))
    verdict = await Readiness(Hanging(), NoBackends(), revision=REVISION).verdict()
    assert not verdict.ready
    assert verdict.report["store"] == "the store did not answer within 0.01 seconds"
