"""The public keys of the token issuer, found through OIDC discovery and kept for a while."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import TypeVar

import httpx
import msgspec
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

from domain.errors import OrderGraphError
from domain.ports.state import Clock

_log = structlog.get_logger(__name__)
_LARGEST_DOCUMENT = 256 * 1024

_KINDS: Mapping[str, type[ECKey | RSAKey]] = {"EC": ECKey, "RSA": RSAKey}

T = TypeVar("T")


class IssuerUnavailable(OrderGraphError):
    """No token can be verified, because the issuer's keys are not known and can't be fetched."""

    code = "ISSUER_UNAVAILABLE"
    retryable = True

    def __init__(self, public: str, *, retry_after: timedelta, cause: str = "") -> None:
        super().__init__(public, cause=cause)
        self.retry_after = retry_after


class _Discovery(msgspec.Struct, frozen=True):
    issuer: str
    jwks_uri: str


class _Keys(msgspec.Struct, frozen=True):
    keys: list[dict[str, object]]


class IssuerKeys:
    """Keys by `kid`, fetched when first needed, again when they are old or one is unknown.

    kept: how long they count as fresh. kept_at_most: how long they are used while the issuer can't be
    reached. pause: the shortest time between two attempts, whatever tokens come.
    """

    def __init__(  # noqa: PLR0913 - three times with one meaning each
        self,
        client: httpx.AsyncClient,
        clock: Clock,
        issuer: str,
        *,
        kept: timedelta = timedelta(minutes=10),
        kept_at_most: timedelta = timedelta(hours=12),
        pause: timedelta = timedelta(seconds=5),
    ) -> None:
        self._client = client
        self._clock = clock
        self._issuer = issuer
        self._kept = kept.total_seconds()
        self._kept_at_most = kept_at_most.total_seconds()
        self._pause = pause
        self._keys: KeySet | None = None
        self._fetched = 0.0
        self._tried: float | None = None
        self._fetching = asyncio.Lock()
        self._refreshing: set[asyncio.Task[None]] = set()

    async def holding(self, kid: str | None) -> KeySet:
        """Every key that is known, after an attempt to learn `kid`. Raises IssuerUnavailable."""
        if not self._will_do(kid):
            # Others wait for the keys too: a caller that gives up leaves the fetch under way.
            refreshing = asyncio.create_task(self._refreshed(kid))
            self._refreshing.add(refreshing)
            refreshing.add_done_callback(self._refreshing.discard)
            await asyncio.shield(refreshing)
        if self._keys is None or self._age() > self._kept_at_most:
            raise IssuerUnavailable(
                "Tokens can't be checked: their issuer does not answer", retry_after=self._pause
            )
        return self._keys

    def _will_do(self, kid: str | None) -> bool:
        return self._knows(kid) and self._age() <= self._kept

    def _knows(self, kid: str | None) -> bool:
        return self._keys is not None and (kid is None or any(key.kid == kid for key in self._keys))

    def _age(self) -> float:
        return self._clock.monotonic() - self._fetched

    async def _refreshed(self, kid: str | None) -> None:
        if self._fetching.locked() and self._knows(kid):
            return  # somebody is at it, and what is known will do until then
        async with self._fetching:
            if self._will_do(kid) or self._tried_just_now():
                return
            self._tried = self._clock.monotonic()
            try:
                self._keys = await self._fetch()
            except (httpx.HTTPError, httpx.InvalidURL, msgspec.MsgspecError, JoseError, ValueError) as error:
                _log.warning("issuer_keys_not_fetched", issuer=self._issuer, reason=str(error)[:300])
            else:
                self._fetched = self._clock.monotonic()

    def _tried_just_now(self) -> bool:
        return self._tried is not None and self._clock.monotonic() - self._tried < self._pause.total_seconds()

    async def _fetch(self) -> KeySet:
        place = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        discovery = await self._get(place, _Discovery)
        if discovery.issuer != self._issuer:
            raise ValueError(f"{place} speaks for the issuer '{discovery.issuer[:100]}'")
        found = await self._get(discovery.jwks_uri, _Keys)
        keys: list[Key] = [usable for key in found.keys if (usable := _usable(key)) is not None]
        if not keys:
            raise ValueError(f"{discovery.jwks_uri} has no EC or RSA key for signatures")
        return KeySet(keys)

    async def _get(self, url: str, shape: type[T]) -> T:
        response = await self._client.get(url, headers={"accept": "application/json"})
        response.raise_for_status()
        if len(response.content) > _LARGEST_DOCUMENT:
            raise ValueError(f"{url} answered {len(response.content)} bytes")
        return msgspec.json.decode(response.content, type=shape)


def _usable(key: dict[str, object]) -> ECKey | RSAKey | None:
    """The key, unless it is of another kind, for encryption, or malformed: that costs only itself."""
    if key.get("kty") not in _KINDS or key.get("use", "sig") != "sig":
        return None
    parameters: dict[str, str | list[str]] = {
        name: value for name, value in key.items() if isinstance(value, str)
    }
    try:
        return _KINDS[str(key["kty"])].import_key(parameters)
    except (JoseError, ValueError) as error:
        _log.warning("issuer_key_not_usable", kid=parameters.get("kid"), reason=str(error)[:300])
        return None
