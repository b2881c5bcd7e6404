"""What is done with exception cases: looked for, assigned and resolved. Pure; the store keeps the outcome."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.errors import BadInput
from domain.exceptions import SYSTEM, CaseChange, CaseState, ExceptionCase, Severity

LONGEST_OWNER = 200
LONGEST_NOTE = 2_000


class CaseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All conditions must hold; inside one, any of its values. An empty tuple is no condition."""

    states: tuple[CaseState, ...] = ()
    codes: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    systems: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


class CasePosition(msgspec.Struct, frozen=True):
    """Where a page ended: the last sighting of its last case, and that case's id."""

    last_seen: datetime
    id: str


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """Cases by last sighting, newest first; whether more follow; how many the filter has in all."""

    cases: tuple[ExceptionCase, ...] = ()
    more: bool = False
    total: int = 0


def position(case: ExceptionCase) -> CasePosition:
    """Where a page that ends with this case ended."""
    return CasePosition(case.last_seen, case.id)


def fits(case: ExceptionCase, wanted: CaseFilter) -> bool:
    """Whether it is one of these cases, as the store finds them."""
    finding = case.finding
    said: tuple[tuple[Collection[object], Collection[object]], ...] = (
        (wanted.states, (case.state,)),
        (wanted.codes, (finding.code,)),
        (wanted.severities, (finding.severity,)),
        (wanted.owners, (case.owner,)),
        (wanted.systems, finding.systems),
        (wanted.subjects, finding.subjects),
    )
    return all(not values or not set(values).isdisjoint(has) for values, has in said)


def assigned(case: ExceptionCase, owner: str, *, who: str, now: datetime) -> ExceptionCase:
    """The case in the hands of `owner`; unchanged where it is already. Raises BadInput."""
    name = _text(owner, "owner", LONGEST_OWNER)
    _check_unresolved(case)
    if case.state is CaseState.ASSIGNED and case.owner == name:
        return case
    change = CaseChange(at=now, who=who, before=case.state, after=CaseState.ASSIGNED, note=f"to {name}")
    return _step(replace(case, owner=name), change)


def resolved(case: ExceptionCase, note: str, *, who: str, now: datetime) -> ExceptionCase:
    """The case as dealt with, until it is seen again. Raises BadInput."""
    words = _text(note, "note", LONGEST_NOTE)
    _check_unresolved(case)
    change = CaseChange(at=now, who=who, before=case.state, after=CaseState.RESOLVED, note=words)
    return _step(replace(case, resolution=words), change)


def settled(case: ExceptionCase, note: str, *, now: datetime) -> ExceptionCase:
    """The case as dealt with by itself, for its cause is gone; unchanged where it is resolved."""
    if case.state is CaseState.RESOLVED:
        return case
    return resolved(case, note, who=SYSTEM, now=now)


def unknown_case(case_id: str) -> BadInput:
    """The error for an id that no case has."""
    return BadInput(f"no exception case has the id {case_id[:60]!r}", field="id")


def _step(case: ExceptionCase, change: CaseChange) -> ExceptionCase:
    return replace(case, state=change.after, history=(*case.history, change))


def _check_unresolved(case: ExceptionCase) -> None:
    if case.state is CaseState.RESOLVED:
        raise BadInput("this case is resolved already; a new sighting opens it again", field="id")


def _text(value: str, field: str, longest: int) -> str:
    text = value.strip()
    if not text:
        raise BadInput("should not be empty", field=field)
    if len(text) > longest:
        raise BadInput(f"has {len(text)} characters, {longest} are allowed", field=field)
    if "\0" in text or not _encodable(text):
        raise BadInput("holds a character that cannot be kept", field=field)
    return text


def _encodable(text: str) -> bool:
    return text.encode("utf-8", "ignore").decode("utf-8") == text
