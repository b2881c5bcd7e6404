from datetime import datetime

import pytest

from simulators.orders.facts import Kind
from tests.simulators.house import START, House


async def track(house: House, *numbers: str) -> list[dict[str, object]]:
    answer = await house.post("carrier", "/track", {"trackingNumbers": numbers})
    results: list[dict[str, object]] = answer.json()["results"]
    return results


def tracking(house: House, number: str) -> str:
    return house.world.order(int(number[3:])).shipments[0].packages[0].tracking


async def codes(house: House, story: str) -> list[str]:
    (found,) = await track(house, tracking(house, (await house.stories())[story][0]))
    events = found["events"]
    assert isinstance(events, list)
    return [event["code"] for event in events]


async def test_events_tell_the_story(house: House) -> None:
    assert [code for code in await codes(house, "plain") if code not in {"CI", "CR"}] == [
        *("MA", "PU", "AR", "DP", "AR", "OD", "DL"),
    ]
    assert (await codes(house, "attempted"))[-4:] == ["OD", "DA", "OD", "DL"]
    assert (await codes(house, "lost"))[-1] == "LO"
    assert (await codes(house, "damaged"))[-3:] == ["EX", "RS", "RD"]
    assert (await codes(house, "multi_leg"))[:2] == ["MA", "AR"]


async def test_times_carry_the_offset_of_their_place(house: House) -> None:
    number = (await house.stories())["plain"][0]
    (found,) = await track(house, tracking(house, number))
    facts = house.world.order(int(number[3:])).facts
    delivered = next(fact.at for fact in facts if fact.kind is Kind.DELIVERED)
    moment = datetime.fromisoformat(str(found["deliveredAt"]))
    assert moment.timestamp() == delivered
    assert moment.utcoffset()
    assert found["estimatedDelivery"] is None


async def test_a_shipment_on_its_way_has_an_estimate(house: House) -> None:
    for index in range(house.world.count_at(START), 0, -1):
        order = house.world.order(index)
        kinds = {fact.kind: fact for fact in order.seen(START)}
        if Kind.PICKED_UP in kinds and Kind.ESTIMATED in kinds and len(order.shipments) == 1:
            (found,) = await track(house, order.shipments[0].packages[0].tracking)
            estimate = datetime.fromisoformat(str(found["estimatedDelivery"]))
            assert estimate.timestamp() == kinds[Kind.ESTIMATED].due
            return
    pytest.fail("no order is on its way")


async def test_a_number_is_unknown_before_its_label_and_with_a_wrong_check_digit(house: House) -> None:
    order = house.world.order(house.world.count_at(START))
    unlabelled = order.shipments[0].packages[0].tracking
    known = tracking(house, (await house.stories())["plain"][0])
    mistyped = known[:-1] + str((int(known[-1]) + 1) % 10)
    assert [each["found"] for each in await track(house, unlabelled, mistyped, "999", known)] == [
        *(False, False, False, True),
    ]


async def test_more_than_thirty_numbers_are_refused(house: House) -> None:
    answer = await house.post("carrier", "/track", {"trackingNumbers": ["1"] * 31})
    assert answer.status_code == 400
    assert answer.json()["fault"]["code"] == "400.20"
