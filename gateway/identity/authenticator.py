"""From a credential to the partner that asks, and what it may at this very moment."""

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NoReturn

from domain.errors import Suspended, Unauthenticated
from domain.partners import Principal
from domain.ports.partners import PartnerDirectory
from domain.ports.state import Clock
from domain.registry.records import ANONYMOUS, Partner, PartnerStatus, Subject, principal_of
from gateway.identity.api_keys import digest, prefix_of, same_digest
from gateway.identity.credentials import Key, Shown
from gateway.identity.tokens import Tokens, Verified

_LOCAL_PART = re.compile(r"[^@\s]+(?=@[^@\s]+\.)")
"""Of an e-mail address: some providers name people by it, and the log is no place for that."""

_NO_PERSONS: Mapping[Subject, str] = MappingProxyType({})


class Authenticator:
    """Turns what a request shows into a principal, by the directory as it is then.

    key_secret: under which the digests of API keys were made. persons: whom some subjects stand for.
    """

    def __init__(
        self,
        tokens: Tokens,
        directory: PartnerDirectory,
        clock: Clock,
        *,
        key_secret: bytes,
        persons: Mapping[Subject, str] = _NO_PERSONS,
    ) -> None:
        self._tokens = tokens
        self._directory = directory
        self._clock = clock
        self._key_secret = key_secret
        self._persons = persons

    async def principal(self, shown: Shown | None) -> Principal:
        """Who asks. Raises Unauthenticated, Suspended, or IssuerUnavailable when nobody could say."""
        known = self.peek(shown)
        if known is not None or shown is None or isinstance(shown, Key):
            return known if known is not None else _refuse_nobody()
        return self._of_token(await self._tokens.verified(shown.text))

    def peek(self, shown: Shown | None) -> Principal | None:
        """The same, where it can be said at once: always but for a token that is not known yet."""
        if shown is None:
            return self._anonymous()
        if isinstance(shown, Key):
            return self._of_key(shown.text)
        verified = self._tokens.peek(shown.text)
        return None if verified is None else self._of_token(verified)

    @property
    def revision(self) -> int:
        """Another number after each change of any partner: whoever was let in before may be somebody else."""
        return self._directory.revision

    def now(self) -> float:
        """Seconds since the epoch, on the clock that tokens are dated by."""
        return self._clock.now().timestamp()

    def expires(self, shown: Shown | None) -> float:
        """Until when a credential that was taken holds, in seconds since the epoch; infinity for ever."""
        if isinstance(shown, Key):
            found = self._directory.of_key(prefix_of(shown.text) or "")
            ends = None if found is None else found[0].expires_at
            return math.inf if ends is None else ends.timestamp()
        verified = None if shown is None else self._tokens.peek(shown.text)
        return math.inf if verified is None else verified.expires

    def _anonymous(self) -> Principal:
        partner = self._directory.named(ANONYMOUS)
        if partner is None or partner.status is PartnerStatus.SUSPENDED:
            _refuse_nobody()
        return principal_of(partner)

    def _of_token(self, verified: Verified) -> Principal:
        for subject in verified.subjects:
            partner = self._directory.of_subject(subject)
            if partner is not None:
                person = verified.person if verified.person != partner.name else ""
                return _active(partner, person or self._persons.get(subject, ""))
        cause = ", ".join(
            f"{one.issuer}: {_LOCAL_PART.sub('(hidden)', one.value)}" for one in verified.subjects
        )
        raise Unauthenticated("The token is valid, but its subject is not known here", cause=cause[:300])

    def _of_key(self, text: str) -> Principal:
        given = digest(self._key_secret, text)
        found = self._directory.of_key(prefix_of(text) or "")
        if found is None or not same_digest(found[0].digest, given):
            raise Unauthenticated("The API key is not known")
        key, partner = found
        now = self._clock.now()
        if not key.lives(now):
            raise Unauthenticated("The API key was revoked" if key.revoked_at else "The API key has expired")
        self._directory.used(key.prefix, now)
        return _active(partner, "")


def _active(partner: Partner, person: str) -> Principal:
    if partner.status is PartnerStatus.SUSPENDED:
        raise Suspended("The partner is suspended", cause=partner.name)
    return principal_of(partner, person)


def _refuse_nobody() -> NoReturn:
    raise Unauthenticated(
        "Send a token of the issuer or an API key in the header 'Authorization: Bearer ...'"
    )
