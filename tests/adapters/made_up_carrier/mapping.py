"""Lines of `number|code|local time|zone|city` to tracks."""

from collections.abc import Iterable
from datetime import datetime

from domain.exceptions import unmapped
from domain.freshness import Stamp
from domain.instants import parse_instant
from domain.milestones import Milestone, MilestoneCode
from domain.ports.reading import Found
from domain.shipments import Track

CODE_OF = {
    "TAKEN": MilestoneCode.PICKED_UP,
    "HUB": MilestoneCode.ARRIVED,
    "GIVEN": MilestoneCode.DELIVERED,
}


def tracks(text: str, instance: str, fetched_at: datetime) -> dict[str, Found[Track]]:
    """One track for each number that has a line. Raises ImpossibleValue for a time that cannot be meant."""
    lines = [line.split("|") for line in text.splitlines()]
    numbers = dict.fromkeys(line[0] for line in lines)
    return {
        number: _track(number, [line for line in lines if line[0] == number], instance, fetched_at)
        for number in numbers
    }


def _track(number: str, lines: Iterable[list[str]], instance: str, fetched_at: datetime) -> Found[Track]:
    milestones = tuple(
        Milestone(
            code=CODE_OF.get(code, MilestoneCode.UNKNOWN),
            occurred_at=parse_instant(time, zone=zone, field=f"{number} {code}"),
            source=instance,
            place=city,
            raw_code=code,
        )
        for _, code, time, zone, city in lines
    )
    unknown = [fact.raw_code for fact in milestones if fact.code is MilestoneCode.UNKNOWN]
    return Found(
        Track(tracking_number=number, source=instance, carrier="PIPE", milestones=milestones),
        (Stamp(source=instance, fetched_at=fetched_at),),
        tuple(unmapped(instance, "scan", code, f"tracking:{number}") for code in unknown),
    )
