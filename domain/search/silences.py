"""What the log says of a source that fell silent, and of one that is heard again: it follows its case."""

from datetime import datetime

from domain.cases.telling import SOURCE, step_name
from domain.events.payloads import FeedNews
from domain.events.record import Event
from domain.exceptions import SYSTEM, CaseState, ExceptionCase
from domain.search.feeds import SOURCE_SILENT

SILENT, RECOVERED = "source.silent", "source.recovered"


def source_step(case: ExceptionCase, now: datetime) -> Event | None:
    """The event of the source at the last step of its case; None for a step that says nothing of it.

    A person who closes the case does not make the source speak.
    """
    if case.finding.code != SOURCE_SILENT or case.state is CaseState.ASSIGNED:
        return None
    if case.state is CaseState.RESOLVED and case.history[-1].who != SYSTEM:
        return None
    kind = SILENT if case.state is CaseState.OPEN else RECOVERED
    return Event(
        type=kind,
        source=SOURCE,
        source_event_id=f"source/{step_name(case)}",
        id=f"{case.id}.{len(case.history)}.source",
        subject=case.finding.subjects[0],
        occurred_at=case.history[-1].at if case.history else case.first_seen,
        recorded_at=now,
        data=FeedNews(),
    )
