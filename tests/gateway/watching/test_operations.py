from datetime import timedelta

from prometheus_client import CollectorRegistry

from domain.freshness import FreshState, StaleReason, Stamp, unavailable
from gateway.telemetry.operation_metrics import OperationMetrics
from gateway.watching.operations import OperationWatch
from tests.doubles.clock import START, SettableClock

MINUTE = timedelta(minutes=1)


def watching() -> tuple[SettableClock, CollectorRegistry, OperationWatch]:
    clock, registry = SettableClock(), CollectorRegistry()
    return clock, registry, OperationWatch(clock, OperationMetrics(registry))


def stale(source: str, reason: StaleReason) -> Stamp:
    return Stamp(source=source, state=FreshState.STALE, reason=reason, fetched_at=START - MINUTE)


def test_the_oldest_value_of_the_last_minute_is_remembered_by_instance() -> None:
    clock, _, watch = watching()
    fed = Stamp(source="wms", verified_at=START - MINUTE, fetched_at=START - 5 * MINUTE)
    watch.showed([Stamp(source="erp", fetched_at=START), fed, unavailable("tms")])
    watch.showed([Stamp(source="erp", fetched_at=START - MINUTE)])
    watch.showed([Stamp(source="erp", fetched_at=START)])
    assert watch.oldest("erp") == START - MINUTE
    assert watch.oldest("wms") == START - MINUTE
    assert watch.oldest("tms") is None
    clock.advance(timedelta(seconds=30))
    watch.showed([Stamp(source="erp", fetched_at=START)])
    assert watch.oldest("erp") == START - MINUTE
    clock.advance(timedelta(seconds=30))
    assert watch.oldest("erp") == START
    assert watch.oldest("wms") is None


def test_an_answer_counts_once_for_each_reason_of_an_instance() -> None:
    _, registry, watch = watching()
    spent = stale("erp", StaleReason.BUDGET_SPENT)
    watch.showed([spent, spent, stale("erp", StaleReason.TTL), Stamp(source="wms")])
    watch.showed([spent])
    counted = {
        reason: registry.get_sample_value(
            "ordergraph_stale_answers_total", {"instance": "erp", "reason": reason}
        )
        for reason in ("budget_spent", "ttl", "error")
    }
    assert counted == {"budget_spent": 2, "ttl": 1, "error": None}


def test_operations_are_counted_by_the_calls_that_they_began() -> None:
    _, registry, watch = watching()
    for calls in (0, 0, 3):
        watch.ended(calls)
    name = "ordergraph_operation_upstream_calls"
    assert registry.get_sample_value(f"{name}_count") == 3
    assert registry.get_sample_value(f"{name}_sum") == 3
    assert registry.get_sample_value(f"{name}_bucket", {"le": "0.0"}) == 2
