"""What a partner is told of its quota: in headers, and in an answer's extensions where it asks for that.

The headers are those of draft-ietf-httpapi-ratelimit-headers-11: lists of RFC 9651 whose items name a policy.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from domain.quota import Quota
from gateway.quotas.account import OPERATIONS, POINTS, Account


def rate_limit(account: Account, at_most: float = math.inf) -> dict[str, str]:
    """`RateLimit-Policy`, and `RateLimit` unless nobody counts just now. at_most: seconds for `t`.

    `t` is how long the remaining points last at the rate at which they come back, so that a client which
    spreads them over it is never refused.
    """
    headers = {"ratelimit-policy": _policies(account.quota)}
    remaining = account.remaining
    if remaining is not None:
        seconds = max(1, math.ceil(min(remaining / account.quota.rate, at_most)))
        free = max(0, account.quota.concurrency - account.running)
        headers["ratelimit"] = f'"{POINTS}";r={remaining};t={seconds}, "{OPERATIONS}";r={free}'
    return headers


def throttle(account: Account, now: datetime) -> Mapping[str, object]:
    """The same for an answer's extensions: points, and when all of them will be there."""
    quota, remaining = account.quota, account.remaining
    told: dict[str, object] = {"limit": quota.points, "remaining": remaining, "restoresAt": None}
    if remaining is not None:
        full = now + timedelta(seconds=(quota.points - remaining) / quota.rate)
        told["restoresAt"] = full.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return told


@lru_cache(maxsize=1_000)
def _policies(quota: Quota) -> str:
    window = max(1, math.ceil(quota.window.total_seconds()))
    return (
        f'"{POINTS}";q={quota.points};w={window}, '
        f'"{OPERATIONS}";q={quota.concurrency};qu="concurrent-requests"'
    )
