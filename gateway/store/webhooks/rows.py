"""Endpoints, deliveries and attempts as rows of our tables, and back."""

from typing import Any, Protocol

import msgspec
from sqlalchemy import RowMapping

from domain.log.filters import EventFilter
from domain.webhooks.records import Attempt, Delivery, DeliveryState, Endpoint, EndpointState
from gateway.store.storable import storable
from gateway.store.webhooks.tables import LONGEST_ERROR, LONGEST_SUBJECT

Row = dict[str, Any]


class Sealing(Protocol):
    """Makes a text unreadable for who has the database alone, and readable again."""

    def sealed(self, plain: str) -> str: ...

    def opened(self, sealed: str) -> str:
        """Raises StoreUnavailable for what was sealed under another key."""
        ...


def endpoint_row(endpoint: Endpoint, sealing: Sealing) -> Row:
    """The row of an endpoint."""
    return {
        "id": endpoint.id,
        "partner": endpoint.partner,
        "url": storable(endpoint.url),
        "wanted": msgspec.to_builtins(endpoint.wanted, order="deterministic"),
        "secrets": sealing.sealed(" ".join(endpoint.secrets)),
        "created_at": endpoint.created_at,
        "position": endpoint.position,
        "state": endpoint.state.value,
        "failing_since": endpoint.failing_since,
    }


def endpoint_of(row: RowMapping, sealing: Sealing) -> Endpoint:
    """The endpoint in a row."""
    return Endpoint(
        id=row["id"],
        partner=row["partner"],
        url=row["url"],
        wanted=msgspec.convert(row["wanted"], EventFilter),
        secrets=tuple(sealing.opened(row["secrets"]).split()),
        created_at=row["created_at"],
        position=row["position"],
        state=EndpointState(row["state"]),
        failing_since=row["failing_since"],
    )


def delivery_row(delivery: Delivery) -> Row:
    """The row of a delivery that nobody holds."""
    return {
        "endpoint": delivery.endpoint,
        "position": delivery.position,
        "subject": storable(delivery.subject, LONGEST_SUBJECT),
        "state": delivery.state.value,
        "next_at": delivery.next_at,
        "attempts": delivery.attempts,
        "first_at": delivery.first_at,
        "holder": None,
        "held_until": None,
    }


def delivery_of(row: RowMapping) -> Delivery:
    """The delivery in a row."""
    return Delivery(
        endpoint=row["endpoint"],
        position=row["position"],
        subject=row["subject"],
        state=DeliveryState(row["state"]),
        next_at=row["next_at"],
        attempts=row["attempts"],
        first_at=row["first_at"],
    )


def attempt_row(attempt: Attempt) -> Row:
    """The row of an attempt."""
    row = {**msgspec.structs.asdict(attempt), "error": storable(attempt.error, LONGEST_ERROR)}
    del row["place"]
    return row


def attempt_of(row: RowMapping) -> Attempt:
    """The attempt in a row."""
    told = {name: row[name] for name in Attempt.__struct_fields__ if name != "place"}
    return Attempt(**told, place=row["id"])
