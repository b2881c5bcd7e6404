"""What happens reaches the endpoints of partners: signed, shaped by policy, in order, and not lost."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
import yaml

from domain.events.record import Event
from domain.log import cursors
from gateway.demo.instance_file import LINKS
from tests.acceptance.asking import Caller, calling
from tests.acceptance.conftest import SMALL
from tests.acceptance.receiving import Receiver, receiving, until
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.acceptance.test_events import Told, stores

pytestmark = pytest.mark.slow

PATIENCE = 60.0
HOURS_BEFORE, HOURS = 5, 1
OWN = frozenset(f"C-{number:05}" for number in range(0, 1_000, 2))
"""Every second customer, for whom one partner acts."""
WEBHOOKS = {
    "networks": ["127.0.0.0/8"],
    "plain_http": True,
    "first_pause": "PT0.2S",
    "longest_pause": "PT0.5S",
}
CREATE = """
mutation ($url: String!, $filter: WebhookFilterInput) {
  createWebhookEndpoint(url: $url, filter: $filter) { secret endpoint { id cursor } }
}
"""
STATE = """
query ($id: String!) {
  webhookEndpoint(id: $id) {
    cursor waiting state deliveries(first: 100) { edges { node { outcome status } } }
  }
}
"""
ROTATE = "mutation ($id: String!) { rotateWebhookSecret(id: $id) { secret endpoint { secrets } } }"
RETIRE = "mutation ($id: String!) { retireWebhookSecrets(id: $id) { endpoint { secrets } } }"
TEST = "mutation ($id: String!) { testWebhookEndpoint(id: $id) { delivery { outcome status } } }"
REPLAY = """
mutation ($id: String!, $after: String) { replayWebhookEndpoint(id: $id, after: $after) { endpoint { id } } }
"""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """An endpoint that a partner made, and what listens there."""

    caller: Caller
    told: Told
    id: str
    receiver: Receiver

    async def state(self) -> dict[str, Any]:
        return dict((await self.caller.ask(STATE, id=self.id)).data["webhookEndpoint"])

    async def all_sent(self) -> None:
        """Wait until everything that is in the log was sent."""
        logged = await self.told.settled()
        async for _ in until(PATIENCE):
            state = await self.state()
            reached = cursors.log_cursor(state["cursor"], field="cursor").position
            if reached >= logged[-1].position and not state["waiting"]:
                return


def with_webhooks(text: str, **more: str) -> str:
    """The same instance file; the service desk may have events sent too, and a partner has many customers."""
    document = yaml.safe_load(text)
    document["webhooks"] = WEBHOOKS | more
    document["identity"]["principals"]["service-desk"]["scopes"].append("webhooks:manage")
    document["identity"]["principals"]["partner-acme"]["customers"] = sorted(OWN)
    return yaml.safe_dump(document, sort_keys=False)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def told(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    async with telling(tmp_path_factory) as told:
        yield told


@asynccontextmanager
async def telling(tmp_path_factory: pytest.TempPathFactory, **more: str) -> AsyncIterator[Told]:
    """A gateway that sends webhooks, and a world of its own that tells it what happens."""
    folder = tmp_path_factory.mktemp("webhooks")
    async with simulated(folder, size=SMALL) as world:
        await world.advance(HOURS_BEFORE)
        below = tmp_path_factory.mktemp("sent")
        async with (
            serving(below, folder / LINKS, with_webhooks(declared(world.urls), **more)) as served,
            calling(served, world, "service-desk") as desk,
            calling(served, world, "ops") as ops,
            stores(served) as (inbox, log, letters),
            world.telling(f"{served.url}/events"),
        ):
            yield Told(served=served, world=world, desk=desk, ops=ops, inbox=inbox, log=log, letters=letters)


@asynccontextmanager
async def subscribed(told: Told, client: str, **wanted: Sequence[str]) -> AsyncIterator[Subscribed]:
    async with receiving() as receiver, calling(told.served, told.world, client) as caller:
        answer = await caller.ask(CREATE, url=receiver.url, filter=wanted or None)
        made = answer.data["createWebhookEndpoint"]
        receiver.secrets.append(made["secret"])
        yield Subscribed(caller, told, made["endpoint"]["id"], receiver)


async def happened(world: Simulated) -> None:
    await world.advance(HOURS)


async def test_each_partner_is_sent_what_it_may_see_in_order(told: Told) -> None:
    async with (
        subscribed(told, "service-desk") as desk,
        subscribed(told, "partner-acme") as acme,
        subscribed(told, "service-desk", types=["shipment.milestone", "stock"]) as some,
    ):
        begun = await told.length()
        await happened(told.world)
        for each in (desk, acme, some):
            await each.all_sent()
        news = [each.event for each in await told.settled() if each.position > begun]
        seen = [event for event in news if not event.type.startswith(("exception.", "source."))]
        assert len(seen) > 20
        same(desk.receiver, seen)
        same(
            some.receiver, [e for e in seen if e.type == "shipment.milestone" or e.type.startswith("stock.")]
        )
        own = [event for event in seen if _is_own(event)]
        same(acme.receiver, own)
        assert 0 < len(own) < len(seen)
        assert {"traceparent"} & {name for one in acme.receiver.got for name in one} == set()


def same(receiver: Receiver, events: Sequence[Event]) -> None:
    """Each was taken once, and those of a subject in the order of the log."""
    assert sorted(receiver.ids) == sorted(event.id for event in events)
    for subject, ids in receiver.by_subject.items():
        assert ids == [event.id for event in events if event.subject == subject]


def _is_own(event: Event) -> bool:
    family = event.type.partition(".")[0]
    return family in {"order", "shipment", "return"} and not OWN.isdisjoint(event.owners.customers or ())


async def test_who_was_down_gets_everything_in_order_once_it_is_up(told: Told) -> None:
    async with subscribed(told, "service-desk") as desk:
        begun = await told.length()
        desk.receiver.down = True
        await happened(told.world)
        async for _ in until(PATIENCE):
            if desk.receiver.refused > 20:
                break
        assert (await desk.state())["waiting"] > 0
        desk.receiver.down = False
        await desk.all_sent()
        news = [each.event for each in await told.settled() if each.position > begun]
        seen = [event for event in news if not event.type.startswith(("exception.", "source."))]
        same(desk.receiver, seen)
        assert (await desk.state())["state"] == "ACTIVE"


async def test_secrets_take_turns_without_a_word_that_cannot_be_verified(told: Told) -> None:
    async with subscribed(told, "service-desk") as desk:
        rotated = (await desk.caller.ask(ROTATE, id=desk.id)).data["rotateWebhookSecret"]
        assert rotated["endpoint"]["secrets"] == 2
        desk.receiver.secrets.append(rotated["secret"])
        assert await _tested(desk) == {"outcome": "TAKEN", "status": 204}
        assert desk.receiver.signed_by == [2], "the old secret and the new one both hold"
        await desk.caller.ask(RETIRE, id=desk.id)
        assert await _tested(desk) == {"outcome": "TAKEN", "status": 204}
        assert desk.receiver.signed_by == [2, 1]
        desk.receiver.secrets.pop()
        assert await _tested(desk) == {"outcome": "REFUSED", "status": 401}


async def _tested(subscribed: Subscribed) -> dict[str, Any]:
    answer = await subscribed.caller.ask(TEST, id=subscribed.id)
    return dict(answer.data["testWebhookEndpoint"]["delivery"])


async def test_what_was_sent_is_sent_again_from_a_cursor(told: Told) -> None:
    async with subscribed(told, "service-desk") as desk:
        await happened(told.world)
        await desk.all_sent()
        first = list(desk.receiver.got)
        by_place = sorted(first, key=lambda each: cursors.log_cursor(each["cursor"], field="c").position)
        middle = by_place[len(by_place) // 2]
        desk.receiver.got.clear()
        await desk.caller.ask(REPLAY, id=desk.id, after=middle["cursor"])
        await desk.all_sent()
        again = {each["webhook-id"] for each in by_place[len(by_place) // 2 + 1 :]}
        assert again != set()
        assert sorted(desk.receiver.ids) == sorted(again)


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest"])
async def test_nothing_is_sent_into_the_house(told: Told, url: str) -> None:
    answer = await told.desk.ask(CREATE, url=url)
    assert answer.codes == {"createWebhookEndpoint": "BAD_INPUT"}
    assert answer.errors[0]["message"].startswith("url: ")
