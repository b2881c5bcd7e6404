"""Endpoints as the graph manages them: each partner its own, and who runs the house everybody's.

To send somebody's events to an address, or to learn the secret that signs them, is to see them: so nobody
does that for a partner that may see more than itself.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog

from domain.errors import NotGranted
from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.partners import Principal, Scope
from domain.policy import unrestricted
from domain.ports.reading import Bound
from domain.ports.webhooks import DELIVERY_LOG, WAITING
from domain.registry.giving import check_giving
from domain.webhooks.records import Attempt, Endpoint
from gateway.store.store_reader import StoreReader
from gateway.webhooks.delivering import Means
from gateway.webhooks.managing import EndpointDesk

_LOG = structlog.get_logger(__name__)


class EndpointOffice:
    """What an operation of the graph may look at and change. Raises as `EndpointDesk`, and NotGranted."""

    def __init__(self, desk: EndpointDesk, means: Means) -> None:
        self._desk = desk
        self._means = means

    async def endpoints(self, partner: str | None, by: Principal) -> Sequence[Endpoint]:
        """Those of a partner, or all that the asker may see, the oldest first."""
        mine = _whose(by, Scope.PARTNERS_READ)
        if mine is not None and partner not in {None, mine}:
            return ()
        return await self._desk.all(mine if partner is None else partner)

    async def endpoint(self, endpoint_id: str, by: Principal) -> Endpoint:
        return await self._desk.one(endpoint_id, _whose(by, Scope.PARTNERS_READ))

    def bound(self) -> Sequence[Bound]:
        """What waits for endpoints that the asker was shown, and their delivery logs."""
        return (
            WAITING.bound(StoreReader(self._desk.waiting)),
            DELIVERY_LOG.bound(StoreReader(self._desk.log_parts)),
        )

    async def log_name(self) -> str:
        """Which log cursors are of."""
        return await self._desk.log_name()

    async def add(
        self,
        partner: str | None,
        url: str,
        wanted: EventFilter,
        after: LogCursor | datetime | None,
        by: Principal,
    ) -> Endpoint:
        """A new endpoint of the asker's partner, or of another."""
        name = partner or by.partner
        if _whose(by, Scope.PARTNERS_WRITE) not in {None, name}:
            raise NotGranted("You manage the endpoints of your own partner alone")
        self._check_known(name)
        self._check_seeing(name, by)
        return _told("added", await self._desk.add(name, url, wanted, after), by)

    async def change(
        self, endpoint_id: str, url: str | None, wanted: EventFilter | None, by: Principal
    ) -> Endpoint:
        """Another address, or other events; None leaves it."""
        mine = await self._seen(endpoint_id, by)
        return _told("changed", await self._desk.change(endpoint_id, mine, url=url, wanted=wanted), by)

    async def rotate(self, endpoint_id: str, by: Principal) -> Endpoint:
        """One more secret, the first of those in the endpoint."""
        mine = await self._seen(endpoint_id, by)
        return _told("given a secret", await self._desk.rotate(endpoint_id, mine), by)

    async def retire(self, endpoint_id: str, by: Principal) -> Endpoint:
        """All secrets but the newest end."""
        return _told("rid of old secrets", await self._desk.retire(endpoint_id, _mine(by)), by)

    async def pause(self, endpoint_id: str, by: Principal) -> Endpoint:
        return _told("paused", await self._desk.pause(endpoint_id, _mine(by)), by)

    async def enable(self, endpoint_id: str, by: Principal) -> Endpoint:
        return _told("enabled", await self._desk.enable(endpoint_id, _mine(by)), by)

    async def remove(self, endpoint_id: str, by: Principal) -> Endpoint:
        return _told("removed", await self._desk.remove(endpoint_id, _mine(by)), by)

    async def replay(self, endpoint_id: str, after: LogCursor | datetime, by: Principal) -> Endpoint:
        """Deliver again what is behind a cursor or a time."""
        return _told("rewound", await self._desk.replay(endpoint_id, _mine(by), after), by)

    async def test(self, endpoint_id: str, by: Principal) -> Attempt:
        """Send a word that says that it is a test."""
        return await self._desk.test(endpoint_id, _mine(by), self._means)

    async def _seen(self, endpoint_id: str, by: Principal) -> str | None:
        """Whose the endpoint must be, once it is sure that its events may be seen by who asks."""
        endpoint = await self._desk.one(endpoint_id, _mine(by))
        self._check_seeing(endpoint.partner, by)
        return _mine(by)

    def _check_known(self, name: str) -> None:
        if self._means.principals(name) is None:
            raise NotGranted("Nothing is delivered to a partner that is suspended or not known")

    def _check_seeing(self, name: str, by: Principal) -> None:
        owner = self._means.principals(name)
        if owner is not None and name != by.partner:
            check_giving(by.grant, owner.grant)


def _whose(by: Principal, everybodys: Scope) -> str | None:
    """Whose endpoints are open to the asker: its own, or everybody's (None)."""
    return None if everybodys in by.grant.scopes and unrestricted(by) else by.partner


def _mine(by: Principal) -> str | None:
    return _whose(by, Scope.PARTNERS_WRITE)


def _told(what: str, endpoint: Endpoint, by: Principal) -> Endpoint:
    who = f"{by.person} of {by.partner}" if by.person else by.partner
    _LOG.info("an endpoint was changed", change=what, endpoint=endpoint.id, partner=endpoint.partner, who=who)
    return endpoint
