"""Exception cases: what a person must look at. Pure code returns findings; its caller raises them."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Severity(StrEnum):
    """How soon somebody should look."""

    INFO = "INFO"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"


class CaseState(StrEnum):
    """The life of a case."""

    OPEN = "OPEN"
    ASSIGNED = "ASSIGNED"
    RESOLVED = "RESOLVED"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not right, as pure code found it. Cases are one per (code, group).

    subjects: entity keys such as `order:SO-1` or `sku:AX-1@EAST`. systems: instances that say so.
    detail: one sentence for the person who looks, without personal data.
    """

    code: str
    group: str
    severity: Severity = Severity.WARNING
    subjects: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    detail: str = ""
    evidence: tuple[str, ...] = ()


class CaseChange(msgspec.Struct, frozen=True, kw_only=True):
    """One step in the life of a case. who: a person or program; SIGHTING or SYSTEM where none did it."""

    at: datetime
    who: str
    before: CaseState
    after: CaseState
    note: str = ""


class ExceptionCase(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that is kept: when it was first and last seen, how often, who works on it.

    Its finding has the words of the latest sighting, and subjects, systems and evidence of all of them,
    newest first and bounded. history: what was done about it, oldest first.
    """

    id: str
    finding: Finding
    first_seen: datetime
    last_seen: datetime
    count: int = 1
    state: CaseState = CaseState.OPEN
    owner: str = ""
    resolution: str = ""
    history: tuple[CaseChange, ...] = ()


SIGHTING = "sighting"
SYSTEM = "system"
"""Who closes a case whose cause is gone by itself."""

MOST_SUBJECTS = 100
MOST_EVIDENCE = 20
"""So many of each does a case keep, however often it is seen."""


UNMAPPED_CODE = "UNMAPPED_CODE"
UNLINKED_IDENTIFIER = "UNLINKED_IDENTIFIER"
BAD_RECORD = "BAD_RECORD"
BAD_VALUE = "BAD_VALUE"


def unmapped(instance: str, vocabulary: str, raw: str, subject: str) -> Finding:
    """A code of `instance` that no mapping knows; grouped so that ten thousand are one case."""
    return Finding(
        code=UNMAPPED_CODE,
        group=f"{instance}/{vocabulary}/{raw[:60]}",
        subjects=(subject,),
        systems=(instance,),
        detail=f"{instance} uses {vocabulary} code '{raw[:60]}', which no mapping knows",
    )


def bad_value(instance: str, path: str, reason: str, subject: str) -> Finding:
    """A value that was left out because it cannot be meant; the rest of its record stands."""
    return Finding(
        code=BAD_VALUE,
        group=f"{instance}/{path}",
        subjects=(subject,),
        systems=(instance,),
        detail=f"{instance} sent an unusable value at {path}: {reason}",
    )


def gathered(newer: Finding, older: Finding) -> Finding:
    """The newer finding with what the older adds to its lists: each once, up to the bounds."""
    return msgspec.structs.replace(
        newer,
        subjects=_together(newer.subjects, older.subjects, MOST_SUBJECTS),
        systems=_together(newer.systems, older.systems, MOST_SUBJECTS),
        evidence=_together(newer.evidence, older.evidence, MOST_EVIDENCE),
    )


def _together(newer: tuple[str, ...], older: tuple[str, ...], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*newer, *older)))[:most]
