"""When a delivery that was not taken is tried again, and when no more: about a day, ever more rarely."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
from msgspec.structs import replace

from domain.webhooks.records import Attempt, Delivery, DeliveryState

FACTOR = 3
_ENOUGH = 20

Chance = Callable[[float], float]
"""A draw between nothing and its argument."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How patient we are with endpoints.

    first: the pause after the first attempt; longest: of all pauses. retry_for: how long one delivery is
    tried. disable_after: how long an endpoint may take nothing before it is left alone.
    """

    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(hours=4)
    retry_for: timedelta = timedelta(hours=24)
    disable_after: timedelta = timedelta(hours=24)


USUAL = Terms()


def pause(attempts: int, chance: Chance, asked: timedelta | None = None, terms: Terms = USUAL) -> timedelta:
    """How long to wait after so many attempts: half of it certain, half drawn. asked: by Retry-After."""
    full: timedelta = min(terms.first * FACTOR ** min(attempts - 1, _ENOUGH), terms.longest)
    drawn = full / 2 + timedelta(seconds=chance(full.total_seconds() / 2))
    return max(drawn, min(asked, terms.longest)) if asked is not None else drawn


def after(
    delivery: Delivery,
    attempt: Attempt,
    chance: Chance,
    asked: timedelta | None = None,
    terms: Terms = USUAL,
) -> Delivery:
    """The delivery after an attempt."""
    tried = replace(delivery, attempts=delivery.attempts + 1, first_at=delivery.first_at or attempt.at)
    if attempt.taken:
        return replace(tried, state=DeliveryState.DELIVERED)
    next_at = attempt.at + pause(tried.attempts, chance, asked, terms)
    if tried.first_at is not None and next_at - tried.first_at > terms.retry_for:
        return replace(tried, state=DeliveryState.GIVEN_UP, next_at=next_at)
    return replace(tried, next_at=next_at)
