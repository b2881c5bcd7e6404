"""What the registry keeps of a partner."""

from datetime import datetime
from enum import StrEnum

import msgspec

from domain.partners import Grant, Lane, Principal
from domain.quota import Quota

ANONYMOUS = "anonymous"
"""The partner that stands for whoever sends no credential; nobody, where none is registered so."""


class PartnerStatus(StrEnum):
    """A suspended partner is known, and gets nothing."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class Subject(msgspec.Struct, frozen=True, order=True):
    """Whom a verified token names, in the words of one issuer. issuer: its name in our settings."""

    issuer: str
    value: str


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, and what it may.

    name: stable, as it stands in logs, audits and metrics. subjects: whose tokens are this partner's.
    quota: None where nothing is counted.
    """

    name: str
    grant: Grant
    title: str = ""
    status: PartnerStatus = PartnerStatus.ACTIVE
    lane: Lane = Lane.INTERACTIVE
    weight: int = 1
    quota: Quota | None = None
    subjects: frozenset[Subject] = frozenset()


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key for a system of a partner's; several may live at once, so that one can take another's place.

    prefix: its first characters, by which it is found, and by which people name it. digest: the keyed hash
    of the whole. last_used_at: to the minute or so. Of the key itself nothing is kept.
    """

    prefix: str
    partner: str
    digest: bytes
    created_at: datetime
    label: str = ""
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def lives(self, now: datetime) -> bool:
        """Whether it may be used at this time."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class ChangeKind(StrEnum):
    """What was done to a partner."""

    ADDED = "ADDED"
    CHANGED = "CHANGED"
    SUSPENDED = "SUSPENDED"
    RESUMED = "RESUMED"
    REMOVED = "REMOVED"
    KEY_ADDED = "KEY_ADDED"
    KEY_REVOKED = "KEY_REVOKED"


class PartnerChange(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the audit. before, after: the partner, or the key without its digest, as JSON; or empty."""

    at: datetime
    who: str
    partner: str
    kind: ChangeKind
    before: str = ""
    after: str = ""


def principal_of(partner: Partner, person: str = "") -> Principal:
    """The partner as it asks, on behalf of a person where one is known."""
    return Principal(
        partner=partner.name,
        person=person,
        grant=partner.grant,
        lane=partner.lane,
        weight=partner.weight,
        quota=partner.quota,
    )
