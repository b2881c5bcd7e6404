"""What cannot be meant: a record without what is needed fails, any other value is left out and found."""

import pytest

from domain.milestones import MilestoneCode
from tests.adapters.wms_west.replies import (
    CREATED,
    REFERENCE,
    content,
    failure,
    fulfilment,
    line,
    log,
    order,
    package,
    reply,
    shipment,
)

HUGE = "1" + "0" * 30


@pytest.mark.parametrize(
    ("record", "place"),
    [
        (
            order(line().replace("QtyPicked", "QtyPickt"), log("CR", CREATED)),
            "Order[1]: Object missing required field `QtyPicked` - at `Line[1]`",
        ),
        (order(line().replace("hostLine=", "line="), log("CR", CREATED)), "`@hostLine` - at `Line[1]`"),
        (
            order(line(), line("2x"), log("CR", CREATED)),
            "Order/Line[@hostLine='2x']/@hostLine: '2x' is not a line number",
        ),
        (
            order(line("000030", counts={"Picked": "many"}), log("CR", CREATED)),
            "Order/Line[@hostLine='000030']/QtyPicked: 'many' is not a number with a decimal comma",
        ),
        (order(line(counts={"Ordered": "12.00"}), log("CR", CREATED)), "QtyOrdered: '12.00' is not a number"),
        (order(line(counts={"Short": "-1,00"}), log("CR", CREATED)), "QtyShort: -1,00 is below zero"),
        (order(line(counts={"Packed": HUGE}), log("CR", CREATED)), "QtyPacked: "),
        (order(line(counts={"Packed": "9" * 5000}), log("CR", CREATED)), "is too large"),
        (order(log("CR", CREATED)), "Order[1]: Object missing required field `Line`"),
        (order(line()), "Order[1]: Object missing required field `Log`"),
        (
            order(line(), log("CR", CREATED), shipment("<w:Pkg/>")),
            "Order[1]: Expected `array`, got `str` - at `Shipment[1]/Pkg`",
        ),
        (order().replace("changed=", "chanced="), "Order[1]: Object missing required field `@changed`"),
    ],
)
async def test_a_record_without_what_is_needed_fails_and_names_the_place(record: str, place: str) -> None:
    answer = await failure("fulfilments", REFERENCE, reply(record))
    assert place in str(answer.error)
    (finding,) = answer.findings
    assert finding.subjects == (f"order:{REFERENCE}",)
    assert place in finding.detail


SENT = (line(), log("CR", CREATED))


@pytest.mark.parametrize(
    ("record", "place", "reason"),
    [
        (
            order(line(), log("CR", CREATED), log("AL", "20260230 256199")),
            "Order/Log/@at",
            "not an ISO 8601 time",
        ),
        (
            order(line(), log("CR", CREATED), log("AL", "2026-02-20T08:00:00")),
            "Order/Log/@at",
            "not a local time",
        ),
        (order(line(), log("CR", CREATED), log("AL", "00010101 000000")), "Order/Log/@at", "1990"),
        (order(line(), log("CR", CREATED), '<w:Log state="AL"/>'), "Order/Log", "Log[2]: Object missing"),
        (order(*SENT, changed="20269999 000000"), "Order/@changed", "not an ISO 8601 time"),
        (order(*SENT, shipment(package(content()), shipped="soon")), "Order/Shipment/@shipped", "'soon'"),
        (order(*SENT, shipment(package(content(HUGE)))), "Order/Shipment/Pkg/Content/Qty", "too large"),
        (order(*SENT, shipment(package(content("many")))), "Order/Shipment/Pkg/Content/Qty", "'many'"),
        (order(*SENT, shipment(package(content(number="x")))), "Order/Shipment/Pkg/Content/@hostLine", "'x'"),
        (
            order(*SENT, shipment(package(content().replace("Qty>", "Qt>")))),
            "Order/Shipment/Pkg/Content",
            "Content[1]: ",
        ),
        (
            order(*SENT, shipment(package(content(), weight="heavy"))),
            "Order/Shipment/Pkg/WeightKg",
            "'heavy'",
        ),
    ],
)
async def test_a_value_that_cannot_be_meant_is_left_out_and_found(
    record: str, place: str, reason: str
) -> None:
    answer = await fulfilment(record)
    assert [fact.code for fact in answer.value.milestones] == [MilestoneCode.RELEASED]
    (finding,) = answer.findings
    assert finding.group == f"wms_west/{place}"
    assert finding.subjects == (f"order:{REFERENCE}",)
    assert reason in finding.detail


async def test_an_impossible_time_of_the_reply_leaves_its_age_unknown() -> None:
    answer = await fulfilment(order(), as_of="20260230 256199")
    assert answer.value.as_of is None
    assert [stamp.as_of for stamp in answer.stamps] == [None]
    assert [finding.group for finding in answer.findings] == ["wms_west/@asOf"]
