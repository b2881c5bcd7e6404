"""Who asks: a bearer token of the configured issuer, verified, and the principal that it stands for.

Nobody is ever assumed: without a token, with one that does not hold, or for a subject that is not
configured, the answer is Unauthenticated.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple, NoReturn

import msgspec
from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ExpiredTokenError,
    InvalidClaimError,
    JoseError,
    MissingClaimError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact

from domain.errors import Unauthenticated
from domain.partners import Principal
from domain.ports.state import Clock
from gateway.edge.issuer_keys import IssuerKeys

ALGORITHMS = ("ES256", "RS256")
_LONGEST_TOKEN = 8 * 1024
_REMEMBERED = 1_000
_LEEWAY = timedelta(seconds=30)


class _Verified(NamedTuple):
    principal: Principal
    kid: str | None
    keys: KeySet
    expires: float


class Authenticator:
    """Turns the Authorization header of a request into a principal.

    principals: by the token's `sub`, or else by its `client_id` or `azp`, where the principal acts for
    the person that `sub` names. A token that was verified is remembered until it expires or the
    issuer's keys change.
    """

    def __init__(
        self,
        keys: IssuerKeys,
        clock: Clock,
        *,
        issuer: str,
        audience: str,
        principals: Mapping[str, Principal],
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._principals = principals
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(clock.now().timestamp()),
            leeway=int(_LEEWAY.total_seconds()),
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
        )
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()

    async def principal(self, authorization: str | None) -> Principal:
        """Who sent this header. Raises Unauthenticated, or IssuerUnavailable when nobody could say."""
        token = _bearer(authorization)
        digest = hashlib.sha256(token).digest()
        known = self._verified.get(digest)
        if known is not None and await self._holds(known):
            self._verified.move_to_end(digest)
            return known.principal
        verified = await self._verify(token)
        self._verified[digest] = verified
        if len(self._verified) > _REMEMBERED:
            self._verified.popitem(last=False)
        return verified.principal

    async def _holds(self, known: _Verified) -> bool:
        in_time = self._clock.now().timestamp() < known.expires
        return in_time and await self._keys.holding(known.kid) is known.keys

    async def _verify(self, token: bytes) -> _Verified:
        try:
            kid = _kid(token)
            keys = await self._keys.holding(kid)
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            self._claims.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            _refuse(error)
        return _Verified(self._known(claims), kid, keys, float(claims["exp"]))

    def _known(self, claims: Mapping[str, object]) -> Principal:
        subject = claims.get("sub")
        if isinstance(subject, str) and subject in self._principals:
            return self._principals[subject]
        client = claims.get("client_id", claims.get("azp"))
        if isinstance(client, str) and client in self._principals:
            principal = self._principals[client]
            return msgspec.structs.replace(principal, person=subject) if subject else principal
        raise Unauthenticated("The token is valid, but its subject is not known here", cause=str(subject))


def _bearer(authorization: str | None) -> bytes:
    if authorization is None:
        raise Unauthenticated("Send a token of the issuer in the header 'Authorization: Bearer ...'")
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("The Authorization header should be 'Bearer' and a token")
    if len(token) > _LONGEST_TOKEN:
        raise Unauthenticated(f"The token is longer than {_LONGEST_TOKEN} characters")
    return token.strip().encode("latin-1")


def _kid(token: bytes) -> str | None:
    kid = extract_compact(token).headers().get("kid")
    return kid if isinstance(kid, str) else None


def _refuse(error: Exception) -> NoReturn:
    """Say what is wrong as far as that helps an honest caller, and keep the rest for the log."""
    match error:
        case ExpiredTokenError():
            reason = "The token has expired"
        case InvalidClaimError() | MissingClaimError():
            reason = f"The token's '{error.claim}' is missing or not the one that is taken here"
        case BadSignatureError():
            reason = "The token's signature does not hold"
        case UnsupportedAlgorithmError():
            reason = f"The token should be signed with {' or '.join(ALGORITHMS)}"
        case _:
            reason = "The token can't be read or its key is not known"
    raise Unauthenticated(reason, cause=f"{type(error).__name__}: {error}") from error
