"""Endpoints through the graph: each partner its own, and who runs the house all, as far as it may see."""

import pytest

from domain.log import cursors
from domain.log.cursors import LogCursor
from domain.partners import Principal, Scope
from tests.resolvers.asking import may
from tests.resolvers.webhooks.desks import ACME, ADMIN, BOLT, CLERK, URL, Desk

CREATE = """
mutation ($url: String!, $filter: WebhookFilterInput, $after: String, $partner: String) {
  createWebhookEndpoint(url: $url, filter: $filter, after: $after, partner: $partner) {
    secret
    endpoint { id partner url types keys sources state createdAt failingSince secrets cursor waiting }
  }
}
"""
LOG = """
query ($id: String!, $after: String) {
  webhookEndpoint(id: $id) {
    deliveries(first: 2, after: $after) {
      edges { node { at outcome status error duration cursor } } pageInfo { hasNextPage endCursor }
    }
  }
}
"""
CHANGES = (
    'updateWebhookEndpoint(id: "{}", url: "https://x.example") {{ endpoint {{ id }} }}',
    'deleteWebhookEndpoint(id: "{}") {{ endpoint {{ id }} }}',
    'rotateWebhookSecret(id: "{}") {{ secret }}',
    'retireWebhookSecrets(id: "{}") {{ endpoint {{ id }} }}',
    'pauseWebhookEndpoint(id: "{}") {{ endpoint {{ id }} }}',
    'enableWebhookEndpoint(id: "{}") {{ endpoint {{ id }} }}',
    'replayWebhookEndpoint(id: "{}", since: "2026-03-02T08:00:00Z") {{ endpoint {{ id }} }}',
    'testWebhookEndpoint(id: "{}") {{ delivery {{ outcome }} }}',
)


def cursor(position: int) -> str:
    return cursors.written(LogCursor("memory", position))


async def test_a_partner_makes_one_and_is_told_its_secret_once() -> None:
    desk = Desk()
    await desk.happened("before")
    wanted = {"types": ["shipment", "order.shipped"], "keys": ["order:SO-1"], "sources": ["erp"]}
    made = (await desk.ask(CREATE, variables={"url": URL, "filter": wanted}))["createWebhookEndpoint"]
    assert made["secret"].startswith("whsec_")
    endpoint = made["endpoint"]
    assert endpoint.pop("id").startswith("we_")
    assert endpoint == {
        "partner": "acme",
        "url": URL,
        "types": ["order.shipped", "shipment"],
        "keys": ["order:SO-1"],
        "sources": ["erp"],
        "state": "ACTIVE",
        "createdAt": "2026-03-02T08:00:00Z",
        "failingSince": None,
        "secrets": 1,
        "cursor": cursor(1),
        "waiting": 0,
    }


async def test_or_behind_a_cursor() -> None:
    desk = Desk()
    await desk.happened("a", "b")
    made = await desk.ask(CREATE, variables={"url": URL, "after": cursor(1)})
    assert made["createWebhookEndpoint"]["endpoint"]["cursor"] == cursor(1)


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "http://acme.example/"}, "url"),
        ({"url": URL, "filter": {"types": ["order.eaten"]}}, "types"),
        ({"url": URL, "filter": {"keys": ["SO-1"]}}, "keys"),
        ({"url": URL, "after": "nonsense"}, "after"),
    ],
)
async def test_what_cannot_be_names_the_field(variables: dict[str, object], field: str) -> None:
    code, message = await Desk().refused(CREATE, variables=variables)
    assert code == "BAD_INPUT"
    assert message.startswith(f"{field}: ")


async def test_an_endpoint_is_looked_after() -> None:
    desk = Desk()
    name = await desk.made()
    told = []
    for change in CHANGES[2:6]:
        await desk.ask(f"mutation {{ {change.format(name)} }}")
        shown = (await desk.ask(f'{{ webhookEndpoint(id: "{name}") {{ state secrets }} }}'))[
            "webhookEndpoint"
        ]
        told.append((shown["secrets"], shown["state"]))
    assert told == [(2, "ACTIVE"), (1, "ACTIVE"), (1, "PAUSED"), (1, "ACTIVE")]
    change = (
        f'updateWebhookEndpoint(id: "{name}", filter: {{types: ["order"]}}) {{ endpoint {{ url types }} }}'
    )
    answer = await desk.ask(f"mutation {{ {change} }}")
    assert answer["updateWebhookEndpoint"]["endpoint"] == {"url": URL, "types": ["order"]}
    await desk.ask(f"mutation {{ {CHANGES[1].format(name)} }}")
    assert (await desk.ask("{ webhookEndpoints { totalCount } }"))["webhookEndpoints"] == {"totalCount": 0}


async def test_a_test_is_sent_at_once() -> None:
    desk = Desk()
    name = await desk.made()
    answer = await desk.ask(
        f'mutation {{ testWebhookEndpoint(id: "{name}") {{ delivery {{ outcome status cursor }} }} }}'
    )
    assert answer["testWebhookEndpoint"]["delivery"] == {"outcome": "TAKEN", "status": 200, "cursor": None}
    assert [one["type"] for one in desk.story.told] == ["webhook.test"]


async def test_what_was_sent_is_shown_page_by_page_and_sent_again() -> None:
    desk = Desk()
    name = await desk.made()
    await desk.happened("a", "b", "c")
    await desk.story.turn()
    page = (await desk.ask(LOG, variables={"id": name}))["webhookEndpoint"]["deliveries"]
    assert [edge["node"] for edge in page["edges"]] == [
        {
            "at": "2026-03-02T08:00:00Z",
            "outcome": "TAKEN",
            "status": 200,
            "error": None,
            "duration": "P0D",
            "cursor": cursor(at),
        }
        for at in (3, 2)
    ]
    assert page["pageInfo"]["hasNextPage"]
    after = page["pageInfo"]["endCursor"]
    rest = (await desk.ask(LOG, variables={"id": name, "after": after}))["webhookEndpoint"]["deliveries"]
    assert [edge["node"]["cursor"] for edge in rest["edges"]] == [cursor(1)]
    assert not rest["pageInfo"]["hasNextPage"]
    replay = f'replayWebhookEndpoint(id: "{name}", after: "{cursor(1)}") {{ endpoint {{ cursor }} }}'
    answer = await desk.ask(f"mutation {{ {replay} }}")
    assert answer["replayWebhookEndpoint"]["endpoint"]["cursor"] == cursor(1)
    await desk.story.turn()
    assert [one["cursor"] for one in desk.story.told[3:]] == [cursor(2), cursor(3)]


@pytest.mark.parametrize("given", ["", f', after: "{cursor(0)}", since: "2026-03-02T08:00:00Z"'])
async def test_a_replay_begins_at_one_place(given: str) -> None:
    desk = Desk()
    name = await desk.made()
    document = f'mutation {{ replayWebhookEndpoint(id: "{name}"{given}) {{ endpoint {{ id }} }} }}'
    assert (await desk.refused(document))[0] == "BAD_INPUT"


async def test_endpoints_stand_by_age_page_by_page() -> None:
    desk = Desk()
    names = [await desk.made() for _ in range(3)]
    document = """query ($after: String) {
      webhookEndpoints(first: 2, after: $after) {
        totalCount edges { node { id } } pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    }"""
    first = (await desk.ask(document))["webhookEndpoints"]
    after = first["pageInfo"]["endCursor"]
    second = (await desk.ask(document, variables={"after": after}))["webhookEndpoints"]
    told = [edge["node"]["id"] for page in (first, second) for edge in page["edges"]]
    assert told == sorted(names)
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)


async def test_what_is_anothers_is_not_there() -> None:
    desk = Desk()
    name = await desk.made()
    shown = f'{{ webhookEndpoint(id: "{name}") {{ id }} }}'
    unknown = '{ webhookEndpoint(id: "we_unknown") { id } }'
    assert await desk.refused(shown, BOLT) == await desk.refused(unknown, BOLT)
    for change in CHANGES:
        there = await desk.refused(f"mutation {{ {change.format(name)} }}", BOLT)
        assert there == await desk.refused(f"mutation {{ {change.format('we_unknown')} }}", BOLT)
        assert there[0] == "NOT_FOUND"
    answer = await desk.ask('{ webhookEndpoints(partner: "acme") { totalCount } }', BOLT)
    assert answer["webhookEndpoints"]["totalCount"] == 0
    assert (await desk.refused(CREATE, BOLT, {"url": URL, "partner": "acme"}))[0] == "FIELD_NOT_GRANTED"
    assert (await desk.ask("{ webhookEndpoints { totalCount } }"))["webhookEndpoints"]["totalCount"] == 1


async def test_who_runs_the_house_manages_all_but_sees_no_more_by_it() -> None:
    desk = Desk()
    name = await desk.made()
    for by in (ADMIN, CLERK):
        nobody = await desk.ask('{ webhookEndpoints(partner: "") { totalCount } }', by)
        assert nobody["webhookEndpoints"]["totalCount"] == 0
        answer = await desk.ask("{ webhookEndpoints { edges { node { id partner } } } }", by)
        assert answer["webhookEndpoints"]["edges"] == [{"node": {"id": name, "partner": "acme"}}]
        for change in CHANGES[3:]:
            await desk.ask(f"mutation {{ {change.format(name)} }}", by)
    for change in (CHANGES[0], CHANGES[2]):
        code, message = await desk.refused(f"mutation {{ {change.format(name)} }}", CLERK)
        assert (code, "orders:read" in message) == ("FIELD_NOT_GRANTED", True)
        await desk.ask(f"mutation {{ {change.format(name)} }}", ADMIN)
    assert (await desk.refused(CREATE, CLERK, {"url": URL, "partner": "acme"}))[0] == "FIELD_NOT_GRANTED"
    made = await desk.ask(CREATE, ADMIN, {"url": URL, "partner": "acme"})
    assert made["createWebhookEndpoint"]["endpoint"]["partner"] == "acme"


async def test_nothing_is_made_for_a_partner_that_gets_nothing() -> None:
    desk = Desk()
    desk.suspended.add("acme")
    for by, partner in ((ADMIN, "acme"), (ADMIN, "nobody")):
        code, _ = await desk.refused(CREATE, by, {"url": URL, "partner": partner})
        assert code == "FIELD_NOT_GRANTED"


@pytest.mark.parametrize("principal", [may(Scope.PARTNERS_WRITE, Scope.ORDERS_READ)])
async def test_without_the_scope_there_is_nothing(principal: Principal) -> None:
    desk = Desk()
    name = await desk.made()
    for document in ("{ webhookEndpoints { totalCount } }", f'{{ webhookEndpoint(id: "{name}") {{ id }} }}'):
        code, message = await desk.refused(document, principal)
        assert (code, "webhooks:manage" in message) == ("FIELD_NOT_GRANTED", True)
    for change in CHANGES:
        assert (await desk.refused(f"mutation {{ {change.format(name)} }}", principal))[
            0
        ] == "FIELD_NOT_GRANTED"


async def test_where_none_are_managed_it_is_said() -> None:
    desk = Desk()
    desk.office = None  # type: ignore[assignment]  # as in a process without a store
    assert (await desk.refused("{ webhookEndpoints { totalCount } }", ACME))[0] == "STORE_UNAVAILABLE"
