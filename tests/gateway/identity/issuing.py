"""A token issuer in memory: discovery and keys over an httpx transport, and tokens to order."""

import asyncio
import base64
from collections.abc import Mapping
from datetime import timedelta

import httpx
import orjson
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey
from joserfc.jws import JWSRegistry

from domain.partners import Grant, Scope
from domain.ports.partners import PartnerDirectory
from domain.registry.records import Partner, Subject, principal_of
from gateway.identity.authenticator import Authenticator
from gateway.identity.declared import DeclaredPartners
from gateway.identity.issuer_keys import IssuerKeys
from gateway.identity.tokens import Tokens
from gateway.settings.identity.issuers import TrustedIssuer
from tests.doubles.clock import SettableClock

ISSUER = "https://id.example.com/realm"
AUDIENCE = "ordergraph"
TRUSTED = TrustedIssuer(name="staff", url=ISSUER, audiences=(AUDIENCE,))
KEY_SECRET = b"a secret that no test tells anybody"
SHOP = Partner(
    name="storefront",
    grant=Grant(scopes=frozenset({Scope.AVAILABILITY_READ})),
    subjects=frozenset({Subject("staff", "storefront")}),
)
STOREFRONT = principal_of(SHOP)


def ec_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid})


class Issuer(httpx.AsyncBaseTransport):
    """Publishes `keys`; `down` makes it unreachable, and it hangs until `answers` is set.

    `calls` holds the paths that were asked for, `asked` is set by each of them.
    """

    def __init__(self, *keys: Key) -> None:
        self.keys = list(keys)
        self.published: list[Mapping[str, object]] = []
        self.issuer = ISSUER
        self.jwks_uri = f"{ISSUER}/keys"
        self.discovery = "/realm/.well-known/openid-configuration"
        self.status = 200
        self.down = False
        self.answers = asyncio.Event()
        self.answers.set()
        self.asked = asyncio.Event()
        self.calls: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request.url.path)
        self.asked.set()
        await self.answers.wait()
        if self.down:
            raise httpx.ConnectError("connection refused", request=request)
        return httpx.Response(self.status, content=orjson.dumps(self._document(request)), request=request)

    def _document(self, request: httpx.Request) -> Mapping[str, object]:
        if request.url.path == self.discovery:
            return {"issuer": self.issuer, "jwks_uri": self.jwks_uri, "scopes_supported": ["openid"]}
        return {"keys": [*self.published, *(key.as_dict(private=False) for key in self.keys)]}


def keys_of(issuer: Issuer, clock: SettableClock, trusted: TrustedIssuer = TRUSTED) -> IssuerKeys:
    """Keys that nobody waits long for: no test has the time."""
    client = httpx.AsyncClient(transport=issuer)
    return IssuerKeys(client, clock, trusted, wait=timedelta(seconds=0.2))


def tokens(
    issuer: Issuer, clock: SettableClock, trusted: TrustedIssuer = TRUSTED, room: int = 1_000
) -> Tokens:
    return Tokens([(trusted, keys_of(issuer, clock, trusted))], clock, room=room)


def authenticator(
    issuer: Issuer, clock: SettableClock, directory: PartnerDirectory | None = None
) -> Authenticator:
    return Authenticator(
        tokens(issuer, clock), directory or DeclaredPartners([SHOP]), clock, key_secret=KEY_SECRET
    )


def claims(clock: SettableClock, **others: object) -> dict[str, object]:
    """The claims of a token that holds for five minutes; None leaves a claim out."""
    now = int(clock.now().timestamp())
    full = {"iss": ISSUER, "aud": AUDIENCE, "sub": "storefront", "iat": now, "exp": now + 300} | others
    return {name: value for name, value in full.items() if value is not None}


def token(key: ECKey | RSAKey, clock: SettableClock, algorithm: str = "ES256", /, **others: object) -> str:
    """A token that holds for five minutes, unless other claims are given; None leaves a claim out."""
    given = claims(clock, **others)
    return jwt.encode({"alg": algorithm, "kid": key.kid}, given, key, algorithms=[algorithm])


def signed(key: ECKey | RSAKey, header: str | bytes, payload: str | bytes, algorithm: str = "ES256") -> str:
    """A token of these very texts, whatever they are, with a signature that holds."""
    text = f"{b64(header)}.{b64(payload)}"
    signature = JWSRegistry.algorithms[algorithm].sign(text.encode(), key)
    return f"{text}.{b64(signature)}"


def b64(text: str | bytes) -> str:
    octets = text.encode() if isinstance(text, str) else text
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")
