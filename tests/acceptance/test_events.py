"""What systems push: taken once it is verified, in the log once, and seen by the next who asks."""

import asyncio
import hashlib
import hmac
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from domain.events.payloads import ShipmentNews
from domain.log.filters import EventFilter
from domain.log.records import Logged
from domain.partners import RowScope
from gateway.demo.instance_file import LINKS
from gateway.store.database import open_database
from gateway.store.log.sql_dead_letters import SqlDeadLetters
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.log.sql_inbox import SqlInbox
from tests.acceptance.asking import Caller, calling
from tests.acceptance.conftest import SMALL
from tests.acceptance.remembered import remembering
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.acceptance.waiting import moment

pytestmark = pytest.mark.slow

LONG = {"soft": 7_200, "ttl": 7_200}
PATIENCE = 60.0
HOURS_BEFORE, HOURS = 5, 1
SECRET = b"erp-webhook-secret"
ORDER = "query ($number: String!) { order(number: $number) { number status } }"
PARCELS = """query ($number: String!) {
  order(number: $number) { shipments { trackingNumbers milestones { code } } }
}"""
CASES = '{ exceptions(filter: {codes: ["DEAD_LETTER"]}) { edges { node { code subjects systems count } } } }'


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A gateway that remembers for hours, and a small world whose systems tell it their news."""

    served: Served
    world: Simulated
    desk: Caller
    ops: Caller
    inbox: SqlInbox
    log: SqlEventLog
    letters: SqlDeadLetters

    async def settled(self) -> list[Logged]:
        """All that systems told, once everything that was delivered is in the log and has had its effects."""
        async with asyncio.timeout(PATIENCE):
            await self.world.delivered()
            while await self.inbox.waiting() or await self.followed() < await self.length():
                await moment()
        told = (await self.log.after(0, EventFilter(), RowScope(), first=10_000)).events
        return [each for each in told if each.event.source != "ordergraph"]

    async def parcels(self, number: str) -> dict[str, set[str]]:
        """The parcels of an order, each with what happened to its shipment."""
        order = (await self.desk.ask(PARCELS, number=number)).data["order"]
        return {
            parcel: {each["code"] for each in shipment["milestones"]}
            for shipment in order["shipments"]
            for parcel in shipment["trackingNumbers"]
        }

    async def length(self) -> int:
        last = await self.log.head()
        return last.position if last else 0

    async def counted(self, name: str) -> float:
        """The sum of one counter over its labels."""
        text = (await self.desk.client.get("/metrics")).text
        lines = (line for line in text.splitlines() if line.startswith(f"ordergraph_{name}_total"))
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    async def followed(self) -> float:
        """Up to where events have had their effects."""
        text = (await self.desk.client.get("/metrics")).text
        (line,) = (each for each in text.splitlines() if each.startswith("ordergraph_log_followed "))
        return float(line.rpartition(" ")[2])

    async def post(self, body: bytes, **headers: str) -> httpx.Response:
        return await self.desk.client.post("/events/erp", content=body, headers=headers)


@asynccontextmanager
async def stores(served: Served) -> AsyncIterator[tuple[SqlInbox, SqlEventLog, SqlDeadLetters]]:
    engine = open_database(served.database)
    try:
        yield SqlInbox(engine), SqlEventLog(engine), SqlDeadLetters(engine)
    finally:
        await engine.dispose()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    folder = tmp_path_factory.mktemp("events")
    async with simulated(folder, size=SMALL) as world:
        await world.advance(HOURS_BEFORE)
        text = remembering(declared(world.urls), LONG)
        below = tmp_path_factory.mktemp("told")
        async with (
            serving(below, folder / LINKS, text) as served,
            calling(served, world, "service-desk") as desk,
            calling(served, world, "ops") as ops,
            stores(served) as (inbox, log, letters),
            world.telling(f"{served.url}/events"),
        ):
            yield Told(served=served, world=world, desk=desk, ops=ops, inbox=inbox, log=log, letters=letters)


def signed(body: bytes) -> dict[str, str]:
    """As the ERP signs."""
    at = str(int(time.time()))
    digest = hmac.new(SECRET, at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"x-erp-timestamp": at, "x-erp-signature": f"v1={digest}"}


async def test_what_happened_is_seen_by_the_next_who_asks(told: Told) -> None:
    """No matter for how long answers are remembered, and what has not happened costs no call."""
    newest = int((await told.world.stories())["newest"].removeprefix("SO-"))
    numbers = [f"SO-{index:07d}" for index in range(newest - 60, newest + 1)]
    before = await told.world.truths(numbers)
    for number in numbers:
        assert (await told.desk.ask(ORDER, number=number)).data["order"]["status"] == before[number][
            "expected"
        ]["status"]
    async with told.world.fault("erp", "webhook_duplicate"):
        await told.world.advance(HOURS)
        logged = await told.settled()
    after = await told.world.truths(numbers)
    touched = {key for each in logged for key in (each.event.subject, *each.event.related)}
    changed = [
        number
        for number in numbers
        if after[number]["expected"]["status"] != before[number]["expected"]["status"]
    ]
    assert len(changed) > 5
    quiet: list[bool] = []
    for number in numbers:
        await told.world.forget_calls()
        assert (await told.desk.ask(ORDER, number=number)).data["order"]["status"] == after[number][
            "expected"
        ]["status"]
        calls = await told.world.calls()
        assert max((count for one in calls.values() for count in one.values()), default=0) <= 1, number
        if f"order:{number}" not in touched:
            quiet.append(bool(calls))
    # News of a parcel or a shipment may name that alone.
    assert sum(quiet) < len(quiet) / 4


async def test_a_scan_is_seen_without_asking_the_carrier(told: Told) -> None:
    """The event says all that there is to know of it."""
    newest = int((await told.world.stories())["newest"].removeprefix("SO-"))
    parcels: dict[str, str] = {}
    for index in range(newest - 100, newest):
        number = f"SO-{index:07d}"
        parcels.update(dict.fromkeys(await told.parcels(number), number))
    known = len(await told.settled())
    await told.world.advance(HOURS)
    logged = (await told.settled())[known:]
    scanned = {each.event.subject.removeprefix("tracking:"): each.event for each in logged}
    again = {parcel: scanned[parcel] for parcel in scanned.keys() & parcels.keys()}
    assert again
    await told.world.forget_calls()
    for parcel, event in again.items():
        assert isinstance(event.data, ShipmentNews)
        assert event.data.milestone in (await told.parcels(parcels[parcel]))[parcel]
    assert "carrier" not in await told.world.calls()


async def test_each_event_is_in_the_log_once_and_belongs_to_somebody(told: Told) -> None:
    logged = await told.settled()
    names = Counter((each.event.source, each.event.source_event_id) for each in logged)
    assert set(names.values()) == {1}
    assert {source for source, _ in names} == {"erp", "wms_east", "wms_west", "tms", "carrier"}
    assert len({each.event.id for each in logged}) == len(logged)
    assert await told.counted("events_known") > 0, "the ERP told everything twice"
    orders = [each.event for each in logged if each.event.subject.startswith("order:")]
    assert [event.subject for event in orders if not event.owners.customers] == []


async def test_what_is_not_signed_leaves_nothing(told: Told) -> None:
    before = await told.settled()
    for headers in ({}, signed(b"something else")):
        assert (await told.post(b"{}", **headers)).status_code == 401
    assert await told.settled() == before
    assert await told.letters.letters() == []


async def test_what_cannot_be_read_is_a_dead_letter_and_one_case(told: Told) -> None:
    for body in (b"no json", b"{}"):
        assert (await told.post(body, **signed(body))).status_code == 202
    await told.settled()
    letters = await told.letters.letters()
    assert {letter.source for letter in letters} == {"erp"}
    assert len(letters) == 2
    raw = await told.inbox.raw(letters[0].raw)
    assert raw is not None
    assert raw.body == b"no json"
    async with asyncio.timeout(PATIENCE):
        while not (found := (await told.ops.ask(CASES)).data["exceptions"]["edges"]):
            await moment()
    (case,) = [edge["node"] for edge in found]
    assert (case["systems"], case["subjects"]) == (["erp"], ["source:erp"])
