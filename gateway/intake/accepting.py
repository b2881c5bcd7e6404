"""Taking what a system pushes: verified, bounded, and durable before it is acknowledged.

What cannot be verified leaves no trace but a count.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from domain.errors import NotFound, Overloaded
from domain.log.naming import first_id
from domain.log.records import Raw, Via
from domain.ports.backends import WebhookSource
from domain.ports.state import Clock
from gateway.intake.gathering import Gathering

_KEPT_HEADERS = frozenset({"content-type", "content-encoding", "user-agent"})
_KEPT_PREFIXES = ("ce-", "webhook-id", "webhook-timestamp")
_PAUSE = timedelta(seconds=1)
_randbits = Random().getrandbits  # noqa: S311 - names that are to be rare, and need not be secret

Webhooks = Callable[[str], WebhookSource | None]
"""The webhook of an instance, None where it has none."""


class Acceptance:
    """Takes deliveries of the instances' webhooks.

    behind: how many deliveries are not mapped yet, as far as this process knows; most_behind: with so many,
    senders are told to wait.
    """

    def __init__(
        self,
        webhooks: Webhooks,
        gathering: Gathering,
        clock: Clock,
        *,
        behind: Callable[[], int],
        most_behind: int = 100_000,
    ) -> None:
        self._webhooks = webhooks
        self._gathering = gathering
        self._clock = clock
        self._behind = behind
        self._most_behind = most_behind

    def known(self, source: str) -> WebhookSource:
        """The webhook of an instance. Raises NotFound."""
        webhook = self._webhooks(source)
        if webhook is None:
            raise NotFound("No source of this name takes webhooks here")
        return webhook

    async def take(self, source: str, headers: Mapping[str, str], body: bytes, correlation_id: str) -> Raw:
        """Keep a delivery. headers: names in lower case.

        Raises NotFound, Unauthenticated, Overloaded and StoreUnavailable; then nothing is acknowledged.
        """
        now = self._clock.now()
        self.known(source).verify(headers, body, now)
        if self._behind() >= self._most_behind:
            raise Overloaded("More events wait to be mapped than are taken", retry_after=_PAUSE)
        raw = Raw(
            id=raw_id(now),
            source=source,
            via=Via.WEBHOOK,
            received_at=now,
            headers=kept_headers(headers),
            body=body,
            correlation_id=correlation_id,
        )
        await self._gathering.keep(raw)
        return raw


def raw_id(now: datetime) -> str:
    """32 hex digits that sort by time, to the microsecond, and are nobody else's."""
    return f"{first_id(now)}{_randbits(72):018x}"


def kept_headers(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What says how to read the body, and by what name it came. No password and no signature is kept."""
    kept = [
        pair for pair in headers.items() if pair[0] in _KEPT_HEADERS or pair[0].startswith(_KEPT_PREFIXES)
    ]
    return tuple(sorted(kept))
