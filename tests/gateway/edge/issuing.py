"""A token issuer in memory: discovery and keys over an httpx transport, and tokens to order."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import httpx
import orjson
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey

from domain.partners import Grant, Principal, Scope
from gateway.edge.identity import Authenticator
from gateway.edge.issuer_keys import IssuerKeys
from tests.doubles.clock import SettableClock

ISSUER = "https://id.example.com/realm"
AUDIENCE = "ordergraph"
STOREFRONT = Principal(partner="storefront", grant=Grant(scopes=frozenset({Scope.AVAILABILITY_READ})))
PRINCIPALS = {"storefront": STOREFRONT}


def ec_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid})


class Issuer(httpx.AsyncBaseTransport):
    """Publishes `keys`; `down` makes it unreachable, and it hangs until `answers` is set.

    `calls` holds the paths that were asked for.
    """

    def __init__(self, *keys: Key) -> None:
        self.keys = list(keys)
        self.published: list[Mapping[str, object]] = []
        self.issuer = ISSUER
        self.status = 200
        self.down = False
        self.answers = asyncio.Event()
        self.answers.set()
        self.calls: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request.url.path)
        await self.answers.wait()
        if self.down:
            raise httpx.ConnectError("connection refused", request=request)
        return httpx.Response(self.status, content=orjson.dumps(self._document(request)), request=request)

    def _document(self, request: httpx.Request) -> Mapping[str, object]:
        if request.url.path == "/realm/.well-known/openid-configuration":
            return {"issuer": self.issuer, "jwks_uri": f"{ISSUER}/keys", "scopes_supported": ["openid"]}
        return {"keys": [*self.published, *(key.as_dict(private=False) for key in self.keys)]}


def keys_of(issuer: Issuer, clock: SettableClock) -> IssuerKeys:
    client = httpx.AsyncClient(transport=issuer)
    return IssuerKeys(client, clock, ISSUER, kept=timedelta(minutes=10), pause=timedelta(seconds=5))


def authenticator(issuer: Issuer, clock: SettableClock) -> Authenticator:
    return Authenticator(
        keys_of(issuer, clock), clock, issuer=ISSUER, audience=AUDIENCE, principals=PRINCIPALS
    )


def token(key: ECKey | RSAKey, clock: SettableClock, algorithm: str = "ES256", /, **claims: object) -> str:
    """A token that holds for five minutes, unless the claims say otherwise; None leaves a claim out."""
    now = int(clock.now().timestamp())
    full = {"iss": ISSUER, "aud": AUDIENCE, "sub": "storefront", "iat": now, "exp": now + 300} | claims
    given = {name: value for name, value in full.items() if value is not None}
    return jwt.encode({"alg": algorithm, "kid": key.kid}, given, key, algorithms=[algorithm])
