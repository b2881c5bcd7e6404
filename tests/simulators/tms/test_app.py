from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from simulators.clock import iso, parse_iso
from simulators.orders.facts import Kind
from tests.simulators.house import START, House

BY_REFERENCE = "/loads/by-reference"


class Location(msgspec.Struct):
    timeZone: str  # noqa: N815 - as it is on the wire


class Message(msgspec.Struct):
    statusCode: str  # noqa: N815 - as it is on the wire
    leg: int
    location: Location
    date: str
    time: str
    timeCode: str  # noqa: N815 - as it is on the wire
    receivedAt: str  # noqa: N815 - as it is on the wire

    def instant(self) -> int:
        zone = UTC if self.timeCode == "UT" else ZoneInfo(self.location.timeZone)
        form = "%Y%m%d%H%M%S" if len(self.time) == 6 else "%Y%m%d%H%M"
        return int(datetime.strptime(self.date + self.time, form).replace(tzinfo=zone).timestamp())


class Load(msgspec.Struct):
    loadNumber: str  # noqa: N815 - as it is on the wire
    status: str
    statusMessages: list[Message]  # noqa: N815 - as it is on the wire
    references: list[dict[str, str]]
    legs: list[dict[str, object]]
    estimates: list[dict[str, object]]


async def loads(house: House, kind: str, *values: str) -> list[Load]:
    body = {"references": [{"type": kind, "value": value} for value in values]}
    return msgspec.convert((await house.post("tms", BY_REFERENCE, body)).json()["loads"], list[Load])


async def test_a_load_is_found_by_each_of_its_names(house: House) -> None:
    number = (await house.stories())["multi_leg"][0]
    (load,) = await loads(house, "ORDER", number)
    linehaul, parcel = load.legs
    for kind, value in (
        ("SHIPMENT", load.references[0]["value"]),
        ("LOAD", load.loadNumber),
        ("TRACKING", str(parcel["trackingNumber"])),
        ("PRO", str(linehaul["proNumber"])),
    ):
        assert await loads(house, kind, value) == [load]
    assert (await house.get("tms", f"/loads/{load.loadNumber}")).json()["load"]["status"] == "DELIVERED"
    assert (await house.get("tms", "/loads/LD999999999")).status_code == 404


async def test_messages_tell_the_plan_in_local_or_universal_time(house: House) -> None:
    for number in (await house.stories())["plain"]:
        (load,) = await loads(house, "ORDER", number)
        at = {fact.kind: fact.at for fact in house.world.order(int(number[3:])).facts}
        told = {message.statusCode: message.instant() for message in load.statusMessages}
        for code, kind in (("X3", Kind.ARRIVED_PICKUP), ("AF", Kind.PICKED_UP), ("D1", Kind.DELIVERED)):
            assert 0 <= at[kind] - told[code] < 60
        assert {message.timeCode for message in load.statusMessages} == {"LT", "UT"}
        assert {len(message.time) for message in load.statusMessages} == {4, 6}


async def test_a_load_of_two_legs_hears_of_an_arrival_late(house: House) -> None:
    number = (await house.stories())["multi_leg"][0]
    (load,) = await loads(house, "ORDER", number)
    received = [parse_iso(message.receivedAt) for message in load.statusMessages]
    assert received == sorted(received)
    late = [m for m in load.statusMessages if parse_iso(m.receivedAt) - m.instant() > 4 * 3600]
    assert [message.statusCode for message in late if message.statusCode not in {"AG", "X2"}] == ["X4"]
    assert {message.leg for message in load.statusMessages} == {1, 2}


async def test_estimates_are_kept_with_when_and_why(house: House) -> None:
    number = (await house.stories())["attempted"][0]
    (load,) = await loads(house, "ORDER", number)
    assert [each["statusCode"] for each in load.estimates] == ["AG", "X2"]
    assert [each["reasonCode"] for each in load.estimates] == ["NS", "AG"]
    codes = [message.statusCode for message in load.statusMessages]
    assert codes.index("AP") < codes.index("X2") < codes.index("D1")


async def test_what_went_wrong_is_an_exception(house: House) -> None:
    stories = await house.stories()
    for story, code in (("lost", "LS"), ("damaged", "A3")):
        for load in await loads(house, "ORDER", *stories[story]):
            assert load.status == "EXCEPTION"
            assert load.statusMessages[-1].statusCode == code


async def test_a_shared_shipment_is_one_load_of_two_orders(house: House) -> None:
    number = (await house.stories())["consolidated"][0]
    (load,) = await loads(house, "ORDER", number)
    orders = [each["value"] for each in load.references if each["type"] == "ORDER"]
    assert number in orders
    assert len(orders) == 2
    assert await loads(house, "ORDER", *orders) == [load]


async def test_what_is_unknown_is_unmatched(house: House) -> None:
    newest = f"SO-{house.world.count_at(START):07d}"
    wanted = [{"type": "ORDER", "value": newest}, {"type": "SHIPMENT", "value": "x"}]
    answer = (await house.post("tms", BY_REFERENCE, {"references": wanted})).json()
    assert answer == {"loads": [], "unmatched": wanted}


async def test_changes_are_those_that_were_heard_of(house: House) -> None:
    since = START - 3 * 3600
    page = (await house.get("tms", "/loads/changes", since=iso(since), limit=200)).json()
    assert page["nextCursor"] is None
    assert len(page["loads"]) > 3
    assert all(parse_iso(load["updatedAt"]) > since for load in page["loads"])


@pytest.mark.parametrize(
    "references", [[], [{"type": "NAME", "value": "x"}], [{"type": "LOAD"}], ["x"], "x", [{}] * 101]
)
async def test_references_that_cannot_be_read_are_refused(house: House, references: object) -> None:
    answer = await house.post("tms", BY_REFERENCE, {"references": references})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "INVALID"
