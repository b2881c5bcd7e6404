"""What cannot be meant: a record without what is needed fails, any other value is left out and found."""

import pytest

from domain.milestones import MilestoneCode
from tests.adapters.wms_east.replies import (
    HUGE,
    RECEIVED,
    REFERENCE,
    container,
    content,
    failure,
    fulfilment,
    line,
    order,
    shipment,
    step,
)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        (
            {"lines": [line(pickedQuantity=None)]},
            "[0]: Expected `int`, got `null` - at `$.lines[0].pickedQuantity`",
        ),
        ({"lines": [line(pickedQuantity="many")]}, "at `$.lines[0].pickedQuantity`"),
        ({"lines": [{}]}, "missing required field `hostLineNumber` - at `$.lines[0]`"),
        ({"lines": [line(30, orderedQuantity=HUGE)]}, "lines[hostLineNumber=30].orderedQuantity: "),
        ({"lines": [line(30, shortQuantity=-1)]}, "lines[hostLineNumber=30].shortQuantity: -1 is below zero"),
        ({"stateHistory": None}, "at `$.stateHistory`"),
        ({"shipments": [shipment(shipmentId=7)]}, "at `$.shipments[0].shipmentId`"),
        ({"updatedAtMillis": "2026-03-02T08:00:00"}, "at `$.updatedAtMillis`"),
    ],
)
async def test_a_record_without_what_is_needed_fails_and_names_the_place(
    changes: dict[str, object], place: str
) -> None:
    answer = await failure("fulfilments", REFERENCE, order(**changes))
    assert place in str(answer.error)
    (finding,) = answer.findings
    assert finding.subjects == (f"order:{REFERENCE}",)
    assert place in finding.detail


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        (
            {"stateHistory": [step("RECEIVED", RECEIVED), step("ALLOCATED", HUGE)]},
            "stateHistory.atMillis",
            "outside the calendar",
        ),
        (
            {"stateHistory": [step("RECEIVED", RECEIVED), step("ALLOCATED", 0)]},
            "stateHistory.atMillis",
            "1990",
        ),
        ({"stateHistory": [step("RECEIVED", RECEIVED), {"state": "PACKED"}]}, "stateHistory", "[1]"),
        (
            {"stateHistory": [step("RECEIVED", RECEIVED), step("ALLOCATED", "2026-03-02T08:00:00")]},
            "stateHistory",
            "int",
        ),
        ({"updatedAtMillis": HUGE}, "updatedAtMillis", "outside the calendar"),
        (
            {"shipments": [shipment(container(content()), shippedAtMillis=HUGE)]},
            "shipments.shippedAtMillis",
            "outside the calendar",
        ),
        (
            {"shipments": [shipment(container(content(quantity=HUGE)))]},
            "shipments.containers.contents.quantity",
            "too large",
        ),
        (
            {"shipments": [shipment(container(content(quantity="many")))]},
            "shipments.containers.contents",
            "[0]",
        ),
    ],
)
async def test_a_value_that_cannot_be_meant_is_left_out_and_found(
    changes: dict[str, object], place: str, reason: str
) -> None:
    answer = await fulfilment(order(**changes))
    assert [fact.code for fact in answer.value.milestones] == [MilestoneCode.RELEASED]
    (finding,) = set(answer.findings)
    assert finding.group == f"wms_east/{place}"
    assert finding.subjects == (f"order:{REFERENCE}",)
    assert reason in finding.detail


async def test_an_impossible_time_of_the_reply_leaves_its_age_unknown() -> None:
    answer = await fulfilment(order(), server_time=HUGE)
    assert answer.value.as_of is None
    assert [stamp.as_of for stamp in answer.stamps] == [None]
    assert [finding.group for finding in answer.findings] == ["wms_east/serverTimeMillis"]


async def test_a_reply_without_its_time_is_read_all_the_same() -> None:
    answer = await fulfilment(order(), server_time=None)
    assert (answer.value.as_of, answer.findings) == (None, ())
