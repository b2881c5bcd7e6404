"""What is done with endpoints, by partners and by who runs it all."""

import json
from datetime import timedelta
from ipaddress import ip_network
from itertools import count

import pytest
from msgspec.structs import replace

from domain.errors import BadInput, NotFound
from domain.exceptions import CaseState, Finding
from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.log.records import Mapped
from domain.webhooks.records import EndpointState
from gateway.webhooks.findings import ENDPOINT_DISABLED
from gateway.webhooks.managing import MOST_ENDPOINTS, EndpointDesk
from gateway.webhooks.targets import Targets
from gateway.webhooks.wanting import MOST_NAMES, checked_filter
from tests.domain.log.examples import shipped
from tests.doubles.clock import START
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.gateway.webhooks.test_worker import Story

URL = "https://acme.example/events"
ALL = EventFilter()


class Office:
    """A desk over the memory of a worker's story, with secrets that are counted."""

    def __init__(self) -> None:
        self.story = Story()
        self.cases = InMemoryExceptionCases()
        numbers = count(1)
        self.desk = EndpointDesk(
            self.story.store,
            self.story.store,
            self.story.log,
            self.cases,
            Targets(networks=(ip_network("10.0.0.0/8"),)),
            self.story.clock,
            secret=lambda: f"whsec_{next(numbers):04}",
        )

    async def happened(self, *names: str) -> None:
        await self.story.log.append([Mapped(events=tuple(shipped(name) for name in names))])


@pytest.fixture
def office() -> Office:
    return Office()


async def test_a_new_endpoint_begins_now_and_shows_its_secret(office: Office) -> None:
    await office.happened("before")
    made = await office.desk.add("acme", URL, EventFilter(types=frozenset({"order"})))
    assert (made.partner, made.position, made.secrets, made.created_at) == ("acme", 1, ("whsec_0001",), START)
    assert await office.desk.all("acme") == [made]
    assert await office.desk.all("globex") == []


async def test_or_at_a_cursor(office: Office) -> None:
    await office.happened("a", "b")
    made = await office.desk.add("acme", URL, ALL, LogCursor("memory", 1))
    assert made.position == 1
    for cursor in (LogCursor("another", 1), LogCursor("memory", 3)):
        with pytest.raises(BadInput, match="after"):
            await office.desk.add("acme", URL, ALL, cursor)


@pytest.mark.parametrize("url", ["http://acme.example", "https://127.0.0.1/", "https://[::1]/", "nonsense"])
async def test_where_nothing_may_be_sent_none_is_made(office: Office, url: str) -> None:
    with pytest.raises(BadInput, match="url"):
        await office.desk.add("acme", url, ALL)
    made = await office.desk.add("acme", URL, ALL)
    with pytest.raises(BadInput, match="url"):
        await office.desk.change(made.id, "acme", url=url)


def test_types_are_those_that_there_are() -> None:
    wanted = EventFilter(types=frozenset({"order", "shipment.created"}))
    assert checked_filter(wanted) == wanted
    with pytest.raises(BadInput, match=r"types: 'order\.eaten'"):
        checked_filter(EventFilter(types=frozenset({"order", "order.eaten"})))


async def test_a_partner_has_a_bounded_number(office: Office) -> None:
    for _ in range(MOST_ENDPOINTS):
        await office.desk.add("acme", URL, ALL)
    with pytest.raises(BadInput, match="as many as there may be"):
        await office.desk.add("acme", URL, ALL)
    assert (await office.desk.add("globex", URL, ALL)).partner == "globex"


async def test_what_is_anothers_is_not_there(office: Office) -> None:
    made = await office.desk.add("acme", URL, ALL)
    desk = office.desk
    texts = set()
    for endpoint_id in (made.id, "we_unknown"):
        for act in (desk.one, desk.pause, desk.rotate, desk.remove, desk.attempts):
            with pytest.raises(NotFound) as error:
                await act(endpoint_id, "globex")
            texts.add(error.value.public)
    assert len(texts) == 1
    assert await desk.one(made.id, None) == made


async def test_secrets_take_turns(office: Office) -> None:
    made = await office.desk.add("acme", URL, ALL)
    for _ in range(3):
        made = await office.desk.rotate(made.id, "acme")
    assert made.secrets == ("whsec_0004", "whsec_0003", "whsec_0002")
    assert (await office.desk.retire(made.id, "acme")).secrets == ("whsec_0004",)


async def test_a_pause_loses_nothing(office: Office) -> None:
    made = await office.desk.add("acme", URL, ALL)
    assert (await office.desk.pause(made.id, "acme")).state is EndpointState.PAUSED
    await office.happened("a", "b")
    await office.story.turn()
    assert office.story.told == []
    await office.desk.enable(made.id, "acme")
    await office.story.turn()
    assert len(office.story.told) == 2


async def test_a_replay_sends_again_what_is_behind_the_cursor(office: Office) -> None:
    made = await office.desk.add("acme", URL, ALL)
    await office.happened("a", "b", "c")
    await office.story.turn()
    await office.desk.replay(made.id, "acme", LogCursor("memory", 1))
    await office.story.turn()
    cursors = [told["cursor"] for told in office.story.told]
    assert cursors[3:] == cursors[1:3]


async def test_a_test_delivery_says_that_it_is_one(office: Office) -> None:
    made = await office.desk.add("acme", URL, ALL)
    attempt = await office.desk.test(made.id, "acme", office.story.means)
    assert attempt.taken
    ((url, headers, body),) = office.story.partners.got
    assert (url, json.loads(body)["type"]) == (URL, "webhook.test")
    assert headers["webhook-signature"].startswith("v1,")


async def test_a_replay_may_begin_at_a_time(office: Office) -> None:
    made = await office.desk.add("acme", URL, ALL)
    for name in ("a", "b", "c"):
        event = replace(shipped(name), recorded_at=office.story.clock.now())
        await office.story.log.append([Mapped(events=(event,))])
        office.story.clock.advance(timedelta(minutes=1))
    await office.story.turn()
    await office.desk.replay(made.id, "acme", START + timedelta(minutes=1))
    await office.story.turn()
    assert [told["cursor"] for told in office.story.told[3:]] == [
        told["cursor"] for told in office.story.told[1:3]
    ]
    later = await office.desk.replay(made.id, "acme", START + timedelta(days=1))
    assert later.position == 3


async def test_what_was_disabled_is_enabled_and_its_case_closed(office: Office) -> None:
    made = await office.desk.add("acme", URL, ALL)
    await office.story.store.put(replace(made, state=EndpointState.FAILED, failing_since=START))
    await office.cases.raise_all([Finding(code=ENDPOINT_DISABLED, group=made.id, detail="")], START)
    enabled = await office.desk.enable(made.id, "acme")
    assert (enabled.state, enabled.failing_since) == (EndpointState.ACTIVE, None)
    (case,) = await office.cases.cases()
    assert case.state is CaseState.RESOLVED


@pytest.mark.parametrize(
    "wanted",
    [
        EventFilter(keys=frozenset({"SO-1"})),
        EventFilter(keys=frozenset({"order:"})),
        EventFilter(keys=frozenset({"order:" + "x" * 200})),
        EventFilter(sources=frozenset({""})),
        EventFilter(keys=frozenset(f"order:{at}" for at in range(MOST_NAMES + 1))),
    ],
)
def test_names_are_those_that_can_be(wanted: EventFilter) -> None:
    with pytest.raises(BadInput, match=r"keys|sources"):
        checked_filter(wanted)
