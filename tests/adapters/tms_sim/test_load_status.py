from datetime import UTC, datetime

import pytest

from domain.milestones import Milestone, MilestoneCode
from tests.adapters.tms_sim.replies import LOAD, mapped, message, only


@pytest.mark.parametrize(
    ("status", "gives"),
    [
        ("TENDERED", MilestoneCode.SHIPMENT_CREATED),
        ("ACCEPTED", MilestoneCode.SHIPMENT_CREATED),
        ("CANCELLED", MilestoneCode.CANCELLED),
    ],
)
def test_the_load_s_own_status_counts_where_no_message_says_it(status: str, gives: MilestoneCode) -> None:
    found = mapped(status=status)
    assert only(found) == Milestone(
        code=gives,
        occurred_at=datetime(2026, 2, 25, tzinfo=UTC),
        source="lines",
        reference=LOAD,
        raw_code=status,
    )
    assert found.findings == ()


def test_a_cancellation_that_a_message_tells_is_told_once() -> None:
    assert only(mapped(message("CA"), status="CANCELLED")).raw_code == "CA"


def test_without_its_time_the_load_s_own_status_proves_nothing() -> None:
    assert mapped(status="TENDERED", updatedAt="").value.milestones == ()


@pytest.mark.parametrize("status", ["AT_PICKUP", "IN_TRANSIT", "DELIVERED", "EXCEPTION"])
def test_statuses_that_messages_tell_give_nothing_of_their_own(status: str) -> None:
    found = mapped(status=status)
    assert found.value.milestones == ()
    assert found.findings == ()


def test_an_unknown_status_of_a_load_is_found() -> None:
    found = mapped(message("AF"), status="TELEPORTED")
    assert only(found).code is MilestoneCode.PICKED_UP
    assert [finding.group for finding in found.findings] == ["lines/load status/TELEPORTED"]
