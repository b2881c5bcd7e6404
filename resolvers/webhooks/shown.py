"""What the graph shows of endpoints, made of what is kept of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from domain.log import cursors
from domain.log.cursors import LogCursor
from domain.partners import Principal
from domain.ports.reading import Outcomes
from domain.search.opaque import opaque, read_back
from domain.webhooks.records import Attempt, Endpoint, EndpointState
from resolvers.batched import value_of
from resolvers.builds.pages import Connection, Counted, Edge, page_info


class Outcome(StrEnum):
    """What an endpoint said to an attempt."""

    TAKEN = "TAKEN"
    REFUSED = "REFUSED"
    UNANSWERED = "UNANSWERED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEndpoint:
    """An endpoint, without its secrets. None: of that sort it wants all. log: whose cursors."""

    id: str
    partner: str
    url: str
    types: Sequence[str] | None
    keys: Sequence[str] | None
    sources: Sequence[str] | None
    state: EndpointState
    created_at: datetime
    failing_since: datetime | None
    secrets: int
    cursor: str
    log: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDelivery:
    """One attempt. cursor: of the event; None for a test."""

    at: datetime
    outcome: Outcome
    status: int | None
    error: str | None
    duration: timedelta
    cursor: str | None


@dataclass(frozen=True, slots=True)
class EndpointPayload:
    """An endpoint that was changed. secret: of one that was just given it."""

    endpoint: ShownEndpoint
    secret: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryPayload:
    """A test that was sent."""

    delivery: ShownDelivery


class _OfEndpoint(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where a page ended: behind the endpoint that was made then, of this id."""

    made: datetime
    id: str


class _OfAttempt(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Where a page ended: behind the attempt at this place."""

    place: int


def shown_endpoint(endpoint: Endpoint, log: str) -> ShownEndpoint:
    """The endpoint, in the order of the alphabet."""
    wanted = endpoint.wanted
    return ShownEndpoint(
        id=endpoint.id,
        partner=endpoint.partner,
        url=endpoint.url,
        types=_sorted(wanted.types),
        keys=_sorted(wanted.keys),
        sources=_sorted(wanted.sources),
        state=endpoint.state,
        created_at=endpoint.created_at,
        failing_since=endpoint.failing_since,
        secrets=len(endpoint.secrets),
        cursor=cursors.written(LogCursor(log, endpoint.position)),
        log=log,
    )


def endpoint_id(endpoint: ShownEndpoint, _principal: Principal) -> Sequence[str]:
    """By which is read what waits for it."""
    return (endpoint.id,)


def waiting(endpoint: ShownEndpoint, found: Outcomes[str, int], _principal: Principal) -> int | None:
    """How many deliveries wait for it."""
    return value_of(found, endpoint.id)


def shown_delivery(attempt: Attempt, log: str) -> ShownDelivery:
    """One attempt."""
    silent = Outcome.UNANSWERED if attempt.status is None else Outcome.REFUSED
    return ShownDelivery(
        at=attempt.at,
        outcome=Outcome.TAKEN if attempt.taken else silent,
        status=attempt.status,
        error=attempt.error or None,
        duration=timedelta(milliseconds=attempt.milliseconds),
        cursor=cursors.written(LogCursor(log, attempt.position)) if attempt.position else None,
    )


def endpoints_page(
    endpoints: Sequence[Endpoint], first: int, after: str | None, log: str
) -> Counted[ShownEndpoint]:
    """So many of the endpoints, which stand by age. Raises BadInput for a cursor that is none."""
    place = None if after is None else read_back(after, _OfEndpoint, field="after")
    left = [
        each for each in endpoints if place is None or (each.created_at, each.id) > (place.made, place.id)
    ]
    edges = [
        Edge(opaque(_OfEndpoint(each.created_at, each.id)), shown_endpoint(each, log))
        for each in left[:first]
    ]
    info = page_info(edges, more=len(left) > first, after=after)
    return Counted(edges=edges, page_info=info, total_count=len(endpoints))


def deliveries_page(
    attempts: Sequence[Attempt], first: int, after: str | None, log: str
) -> Connection[ShownDelivery]:
    """A page of the delivery log; attempts: one more than `first`, where there are so many."""
    edges = [Edge(opaque(_OfAttempt(each.place)), shown_delivery(each, log)) for each in attempts[:first]]
    return Connection(edges=edges, page_info=page_info(edges, more=len(attempts) > first, after=after))


def attempt_place(after: str | None) -> int | None:
    """The place in the delivery log that a cursor names. Raises BadInput for what is none."""
    return None if after is None else read_back(after, _OfAttempt, field="after").place


def _sorted(names: frozenset[str] | None) -> Sequence[str] | None:
    return None if names is None else sorted(names)
