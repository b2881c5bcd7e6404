"""The account of one host: who takes the next turn, and when there is one.

Tokens come at the rate and are kept up to the burst, so that no window sees more than burst + rate * length.
The lanes take turns by start-time fair queueing: each turn moves a lane's tag on by 1 / share, and the
waiting lane with the lowest tag goes first, whichever replica it waits on. What no lane waits for, any may
borrow; only a small reserve stays ready for more urgent lanes, unless these have had more than their share.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.budgets import LANES, NONE, BudgetRules
from domain.ports.limits import Ask

LAPSE = 70.0
"""Seconds after which the calls of a replica that fell silent count as over: none may take longer."""
PATIENCE = 3.0
"""Seconds after which a replica that fell silent waits no more."""
DAY_SECONDS = 86_400.0
SLOWEST = 1 / 64
_TINY = 1e-6


@dataclass(slots=True)
class Replica:
    """What one replica has under way, and what it waits for."""

    seen: float
    running: Sequence[int]
    waiting: Sequence[int] = NONE


@dataclass(slots=True)
class Ledger:
    """The account, at the time `at` (seconds). tags: where each lane stands; virtual: whose turn was last.

    pace: the part of the rate at `paced_at`, from when on it grows. spent: turns of `day`, by lane.
    """

    at: float
    tokens: float
    pace: float = 1.0
    paced_at: float = 0.0
    paused_until: float = 0.0
    virtual: float = 0.0
    tags: list[float] = field(default_factory=lambda: [0.0] * len(LANES))
    day: float = 0.0
    spent: list[int] = field(default_factory=lambda: [0] * len(LANES))
    replicas: dict[str, Replica] = field(default_factory=dict)

    def slow(self, rules: BudgetRules, pause: float, now: float) -> None:
        """Nothing for `pause`, then half the pace: once for all calls that were told so at a time."""
        self.refill(rules, now)
        if now >= self.paced_at:
            self.pace = max(SLOWEST, self.pace_at(rules, now) / 2)
        self.paced_at = max(self.paced_at, now + max(pause, 1.0))
        self.paused_until = max(self.paused_until, now + pause)
        self.at = max(self.at, self.paused_until)
        self.tokens = min(self.tokens, 0.0)

    def pace_at(self, rules: BudgetRules, now: float) -> float:
        """The part of the rate, and of the calls at once, that the host is asked now."""
        calm = max(0.0, now - self.paced_at)
        return min(1.0, self.pace + calm / rules.recovery.total_seconds())

    def refill(self, rules: BudgetRules, now: float) -> None:
        """Bring the account up to `now`."""
        if now > self.at:
            pace = (self.pace_at(rules, self.at) + self.pace_at(rules, now)) / 2
            fresh = (rules.rate or 0.0) * pace * (now - self.at)
            self.tokens = min(float(rules.burst), self.tokens + fresh)
            self.at = now
        day = now // DAY_SECONDS
        if day > self.day:
            self.day, self.spent = day, [0] * len(LANES)

    def settle(self, ask: Ask, now: float) -> list[Replica]:
        """Take back what was not used, note who begins to wait; the other replicas that are there."""
        before = self.replicas.pop(ask.replica, None)
        self.replicas = {name: one for name, one in self.replicas.items() if now - one.seen <= LAPSE}
        others = list(self.replicas.values())
        for one in others:
            if now - one.seen > PATIENCE:
                one.waiting = NONE
        for lane in range(len(LANES)):
            self._give_back(lane, ask.unused[lane], ask.rules)
            waited = any(one.waiting[lane] for one in (*others, before) if one is not None)
            if ask.wanted[lane] and not waited:
                self.tags[lane] = max(self.tags[lane], self.virtual)
        return others

    def spend(self, lane: int, rules: BudgetRules) -> None:
        """One turn of a lane."""
        self.tokens -= 1.0 if rules.rate is not None else 0.0
        self.spent[lane] += 1
        self.virtual = max(self.virtual, self.tags[lane])
        self.tags[lane] += 1.0 / rules.shares[lane]

    def affords(self, left: float) -> bool:
        """Whether so much is enough for one turn."""
        return left >= 1.0 - _TINY

    def _give_back(self, lane: int, turns: int, rules: BudgetRules) -> None:
        if turns:
            fresh = turns if rules.rate is not None else 0
            self.tokens = min(float(rules.burst), self.tokens + fresh)
            self.spent[lane] = max(0, self.spent[lane] - turns)
            self.tags[lane] -= turns / rules.shares[lane]
