"""One POST to an endpoint: bounded in time, without redirects, and to allowed addresses alone."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import NamedTuple, Protocol

import aiohttp
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from domain.ports.state import Clock
from gateway.webhooks.targets import GuardedResolver, Lookup, TargetRefused, Targets

_SECONDS = 15.0
_READ = 4_096


class Answer(NamedTuple):
    """What came back. status: None where nothing did; error: why, in a word; retry_after: as asked for."""

    status: int | None
    error: str = ""
    retry_after: timedelta | None = None


class Sender(Protocol):
    """Sends to endpoints; never raises for what goes wrong on the way."""

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer: ...

    async def aclose(self) -> None: ...


class HttpSender:
    """Implements `Sender` with aiohttp. seconds: until an answer is there.

    lookup: resolves names; the system's own where left out.
    """

    def __init__(
        self, targets: Targets, clock: Clock, *, seconds: float = _SECONDS, lookup: Lookup | None = None
    ) -> None:
        self._targets = targets
        self._clock = clock
        self._seconds = seconds
        self._lookup = lookup
        self._session: aiohttp.ClientSession | None = None

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        target = URL(url)
        try:
            self._check_literal(target)
            async with (
                asyncio.timeout(self._seconds),
                self._opened().post(target, data=body, headers=headers, allow_redirects=False) as response,
            ):
                await response.content.read(_READ)
                return self._answer(response)
        except TimeoutError:
            return Answer(None, "timeout")
        except (TargetRefused, aiohttp.ClientError, OSError, ValueError) as error:
            return Answer(None, _word(error))

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _check_literal(self, target: URL) -> None:
        """An address in figures is connected to without a look-up."""
        try:
            address = ip_address((target.host or "").partition("%")[0])
        except ValueError:
            return
        if not self._targets.allows(address):
            raise TargetRefused("nothing is sent to this address")

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = GuardedResolver(self._targets, self._lookup or ThreadedResolver())
            # How many are open at once is bounded by who sends: to wait for one here would count as silence.
            connector = aiohttp.TCPConnector(resolver=resolver, limit=0, use_dns_cache=False)
            self._session = aiohttp.ClientSession(
                connector=connector,
                trust_env=False,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=self._seconds),
            )
        return self._session

    def _answer(self, response: aiohttp.ClientResponse) -> Answer:
        asked = _retry_after(response.headers.get("retry-after", ""), self._clock.now())
        return Answer(response.status, "" if response.ok else f"status {response.status}", asked)


def _retry_after(text: str, now: datetime) -> timedelta | None:
    """RFC 9110: seconds or a date; what is neither says nothing."""
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        return max(parsedate_to_datetime(text) - now, timedelta(0)) if text else None
    except (ValueError, TypeError):
        return None


def _word(error: Exception) -> str:
    """What went wrong, without an address: the partner reads it in the delivery log."""
    match error:
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError():
            return "TLS failed"
        case aiohttp.ClientConnectorDNSError():
            return "name not found, or not allowed"
        case TargetRefused():
            return "address not allowed"
        case aiohttp.ClientConnectorError():
            return "no connection"
        case _:
            return "connection broke"
