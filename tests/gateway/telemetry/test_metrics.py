import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from domain.errors import BackendTimeout, BackendUnavailable
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, Outcomes, Port
from gateway.telemetry.metered import metered
from gateway.telemetry.metrics import CONTENT_TYPE, Metrics, process_metrics
from tests.doubles.clock import SettableClock

WORDS: Port[str, str] = Port("words")
DOWN = Failed(BackendUnavailable("cannot be reached", backend="erp"))
LATE = Failed(BackendTimeout("did not answer in time", backend="erp"))


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(CollectorRegistry())


def value(metrics: Metrics, name: str, labels: Mapping[str, str]) -> float | None:
    return metrics.registry.get_sample_value(f"ordergraph_{name}", dict(labels))


def test_requests_are_counted_by_route_and_status(metrics: Metrics) -> None:
    metrics.request_answered("/graphql", 200, timedelta(milliseconds=30))
    metrics.request_answered("/graphql", 200, timedelta(milliseconds=30))
    metrics.request_answered("/graphql", 503, timedelta(0))
    assert value(metrics, "http_requests_total", {"route": "/graphql", "status": "200"}) == 2
    assert value(metrics, "http_request_seconds_count", {"route": "/graphql"}) == 3
    assert value(metrics, "http_request_seconds_sum", {"route": "/graphql"}) == pytest.approx(0.06)


@pytest.mark.parametrize(
    ("answer", "outcome", "records"),
    [
        ({"a": Found("x"), "b": MISSING}, "ok", {"found": 1, "missing": 1}),
        ({}, "ok", {}),
        ({"a": Found("x"), "b": DOWN}, "partial", {"found": 1, "failed": 1}),
        ({"a": DOWN, "b": DOWN}, "BACKEND_UNAVAILABLE", {"failed": 2}),
        ({"a": LATE}, "BACKEND_TIMEOUT", {"failed": 1}),
    ],
)
async def test_a_read_is_counted_by_its_outcome(
    metrics: Metrics, answer: Outcomes[str, str], outcome: str, records: Mapping[str, int]
) -> None:
    clock = SettableClock()

    async def read(_keys: Sequence[str], _demand: Demand, /) -> Outcomes[str, str]:
        clock.advance(timedelta(seconds=2))
        return answer

    offer = metered(WORDS.by(read), "erp", metrics, clock)
    assert offer.port == "words"
    assert await offer.read(["a", "b"], clock.within()) is answer
    labels = {"instance": "erp", "port": "words"}
    assert value(metrics, "upstream_calls_total", labels | {"outcome": outcome}) == 1
    assert value(metrics, "upstream_call_seconds_sum", labels) == 2.0
    for result in ("found", "missing", "failed"):
        counted = value(metrics, "upstream_records_total", labels | {"result": result})
        assert (counted or 0) == records.get(result, 0)


async def test_a_read_that_is_cancelled_is_counted_too(metrics: Metrics) -> None:
    clock = SettableClock()

    async def read(_keys: Sequence[str], _demand: Demand, /) -> Outcomes[str, str]:
        raise asyncio.CancelledError

    offer = metered(WORDS.by(read), "erp", metrics, clock)
    with pytest.raises(asyncio.CancelledError):
        await offer.read(["a"], clock.within())
    labels = {"instance": "erp", "port": "words", "outcome": "cancelled"}
    assert value(metrics, "upstream_calls_total", labels) == 1


def test_the_exposition_can_be_read_and_keeps_to_the_conventions(metrics: Metrics) -> None:
    metrics.request_answered("/graphql", 200, timedelta(0))
    metrics.findings_dropped("full", 2)
    families = list(text_string_to_metric_families(metrics.exposition().decode()))
    ours = [family for family in families if family.name.startswith("ordergraph_")]
    assert len(ours) >= 8
    for family in ours:
        assert re.fullmatch(r"ordergraph_[a-z]+(_[a-z]+)*", family.name)
        assert family.documentation.endswith(".")
        assert family.type != "counter" or family.name.split("_")[-1] not in {"total", "count"}
    assert CONTENT_TYPE.startswith("text/plain")


def test_the_version_is_told(metrics: Metrics) -> None:
    assert re.search(r'ordergraph_build_info\{version="\d+\.\d+', metrics.exposition().decode())


def test_a_process_tells_of_python_and_leaves_the_global_registry_alone() -> None:
    before = set(REGISTRY._names_to_collectors)
    assert b"process_cpu_seconds_total" in process_metrics().exposition()
    assert process_metrics().registry is not process_metrics().registry
    assert set(REGISTRY._names_to_collectors) == before
