"""Dead letters, and the exception case that each is: one for all of a source and a reason."""

import hashlib
from datetime import datetime

from domain.errors import BadInput
from domain.exceptions import Finding, Severity
from domain.log.records import DeadLetter, Raw

DEAD_LETTER = "DEAD_LETTER"
MAPPING_FAILED = "MAPPING_FAILED"
_DIGITS = 8


def refused(raw: Raw, error: BadInput, version: int, now: datetime, *, item: str = "") -> DeadLetter:
    """What is wrong with a delivery, or with one item of it."""
    return letter(raw, error.code, error.field, error.public, version, now, item=item)


def failed(raw: Raw, error: Exception, version: int, now: datetime) -> DeadLetter:
    """Our own mapping broke. What it stumbled over may be personal: the log has it, the letter does not."""
    return letter(raw, MAPPING_FAILED, "", f"The mapping failed: {type(error).__name__}", version, now)


def unreadable(raw: Raw, finding: Finding, version: int, now: datetime) -> DeadLetter:
    """A delivery of which nothing could be mapped, for a reason that the adapter found."""
    return letter(raw, finding.code, finding.group, finding.detail, version, now)


def letter(  # noqa: PLR0913, PLR0917 - each is a column of its own
    raw: Raw, reason: str, place: str, detail: str, version: int, now: datetime, *, item: str = ""
) -> DeadLetter:
    """The same trouble of the same delivery is the same letter, however often it is mapped."""
    told = f"{reason}|{place}|{item}"
    return DeadLetter(
        id=f"{raw.id}-{hashlib.sha256(told.encode()).hexdigest()[: _DIGITS - 1]}",
        raw=raw.id,
        source=raw.source,
        reason=reason,
        place=place,
        detail=detail,
        mapping_version=version,
        first_at=now,
        last_at=now,
    )


def finding_of(dead: DeadLetter) -> Finding:
    """Ten thousand of a kind are one case."""
    return Finding(
        code=DEAD_LETTER,
        group=f"{dead.source}/{dead.reason}",
        severity=Severity.CRITICAL if dead.reason == MAPPING_FAILED else Severity.WARNING,
        subjects=(f"source:{dead.source}",),
        systems=(dead.source,),
        detail=f"{dead.source}: {dead.place + ': ' if dead.place else ''}{dead.detail}",
        evidence=(f"raw:{dead.raw}",),
    )
