"""The lines of the audit: what a change was, from what was kept before and after it."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.registry.records import ApiKey, ChangeKind, Partner, PartnerChange, PartnerStatus

_ENCODER = msgspec.json.Encoder(order="deterministic")


def partner_line(
    before: Partner | None, after: Partner | None, *, who: str, now: datetime
) -> PartnerChange | None:
    """What happened to a partner; None where nothing did."""
    named = before or after
    if named is None or before == after:
        return None
    return PartnerChange(
        at=now,
        who=who,
        partner=named.name,
        kind=kind_of(before, after),
        before=_text(before),
        after=_text(after),
    )


def key_added(key: ApiKey, *, who: str, now: datetime) -> PartnerChange:
    """A partner got a key."""
    kind = ChangeKind.KEY_ADDED
    return PartnerChange(at=now, who=who, partner=key.partner, kind=kind, after=_key_text(key))


def key_revoked(before: ApiKey, after: ApiKey, *, who: str, now: datetime) -> PartnerChange:
    """A key holds no more."""
    return PartnerChange(
        at=now,
        who=who,
        partner=after.partner,
        kind=ChangeKind.KEY_REVOKED,
        before=_key_text(before),
        after=_key_text(after),
    )


def kind_of(before: Partner | None, after: Partner | None) -> ChangeKind:
    """What a change is called: where more than the status changes with it, the status gives the name."""
    if before is None:
        return ChangeKind.ADDED
    if after is None:
        return ChangeKind.REMOVED
    if before.status is after.status:
        return ChangeKind.CHANGED
    return ChangeKind.SUSPENDED if after.status is PartnerStatus.SUSPENDED else ChangeKind.RESUMED


def _text(partner: Partner | None) -> str:
    return "" if partner is None else _ENCODER.encode(partner).decode()


def _key_text(key: ApiKey) -> str:
    told = msgspec.to_builtins(replace(key, digest=b""))
    del told["digest"]
    return _ENCODER.encode(told).decode()
