"""From the log to the endpoints: each subject in order, at least once, and what the partner may see alone."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from prometheus_client import CollectorRegistry
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from domain.exceptions import Finding
from domain.log.filters import EventFilter
from domain.log.records import Mapped
from domain.milestones import MilestoneCode
from domain.partners import Grant, Principal, RowScope, Scope
from domain.webhooks.records import Endpoint, EndpointState, LogPart
from gateway.hub.tail import Tail
from gateway.telemetry.webhook_metrics import WebhookMetrics
from gateway.webhooks.delivering import Means, Principals
from gateway.webhooks.findings import DELIVERY_GIVEN_UP, ENDPOINT_DISABLED
from gateway.webhooks.sending import Answer
from gateway.webhooks.signing import new_secret
from gateway.webhooks.spreading import MOST_WAITING
from gateway.webhooks.worker import Pace, WebhookParts, WebhookWorker
from tests.domain.log.examples import MINUTE, moved, shipped
from tests.doubles.clock import START, SettableClock
from tests.doubles.event_log import InMemoryLog
from tests.doubles.webhooks import InMemoryWebhooks

EVERYTHING = Grant(scopes=frozenset(Scope))
SECRETS = (new_secret(), new_secret())
LOG = LogPart("a", 99)


class Partners:
    """Endpoints that take or refuse, in memory."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.got: list[tuple[str, Mapping[str, str], bytes]] = []
        self.refused: frozenset[str] = frozenset()
        self.hold: tuple[asyncio.Event, asyncio.Event] | None = None

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.got.append((url, headers, body))
        if self.hold is not None:
            arrived, answered = self.hold
            arrived.set()
            await answered.wait()
        if headers["webhook-id"] in self.refused:
            return Answer(500)
        return self.answers.pop(0) if self.answers else Answer(200)

    async def aclose(self) -> None:
        self.got.clear()


class Story:
    """A worker over memory."""

    def __init__(
        self,
        grant: Grant = EVERYTHING,
        *,
        pace: Pace | None = None,
        sender: Callable[[SettableClock], Partners] = lambda _clock: Partners(),
    ) -> None:
        self.clock = SettableClock()
        self.log = InMemoryLog()
        self.store = InMemoryWebhooks()
        self.partners = sender(self.clock)
        self.raised: list[Finding] = []
        self.registry = CollectorRegistry()
        self.principal: Principal | None = Principal(partner="acme", grant=grant)
        self.means = self.means_with(lambda _name: self.principal)
        self.parts = WebhookParts(
            log=self.log,
            endpoints=self.store,
            deliveries=self.store,
            means=self.means,
            raise_all=self.raised.extend,
            metrics=WebhookMetrics(self.registry),
            pace=pace or Pace(),
        )
        self.worker = self.another_worker()

    def another_worker(self) -> WebhookWorker:
        """One of another replica."""
        return WebhookWorker(self.parts)

    def means_with(self, principals: Principals) -> Means:
        """The same, with other partners."""
        return Means(
            sender=self.partners,
            principals=principals,
            own_orders=self._own_orders,
            clock=self.clock,
            chance=lambda most: most,
        )

    async def _own_orders(self, numbers: Sequence[str], principal: Principal) -> frozenset[str]:
        assert principal.grant.rows != RowScope()
        return frozenset(numbers) & {"SO-1"}

    async def has(self, name: str = "a", wanted: EventFilter | None = None) -> None:
        await self.store.put(
            Endpoint(
                id=name,
                partner="acme",
                url=f"https://acme.example/{name}",
                wanted=wanted or EventFilter(),
                secrets=SECRETS,
                created_at=START,
                position=0,
            )
        )

    async def turn(self) -> None:
        """Spread and deliver until nothing is due."""
        while await self.worker.spread():
            continue
        while await self.worker.deliver():
            await self.worker.drained()

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, _, body in self.partners.got]

    async def endpoint(self) -> Endpoint:
        kept = await self.store.endpoint("a")
        assert kept is not None
        return kept


async def test_events_arrive_signed_and_with_their_cursors() -> None:
    story = Story()
    await story.has(wanted=EventFilter(types=frozenset({"order"})))
    await story.log.append([Mapped(events=(shipped("e1"), moved("e2", MilestoneCode.DELIVERED)))])
    await story.turn()
    ((url, headers, body),) = story.partners.got
    assert url == "https://acme.example/a"
    assert headers["content-type"] == "application/cloudevents+json"
    assert (story.told[0]["type"], story.told[0]["subject"]) == ("order.shipped", "order:SO-1")
    assert story.told[0]["cursor"]
    past = {**headers, "webhook-timestamp": headers["webhook-timestamp"]}
    assert int(past["webhook-timestamp"]) == START.timestamp()
    assert len(headers["webhook-signature"].split()) == len(SECRETS)
    for secret in SECRETS:
        signature = Webhook(secret).sign(headers["webhook-id"], START, body.decode())
        assert signature in headers["webhook-signature"].split()
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body.decode(), dict(headers))


async def test_what_is_refused_holds_its_subject_alone_and_comes_again_with_the_same_id() -> None:
    story = Story()
    await story.has()
    first, second = shipped("e1"), shipped("e2")
    await story.log.append([Mapped(events=(first, second, shipped("e3", order="SO-2")))])
    story.partners.answers = [Answer(500)]
    await story.turn()
    assert [each["subject"] for each in story.told] == ["order:SO-1", "order:SO-2"]
    story.clock.advance(timedelta(seconds=5))
    await story.turn()
    assert [each["subject"] for each in story.told] == [
        "order:SO-1",
        "order:SO-2",
        "order:SO-1",
        "order:SO-1",
    ]
    ids = [headers["webhook-id"] for _, headers, _ in story.partners.got]
    assert ids[0] == ids[2]


async def test_one_that_takes_nothing_for_a_day_is_left_alone_and_a_person_is_told() -> None:
    story = Story()
    await story.has()
    await story.log.append([Mapped(events=(shipped("e1"), shipped("e2", order="SO-2")))])
    story.partners.answers = [Answer(None, "no connection")] * 99
    for _ in range(60):
        await story.turn()
        story.clock.advance(timedelta(minutes=30))
    assert (await story.endpoint()).state is EndpointState.FAILED
    (finding,) = story.raised
    assert (finding.code, finding.group) == (ENDPOINT_DISABLED, "a")
    assert "acme" in finding.detail
    assert "no connection" in finding.detail
    tried = len(story.partners.got)
    await story.turn()
    assert len(story.partners.got) == tried
    story.partners.answers = []
    await story.store.revive("a", now=story.clock.now())
    await story.turn()
    assert [each["subject"] for each in story.told[tried:]] == ["order:SO-1", "order:SO-2"], "nothing is lost"


async def test_one_event_that_is_never_taken_is_given_up_and_the_others_go_on() -> None:
    story = Story()
    await story.has()
    named = [replace(shipped(name), id=name) for name in ("e1", "e2")]
    await story.log.append([Mapped(events=(*named, shipped("e3", order="SO-2")))])
    story.partners.refused = frozenset({"e1"})
    for _ in range(60):
        await story.turn()
        await story.log.append([Mapped(events=(shipped(f"o{story.clock.now()}", order="SO-3"),))])
        story.clock.advance(timedelta(minutes=30))
    assert (await story.endpoint()).state is EndpointState.ACTIVE
    (finding,) = story.raised
    assert (finding.code, finding.group) == (DELIVERY_GIVEN_UP, "a")
    assert "HTTP 500" in finding.detail
    assert "e2" in [each.get("id") for each in story.told]


async def test_no_more_than_so_many_wait_in_the_database() -> None:
    story = Story()
    await story.has()
    events = tuple(shipped(f"e{at}", order=f"SO-{at}") for at in range(MOST_WAITING + 500))
    await story.log.append([Mapped(events=events)])
    while await story.worker.spread():
        continue
    assert MOST_WAITING <= await story.store.waiting_in_all() < MOST_WAITING + 500
    while await story.worker.spread() or await story.worker.deliver():
        await story.worker.drained()
    assert len(story.told) == len(events)


async def test_what_is_told_is_counted() -> None:
    story = Story()
    await story.has()
    await story.log.append([Mapped(events=(shipped("e1"), shipped("e2", order="SO-2")))])
    story.partners.answers = [Answer(500), Answer(None, "timeout")]
    for _ in range(3):
        await story.turn()
        story.clock.advance(timedelta(hours=1))
    value = story.registry.get_sample_value
    for outcome, count in (("taken", 2), ("refused", 1), ("unanswered", 1)):
        assert value("ordergraph_webhook_attempts_total", {"outcome": outcome}) == count
    assert value("ordergraph_webhook_delay_seconds_count") == 2


async def test_who_stops_waits_for_what_is_out() -> None:
    story = Story()
    await story.has()
    await story.log.append([Mapped(events=(shipped("e1"),))])
    tail = Tail(story.log)
    arrived, answered = asyncio.Event(), asyncio.Event()
    story.partners.hold = (arrived, answered)
    story.worker.start(tail)
    await arrived.wait()
    closing = asyncio.create_task(story.worker.aclose(timedelta(minutes=1)))
    answered.set()
    await closing
    assert await story.store.waiting(["a"]) == {"a": 0}
    assert [len(each) for each in (await story.store.attempts([LOG])).values()] == [1]


async def test_a_partner_gets_what_it_may_see_when_the_turn_comes() -> None:
    rows = RowScope(customers=frozenset({"C-1"}))
    story = Story(Grant(scopes=frozenset({Scope.ORDERS_READ, Scope.SHIPMENTS_READ}), rows=rows))
    await story.has()
    shared = replace(
        moved("e1", MilestoneCode.DELIVERED, orders=("SO-1", "SO-2")), owners=shipped().owners, raw_ref="r1"
    )
    other = replace(
        shipped("e2", order="SO-3"), owners=replace(shipped().owners, customers=frozenset({"C-2"}))
    )
    await story.log.append(
        [Mapped(events=(shared, other, replace(shipped("e3"), type="stock.counted", data=None)))]
    )
    await story.turn()
    assert [(each["subject"], each["related"]) for each in story.told] == [("shipment:S-1", "order:SO-1")]
    await story.log.append([Mapped(events=(shipped("e4"),))])
    await story.worker.spread()
    story.principal = Principal(partner="acme", grant=Grant(scopes=frozenset()))
    await story.turn()
    assert len(story.told) == 1
    assert await story.store.waiting(["a"]) == {"a": 0}


async def test_a_filter_that_names_anothers_order_does_not_tell_in_which_box_it_travels() -> None:
    rows = RowScope(customers=frozenset({"C-1"}))
    grant = Grant(scopes=frozenset({Scope.ORDERS_READ, Scope.SHIPMENTS_READ}), rows=rows)
    shared = replace(moved("e1", MilestoneCode.DELIVERED, orders=("SO-1", "SO-2")), owners=shipped().owners)
    for order, times in (("SO-1", 1), ("SO-2", 0)):
        story = Story(grant)
        await story.has(wanted=EventFilter(keys=frozenset({f"order:{order}"})))
        await story.log.append([Mapped(events=(shared,))])
        await story.turn()
        assert len(story.told) == times, order
        assert await story.store.waiting(["a"]) == {"a": 0}


async def test_nothing_is_sent_to_a_suspended_partner() -> None:
    story = Story()
    await story.has()
    await story.log.append([Mapped(events=(shipped("e1"),))])
    await story.worker.spread()
    story.principal = None
    await story.turn()
    assert story.partners.got == []
    assert await story.store.attempts([LOG]) == {LOG: []}
    story.principal = Principal(partner="acme", grant=EVERYTHING)
    story.clock.advance(timedelta(minutes=1))
    await story.turn()
    assert len(story.told) == 1


async def test_what_was_dropped_before_it_was_delivered_is_told_as_a_gap() -> None:
    story = Story()
    await story.has()
    await story.log.append([Mapped(events=(shipped("e1"), shipped("e2", minutes=5)))])
    await story.log.compact(before=START + MINUTE)
    await story.turn()
    assert [each["type"] for each in story.told] == ["log.gap", "order.shipped"]


@given(
    st.lists(st.sampled_from(["SO-1", "SO-2", "SO-3"]), min_size=1, max_size=15),
    st.lists(st.booleans(), max_size=8),
)
async def test_each_subject_arrives_whole_and_in_order_whatever_is_refused(
    orders: list[str], taken: list[bool]
) -> None:
    story = Story()
    await story.has()
    events = tuple(replace(shipped(f"e{at}", order=order), id=f"id-{at}") for at, order in enumerate(orders))
    await story.log.append([Mapped(events=events)])
    story.partners.answers = [Answer(200) if each else Answer(503) for each in taken]
    results = list(taken)
    for _ in range(20):
        await story.turn()
        story.clock.advance(timedelta(hours=1))
    accepted = [each["id"] for at, each in enumerate(story.told) if at >= len(results) or results[at]]
    for order in set(orders):
        mine = [f"id-{at}" for at, each in enumerate(orders) if each == order]
        assert [name for name in accepted if name in mine] == mine
