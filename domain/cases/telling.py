"""What the log says of an exception case: its steps, each named, and nothing that people wrote."""

from datetime import datetime

from domain.events.payloads import CaseNews
from domain.events.record import Event
from domain.exceptions import CaseState, ExceptionCase

SOURCE = "ordergraph"
_TYPES = {
    CaseState.OPEN: "exception.opened",
    CaseState.ASSIGNED: "exception.assigned",
    CaseState.RESOLVED: "exception.resolved",
}


def step_name(case: ExceptionCase) -> str:
    """The step that brought a case to where it is: the same for all who see it there."""
    return f"case/{case.id}/{len(case.history)}"


def step_of(case: ExceptionCase, now: datetime) -> Event:
    """The event of the last step of a case: its first sighting, or what was done about it last."""
    finding = case.finding
    at = case.history[-1].at if case.history else case.first_seen
    return Event(
        type=_TYPES[case.state],
        source=SOURCE,
        source_event_id=step_name(case),
        id=f"{case.id}.{len(case.history)}",
        subject=f"exception:{case.id}",
        related=finding.subjects,
        occurred_at=at,
        recorded_at=now,
        data=CaseNews(code=finding.code, severity=finding.severity, state=case.state),
    )
