"""Asking an issuer for its public keys: OIDC discovery, then the keys that it names."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

from gateway.settings.identity.issuers import TrustedIssuer

_log = structlog.get_logger(__name__)
_LARGEST_DOCUMENT = 256 * 1024
_SHORTEST_RSA = 2048

_KINDS: Mapping[str, type[ECKey | OKPKey | RSAKey]] = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}

T = TypeVar("T")


class _Discovery(msgspec.Struct, frozen=True):
    issuer: str
    jwks_uri: str


class _Keys(msgspec.Struct, frozen=True):
    keys: list[dict[str, object]]


async def published_keys(client: httpx.AsyncClient, issuer: TrustedIssuer) -> KeySet:
    """The keys that the issuer publishes now. Raises httpx.HTTPError, msgspec.MsgspecError, ValueError."""
    place = issuer.jwks or await _discovered(client, issuer)
    found = await _get(client, place, _Keys)
    keys: list[Key] = [usable for key in found.keys if (usable := _usable(key)) is not None]
    if not keys:
        raise ValueError(f"{place} has no public key for signatures")
    return KeySet(keys)


async def _discovered(client: httpx.AsyncClient, issuer: TrustedIssuer) -> str:
    place = issuer.discovery or f"{issuer.url.rstrip('/')}/.well-known/openid-configuration"
    discovery = await _get(client, place, _Discovery)
    if discovery.issuer != issuer.url:
        raise ValueError(f"{place} speaks for the issuer '{discovery.issuer[:100]}'")
    if urlsplit(place).scheme == "https" != urlsplit(discovery.jwks_uri).scheme:
        raise ValueError(f"{place} names keys that are not behind https")
    return discovery.jwks_uri


async def _get(client: httpx.AsyncClient, url: str, shape: type[T]) -> T:
    async with client.stream("GET", url, headers={"accept": "application/json"}) as response:
        response.raise_for_status()
        body = b""
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > _LARGEST_DOCUMENT:
                raise ValueError(f"{url} answers more than {_LARGEST_DOCUMENT} bytes")
    return msgspec.json.decode(body, type=shape)


def _usable(key: dict[str, object]) -> Key | None:
    """The key, unless it is of another kind, for encryption, weak or malformed: that costs only itself."""
    if key.get("kty") not in _KINDS or key.get("use", "sig") != "sig":
        return None
    parameters: dict[str, str | list[str]] = {
        name: value for name, value in key.items() if isinstance(value, str)
    }
    try:
        return _strong(_KINDS[str(key["kty"])].import_key(parameters))
    except (JoseError, ValueError, KeyError, TypeError, UnsupportedAlgorithm) as error:
        _log.warning("issuer_key_not_usable", kid=parameters.get("kid"), reason=str(error)[:300])
        return None


def _strong(key: Key) -> Key:
    if isinstance(key, RSAKey) and key.public_key.key_size < _SHORTEST_RSA:
        raise ValueError(f"an RSA key has {_SHORTEST_RSA} bits or more")
    return key
