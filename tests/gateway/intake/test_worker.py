"""From raw deliveries to the log: nothing is lost, nothing is doubled, and one bad one holds no other."""

from collections.abc import Mapping, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import StoreUnavailable
from domain.events.owners import Owners
from domain.exceptions import Finding
from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from domain.log.filters import EventFilter
from domain.log.records import Appended, Mapped, Raw
from domain.partners import RowScope
from domain.search.orders import OrderRow
from domain.search.terms import TermKind, term
from gateway.intake.meaning.mapping import Mapping as Mapping_
from gateway.intake.meaning.mapping import Read, event_id
from gateway.intake.worker import IntakeParts, IntakeWorker
from tests.doubles.clock import SettableClock
from tests.doubles.crosswalk import InMemoryCrosswalk
from tests.doubles.event_log import InMemoryLog
from tests.doubles.order_index import InMemoryOrderIndex
from tests.gateway.intake.deliveries import SOURCES, delivery

OWNERS = {
    "SO-1": Owners(customers=frozenset({"C-1"}), channels=frozenset({"web"})),
    "SO-2": Owners(customers=frozenset({"C-2"}), carriers=frozenset({"SWIFT"})),
}
ROWS = [
    OrderRow(number=number, source="erp", owners=owners, terms=frozenset({term(TermKind.SHIPMENT, "S-1")}))
    for number, owners in OWNERS.items()
]
TIED = ("order:SO-1", "order:SO-2", "shipment:S-1", "item:A-1", "location:EAST")


class Intake:
    """A worker over memory, and what came of it."""

    def __init__(self) -> None:
        self.clock = SettableClock()
        self.log = InMemoryLog()
        self.raised: list[Finding] = []
        self.effects: list[tuple[Appended, Sequence[Read]]] = []
        self.crosswalk = InMemoryCrosswalk(self.clock)

    async def worker(self) -> IntakeWorker:
        links = [link(each, instance) for each in TIED for instance in SOURCES]
        await self.crosswalk.learn(links, self.clock.now())
        index = InMemoryOrderIndex(ROWS)
        return IntakeWorker(
            IntakeParts(
                inbox=self.log,
                log=self.log,
                mapping=Mapping_(SOURCES.get, lambda: self.crosswalk, index, owners_of),
                clock=self.clock,
                effects=self._appended,
                raise_all=self.raised.extend,
            )
        )

    async def _appended(self, appended: Appended, read: Sequence[Read]) -> None:
        self.effects.append((appended, read))

    async def came_in(self, *raws: Raw) -> list[tuple[str, str]]:
        """Keep and map deliveries; all events of the log by subject and source."""
        await self.log.keep(raws)
        worker = await self.worker()
        while await worker.step():
            continue
        page = await self.log.after(0, EventFilter(), RowScope(), first=1_000)
        return [(each.event.subject, each.event.source_event_id) for each in page.events]


def link(key: str, instance: str) -> Link:
    kind, _, name = key.partition(":")
    return Link(Identifier(IdentifierKind(kind), instance, name), name, LinkOrigin.DECLARED)


async def owners_of(numbers: Sequence[str]) -> Mapping[str, Owners]:
    return {number: OWNERS[number] for number in numbers if number in OWNERS}


async def test_deliveries_become_events_in_the_order_in_which_they_came() -> None:
    intake = Intake()
    logged = await intake.came_in(
        delivery("r2", "shipped SO-2 e2"),
        delivery("r1", "shipped SO-1 e1", "shipped SO-1 e3"),
        delivery("r3", "shipped SO-1 e1", source="wms_east"),
    )
    assert logged == [("order:SO-1", "e1"), ("order:SO-1", "e3"), ("order:SO-2", "e2"), ("order:SO-1", "e1")]
    assert await intake.log.waiting() == 0
    page = await intake.log.after(0, EventFilter(), RowScope(), first=1)
    event = page.events[0].event
    assert (event.raw_ref, event.correlation_id) == ("r1", "c" * 32)
    assert event.owners == OWNERS["SO-1"]
    assert [len(appended.logged) for appended, _ in intake.effects] == [4]


async def test_an_event_has_the_same_id_each_time_it_is_mapped() -> None:
    intake = Intake()
    await intake.came_in(delivery("r1", "shipped SO-1 e1", "shipped SO-1 e2"))
    await intake.came_in(delivery("r2", "shipped SO-1 e1", source="wms_east"))
    page = await intake.log.after(0, EventFilter(), RowScope(), first=9)
    ids = [each.event.id for each in page.events]
    assert len(set(ids)) == 3
    assert ids == [event_id(each.event, "elsewhere/7") for each in page.events]
    nameless = msgspec.structs.replace(page.events[0].event, source_event_id="")
    assert event_id(nameless, "r1/0") == event_id(nameless, "r1/0") != event_id(nameless, "r1/1")


async def test_a_shipments_event_concerns_its_orders_and_belongs_to_all_their_owners() -> None:
    intake = Intake()
    await intake.came_in(delivery("r1", "moved S-1 e1"))
    event = (await intake.log.after(0, EventFilter(), RowScope(), first=1)).events[0].event
    assert event.related == ("sku:A-1@EAST", "order:SO-1", "order:SO-2")
    assert event.owners == Owners(
        customers=frozenset({"C-1", "C-2"}), channels=frozenset({"web"}), carriers=frozenset({"SWIFT"})
    )


async def test_of_an_unknown_order_nobody_is_the_owner() -> None:
    intake = Intake()
    assert await intake.came_in(delivery("r1", "shipped SO-9 e1")) == [("order:erp:SO-9", "e1")]
    event = (await intake.log.after(0, EventFilter(), RowScope(), first=1)).events[0].event
    assert event.owners == Owners(known=False)
    assert [finding.group for finding in intake.raised] == ["erp/order/SO-9"]


@pytest.mark.parametrize(
    ("line", "reason", "place", "severity"),
    [
        ("bad", "BAD_INPUT", "lines[0]", "WARNING"),
        ("broken", "MAPPING_FAILED", "", "CRITICAL"),
        ("odd", "UNMAPPED_CODE", "erp/line/odd", "WARNING"),
        ("took A-1 EAST", "BAD_INPUT", "id", "WARNING"),
    ],
)
async def test_what_cannot_be_mapped_is_a_dead_letter_and_holds_nothing(
    line: str, reason: str, place: str, severity: str
) -> None:
    intake = Intake()
    logged = await intake.came_in(delivery("r1", line), delivery("r2", "shipped SO-1 e1"))
    assert logged == [("order:SO-1", "e1")]
    (dead,) = await intake.log.letters()
    assert (dead.raw, dead.source, dead.reason, dead.place, dead.attempts) == ("r1", "erp", reason, place, 1)
    assert "hunter2" not in dead.detail
    raised = {finding.code: finding for finding in intake.raised}["DEAD_LETTER"]
    assert (raised.group, raised.severity) == (f"erp/{reason}", severity)
    assert raised.evidence == ("raw:r1",)


async def test_one_bad_item_leaves_the_others_of_its_delivery() -> None:
    intake = Intake()
    logged = await intake.came_in(delivery("r1", "shipped SO-1 e1", "took A-1 EAST", "shipped SO-2 e2"))
    assert logged == [("order:SO-1", "e1"), ("order:SO-2", "e2")]
    assert [letter.place for letter in await intake.log.letters()] == ["id"]


async def test_a_source_that_is_gone_leaves_letters() -> None:
    intake = Intake()
    assert await intake.came_in(delivery("r1", "shipped SO-1 e1", source="gone")) == []
    assert [letter.reason for letter in await intake.log.letters()] == ["BAD_INPUT"]


async def test_what_could_not_be_appended_is_mapped_again() -> None:
    intake = Intake()
    worker = await intake.worker()
    await intake.log.keep([delivery("r1", "shipped SO-1 e1")])
    intake.log.errors.append(StoreUnavailable("our database cannot be used now"))
    with pytest.raises(StoreUnavailable):
        await worker.step()
    assert await worker.step() == 0, "it is held for a while"
    intake.clock.advance(worker.hold)
    assert await worker.step() == 1
    assert await worker.step() == 0
    assert (await intake.log.after(0, EventFilter(), RowScope(), first=9)).reached == 1


@given(st.lists(st.sampled_from(["e1", "e2", "e3", "e4"]), max_size=12), st.integers(1, 4))
async def test_however_often_and_in_whatever_parts_it_comes_each_event_is_logged_once(
    names: list[str], size: int
) -> None:
    intake = Intake()
    parts = [names[at : at + size] for at in range(0, len(names), size)]
    raws = [
        delivery(f"r{at:03}", *(f"shipped SO-1 {name}" for name in part)) for at, part in enumerate(parts)
    ]
    logged = await intake.came_in(*raws)
    assert [name for _, name in logged] == list(dict.fromkeys(names))


async def test_a_batch_that_another_worker_has_appended_adds_nothing() -> None:
    intake = Intake()
    await intake.came_in(delivery("r1", "shipped SO-1 e1"))
    again = await intake.log.append([Mapped(raw="r1", events=())])
    assert list(again.logged) == []
