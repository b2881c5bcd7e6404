"""What guards are made of in tests, and a watch that remembers what it was told."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.budgets import BreakerState, HostRules, Operation
from domain.partners import Lane
from domain.ports.demand import Account, Demand
from domain.ports.limits import Call, Grants, LimitStore, Means, Short
from gateway.limits.memory import MemoryLimits
from tests.doubles.sleeping import Sleeping

HOST = "erp.test:443"


@dataclass(slots=True)
class Watching:
    """Implements GuardWatch."""

    waits: list[tuple[Lane, float]] = field(default_factory=list)
    shorts: list[tuple[Lane, Short]] = field(default_factory=list)
    slowed: int = 0
    breakers: list[str] = field(default_factory=list)
    retries: list[str] = field(default_factory=list)
    last: Grants | None = None
    outcomes: list[str] = field(default_factory=list)

    def guarded(self, host: str, rules: HostRules) -> None:
        assert host == HOST
        assert rules.budget.concurrency

    def attempted(self, host: str, call: Call, took: timedelta, outcome: str) -> None:
        assert (host, call.instance) == (HOST, "erp")
        assert took >= timedelta(0)
        self.outcomes.append(outcome)

    def waited(self, host: str, lane: Lane, took: timedelta) -> None:
        assert host == HOST
        self.waits.append((lane, took.total_seconds()))

    def spent(self, host: str, lane: Lane, short: Short) -> None:
        assert host == HOST
        self.shorts.append((lane, short))

    def tokens(self, host: str, grants: Grants) -> None:
        assert host == HOST
        self.last = grants

    def throttled(self, host: str) -> None:
        assert host == HOST
        self.slowed += 1

    def breaker(self, host: str, operation: Operation, state: BreakerState) -> None:
        assert host == HOST
        self.breakers.append(f"{operation} {state}")

    def retried(self, host: str, operation: Operation, code: str) -> None:
        assert (host, operation) == (HOST, Operation.READ)
        self.retries.append(code)


def means(
    time: Sleeping, watch: Watching | None = None, store: LimitStore | None = None, replica: str = "a"
) -> Means:
    """All that a guard needs, under the clock of the test; every draw is the longest."""
    store = store or MemoryLimits(time)
    return Means(
        store=store,
        hints=store,
        clock=time,
        watch=watch or Watching(),
        replica=replica,
        sleep=time.sleep,
        chance=lambda most: most,
    )


def call(  # noqa: PLR0913 - each figure is named where it is given
    time: Sleeping,
    lane: Lane = Lane.INTERACTIVE,
    account: Account | None = None,
    *,
    within: float = 5.0,
    timeout: float = 5.0,
    operation: Operation = Operation.READ,
) -> Call:
    """A call whose deadline is so many seconds away."""
    demand = Demand(
        deadline=time.monotonic() + within, lane=lane, account=account or Account(f"somebody of {lane}")
    )
    return Call(instance="erp", demand=demand, operation=operation, timeout=timeout)
