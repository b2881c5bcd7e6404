"""Which deliveries are next: due, free, the oldest of their subject, and of every endpoint some."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from domain.webhooks.records import DeliveryState, EndpointState
from gateway.store.webhooks.tables import WEBHOOK_DELIVERY, WEBHOOK_ENDPOINT

_D = WEBHOOK_DELIVERY.c
_WAITING = DeliveryState.WAITING.value


def free(now: datetime) -> ColumnElement[bool]:
    """Nobody holds it."""
    return or_(_D.held_until.is_(None), _D.held_until <= now)


def next_ones(*, most: int, at_once: int, now: datetime) -> Select[str, int]:
    """Endpoint and position. An older one that waits, held or not, keeps the younger of its subject back.

    What waits is gone through once, whatever the database believes of it: of a queue it is mostly wrong.
    """
    held = case((_D.held_until > now, 1), else_=0)
    waiting = (
        select(
            *(_D.endpoint, _D.position, _D.next_at, _D.held_until),
            func.row_number()
            .over(partition_by=(_D.endpoint, _D.subject), order_by=_D.position)
            .label("place"),
            func.sum(held).over(partition_by=_D.endpoint).label("held"),
        )
        .join(WEBHOOK_ENDPOINT, WEBHOOK_ENDPOINT.c.id == _D.endpoint)
        .where(_D.state == _WAITING, WEBHOOK_ENDPOINT.c.state == EndpointState.ACTIVE.value)
        .subquery()
    )
    w = waiting.c
    turn = func.row_number().over(partition_by=w.endpoint, order_by=w.position) + w.held
    due = (
        select(w.endpoint, w.position, turn.label("turn"))
        .where(w.place == 1, w.next_at <= now, or_(w.held_until.is_(None), w.held_until <= now))
        .subquery()
    )
    return (
        select(due.c.endpoint, due.c.position)
        .where(due.c.turn <= at_once)
        .order_by(due.c.turn, due.c.endpoint)
        .limit(most)
    )
