"""Endpoints and what waits for them in memory, of one store."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from msgspec.structs import replace

from domain.webhooks.records import (
    Attempt,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    LogPart,
    Settled,
    Tour,
)
from domain.webhooks.tours import Room, tours

Place = tuple[str, int]


class InMemoryWebhooks:
    """Implements `Endpoints` and `Deliveries`."""

    def __init__(self) -> None:
        self._endpoints: dict[str, Endpoint] = {}
        self._deliveries: dict[Place, Delivery] = {}
        self._held: dict[Place, tuple[str, datetime]] = {}
        self._attempts: list[Attempt] = []
        self._places = count(1)

    def state(self) -> tuple[Any, ...]:
        """All that is kept."""
        return dict(self._endpoints), dict(self._deliveries), list(self._attempts)

    def restore(self, state: tuple[Any, ...]) -> None:
        """As it was."""
        self._endpoints, self._deliveries, self._attempts = state

    async def endpoints(self, partner: str | None = None) -> Sequence[Endpoint]:
        found = [each for each in self._endpoints.values() if partner in {None, each.partner}]
        return sorted(found, key=lambda each: (each.created_at, each.id))

    async def endpoint(self, endpoint_id: str) -> Endpoint | None:
        return self._endpoints.get(endpoint_id)

    async def put(self, endpoint: Endpoint) -> None:
        held = self._endpoints.get(endpoint.id)
        position = endpoint.position if held is None else held.position
        self._endpoints[endpoint.id] = replace(endpoint, position=position)

    async def remove(self, endpoint_id: str) -> bool:
        self._deliveries = {at: one for at, one in self._deliveries.items() if at[0] != endpoint_id}
        self._attempts = [each for each in self._attempts if each.endpoint != endpoint_id]
        return self._endpoints.pop(endpoint_id, None) is not None

    async def rewind(self, endpoint_id: str, position: int) -> None:
        for at, one in list(self._deliveries.items()):
            if at[0] == endpoint_id and (at[1] > position or one.state is DeliveryState.WAITING):
                del self._deliveries[at]
        self._endpoints[endpoint_id] = replace(self._endpoints[endpoint_id], position=position)

    async def revive(self, endpoint_id: str, *, now: datetime) -> None:
        for at, one in self._deliveries.items():
            if at[0] == endpoint_id and one.state is DeliveryState.WAITING:
                self._deliveries[at] = replace(one, next_at=now, attempts=0, first_at=None)
        held = self._endpoints[endpoint_id]
        self._endpoints[endpoint_id] = replace(held, state=EndpointState.ACTIVE, failing_since=None)

    async def spread(self, endpoint: Endpoint, deliveries: Sequence[Delivery], *, upto: int) -> bool:
        held = self._endpoints.get(endpoint.id)
        if held is None or held.position != endpoint.position:
            return False
        self._deliveries |= {(each.endpoint, each.position): each for each in deliveries}
        self._endpoints[endpoint.id] = replace(held, position=upto)
        return True

    async def claim(self, worker: str, room: Room, *, hold: timedelta, now: datetime) -> Sequence[Tour]:
        waiting = [one for _, one in sorted(self._deliveries.items()) if one.state is DeliveryState.WAITING]
        held = {(one.endpoint, one.subject) for one in waiting if self._holder(one, now)}
        due, waits = [], set(held)
        for one in waiting:
            subject = (one.endpoint, one.subject)
            if one.next_at > now:
                waits.add(subject)
            if subject not in waits and self._endpoints[one.endpoint].state is EndpointState.ACTIVE:
                due.append(one)
        under_way = {(one.endpoint, self._holder(one, now)) for one in waiting if self._holder(one, now)}
        out = Counter(endpoint for endpoint, _ in under_way)
        made = []
        for deliveries in tours(due, out, room):
            tour = Tour(f"{worker}-{next(self._places)}", deliveries[0].endpoint, deliveries)
            self._held |= {(one.endpoint, one.position): (tour.name, now + hold) for one in deliveries}
            made.append(tour)
        return made

    def _holder(self, one: Delivery, now: datetime) -> str | None:
        name, until = self._held.get((one.endpoint, one.position), (None, now))
        return name if until > now else None

    async def settle(self, settled: Sequence[Settled], left: Sequence[Tour] = ()) -> frozenset[str]:
        failed = [name for each in settled if (name := self._settle(each)) is not None]
        for tour in left:
            for one in tour.deliveries:
                place = (one.endpoint, one.position)
                if self._held.get(place, ("", None))[0] == tour.name:
                    del self._held[place]
        return frozenset(failed)

    def _settle(self, settled: Settled) -> str | None:
        """The endpoint, where it fails by this."""
        delivery, attempt, dead_since = settled
        place = (delivery.endpoint, delivery.position)
        if delivery.state in {DeliveryState.DELIVERED, DeliveryState.WITHHELD}:
            self._deliveries.pop(place, None)
        elif place in self._deliveries:
            self._deliveries[place] = delivery
        self._held.pop(place, None)
        if attempt is not None:
            self._attempts.append(replace(attempt, place=next(self._places)))
        endpoint = self._endpoints.get(delivery.endpoint)
        if endpoint is None:
            return None
        if attempt is not None:
            failing = None if attempt.taken else endpoint.failing_since or attempt.at
            endpoint = self._endpoints[endpoint.id] = replace(endpoint, failing_since=failing)
        return endpoint.id if self._fails(endpoint, dead_since) else None

    def _fails(self, endpoint: Endpoint, dead_since: datetime | None) -> bool:
        if endpoint.failing_since is None or dead_since is None or endpoint.failing_since > dead_since:
            return False
        self._endpoints[endpoint.id] = replace(endpoint, state=EndpointState.FAILED)
        return endpoint.state is EndpointState.ACTIVE

    async def attempts(self, parts: Collection[LogPart]) -> Mapping[LogPart, Sequence[Attempt]]:
        return {part: self._part(part) for part in parts}

    def _part(self, part: LogPart) -> Sequence[Attempt]:
        mine = (each for each in reversed(self._attempts) if each.endpoint == part.endpoint)
        return [each for each in mine if part.before is None or each.place < part.before][: part.first]

    async def waiting(self, endpoint_ids: Collection[str]) -> Mapping[str, int]:
        waiting = self._waiting()
        return {each: waiting[each] for each in endpoint_ids}

    async def waiting_in_all(self) -> int:
        return self._waiting().total()

    def _waiting(self) -> Counter[str]:
        waits = (one for one in self._deliveries.values() if one.state is DeliveryState.WAITING)
        return Counter(one.endpoint for one in waits)

    async def prune(self, *, before: datetime) -> int:
        old = [each for each in self._attempts if each.at < before]
        self._attempts = [each for each in self._attempts if each.at >= before]
        settled = [
            at
            for at, one in self._deliveries.items()
            if one.state is not DeliveryState.WAITING and one.next_at < before
        ]
        for at in settled:
            del self._deliveries[at]
        return len(old) + len(settled)
