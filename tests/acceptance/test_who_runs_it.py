"""Whoever runs it sees which host is spared, what is left of its budget, and how old what was served is."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.acceptance.asking import Caller, calling
from tests.acceptance.remembered import remembering
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import SYSTEMS, Simulated

BACKENDS = """{
  backends {
    instance reachable hitRatio oldestServed
    host {
      host breaker lastSuccessAt lastFailureAt
      budget { lane left }
      lately { calls failures errorRate p50 p99 }
    }
  }
}"""
ORDER = '{ order(number: "SO-0001392") { placedAt } }'
STOCK = '{ stockPositions(skus: ["AX-1001"]) { sellable { amount } } }'
FAILURES, BURST = 3, 4
LANES = ("INTERACTIVE", "STOREFRONT", "PARTNER_BULK", "BACKGROUND")


def guarded(text: str) -> str:
    """The same file: the ERP is soon spared, and one warehouse bears a few calls an hour."""
    document = yaml.safe_load(remembering(text, {"wait": 1}))
    document["budgets"] = {
        "erp": {"breaker": {"failures": FAILURES, "ratio": 0.01, "pause": 600}, "retries": {"attempts": 1}},
        "wms_east": {"rate": 0.001, "burst": BURST, "shares": dict.fromkeys(LANES, 0.001)},
    }
    return yaml.safe_dump(document, sort_keys=False)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    folder = tmp_path_factory.mktemp("watched")
    async with serving(folder, links, guarded(declared(world.urls))) as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ops(watched: Served, world: Simulated) -> AsyncIterator[Caller]:
    async with calling(watched, world, "ops") as caller:
        yield caller


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(watched: Served, world: Simulated) -> AsyncIterator[Caller]:
    async with calling(watched, world, "service-desk") as caller:
        yield caller


async def backends(ops: Caller) -> dict[str, Any]:
    """The answer to the query, by instance."""
    return {one["instance"]: one for one in (await ops.ask(BACKENDS)).data["backends"]}


async def metric(caller: Caller, name: str, labels: Mapping[str, str]) -> float:
    """One sample of `/metrics`."""
    families = text_string_to_metric_families((await caller.client.get("/metrics")).text)
    samples = (sample for family in families for sample in family.samples)
    (value,) = [one.value for one in samples if one.name == f"ordergraph_{name}" and one.labels == labels]
    return value


def left(backend: Mapping[str, Any]) -> dict[str, int | None]:
    """Calls by lane."""
    return {one["lane"]: one["left"] for one in backend["host"]["budget"]}


async def test_a_spent_budget_has_nothing_left(desk: Caller, ops: Caller) -> None:
    *_, answer = [await desk.ask(STOCK) for _ in range(BURST)]
    assert answer.data["stockPositions"]
    assert answer.sources["wms_east"] == "STALE"
    seen = await backends(ops)
    assert left(seen["wms_east"]) == dict.fromkeys(LANES, 0)
    assert left(seen["wms_west"]) == dict.fromkeys(LANES)
    assert seen["wms_east"]["host"]["breaker"] == "CLOSED"
    assert datetime.fromisoformat(seen["wms_east"]["oldestServed"]).utcoffset() == timedelta(0)
    host = seen["wms_east"]["host"]["host"]
    assert await metric(ops, "host_budget_left", {"host": host, "lane": "interactive"}) == 0
    refused = {"instance": "wms_east", "reason": "budget_spent"}
    assert await metric(ops, "stale_answers_total", refused) >= 1


async def test_a_dead_host_is_spared_and_the_others_are_as_before(
    desk: Caller, ops: Caller, world: Simulated
) -> None:
    assert (await desk.ask(ORDER)).sources["erp"] == "FRESH"
    before = await backends(ops)
    async with world.off("erp"):
        for _ in range(FAILURES):
            assert (await desk.ask(ORDER)).sources["erp"] == "STALE"
        seen, ready = await backends(ops), await ops.client.get("/ready")
    erp = seen["erp"]["host"]
    assert {name: one["host"]["breaker"] for name, one in before.items()} == dict.fromkeys(SYSTEMS, "CLOSED")
    assert {name: one["host"]["breaker"] for name, one in seen.items()} == {
        name: "OPEN" if name == "erp" else "CLOSED" for name in SYSTEMS
    }
    assert erp["lastSuccessAt"] == before["erp"]["host"]["lastSuccessAt"]
    assert erp["lastFailureAt"] > erp["lastSuccessAt"]
    assert erp["lately"]["failures"] == FAILURES
    assert 0 < erp["lately"]["errorRate"] < 1
    others = {name: one["host"]["lately"]["failures"] for name, one in seen.items() if name != "erp"}
    assert set(others.values()) == {0}
    told = ready.json()
    assert (ready.status_code, told["ready"], told["degraded"]) == (httpx.codes.OK, True, True)
    assert {one["host"] for one in told["hosts"] if one["breaker"] == "OPEN"} == {erp["host"]}
    labels = {"host": erp["host"], "operation": "read", "state": "open"}
    assert await metric(ops, "breaker_state", labels) == 1
    assert await metric(ops, "breaker_transitions_total", labels) == 1


async def test_calls_are_counted_for_the_operation_that_began_them(
    desk: Caller, ops: Caller, world: Simulated
) -> None:
    before = await metric(ops, "operation_upstream_calls_sum", {})
    await world.forget_calls()
    await desk.ask('{ stockPositions(skus: ["AX-1002"], locations: ["WEST"]) { sellable { amount } } }')
    called = sum(sum(operations.values()) for operations in (await world.calls()).values())
    assert called > 0
    assert await metric(ops, "operation_upstream_calls_sum", {}) == before + called
