"""The port `PartnerDirectory` over a registry: all of it in memory.

While the registry cannot be asked, the last known stand: a database that is away must not lock everybody out.
Who is suspended then is refused once it is back.
"""

import asyncio
from datetime import datetime, timedelta

import structlog

from domain.errors import StoreUnavailable
from domain.ports.partners import PartnerRegistry
from domain.ports.state import Clock
from domain.registry.records import ApiKey, Partner, Subject
from gateway.partners.key_uses import KeyUses
from gateway.partners.known import KnownPartners
from gateway.telemetry.partner_metrics import PartnerMetrics

PATIENCE = timedelta(seconds=5)
"""How long the registry may take to answer before it counts as away."""

_TOLD_EVERY = 60
_LOG = structlog.get_logger(__name__)


class RegisteredPartners:
    """Implements `PartnerDirectory` as of the last `look`; gateway/partners/following.py looks every second.

    checked_at: when nothing had changed that is not known here; None before `load`.
    """

    def __init__(
        self,
        registry: PartnerRegistry,
        clock: Clock,
        metrics: PartnerMetrics,
        *,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._registry = registry
        self._clock = clock
        self._metrics = metrics
        self._patience = patience.total_seconds()
        self._known = KnownPartners(-1)
        self._uses = KeyUses()
        self._looking = asyncio.Lock()
        self._failures = 0
        self.checked_at: datetime | None = None

    @property
    def revision(self) -> int:
        return self._known.revision

    def named(self, name: str) -> Partner | None:
        return self._known.named.get(name)

    def of_subject(self, subject: Subject) -> Partner | None:
        return self._known.of_subject.get(subject)

    def of_key(self, prefix: str) -> tuple[ApiKey, Partner] | None:
        return self._known.of_key.get(prefix)

    def used(self, prefix: str, now: datetime) -> None:
        if prefix in self._known.of_key:
            self._uses.note(prefix, now)

    async def load(self) -> None:
        """The first look, before anybody is answered. Raises StoreUnavailable."""
        try:
            await self._refresh()
        except TimeoutError:
            raise StoreUnavailable("the registry of partners does not answer in time") from None
        self._checked()

    async def look(self) -> None:
        """Take in what has changed. One at a time: what is told during a look is looked for after it."""
        async with self._looking:
            try:
                await self._refresh()
            except (StoreUnavailable, TimeoutError) as error:
                self._away(error)
            else:
                self._checked()

    async def write_uses(self) -> None:
        """Write when keys were used; what cannot be written waits for the next time."""
        try:
            async with asyncio.timeout(self._patience):
                await self._uses.write(self._registry)
        except (StoreUnavailable, TimeoutError) as error:
            _LOG.warning(
                "when keys were last used cannot be written", keys=self._uses.waiting, cause=_cause(error)
            )

    async def _refresh(self) -> None:
        """The revision goes first: what changes meanwhile has another one, and is read again."""
        async with asyncio.timeout(self._patience):
            revision = await self._registry.revision()
            if revision == self._known.revision:
                return
            partners, keys = await self._registry.partners(), await self._registry.keys()
        self._known = KnownPartners(revision, partners, keys)
        self._uses.keep(self._known.of_key.keys())
        self._metrics.known(partner.status for partner in partners)

    def _checked(self) -> None:
        if self._failures:
            _LOG.info("the registry of partners can be read again", revision=self.revision)
        self._failures = 0
        self.checked_at = self._clock.now()
        self._metrics.checked(self.checked_at)

    def _away(self, error: StoreUnavailable | TimeoutError) -> None:
        """Say so at once, and again while it lasts."""
        if self._failures % _TOLD_EVERY == 0:
            _LOG.error(
                "the registry of partners cannot be read: the last known stand, no change of them holds here",
                last_checked_at=self.checked_at and self.checked_at.isoformat(),
                cause=_cause(error),
            )
        self._failures += 1
        self._metrics.away()


def _cause(error: StoreUnavailable | TimeoutError) -> str:
    return str(error) if isinstance(error, StoreUnavailable) else "no answer in time"
