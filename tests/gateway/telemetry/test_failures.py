from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from domain.errors import BackendThrottled, BackendUnavailable
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, Outcomes, Port
from gateway.telemetry.failures import FailureLog, explained
from tests.doubles.clock import SettableClock

WORDS: Port[str, str] = Port("words")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
REFUSED = Failed(
    BackendUnavailable("cannot be reached", backend="erp", cause="ConnectError('connect: refused')")
)
BUSY = Failed(BackendThrottled("asks us to slow down", backend="erp", cause="HTTP 429"))


@pytest.fixture
def logs() -> Iterator[list[EventDict]]:
    with capture_logs() as captured:
        yield captured


async def read(log: FailureLog, clock: SettableClock, outcomes: Outcomes[str, str]) -> None:
    async def answer(_keys: Sequence[str], _demand: Demand, /) -> Outcomes[str, str]:
        return outcomes

    offer = explained(WORDS.by(answer), "erp", log)
    assert await offer.read(list(outcomes), clock.within(correlation_id=TRACE)) is outcomes


async def test_each_failed_call_says_why_once_for_each_code(logs: list[EventDict]) -> None:
    clock = SettableClock()
    outcomes: Outcomes[str, str] = {"a": Found("x"), "b": REFUSED, "c": REFUSED, "d": BUSY, "e": MISSING}
    await read(FailureLog(clock), clock, outcomes)
    lines = {str(line["code"]): line for line in logs}
    assert lines["BACKEND_UNAVAILABLE"] == {
        "event": "backend_call_failed",
        "log_level": "warning",
        "instance": "erp",
        "port": "words",
        "code": "BACKEND_UNAVAILABLE",
        "message": "cannot be reached",
        "cause": "ConnectError('connect: refused')",
        "failed": 2,
        "keys": 5,
        "correlation_id": TRACE,
    }
    assert (lines["BACKEND_THROTTLED"]["cause"], lines["BACKEND_THROTTLED"]["failed"]) == ("HTTP 429", 1)
    assert len(logs) == 2


async def test_what_did_not_fail_says_nothing(logs: list[EventDict]) -> None:
    clock = SettableClock()
    await read(FailureLog(clock), clock, {"a": Found("x"), "b": MISSING})
    assert logs == []


async def test_many_are_held_back_and_counted(logs: list[EventDict]) -> None:
    clock = SettableClock()
    log = FailureLog(clock, most=3, span=timedelta(seconds=10))
    for _ in range(8):
        await read(log, clock, {"a": REFUSED})
    await read(log, clock, {"a": BUSY})
    assert [line["code"] for line in logs] == ["BACKEND_UNAVAILABLE"] * 3 + ["BACKEND_THROTTLED"]
    clock.advance(timedelta(seconds=10))
    await read(log, clock, {"a": REFUSED})
    await read(log, clock, {"a": REFUSED})
    assert [line.get("held_back") for line in logs[4:]] == [5, None]


async def test_a_cause_is_cut_and_tells_no_query(logs: list[EventDict]) -> None:
    clock = SettableClock()
    cause = f"404, url='https://erp.example/orders?email=ann@example.org&key=k' {'x' * 900}"
    await read(FailureLog(clock), clock, {"a": Failed(BackendUnavailable("no", backend="erp", cause=cause))})
    (line,) = logs
    assert str(line["cause"]).startswith("404, url='https://erp.example/orders?…' xxx")
    assert len(str(line["cause"])) == 300
