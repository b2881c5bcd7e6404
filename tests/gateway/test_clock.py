from datetime import UTC, datetime, timedelta

from domain.ports.state import Clock
from gateway.clock import SystemClock


def test_the_present_is_told_in_utc() -> None:
    clock: Clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_monotonic_scale_never_goes_back() -> None:
    clock = SystemClock()
    readings = [clock.monotonic() for _ in range(100)]
    assert readings == sorted(readings)
