"""Granting turns at one host: what a replica asks for, set against the account and all who wait."""

from typing import NamedTuple, cast

from domain.budgets import LANES, Counts
from domain.ports.limits import Ask, Grants, Short
from gateway.limits.ledger import DAY_SECONDS, Ledger, Replica

AGAIN = 0.05
"""Seconds until it is worth asking again where nobody can say when: a call of another replica may be over."""
OWN = 1.0
"""The same where only the asker's own calls are under way: it knows itself when one is over."""
_ALL = range(len(LANES))


class Missing(NamedTuple):
    """Why a lane gets no turn now, and for how many seconds at least."""

    short: Short
    wait: float


def take(ledger: Ledger, ask: Ask, now: float, replicas: int = 1) -> Grants:
    """Grant what can be granted of what is asked, most urgent first; the rest waits in the account.

    replicas: how many processes share the account.
    """
    ledger.refill(ask.rules, now)
    turns = _Turns(ledger, ask, now, ledger.settle(ask, now))
    missing = [turns.grant_all(lane) for lane in _ALL]
    ledger.replicas[ask.replica] = Replica(now, turns.mine_running(), tuple(turns.wanted))
    return Grants(
        granted=cast("Counts", tuple(turns.granted)),
        waits=cast("tuple[float, float, float, float]", tuple(m.wait if m else 0.0 for m in missing)),
        shorts=cast("tuple[None, None, None, None]", tuple(m.short if m else None for m in missing)),
        tokens=None if ask.rules.rate is None else ledger.tokens,
        pace=turns.pace,
        today=None if ask.rules.daily is None else ask.rules.daily - sum(ledger.spent),
        replicas=replicas,
        others=turns.others_wait,
    )


class _Turns:
    """One ask, at work."""

    def __init__(self, ledger: Ledger, ask: Ask, now: float, others: list[Replica]) -> None:
        self._ledger = ledger
        self._ask = ask
        self._now = now
        self.pace = ledger.pace_at(ask.rules, now)
        self.granted = [0] * len(LANES)
        self.wanted = list(ask.wanted)
        self._waiting = [ask.wanted[i] + sum(one.waiting[i] for one in others) for i in _ALL]
        self._running = [ask.running[i] + sum(one.running[i] for one in others) for i in _ALL]
        self.others_wait = any(any(one.waiting) for one in others)
        self._again = AGAIN if any(sum(one.running) + sum(one.waiting) for one in others) else OWN
        self._slots = max(1, int(ask.rules.concurrency * self.pace))

    def mine_running(self) -> tuple[int, ...]:
        """What this replica has under way from now on."""
        return tuple(had + got for had, got in zip(self._ask.running, self.granted, strict=True))

    def grant_all(self, lane: int) -> Missing | None:
        """Grant a lane what there is for it; why not more, where it wants more."""
        while self.wanted[lane]:
            missing = self._missing(lane)
            if missing is not None:
                return missing
            self._ledger.spend(lane, self._ask.rules)
            self.granted[lane] += 1
            self.wanted[lane] -= 1
            self._waiting[lane] -= 1
            self._running[lane] += 1
        return None

    def _missing(self, lane: int) -> Missing | None:
        if self._now < self._ledger.paused_until:
            return Missing(Short.PAUSE, self._ledger.paused_until - self._now)
        return self._of_the_day(lane) or self._of_the_rate(lane) or self._of_the_slots(lane)

    def _of_the_rate(self, lane: int) -> Missing | None:
        rules, tokens = self._ask.rules, self._ledger.tokens
        if rules.rate is None:
            return None
        a_second = rules.rate * self.pace
        if not self._ledger.affords(tokens):
            return Missing(Short.RATE, (1.0 - tokens) / a_second)
        kept = sum(int(rules.shares[other] * rules.burst / 2) for other in self._kept_for(lane))
        if not self._ledger.affords(tokens - self._first(lane) - kept):
            return Missing(Short.TURN, min(OWN, 1.0 / a_second))
        return None

    def _of_the_slots(self, lane: int) -> Missing | None:
        free = self._slots - sum(self._running)
        if free < 1:
            return Missing(Short.CONCURRENCY, self._again)
        shares = self._ask.rules.shares
        idle = (other for other in self._kept_for(lane) if self._running[other] == 0)
        kept = sum(min(1, int(shares[other] * self._slots)) for other in idle)
        return Missing(Short.TURN, self._again) if free - self._first(lane) - kept < 1 else None

    def _of_the_day(self, lane: int) -> Missing | None:
        """Of the quota of a day each lane keeps its part of what is left of the day."""
        daily, shares, spent = self._ask.rules.daily, self._ask.rules.shares, self._ledger.spent
        if daily is None:
            return None
        rest = DAY_SECONDS - self._now % DAY_SECONDS
        left = daily - sum(spent)
        if left < 1:
            return Missing(Short.DAY, rest)
        if spent[lane] + 1 <= shares[lane] * daily:
            return None
        sure = (shares[other] * daily for other in _ALL)
        kept = (
            min(max(0.0, part - spent[i]), part * rest / DAY_SECONDS)
            for i, part in enumerate(sure)
            if i != lane
        )
        if left - int(sum(kept)) < 1:
            return Missing(Short.DAY, min(rest, DAY_SECONDS / daily))
        return None

    def _first(self, lane: int) -> int:
        """How many waiting turns of other lanes come before the next one of this lane."""
        tags, shares = self._ledger.tags, self._ask.rules.shares
        ahead = 0
        for other in _ALL:
            lead = tags[lane] - tags[other]
            if other != lane and self._waiting[other] and (lead > 0 or (lead == 0 and other < lane)):
                ahead += min(self._waiting[other], int(lead * shares[other]) + 1)
        return ahead

    def _kept_for(self, lane: int) -> list[int]:
        """The more urgent lanes that are idle and have not had more than their share."""
        tags = self._ledger.tags
        return [other for other in range(lane) if not self._waiting[other] and tags[other] <= tags[lane]]
