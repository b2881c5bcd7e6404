"""What of endpoints is read beside each other: once for all of them, and anew after each change."""

from collections.abc import Collection, Mapping, Sequence

import pytest

from domain.errors import StoreUnavailable
from domain.webhooks.records import Attempt, LogPart
from tests.resolvers.webhooks.desks import ACME, Desk

ALL = """{
  webhookEndpoints {
    edges { node {
      id waiting
      latest: deliveries(first: 1) { edges { cursor node { outcome } } pageInfo { hasNextPage } }
      again: deliveries(first: 1) { edges { cursor } }
      more: deliveries { edges { cursor } }
    } }
  }
}"""


class Counted(Desk):
    """A desk whose store notes for how many endpoints it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: list[int] = []
        self.parts: list[int] = []
        self.away = False
        store = self.story.store
        waiting, attempts = store.waiting, store.attempts

        async def counted_waiting(endpoint_ids: Collection[str]) -> Mapping[str, int]:
            self.counted.append(len(endpoint_ids))
            if self.away:
                raise StoreUnavailable("the store is away")
            return await waiting(endpoint_ids)

        async def counted_attempts(parts: Collection[LogPart]) -> Mapping[LogPart, Sequence[Attempt]]:
            self.parts.append(len(parts))
            return await attempts(parts)

        store.waiting = counted_waiting  # type: ignore[method-assign]  # looks on
        store.attempts = counted_attempts  # type: ignore[method-assign]  # looks on


@pytest.fixture
async def desk() -> Counted:
    """Three endpoints to which two events were sent."""
    desk = Counted()
    for _ in range(3):
        await desk.made()
    await desk.happened("a", "b")
    await desk.story.turn()
    desk.counted.clear()
    return desk


async def test_many_endpoints_are_answered_by_one_read_of_each_kind(desk: Counted) -> None:
    edges = (await desk.ask(ALL))["webhookEndpoints"]["edges"]
    assert [edge["node"]["waiting"] for edge in edges] == [0, 0, 0]
    for node in (edge["node"] for edge in edges):
        (latest,) = node["latest"]["edges"]
        assert latest["node"]["outcome"] == "TAKEN"
        assert node["latest"]["pageInfo"]["hasNextPage"]
        assert [edge["cursor"] for edge in node["again"]["edges"]] == [latest["cursor"]]
        assert [edge["cursor"] for edge in node["more"]["edges"]][:1] == [latest["cursor"]]
    places = {edge["cursor"] for each in edges for edge in each["node"]["more"]["edges"]}
    assert len(places) == 6, "each has its own log"
    assert (desk.counted, desk.parts) == ([3], [6])


async def test_an_endpoint_is_asked_for_what_is_selected_alone(desk: Counted) -> None:
    await desk.ask("{ webhookEndpoints { edges { node { id url state } } } }")
    assert (desk.counted, desk.parts) == ([], [])


async def test_after_a_change_what_waits_is_counted_anew(desk: Counted) -> None:
    edges = (await desk.ask(ALL))["webhookEndpoints"]["edges"]
    name = edges[0]["node"]["id"]
    document = """mutation ($id: String!) {
      one: pauseWebhookEndpoint(id: $id) { endpoint { waiting deliveries { edges { cursor } } } }
      two: deleteWebhookEndpoint(id: $id) { endpoint { waiting deliveries { edges { cursor } } } }
    }"""
    told = await desk.ask(document, variables={"id": name})
    assert len(told["one"]["endpoint"]["deliveries"]["edges"]) == 2
    assert told["two"]["endpoint"]["deliveries"]["edges"] == []
    assert told["two"]["endpoint"]["waiting"] == 0
    assert desk.counted == [3, 1, 1]


async def test_a_store_that_is_away_leaves_the_rest(desk: Counted) -> None:
    desk.away = True
    shown = "{ webhookEndpoints { edges { node { state waiting } } } }"
    data, errors = await desk.asked(shown, ACME)
    nodes = [edge["node"] for edge in data["webhookEndpoints"]["edges"]]
    assert nodes == [{"state": "ACTIVE", "waiting": None}] * 3
    assert [error["extensions"]["code"] for error in errors] == ["STORE_UNAVAILABLE"] * 3
    assert desk.counted == [3]
