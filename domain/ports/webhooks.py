"""The ports to the endpoints of partners and to what waits for them. All raise StoreUnavailable."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.partners import Principal
from domain.ports.reading import Bound, Port
from domain.webhooks.records import Attempt, Delivery, Endpoint, LogPart, Settled, Tour
from domain.webhooks.tours import Room

WAITING: Port[str, int] = Port("waiting_deliveries")
"""How many deliveries wait for an endpoint, by its id."""

DELIVERY_LOG: Port[LogPart, Sequence[Attempt]] = Port("delivery_log")
"""Attempts, by the part of the delivery log that they stand in."""


class Endpoints(Protocol):
    """Endpoints by id. Those of a partner are its own to see and to change."""

    async def endpoints(self, partner: str | None = None) -> Sequence[Endpoint]:
        """All, or those of one partner, the oldest first."""
        ...

    async def endpoint(self, endpoint_id: str) -> Endpoint | None: ...

    async def put(self, endpoint: Endpoint) -> None:
        """Keep a new one, or all but the position of one that is there."""
        ...

    async def remove(self, endpoint_id: str) -> bool:
        """Forget one and everything that waits for it; whether there was one."""
        ...

    async def rewind(self, endpoint_id: str, position: int) -> None:
        """Deliver everything behind this position again, and nothing before it; what waits is dropped."""
        ...

    async def revive(self, endpoint_id: str, *, now: datetime) -> None:
        """Make it active, and everything that waits for it due now, as if it had not been tried."""
        ...


class Deliveries(Protocol):
    """What waits for endpoints. Several processes work on it."""

    async def spread(self, endpoint: Endpoint, deliveries: Sequence[Delivery], *, upto: int) -> bool:
        """Let these wait and move the endpoint on, in one step; False where another moved it meanwhile."""
        ...

    async def claim(self, worker: str, room: Room, *, hold: timedelta, now: datetime) -> Sequence[Tour]:
        """Tours of deliveries whose time has come, for this worker alone for so long.

        None is ahead of an older one of its subject: that goes before it on the same tour, or is settled.
        Endpoints take turns, so that one with much to take does not hold the others.
        """
        ...

    async def settle(self, settled: Sequence[Settled], left: Sequence[Tour] = ()) -> frozenset[str]:
        """Keep what became of claimed ones, in the order in which it came; endpoints that failed by it.

        left: tours with those of their deliveries that nobody tried, free for everybody from now on.
        """
        ...

    async def attempts(self, parts: Collection[LogPart]) -> Mapping[LogPart, Sequence[Attempt]]:
        """These parts of the delivery log, those of the same place and length in one read."""
        ...

    async def waiting(self, endpoint_ids: Collection[str]) -> Mapping[str, int]:
        """How many deliveries wait for each of these endpoints, in one read."""
        ...

    async def waiting_in_all(self) -> int: ...

    async def prune(self, *, before: datetime) -> int:
        """Forget attempts and deliveries that were given up from before; how many."""
        ...


class EndpointOffice(Protocol):
    """Endpoints as the graph manages them: a partner's are its own, who runs the house manages all.

    Raises BadInput as well, naming the field, NotFound and NotGranted.
    """

    async def endpoints(self, partner: str | None, by: Principal) -> Sequence[Endpoint]: ...

    async def endpoint(self, endpoint_id: str, by: Principal) -> Endpoint: ...

    def bound(self) -> Sequence[Bound]:
        """WAITING and DELIVERY_LOG, which hold for endpoints that the asker was shown."""
        ...

    async def log_name(self) -> str:
        """Which log cursors are of."""
        ...

    async def add(
        self,
        partner: str | None,
        url: str,
        wanted: EventFilter,
        after: LogCursor | datetime | None,
        by: Principal,
    ) -> Endpoint: ...

    async def change(
        self, endpoint_id: str, url: str | None, wanted: EventFilter | None, by: Principal
    ) -> Endpoint: ...

    async def rotate(self, endpoint_id: str, by: Principal) -> Endpoint: ...

    async def retire(self, endpoint_id: str, by: Principal) -> Endpoint: ...

    async def pause(self, endpoint_id: str, by: Principal) -> Endpoint: ...

    async def enable(self, endpoint_id: str, by: Principal) -> Endpoint: ...

    async def remove(self, endpoint_id: str, by: Principal) -> Endpoint: ...

    async def replay(self, endpoint_id: str, after: LogCursor | datetime, by: Principal) -> Endpoint: ...

    async def test(self, endpoint_id: str, by: Principal) -> Attempt: ...
