"""What a host's budget, breakers and retries work with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from domain.ports.limits import GuardWatch, LimitStore
from domain.ports.state import Clock

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """store: counts turns. hints: tells other replicas of breakers. replica: our name in both.

    chance: a draw between nothing and its argument.
    """

    store: LimitStore
    hints: LimitStore
    clock: Clock
    watch: GuardWatch
    replica: str
    sleep: Sleep
    chance: Callable[[float], float]
