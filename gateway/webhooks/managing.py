"""What a partner, or who runs it all, does with endpoints: the same steps for commands and mutations."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from msgspec.structs import replace

from domain.errors import BadInput, NotFound
from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.partners import RowScope
from domain.ports.log import EventLog
from domain.ports.state import Clock, ExceptionCases
from domain.ports.webhooks import Deliveries, Endpoints
from domain.webhooks.records import Attempt, Endpoint, EndpointState, LogPart
from gateway.webhooks.delivering import Means, delivered_test
from gateway.webhooks.findings import ENDPOINT_DISABLED
from gateway.webhooks.signing import MOST_SECRETS, new_secret
from gateway.webhooks.targets import Targets
from gateway.webhooks.wanting import checked_filter

MOST_ENDPOINTS = 20
"""So many may one partner have."""
_ENABLED = "the endpoint was enabled"


class EndpointDesk:
    """Adds, changes and looks after endpoints. Raises BadInput for a field, NotFound, StoreUnavailable."""

    def __init__(  # noqa: PLR0913, PLR0917 - each is a part of its own
        self,
        endpoints: Endpoints,
        deliveries: Deliveries,
        log: EventLog,
        cases: ExceptionCases,
        targets: Targets,
        clock: Clock,
        *,
        secret: Callable[[], str] = new_secret,
        name: Callable[[], str] = lambda: f"we_{uuid4().hex[:16]}",
    ) -> None:
        self._endpoints = endpoints
        self._deliveries = deliveries
        self._log = log
        self._cases = cases
        self._targets = targets
        self._clock = clock
        self._secret = secret
        self._name = name

    async def add(
        self, partner: str, url: str, wanted: EventFilter, after: LogCursor | datetime | None = None
    ) -> Endpoint:
        """A new endpoint, from now on, from a cursor or a time; its one secret is in it."""
        if len(await self._endpoints.endpoints(partner)) >= MOST_ENDPOINTS:
            raise BadInput(f"{partner} has {MOST_ENDPOINTS} endpoints, which is as many as there may be")
        endpoint = Endpoint(
            id=self._name(),
            partner=partner,
            url=self._targets.checked(url, field="url"),
            wanted=checked_filter(wanted),
            secrets=(self._secret(),),
            created_at=self._clock.now(),
            position=await self._position(after),
        )
        await self._endpoints.put(endpoint)
        return endpoint

    async def change(
        self,
        endpoint_id: str,
        partner: str | None,
        *,
        url: str | None = None,
        wanted: EventFilter | None = None,
    ) -> Endpoint:
        """Another address, or other events, from now on. partner: whose it must be, None for whosever."""
        endpoint = await self.one(endpoint_id, partner)
        if url is not None:
            endpoint = replace(endpoint, url=self._targets.checked(url, field="url"))
        if wanted is not None:
            endpoint = replace(endpoint, wanted=checked_filter(wanted))
        await self._endpoints.put(endpoint)
        return endpoint

    async def rotate(self, endpoint_id: str, partner: str | None) -> Endpoint:
        """One more secret, which is the first from now on; beyond MOST_SECRETS the oldest ends."""
        endpoint = await self.one(endpoint_id, partner)
        changed = replace(endpoint, secrets=(self._secret(), *endpoint.secrets)[:MOST_SECRETS])
        await self._endpoints.put(changed)
        return changed

    async def retire(self, endpoint_id: str, partner: str | None) -> Endpoint:
        """All secrets but the newest end now."""
        endpoint = await self.one(endpoint_id, partner)
        changed = replace(endpoint, secrets=endpoint.secrets[:1])
        await self._endpoints.put(changed)
        return changed

    async def pause(self, endpoint_id: str, partner: str | None) -> Endpoint:
        """Nothing is sent until it is resumed; what happens meanwhile waits in the log."""
        endpoint = replace(await self.one(endpoint_id, partner), state=EndpointState.PAUSED)
        await self._endpoints.put(endpoint)
        return endpoint

    async def enable(self, endpoint_id: str, partner: str | None) -> Endpoint:
        """Go on where it was, with one that was paused or disabled; what waits is due at once."""
        endpoint = await self.one(endpoint_id, partner)
        now = self._clock.now()
        await self._endpoints.revive(endpoint.id, now=now)
        await self._cases.settle(ENDPOINT_DISABLED, endpoint.id, _ENABLED, now=now)
        return await self.one(endpoint_id, partner)

    async def remove(self, endpoint_id: str, partner: str | None) -> Endpoint:
        """Forget it, and what waits for it."""
        endpoint = await self.one(endpoint_id, partner)
        await self._endpoints.remove(endpoint_id)
        return endpoint

    async def replay(self, endpoint_id: str, partner: str | None, after: LogCursor | datetime) -> Endpoint:
        """Deliver again everything behind a cursor, or that came into the log at a time or later."""
        endpoint = await self.one(endpoint_id, partner)
        await self._endpoints.rewind(endpoint.id, await self._position(after))
        return await self.one(endpoint_id, partner)

    async def test(self, endpoint_id: str, partner: str | None, means: Means) -> Attempt:
        """Send one delivery that says that it is a test, now; nothing is kept of it."""
        endpoint = await self.one(endpoint_id, partner)
        return await delivered_test(endpoint, means)

    async def one(self, endpoint_id: str, partner: str | None) -> Endpoint:
        """An endpoint. One of another partner's cannot be told from none."""
        endpoint = await self._endpoints.endpoint(endpoint_id)
        if endpoint is None or partner not in {None, endpoint.partner}:
            raise NotFound("There is no endpoint of this id")
        return endpoint

    async def all(self, partner: str | None) -> Sequence[Endpoint]:
        """A partner's, or everybody's."""
        return await self._endpoints.endpoints(partner)

    async def attempts(
        self, endpoint_id: str, partner: str | None, *, first: int = 50, before: int | None = None
    ) -> Sequence[Attempt]:
        """The delivery log of one endpoint, the latest first. before: a place in it."""
        endpoint = await self.one(endpoint_id, partner)
        part = LogPart(endpoint.id, first, before)
        return (await self.log_parts((part,)))[part]

    async def log_parts(self, parts: Collection[LogPart]) -> Mapping[LogPart, Sequence[Attempt]]:
        """Of the delivery logs of endpoints that the asker was shown."""
        return await self._deliveries.attempts(parts)

    async def log_name(self) -> str:
        """Which log cursors are of."""
        return await self._log.name()

    async def waiting(self, endpoint_ids: Collection[str]) -> Mapping[str, int]:
        """How many deliveries wait for each."""
        return await self._deliveries.waiting(endpoint_ids)

    async def _position(self, after: LogCursor | datetime | None) -> int:
        last = await self._log.head()
        end = last.position if last else 0
        if after is None:
            return end
        if isinstance(after, datetime):
            page = await self._log.after(0, EventFilter(since=after), RowScope(), first=1)
            return page.events[0].position - 1 if page.events else end
        if after.log != await self._log.name() or after.position > end:
            raise BadInput("is a cursor of another log", field="after")
        return after.position
