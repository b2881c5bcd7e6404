"""The declared rules of what is due when: section `due` of the instance file."""

from collections.abc import Collection
from datetime import timedelta

from pydantic import BaseModel, Field

from domain.folds.overdue import DueRule, DueSubject
from domain.milestones import MilestoneCode
from gateway.settings.reading.checking import SECTION, checked, sequence
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where

PROMISE = "PROMISE"
"""What a rule counts from that counts from the promise."""


class _Rule(BaseModel):
    model_config = SECTION

    of: DueSubject = DueSubject.ORDER
    milestone: MilestoneCode
    within: timedelta = Field(ge=timedelta(0), le=timedelta(days=365))
    after: str
    channels: frozenset[str] = frozenset()
    at: frozenset[str] = frozenset()
    owed_by: str


def read_due_rules(
    section: object,
    instances: Collection[str],
    locations: Collection[str],
    path: Where,
    problems: Problems,
) -> tuple[DueRule, ...]:
    """Check the section `due`; what is wrong goes to `problems`."""
    rules = [
        _rule(value, instances, locations, (*path, index), problems)
        for index, value in enumerate(sequence(section, path, problems))
    ]
    return tuple(rule for rule in rules if rule is not None)


def _rule(
    value: object, instances: Collection[str], locations: Collection[str], path: Where, problems: Problems
) -> DueRule | None:
    raw = checked(_Rule, value, path, problems)
    if raw is None:
        return None
    if raw.owed_by not in instances:
        problems.add((*path, "owed_by"), unknown("a configured instance", raw.owed_by, instances))
    for place in sorted(raw.at - set(locations)):
        problems.add((*path, "at"), unknown("one of the locations", place, locations))
    anchors = {PROMISE, *MilestoneCode}
    if raw.after not in anchors:
        problems.add((*path, "after"), unknown("a milestone, or PROMISE", raw.after, anchors))
        return None
    return DueRule(
        subject=raw.of,
        milestone=raw.milestone,
        within=raw.within,
        after=None if raw.after == PROMISE else MilestoneCode(raw.after),
        channels=raw.channels,
        locations=raw.at,
        owed_by=raw.owed_by,
    )
