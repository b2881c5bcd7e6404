"""The quotas of a process, from its settings."""

from domain.ports.quotas import QuotaWatch
from domain.ports.state import Clock
from gateway.limits.scripts import Scripts, impatient
from gateway.quotas.accounts import Accounts
from gateway.quotas.failing_open import FailingOpenQuotas
from gateway.quotas.memory import MemoryQuotas
from gateway.quotas.redis import RedisQuotas

CREDIT = 10
"""Points of a partner that a process may spend before Redis has said that there are any."""


def quota_accounts(redis: str, clock: Clock, watch: QuotaWatch, part: float) -> Accounts:
    """Shared by all replicas where there is a Redis, else this process's own. Nothing is opened yet.

    part: of a quota, which a process takes at a time.
    """
    if not redis:
        return Accounts(MemoryQuotas(clock), clock, watch, part=part)
    store = FailingOpenQuotas(RedisQuotas(Scripts(impatient(redis))), clock, watch)
    return Accounts(store, clock, watch, part=part, credit=CREDIT)
