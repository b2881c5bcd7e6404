import pytest

from domain.exceptions import BAD_VALUE
from domain.milestones import MilestoneCode
from tests.adapters.tms_sim.replies import AUSTIN, LOAD, mapped, message, only

NOWHERE = AUSTIN | {"timeZone": None}
MARS = AUSTIN | {"timeZone": "Mars/Olympus"}


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (message("D1", timeCode="ET"), f"message {LOAD}-D1: time code 'ET' is not LT or UT"),
        (message("D1", timeCode=""), "time code '' is not LT or UT"),
        (message("D1", location=NOWHERE), "the zone of 'CN-01311' is not told"),
        (message("D1", location=MARS), "zone 'Mars/Olympus' is not known"),
        (message("D1", stop=4), f"message {LOAD}-D1: 4 is not a stop of this load"),
        (message("D1", stop=10**30), f"message {LOAD}-D1: 10000000000000000000 is not a stop of this load"),
        (message("D1", "20260231"), "'20260231T124500' is not an ISO 8601 time"),
        (message("D1", "20260308", "023000"), "'2026-03-08T02:30:00' does not exist in America/New_York"),
        (message("D1", "10260221"), "is not between 1990 and 2100"),
        (message("D1", "20260221", "1245Z"), "'20260221 1245Z' is not YYYYMMDD with HHMM or HHMMSS"),
        (message("D1", "20260221", "7"), "'20260221 7' is not YYYYMMDD"),
        (message("D1", receivedAt="2026-02-25T00:00:00"), "'2026-02-25T00:00:00' has no zone"),
        (message("D1") | {"stop": "3"}, "[1]: Expected `int | null`, got `str` - at `$.stop`"),
        ({"id": "1"}, "[1]: Object missing required field `date`"),
    ],
)
def test_a_bad_message_costs_only_itself(bad: object, says: str) -> None:
    found = mapped(message("AF"), bad)
    assert only(found).code is MilestoneCode.PICKED_UP
    assert [(finding.code, finding.group) for finding in found.findings] == [
        (BAD_VALUE, "lines/statusMessages")
    ]
    assert says in found.findings[0].detail


def test_universal_time_needs_no_zone() -> None:
    found = mapped(message("D1", stop=3, timeCode="UT", location=NOWHERE))
    assert only(found).code is MilestoneCode.DELIVERED
