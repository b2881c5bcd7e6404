"""Verifying bearer tokens: by the keys of the issuer that they name, if it is one that is trusted."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, NoReturn

import httpx
from joserfc import jws
from joserfc.errors import (
    BadSignatureError,
    ExpiredTokenError,
    InvalidClaimError,
    JoseError,
    MissingClaimError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from domain.errors import Unauthenticated
from domain.ports.state import Clock
from domain.registry.records import Subject
from gateway.identity.claims import person, subjects
from gateway.identity.issuer_keys import IssuerKeys
from gateway.identity.token_text import TokenText, token_text
from gateway.settings.identity.issuers import TrustedIssuer


class Verified(NamedTuple):
    """What a token says, and for how long that holds: until `expires`, and while `keys` are the issuer's."""

    subjects: tuple[Subject, ...]
    person: str
    expires: float
    kid: str | None
    keys: KeySet
    source: IssuerKeys


class Tokens:
    """Verifies tokens, each of them once: it is remembered by its hash, and what it says with it.

    room: how many are remembered. What is remembered holds until the token expires or the issuer's keys
    change. Of whom the subject is, nothing is remembered: that may change at any time.
    """

    def __init__(
        self, issuers: Iterable[tuple[TrustedIssuer, IssuerKeys]], clock: Clock, *, room: int = 10_000
    ) -> None:
        self._clock = clock
        self._room = room
        self._issuers = {issuer.url: _Issuer(issuer, keys, clock) for issuer, keys in issuers}
        self._verified: OrderedDict[bytes, Verified] = OrderedDict()

    def peek(self, token: bytes) -> Verified | None:
        """What is known of the token without asking anybody."""
        digest = hashlib.sha256(token).digest()
        known = self._verified.get(digest)
        if known is None:
            return None
        if self._clock.now().timestamp() < known.expires and known.source.peek(known.kid) is known.keys:
            self._verified.move_to_end(digest)
            return known
        return None

    async def verified(self, token: bytes) -> Verified:
        """What the token says. Raises Unauthenticated, or IssuerUnavailable where nobody could say."""
        found = await self._verify(token)
        self._verified[hashlib.sha256(token).digest()] = found
        if len(self._verified) > self._room:
            self._verified.popitem(last=False)
        return found

    async def _verify(self, token: bytes) -> Verified:
        try:
            read = token_text(token)
        except (ValueError, RecursionError) as error:
            raise _unreadable(error) from error
        issuer = self._issuers.get(str(read.claims.get("iss")))
        if issuer is None:
            raise Unauthenticated(_claim_refused("iss"), cause=str(read.claims.get("iss"))[:200])
        return await issuer.verified(token, read)


class _Registry(JWSRegistry):
    """Headers of other parties are left alone: whom to believe is never read from them."""

    max_header_length = 4_096


class _Issuer:
    """One issuer, and the rules for its tokens."""

    def __init__(self, issuer: TrustedIssuer, keys: IssuerKeys, clock: Clock) -> None:
        self._issuer = issuer
        self._keys = keys
        self._signed = _Registry(algorithms=issuer.algorithms, strict_check_header=False)
        self._claims = JWTClaimsRegistry(
            now=lambda: int(clock.now().timestamp()),
            leeway=int(issuer.leeway.total_seconds()),
            iss={"essential": True, "value": issuer.url},
            aud={"essential": True, "values": list(issuer.audiences)},
            exp={"essential": True},
        )

    async def verified(self, token: bytes, read: TokenText) -> Verified:
        if read.header.get("alg") not in self._issuer.algorithms:
            self._refuse(UnsupportedAlgorithmError())
        keys = await self._keys.holding(read.kid)
        try:
            jws.deserialize_compact(token, keys, registry=self._signed)
            self._claims.validate(dict(read.claims))
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            self._refuse(error)
        return Verified(
            subjects=subjects(self._issuer, read.claims),
            person=person(self._issuer, read.claims),
            expires=_number(read.claims["exp"]),
            kid=read.kid,
            keys=keys,
            source=self._keys,
        )

    def _refuse(self, error: Exception) -> NoReturn:
        """Say what is wrong as far as that helps an honest caller, and keep the rest for the log."""
        match error:
            case ExpiredTokenError():
                reason = "The token has expired"
            case InvalidClaimError() | MissingClaimError():
                reason = _claim_refused(str(error.claim))
            case BadSignatureError():
                reason = "The token's signature does not hold"
            case UnsupportedAlgorithmError():
                reason = f"The token should be signed with {' or '.join(self._issuer.algorithms)}"
            case _:
                raise _unreadable(error) from error
        raise Unauthenticated(reason, cause=f"{type(error).__name__}: {error}") from error


def issuers(
    trusted: Mapping[str, TrustedIssuer], client: httpx.AsyncClient, clock: Clock
) -> list[tuple[TrustedIssuer, IssuerKeys]]:
    """The trusted issuers, each with its keys; nobody is asked yet."""
    return [(issuer, IssuerKeys(client, clock, issuer)) for issuer in trusted.values()]


def _claim_refused(name: str) -> str:
    return f"The token's '{name}' is missing or not the one that is taken here"


def _unreadable(error: Exception) -> Unauthenticated:
    cause = f"{type(error).__name__}: {error}"[:300]
    return Unauthenticated("The token can't be read or its key is not known", cause=cause)


def _number(value: object) -> float:
    return value if isinstance(value, int | float) else 0.0
