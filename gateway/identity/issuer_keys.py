"""The public keys of one token issuer, kept for a while, and used while it does not answer."""

import asyncio
from datetime import timedelta

import httpx
import msgspec
import structlog
from joserfc.jwk import KeySet

from domain.errors import OrderGraphError
from domain.ports.state import Clock
from gateway.identity.published_keys import published_keys
from gateway.settings.identity.issuers import TrustedIssuer

_log = structlog.get_logger(__name__)


class IssuerUnavailable(OrderGraphError):
    """No token can be verified, because the issuer's keys are not known and can't be fetched."""

    code = "ISSUER_UNAVAILABLE"
    retryable = True


class IssuerKeys:
    """Keys by `kid`, fetched when first needed, again when they are old or one is unknown.

    kept: how long they count as fresh. kept_at_most: how long they are used while the issuer can't be
    reached. pause: the shortest time between two attempts, whatever tokens come. wait: the longest that
    whoever needs an attempt waits for it; it goes on without him.
    """

    def __init__(  # noqa: PLR0913 - four times with one meaning each
        self,
        client: httpx.AsyncClient,
        clock: Clock,
        issuer: TrustedIssuer,
        *,
        kept: timedelta = timedelta(minutes=10),
        kept_at_most: timedelta = timedelta(hours=12),
        pause: timedelta = timedelta(seconds=5),
        wait: timedelta = timedelta(seconds=2),
    ) -> None:
        self._client = client
        self._clock = clock
        self._issuer = issuer
        self._kept = kept.total_seconds()
        self._kept_at_most = kept_at_most.total_seconds()
        self._pause = pause
        self._wait = wait.total_seconds()
        self._keys: KeySet | None = None
        self._fetched = 0.0
        self._tried: float | None = None
        self._failed = False
        self._attempt: asyncio.Task[None] | None = None

    def peek(self, kid: str | None) -> KeySet | None:
        """Every key that is known, `kid` among them; None where that takes an attempt first."""
        keys = self._keys
        if keys is None or not _has(keys, kid):
            return None
        age = self._clock.monotonic() - self._fetched
        if age <= self._kept:
            return keys
        return keys if age <= self._kept_at_most and (self._trying() or self._tried_just_now()) else None

    async def holding(self, kid: str | None) -> KeySet:
        """Every key that is known, after an attempt to learn `kid`. Raises IssuerUnavailable."""
        keys = self.peek(kid)
        if keys is not None:
            return keys
        if self._trying() or not self._tried_just_now():
            await self._attempted()
        keys = self._keys
        old = self._clock.monotonic() - self._fetched > self._kept_at_most
        if keys is None or old or (self._failed and not _has(keys, kid)):
            raise IssuerUnavailable(
                "Tokens can't be checked: their issuer does not answer", retry_after=self._pause
            )
        return keys

    async def _attempted(self) -> None:
        """Join the attempt that is under way or begin one; others wait for it too, so nobody ends it."""
        if self._attempt is None or self._attempt.done():
            self._tried = self._clock.monotonic()
            self._failed = True
            self._attempt = asyncio.create_task(self._refresh(), name=f"issuer-keys-{self._issuer.name}")
        await asyncio.wait({self._attempt}, timeout=self._wait)

    async def _refresh(self) -> None:
        try:
            async with asyncio.timeout(self._pause.total_seconds()):
                found = await published_keys(self._client, self._issuer)
        except (httpx.HTTPError, httpx.InvalidURL, msgspec.MsgspecError, ValueError, TimeoutError) as error:
            reason = f"{type(error).__name__}: {error}"[:300]
            _log.warning("issuer_keys_not_fetched", issuer=self._issuer.url, reason=reason)
            return
        if self._keys is None or _told(found) != _told(self._keys):
            self._keys = found  # where nothing changed, what was verified with the keys still holds
        self._fetched = self._clock.monotonic()
        self._failed = False

    def _trying(self) -> bool:
        return self._attempt is not None and not self._attempt.done()

    def _tried_just_now(self) -> bool:
        return self._tried is not None and self._clock.monotonic() - self._tried < self._pause.total_seconds()


def _has(keys: KeySet, kid: str | None) -> bool:
    return kid is None or any(key.kid == kid for key in keys)


def _told(keys: KeySet) -> list[object]:
    return [key.as_dict(private=False) for key in keys]
