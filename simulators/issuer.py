"""A tiny OIDC issuer: discovery, keys, client credentials. Its key is new at each start."""

import secrets
import time
from collections.abc import Callable
from typing import NamedTuple

from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from simulators.serving.credentials import Credentials, basic

ALGORITHM = "ES256"
AUDIENCE = "ordergraph"
LIFETIME = 3600


class Client(NamedTuple):
    """Someone who may ask for tokens. The secret is `<id>-secret`."""

    scopes: tuple[str, ...]
    customer: str | None = None


CLIENTS = {
    "service-desk": Client(
        (
            *("orders:read", "orders:read:pii", "shipments:read", "stock:read", "returns:read"),
            *("purchasing:read", "exceptions:read"),
        )
    ),
    "storefront": Client(("availability:read", "shipments:read")),
    "partner-acme": Client(
        ("orders:read", "shipments:read", "returns:read", "availability:read"), customer="C-00042"
    ),
    "ops": Client(
        (
            *("orders:read", "shipments:read", "stock:read", "purchasing:read", "returns:read"),
            *("exceptions:read", "backends:read"),
        )
    ),
}


class Issuer:
    """Gives tokens under a URL that is its name."""

    def __init__(self, url: str, wall: Callable[[], float] = time.time) -> None:
        """`wall` gives real time in epoch seconds."""
        self._url = url
        self._wall = wall
        self._key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)

    async def discovery(self, _request: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": self._url,
                "token_endpoint": f"{self._url}/token",
                "jwks_uri": f"{self._url}/jwks.json",
                "grant_types_supported": ["client_credentials"],
                "response_types_supported": [],
                "subject_types_supported": ["public"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
            }
        )

    async def jwks(self, _request: Request) -> JSONResponse:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    async def token(self, request: Request) -> JSONResponse:
        form = await request.form()
        if form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        shown = basic(request.headers) or Credentials(
            str(form.get("client_id", "")), str(form.get("client_secret", ""))
        )
        client = CLIENTS.get(shown.user)
        if client is None or not secrets.compare_digest(
            shown.password.encode(), f"{shown.user}-secret".encode()
        ):
            return JSONResponse({"error": "invalid_client"}, 401)
        scopes = str(form.get("scope", "")).split() or client.scopes
        if not set(scopes) <= set(client.scopes):
            return JSONResponse({"error": "invalid_scope"}, 400)
        return JSONResponse(
            {
                "access_token": self._signed(shown.user, client, " ".join(scopes)),
                "token_type": "Bearer",
                "expires_in": LIFETIME,
                "scope": " ".join(scopes),
            }
        )

    def _signed(self, name: str, client: Client, scope: str) -> str:
        now = int(self._wall())
        claims: dict[str, str | int] = {
            "iss": self._url,
            "aud": AUDIENCE,
            "sub": name,
            "client_id": name,
            "azp": name,
            "iat": now,
            "exp": now + LIFETIME,
            "jti": secrets.token_hex(8),
            "scope": scope,
        }
        if client.customer is not None:
            claims["customer"] = client.customer
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid}, claims, self._key)


def build(url: str, wall: Callable[[], float] = time.time) -> Starlette:
    """Make the issuer's application; `url` is where it can be reached, without a slash at the end."""
    issuer = Issuer(url, wall)
    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", issuer.discovery),
            Route("/jwks.json", issuer.jwks),
            Route("/token", issuer.token, methods=["POST"]),
        ]
    )
