"""What is written of deliveries that were tried: many at a time, each kind with one statement."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Delete, Update, bindparam, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.webhooks.records import Attempt, DeliveryState, EndpointState, Settled, Tour
from gateway.store.webhooks.claiming import left_by
from gateway.store.webhooks.rows import attempt_row, delivery_row
from gateway.store.webhooks.tables import WEBHOOK_ATTEMPT, WEBHOOK_DELIVERY, WEBHOOK_ENDPOINT

_D = WEBHOOK_DELIVERY.c
_E = WEBHOOK_ENDPOINT.c
_DONE = frozenset({DeliveryState.DELIVERED, DeliveryState.WITHHELD})
_KEYS = ("endpoint", "position", "subject")


async def settle(
    connection: AsyncConnection, settled: Sequence[Settled], left: Sequence[Tour]
) -> frozenset[str]:
    """In the connection's transaction; endpoints that failed by it."""
    attempts = [each.attempt for each in settled if each.attempt is not None]
    # The endpoint goes first, here and wherever both are changed: no two wait for each other.
    for statement in (*_noted(_by_endpoint(attempts)), *_ended(settled)):
        await connection.execute(statement)
    if tried := [_tried(each) for each in settled if each.delivery.state not in _DONE]:
        await connection.execute(_TRIED, tried)
    for tour in left:
        await connection.execute(
            left_by(tour.name, tour.endpoint, [each.position for each in tour.deliveries])
        )
    if attempts:
        await connection.execute(insert(WEBHOOK_ATTEMPT), [attempt_row(each) for each in attempts])
    dead = _dead(settled)
    failed = [name for name in sorted(dead) if (await connection.execute(_failed(name, dead[name]))).rowcount]
    return frozenset(failed)


def _by_endpoint(attempts: Iterable[Attempt]) -> Mapping[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = {}
    for each in attempts:
        found.setdefault(each.endpoint, []).append(each)
    return found


def _noted(attempts: Mapping[str, list[Attempt]]) -> list[Update]:
    """What attempts say of their endpoints; nothing is written where all was well and is."""
    well = sorted(name for name, mine in attempts.items() if all(each.taken for each in mine))
    healed = update(WEBHOOK_ENDPOINT).where(_E.id.in_(well), _E.failing_since.is_not(None))
    noted = [healed.values(failing_since=None)] if well else []
    return noted + [_failing(name, attempts[name]) for name in sorted(attempts.keys() - set(well))]


def _failing(name: str, mine: Sequence[Attempt]) -> Update:
    """Since when it takes nothing: since the first refusal behind the last that it took."""
    taken = max((place for place, each in enumerate(mine) if each.taken), default=-1)
    since = next((each.at for each in mine[taken + 1 :]), None)
    changes = _E.failing_since.is_(None) if taken < 0 else _E.failing_since.is_distinct_from(since)
    return update(WEBHOOK_ENDPOINT).where(_E.id == name, changes).values(failing_since=since)


def _ended(settled: Sequence[Settled]) -> list[Delete]:
    """Those that are done with are dropped: whoever was late with another word on one changes nothing."""
    positions: dict[str, set[int]] = {}
    for each in settled:
        if each.delivery.state in _DONE:
            positions.setdefault(each.delivery.endpoint, set()).add(each.delivery.position)
    return [
        delete(WEBHOOK_DELIVERY).where(_D.endpoint == name, _D.position.in_(sorted(positions[name])))
        for name in sorted(positions)
    ]


_TRIED = (
    update(WEBHOOK_DELIVERY)
    .where(_D.endpoint == bindparam("of"), _D.position == bindparam("at"))
    .values({each.name: bindparam(each.name) for each in _D if each.name not in _KEYS})
)


def _tried(settled: Settled) -> Mapping[str, object]:
    delivery = settled.delivery
    values = {name: value for name, value in delivery_row(delivery).items() if name not in _KEYS}
    return {"of": delivery.endpoint, "at": delivery.position, **values}


def _dead(settled: Sequence[Settled]) -> Mapping[str, datetime]:
    found: dict[str, datetime] = {}
    for each in settled:
        if each.dead_since is not None:
            name = each.delivery.endpoint
            found[name] = max(each.dead_since, found.get(name, each.dead_since))
    return found


def _failed(endpoint_id: str, dead_since: datetime) -> Update:
    return (
        update(WEBHOOK_ENDPOINT)
        .where(_E.id == endpoint_id, _E.state == EndpointState.ACTIVE.value, _E.failing_since <= dead_since)
        .values(state=EndpointState.FAILED.value)
    )
