"""The port of what is counted together for a host, and what a call goes through on its way there."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

import msgspec

from domain.budgets import NONE, BreakerState, BudgetRules, Counts, HostRules, Operation
from domain.errors import BackendError
from domain.partners import Lane
from domain.ports.demand import Demand
from domain.ports.state import Clock

R = TypeVar("R")


class Short(StrEnum):
    """What was missing for a turn."""

    PAUSE = "pause"
    DAY = "day"
    RATE = "rate"
    CONCURRENCY = "concurrency"
    TURN = "turn"


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One replica asks for turns at a host: what it has under way now, what waits, what it gives back unused.

    running counts every turn that was granted and is not over, so that a lost answer heals by itself.
    """

    host: str
    replica: str
    rules: BudgetRules
    running: Counts = NONE
    wanted: Counts = NONE
    unused: Counts = NONE


class Grants(msgspec.Struct, frozen=True, kw_only=True):
    """Turns by lane, and for lanes that want more: how long at least until the next, and why.

    tokens: left of the rate, None where there is none. pace: 1, or less while the host is spared. today: left
    of the day's quota. replicas: how many processes share. others: whether another replica is waiting.
    """

    granted: Counts
    waits: tuple[float, float, float, float]
    shorts: tuple[Short | None, Short | None, Short | None, Short | None]
    tokens: float | None = None
    pace: float = 1.0
    today: int | None = None
    replicas: int = 1
    others: bool = False


class LimitStore(Protocol):
    """Counts what every replica takes of a host. Every method is atomic, on one clock for all of them."""

    async def take(self, ask: Ask) -> Grants:
        """Grant what can be granted now, in fair order over lanes and replicas."""
        ...

    async def slow(self, host: str, rules: BudgetRules, pause: timedelta) -> None:
        """The host asked us to slow down: nothing for `pause`, then less than before, then more again."""
        ...

    async def tell(self, breaker: str, pause: timedelta | None) -> None:
        """A breaker opened for so long, or closed (None): a hint for the other replicas."""
        ...

    async def told(self) -> Mapping[str, timedelta]:
        """The breakers that some replica opened, and for how much longer."""
        ...

    async def aclose(self) -> None: ...


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """On whose behalf a host is called. timeout: seconds that one attempt may take."""

    instance: str
    demand: Demand
    operation: Operation
    timeout: float


class GuardWatch(Protocol):
    """Is told what happens before calls, and what becomes of them: for metrics, and for who runs it all."""

    def guarded(self, host: str, rules: HostRules) -> None:
        """Calls of this host are guarded by these rules from now on."""
        ...

    def attempted(self, host: str, call: Call, took: timedelta, outcome: str) -> None:
        """The host was called. outcome: `ok`, `cancelled`, or the code of the error."""
        ...

    def waited(self, host: str, lane: Lane, took: timedelta) -> None:
        """A call got its turn after so long."""
        ...

    def spent(self, host: str, lane: Lane, short: Short) -> None:
        """A call got no turn in time."""
        ...

    def tokens(self, host: str, grants: Grants) -> None:
        """What is left of the budget."""
        ...

    def throttled(self, host: str) -> None:
        """The host asked us to slow down."""
        ...

    def breaker(self, host: str, operation: Operation, state: BreakerState) -> None:
        """A breaker has changed its state."""
        ...

    def retried(self, host: str, operation: Operation, code: str) -> None:
        """A call is tried again because of this error."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a guard works with.

    store: counts turns. hints: tells other replicas of breakers. replica: the name of this one in both.
    sleep: waits so many seconds. chance: a draw between nothing and its argument.
    """

    store: LimitStore
    hints: LimitStore
    clock: Clock
    watch: GuardWatch
    replica: str
    sleep: Callable[[float], Awaitable[None]]
    chance: Callable[[float], float]


class Guard(Protocol):
    """What stands before every attempt at one host: retry, breaker, budget."""

    async def call(
        self,
        call: Call,
        attempt: Callable[[float], Awaitable[R]],
        judged: Callable[[R], BackendError | None],
    ) -> R:
        """Make the attempts that are due, each with the seconds that it has; judged: what an answer means.

        Gives the last answer, whatever it means. Raises BackendBudgetSpent, BreakerOpen, BackendTimeout, and
        what the last attempt raised.
        """
        ...

    async def aclose(self) -> None:
        """Nothing more is called."""
        ...
