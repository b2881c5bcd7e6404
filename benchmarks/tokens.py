"""What it costs to know who asks: a token that was verified before, one that was not, and an API key.

CPU of one request's headers to its principal, without HTTP. The directory is that of declared partners.

python -m benchmarks.tokens
"""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from statistics import median
from typing import NamedTuple

import httpx
import orjson
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table
from starlette.datastructures import Headers

from domain.partners import Grant, Principal, Scope
from domain.registry.records import ApiKey, Partner, Subject
from gateway.clock import SystemClock
from gateway.identity.api_keys import digest, new_key
from gateway.identity.authenticator import Authenticator
from gateway.identity.credentials import shown
from gateway.identity.declared import DeclaredPartners
from gateway.identity.tokens import Tokens, issuers
from gateway.settings.identity.issuers import TrustedIssuer

ROUNDS = 9
_CLOCK = SystemClock()
_SECRET = b"a secret for measuring alone"
_ISSUER = TrustedIssuer(
    name="staff", url="https://id.example.com", audiences=("ordergraph",), jwks="https://id.example.com/keys"
)
_PARTNER = Partner(
    name="acme",
    grant=Grant(scopes=frozenset({Scope.ORDERS_READ})),
    subjects=frozenset({Subject("staff", "acme-portal")}),
)
_SIGNING: Mapping[str, ECKey | RSAKey] = {
    "ES256": ECKey.generate_key("P-256", {"kid": "ec"}),
    "RS256": RSAKey.generate_key(2048, {"kid": "rsa"}),
}
_KEY = new_key()


class Figures(NamedTuple):
    """CPU microseconds of one request each."""

    remembered: float
    first_es256: float
    first_rs256: float
    api_key: float


class _OneKey(DeclaredPartners):
    """The declared partners, and a key of theirs."""

    def of_key(self, prefix: str) -> tuple[ApiKey, Partner] | None:  # type: ignore[override]  # has one key
        kept = ApiKey(
            prefix=_KEY.prefix, partner="acme", digest=digest(_SECRET, _KEY.text), created_at=_CLOCK.now()
        )
        return (kept, _PARTNER) if prefix == _KEY.prefix else None

    def used(self, prefix: str, now: datetime) -> None:
        """Write nothing."""


async def figures(times: int) -> Figures:
    """Measure all of them; `times` requests in each round."""
    keys = orjson.dumps({"keys": [key.as_dict(private=False) for key in _SIGNING.values()]})
    answering = httpx.MockTransport(lambda _request: httpx.Response(200, content=keys))
    async with httpx.AsyncClient(transport=answering) as client:
        ours = Authenticator(
            Tokens(issuers({"staff": _ISSUER}, client, _CLOCK), _CLOCK),
            _OneKey([_PARTNER]),
            _CLOCK,
            key_secret=_SECRET,
        )
        known = _bearer(_token("ES256", "known"))
        return Figures(
            remembered=await _timed(ours, lambda _: known, times),
            first_es256=await _timed(ours, lambda name: _bearer(_token("ES256", name)), times // 20),
            first_rs256=await _timed(ours, lambda name: _bearer(_token("RS256", name)), times // 20),
            api_key=await _timed(ours, lambda _: Headers({"x-api-key": _KEY.text}), times),
        )


@asynccontextmanager
async def verifying(grant: Grant) -> AsyncIterator[Callable[[], Awaitable[Principal]]]:
    """Finds out of headers who asks: one with this grant, whose token was verified before."""
    keys = orjson.dumps({"keys": [key.as_dict(private=False) for key in _SIGNING.values()]})
    answering = httpx.MockTransport(lambda _request: httpx.Response(200, content=keys))
    async with httpx.AsyncClient(transport=answering) as client:
        tokens = Tokens(issuers({"staff": _ISSUER}, client, _CLOCK), _CLOCK)
        ours = Authenticator(
            tokens, DeclaredPartners([replace(_PARTNER, grant=grant)]), _CLOCK, key_secret=_SECRET
        )
        headers = _bearer(_token("ES256", "known"))

        async def known() -> Principal:
            credential = shown(headers)
            return ours.peek(credential) or await ours.principal(credential)

        yield known


async def _timed(ours: Authenticator, headers: Callable[[str], Headers], times: int) -> float:
    """CPU microseconds of one, the median of some rounds; the headers are made before."""
    rounds = []
    for number in range(ROUNDS + 1):
        sent = [headers(f"{number}/{n}") for n in range(times)]
        started = time.process_time()
        for one in sent:
            credential = shown(one)
            if ours.peek(credential) is None:
                await ours.principal(credential)
        rounds.append((time.process_time() - started) / times * 1e6)
    return median(rounds[1:])


def _token(algorithm: str, name: str) -> str:
    now, key = int(time.time()), _SIGNING[algorithm]
    claims: dict[str, str | int] = {
        "iss": _ISSUER.url,
        "aud": "ordergraph",
        "sub": "acme-portal",
        "client_id": "acme-portal",
        "iat": now,
        "exp": now + 3600,
        "jti": name,
        "scope": "orders:read shipments:read returns:read availability:read",
    }
    return jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key)


def _bearer(token: str) -> Headers:
    """Headers as a client sends them."""
    return Headers(
        {
            "host": "gateway.example.com",
            "accept": "application/graphql-response+json, application/json",
            "content-type": "application/json",
            "content-length": "512",
            "user-agent": "benchmark",
            "authorization": f"Bearer {token}",
        }
    )


def main(times: int) -> None:
    """Measure and print one row for each."""
    found = asyncio.run(figures(times))
    table = Table("credential", "CPU µs", title=f"{times} requests a round, the median of {ROUNDS}")
    table.add_row("a token that was verified before", f"{found.remembered:.1f}")
    table.add_row("a new token, ES256", f"{found.first_es256:.0f}")
    table.add_row("a new token, RS256", f"{found.first_rs256:.0f}")
    table.add_row("an API key", f"{found.api_key:.1f}")
    Console().print(table)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=20_000)
    main(arguments.parse_args().times)
