"""What is late, of orders whose timelines are written here by hand."""

import msgspec
import pytest

from simulators.orders.facts import Fact, Header, Kind, Line, Order, Work, WorkLine
from simulators.world.lateness import Late, of_order, promised_at

HOUR = 3600
PLACED = 1_000_000
HEADER = Header(
    index=1,
    story="plain",
    placed_at=PLACED,
    channel="WEB",
    customer=1,
    service="GROUND",
    lines=(Line(number=1, item=1, quantity=4, site="EAST"),),
)
ACKNOWLEDGED = Fact(PLACED, Kind.ACKNOWLEDGED)
RELEASED = Fact(PLACED + HOUR, Kind.RELEASED, work=1)
UNRELEASED = Late("released", PLACED + 4 * HOUR, "erp")
UNSHIPPED = Late("shipped", PLACED + 7 * HOUR, "wms_east", "EAST")
UNDELIVERED = Late("delivered", promised_at(HEADER), "carrier")


def order(*facts: Fact, channel: str = "WEB", host: str = "") -> Order:
    header = msgspec.structs.replace(HEADER, channel=channel, host=host)
    work = Work(number=1, site="EAST", lines=(WorkLine(line=1, quantity=4),))
    return Order(header, (work,), (), tuple(sorted(facts, key=lambda fact: fact.at)))


def left(quantity: int) -> Fact:
    return Fact(PLACED + 2 * HOUR, Kind.SHIPPED, work=1, line=1, quantity=quantity)


@pytest.mark.parametrize(
    ("facts", "hours", "late"),
    [
        ((ACKNOWLEDGED,), 4, []),
        ((ACKNOWLEDGED,), 5, [UNRELEASED]),
        ((ACKNOWLEDGED, RELEASED), 6, []),
        ((ACKNOWLEDGED, RELEASED), 8, [UNSHIPPED]),
        ((ACKNOWLEDGED, RELEASED, left(3)), 8, [UNSHIPPED]),
        ((ACKNOWLEDGED, RELEASED, left(4)), 8, []),
        ((ACKNOWLEDGED, RELEASED, left(4)), 121, [UNDELIVERED]),
        ((ACKNOWLEDGED, Fact(PLACED + 9 * HOUR, Kind.RELEASED, work=1)), 8, [UNRELEASED]),
    ],
)
def test_what_has_not_come_in_time_is_late(facts: tuple[Fact, ...], hours: int, late: list[Late]) -> None:
    assert of_order(order(*facts), PLACED + hours * HOUR) == late


@pytest.mark.parametrize("ending", [Kind.HELD, Kind.CANCELLED, Kind.CLOSED])
def test_nobody_owes_anything_for_an_order_that_is_held_or_over(ending: Kind) -> None:
    assert of_order(order(ACKNOWLEDGED, Fact(PLACED + 1, ending)), PLACED + 200 * HOUR) == []


def test_goods_that_nobody_has_are_not_late() -> None:
    lacking = Fact(PLACED + HOUR, Kind.BACKORDERED, line=1, quantity=1)
    assert of_order(order(ACKNOWLEDGED, RELEASED, lacking, left(3)), PLACED + 8 * HOUR) == []


def test_each_channel_has_its_own_promise_and_another_erp_none() -> None:
    assert of_order(order(ACKNOWLEDGED, channel="B2B"), PLACED + 3 * HOUR) != []
    assert of_order(order(ACKNOWLEDGED, channel="MARKETPLACE"), PLACED + 99 * HOUR) == []
    assert of_order(order(ACKNOWLEDGED, host="SA-1"), PLACED + 200 * HOUR) == []
