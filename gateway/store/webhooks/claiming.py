"""Which deliveries are next: due, free, and none ahead of an older one of its subject that is not."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, case, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from domain.webhooks.records import DeliveryState, EndpointState
from gateway.store.webhooks.tables import WEBHOOK_DELIVERY, WEBHOOK_ENDPOINT

_D = WEBHOOK_DELIVERY.c
_WAITS = _D.state == DeliveryState.WAITING.value


def free(now: datetime) -> ColumnElement[bool]:
    """Nobody holds it."""
    return or_(_D.held_until.is_(None), _D.held_until <= now)


def endpoints_with_some(*, at_once: int, now: datetime) -> Select[str]:
    """Those for which something may go out now, for nobody but us as long as the transaction lasts.

    Who claims for an endpoint is alone with it: of two who read at once, the slower could take the younger of
    a subject while the older is under way. An endpoint that somebody changes is left for the next time.
    """
    mine = _D.endpoint == WEBHOOK_ENDPOINT.c.id
    due = select(_D.position).where(mine, _WAITS, _D.next_at <= now, free(now)).exists()
    out = select(func.count(_D.holder.distinct())).where(mine, _WAITS, _D.held_until > now)
    return (
        select(WEBHOOK_ENDPOINT.c.id)
        .where(WEBHOOK_ENDPOINT.c.state == EndpointState.ACTIVE.value, due, out.scalar_subquery() < at_once)
        .order_by(WEBHOOK_ENDPOINT.c.id)
        .with_for_update(skip_locked=True, key_share=True)
    )


def tours_out(endpoint_ids: Collection[str], now: datetime) -> Select[str, int]:
    """How many are under way, by endpoint; those of which none is are left out."""
    return (
        select(_D.endpoint, func.count(_D.holder.distinct()))
        .where(_D.endpoint.in_(endpoint_ids), _WAITS, _D.held_until > now)
        .group_by(_D.endpoint)
    )


def next_ones(
    endpoint_ids: Collection[str], *, of_each: int, most: int, now: datetime
) -> Select[*tuple[Any, ...]]:
    """Whole rows, the oldest of each endpoint first, and of every endpoint some.

    What waits is gone through once, whatever the database believes of it: of a queue it is mostly wrong.
    """
    subject = (_D.endpoint, _D.subject)
    held = case((_D.held_until > now, 1), else_=0)
    waiting = (
        select(
            *(_D.endpoint, _D.position, _D.next_at),
            func.max(held).over(partition_by=subject).label("held"),
            func.max(_D.next_at)
            .over(partition_by=subject, order_by=_D.position, rows=(None, 0))
            .label("all_due_at"),
        )
        .where(_D.endpoint.in_(endpoint_ids), _WAITS)
        .subquery()
    )
    w = waiting.c
    turn = func.row_number().over(partition_by=w.endpoint, order_by=w.position).label("turn")
    due = select(w.endpoint, w.position, turn).where(w.held == 0, w.all_due_at <= now).subquery()
    return (
        select(WEBHOOK_DELIVERY)
        .join(due, (due.c.endpoint == _D.endpoint) & (due.c.position == _D.position))
        .where(due.c.turn <= of_each)
        .order_by(due.c.turn, due.c.endpoint)
        .limit(most)
    )


def held(
    endpoint_id: str, positions: Sequence[int], holder: str, until: datetime, now: datetime
) -> ReturningUpdate[int]:
    """Let a tour have those that are still due: who was too late may have said another word meanwhile."""
    return (
        update(WEBHOOK_DELIVERY)
        .where(_D.endpoint == endpoint_id, _D.position.in_(positions), _WAITS, _D.next_at <= now, free(now))
        .values(holder=holder, held_until=until)
        .returning(_D.position)
    )


def left_by(holder: str, endpoint_id: str, positions: Sequence[int]) -> Update:
    """Let everybody have them, unless another took them from who was too late."""
    return (
        update(WEBHOOK_DELIVERY)
        .where(_D.endpoint == endpoint_id, _D.position.in_(positions), _D.holder == holder)
        .values(holder=None, held_until=None)
    )
