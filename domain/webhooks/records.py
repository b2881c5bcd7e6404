"""What is kept of a partner's endpoint, and of each delivery to it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from domain.log.filters import EventFilter


class EndpointState(StrEnum):
    """PAUSED by its partner; FAILED after nothing was taken for too long."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    FAILED = "FAILED"


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a partner wants which events.

    secrets: Standard Webhooks secrets (`whsec_...`), the newest first; each signs while it stands here.
    position: up to which events of the log are delivered or waiting in deliveries. failing_since: since when
    it has taken nothing; None while it takes what it gets.
    """

    id: str
    partner: str
    url: str
    wanted: EventFilter
    secrets: tuple[str, ...]
    created_at: datetime
    position: int
    state: EndpointState = EndpointState.ACTIVE
    failing_since: datetime | None = None


class DeliveryState(StrEnum):
    """What became of it. WITHHELD: when its turn came, its partner might not see it any more.

    DELIVERED and WITHHELD ones are not kept.
    """

    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    WITHHELD = "WITHHELD"
    GIVEN_UP = "GIVEN_UP"


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to one endpoint.

    subject: deliveries of one endpoint and subject go one after the other. first_at: of the first attempt,
    None before it. next_at: not before then.
    """

    endpoint: str
    position: int
    subject: str
    next_at: datetime
    attempts: int = 0
    first_at: datetime | None = None
    state: DeliveryState = DeliveryState.WAITING


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the delivery log. status: of HTTP, None where there was no answer; error: a short word.

    place: in the delivery log, growing; 0 before it is there.
    """

    endpoint: str
    position: int
    at: datetime
    status: int | None
    milliseconds: int
    error: str = ""
    place: int = 0

    @property
    def taken(self) -> bool:
        """Whether the endpoint took it: any 2xx, whatever the body says."""
        return self.status is not None and self.status // 100 == _TAKEN


class Tour(NamedTuple):
    """Deliveries of one endpoint that one worker makes one after the other.

    name: whose they are until they are settled or left; no other tour has it.
    """

    name: str
    endpoint: str
    deliveries: Sequence[Delivery]


class Settled(NamedTuple):
    """What became of a delivery. attempt: None where nothing was sent.

    dead_since: an endpoint that has taken nothing since then, or longer, has failed from now on.
    """

    delivery: Delivery
    attempt: Attempt | None = None
    dead_since: datetime | None = None


class LogPart(NamedTuple):
    """So many attempts of one endpoint, the latest first. before: a place in the delivery log."""

    endpoint: str
    first: int
    before: int | None = None


_TAKEN = 2
