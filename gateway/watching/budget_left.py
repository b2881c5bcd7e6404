"""What each lane may still take of a host's budget, by what the store of limits last said of it."""

from typing import NamedTuple

from domain.budgets import LANES, BudgetRules
from domain.hosts import LaneBudget
from domain.ports.limits import Grants, Short


class Told(NamedTuple):
    """What was said, and when, on the clock's monotonic scale."""

    grants: Grants
    at: float


def budget_left(rules: BudgetRules, told: Told | None, now: float) -> tuple[LaneBudget, ...]:
    """The calls that each lane may make at once now, while the more urgent ones keep their shares.

    What came in since the store was asked is counted; what other replicas took since is not known.
    """
    tokens, today = _tokens(rules, told, now), _today(rules, told)
    return tuple(
        LaneBudget(lane=lane, left=_least(_of_the_rate(rules, tokens, index), today))
        for index, lane in enumerate(LANES)
    )


def _tokens(rules: BudgetRules, told: Told | None, now: float) -> float | None:
    if rules.rate is None or told is None or told.grants.tokens is None:
        return None if rules.rate is None else float(rules.burst)
    if _paused(told, now):
        return 0.0
    return min(rules.burst, told.grants.tokens + (now - told.at) * rules.rate * told.grants.pace)


def _paused(told: Told, now: float) -> bool:
    """Whether the host asked for a pause that still goes on."""
    waits = zip(told.grants.waits, told.grants.shorts, strict=True)
    return any(short is Short.PAUSE and told.at + wait > now for wait, short in waits)


def _today(rules: BudgetRules, told: Told | None) -> int | None:
    if rules.daily is None:
        return None
    return rules.daily if told is None or told.grants.today is None else max(0, told.grants.today)


def _of_the_rate(rules: BudgetRules, tokens: float | None, lane: int) -> int | None:
    if tokens is None:
        return None
    return max(0, int(tokens) - sum(int(share * rules.burst) for share in rules.shares[:lane]))


def _least(rate: int | None, today: int | None) -> int | None:
    limits = [limit for limit in (rate, today) if limit is not None]
    return min(limits, default=None)
