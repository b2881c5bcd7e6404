"""Partners in the graph: read by whoever may, and never a digest."""

from datetime import timedelta
from decimal import Decimal

import pytest
from graphql import GraphQLObjectType
from msgspec.structs import replace

from domain.partners import Grant, Lane, RowScope, Scope
from domain.quota import Quota
from domain.registry.records import Partner, PartnerStatus
from domain.shapes.words import Band, Capped, FieldShape, PersonalShape, Shapes, TimeShape, YesNo
from tests.contracts.partner_examples import TOKEN, key, partner
from tests.doubles.clock import START
from tests.resolvers.administration.offices import ACME, HELD, Office
from tests.resolvers.asking import SCHEMA, may

WHOLE = """
fragment Whole on Partner {
  name title status lane weight quota { points window concurrency } subjects { issuer value }
  grant {
    scopes customers channels locations suppliers carriers
    quantity { ...Q } personal time fields { field quantity { ...Q } personal time } audited
  }
}
fragment Q on QuantityShape { form at low }
"""
FULL = Partner(
    name="acme",
    title="Acme Inc.",
    status=PartnerStatus.SUSPENDED,
    lane=Lane.PARTNER_BULK,
    weight=3,
    quota=Quota(points=100, window=timedelta(minutes=1), concurrency=5),
    subjects=frozenset({TOKEN}),
    grant=Grant(
        scopes=frozenset({Scope.ORDERS_READ, Scope.AVAILABILITY_READ}),
        rows=RowScope(customers=frozenset({"C-2", "C-1"}), channels=frozenset()),
        shapes=Shapes(
            quantity=Capped(at=Decimal(10)),
            personal=PersonalShape.MASKED,
            time=TimeShape.DATE,
            fields=(
                FieldShape(field="Order.placedAt", time=TimeShape.EXACT),
                FieldShape(field="StockPosition.sellable", quantity=YesNo()),
            ),
        ),
        audited=True,
    ),
)


async def test_a_partner_is_shown_with_all_that_it_may() -> None:
    answer = await Office(FULL).ask('{ partner(name: "acme") { ...Whole } }' + WHOLE)
    assert answer["partner"] == {
        "name": "acme",
        "title": "Acme Inc.",
        "status": "SUSPENDED",
        "lane": "PARTNER_BULK",
        "weight": 3,
        "quota": {"points": 100, "window": "PT60S", "concurrency": 5},
        "subjects": [{"issuer": "corp", "value": "acme-portal"}],
        "grant": {
            "scopes": ["availability:read", "orders:read"],
            "customers": ["C-1", "C-2"],
            "channels": [],
            "locations": None,
            "suppliers": None,
            "carriers": None,
            "quantity": {"form": "CAPPED", "at": "10", "low": "5"},
            "personal": "MASKED",
            "time": "DATE",
            "fields": [
                {"field": "Order.placedAt", "quantity": None, "personal": None, "time": "EXACT"},
                {
                    "field": "StockPosition.sellable",
                    "quantity": {"form": "YES_NO", "at": None, "low": None},
                    "personal": None,
                    "time": None,
                },
            ],
            "audited": True,
        },
    }


@pytest.mark.parametrize(
    ("shape", "shown"),
    [
        (Band(low=Decimal(3)), {"form": "BAND", "at": None, "low": "3"}),
        (YesNo(), {"form": "YES_NO", "at": None, "low": None}),
    ],
)
async def test_each_form_of_a_quantity_has_its_parts(shape: Band | YesNo, shown: object) -> None:
    office = Office(replace(ACME, grant=replace(ACME.grant, shapes=Shapes(quantity=shape))))
    answer = await office.ask('{ partner(name: "acme") { grant { quantity { form at low } } } }')
    assert answer["partner"]["grant"]["quantity"] == shown


async def test_keys_are_told_by_all_but_themselves() -> None:
    office = Office()
    used = replace(key("og_1"), last_used_at=START, revoked_at=START)
    for one in (used, key("og_2", minutes=1)):
        await office.registry.add_key(one, who="mira", now=START)
    fields = "prefix partner label createdAt expiresAt revokedAt lastUsedAt"
    answer = await office.ask(f'{{ partner(name: "acme") {{ keys {{ {fields} }} }} }}')
    newer, older = answer["partner"]["keys"]
    assert (newer["prefix"], newer["lastUsedAt"], newer["revokedAt"]) == ("og_2", None, None)
    assert older == {
        "prefix": "og_1",
        "partner": "acme",
        "label": "nightly export",
        "createdAt": "2026-03-02T08:00:00Z",
        "expiresAt": None,
        "revokedAt": "2026-03-02T08:00:00Z",
        "lastUsedAt": "2026-03-02T08:00:00Z",
    }
    kind = SCHEMA._schema.type_map["PartnerKey"]
    assert isinstance(kind, GraphQLObjectType)
    assert set(kind.fields) == set(fields.split())


async def test_partners_are_paged_by_name() -> None:
    office = Office(*(partner(name) for name in ("acme", "bolt", "cato")))
    await office.registry.add_key(key("og_1", "bolt"), who="mira", now=START)
    info = "pageInfo { hasNextPage hasPreviousPage endCursor }"
    page = f"{{ edges {{ node {{ name keys {{ prefix }} }} }} {info} totalCount }}"
    first = (await office.ask(f"{{ partners(first: 2) {page} }}"))["partners"]
    assert [edge["node"] for edge in first["edges"]] == [
        {"name": "acme", "keys": []},
        {"name": "bolt", "keys": [{"prefix": "og_1"}]},
    ]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    cursor = first["pageInfo"]["endCursor"]
    second = (await office.ask(f'{{ partners(first: 2, after: "{cursor}") {page} }}'))["partners"]
    assert [edge["node"]["name"] for edge in second["edges"]] == ["cato"]
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)


@pytest.mark.parametrize(
    ("arguments", "field"), [("first: 0", "first"), ("first: 101", "first"), ('after: "x"', "after")]
)
async def test_a_page_that_cannot_be_is_refused(arguments: str, field: str) -> None:
    code, _, named = await Office().refused(f"{{ partners({arguments}) {{ totalCount }} }}")
    assert (code, named) == ("BAD_INPUT", field)


async def test_the_audit_tells_who_and_what_of_each_and_of_those_that_are_gone() -> None:
    office = Office()
    await office.ask('mutation { suspendPartner(name: "acme") { partner { name } } }')
    await office.ask('mutation { removePartner(name: "acme") { partner { name } } }')
    lines = "{ at who partner kind differences { field gone new } }"
    answer = await office.ask(
        f'{{ all: partnerChanges {lines} one: partnerChanges(name: "acme", first: 1) {lines} }}'
    )
    assert answer["all"][1] == {
        "at": "2026-03-02T08:00:00Z",
        "who": "mira of ops",
        "partner": "acme",
        "kind": "SUSPENDED",
        "differences": [{"field": "status", "gone": ["ACTIVE"], "new": ["SUSPENDED"]}],
    }
    assert answer["one"] == answer["all"][:1]
    assert answer["one"][0]["kind"] == "REMOVED"


async def test_a_partner_tells_its_last_changes() -> None:
    office = Office()
    for _ in range(3):
        await office.ask('mutation { suspendPartner(name: "acme") { partner { name } } }')
        await office.ask('mutation { resumePartner(name: "acme") { partner { name } } }')
    answer = await office.ask('{ partner(name: "acme") { changes(first: 2) { kind } } }')
    assert answer["partner"]["changes"] == [{"kind": "RESUMED"}, {"kind": "SUSPENDED"}]


async def test_an_unknown_partner_is_none() -> None:
    assert await Office().ask('{ partner(name: "bolt") { name } }') == {"partner": None}


async def test_who_is_held_to_rows_is_told_of_none_and_nobody_asks_the_registry() -> None:
    office = Office()
    assert await office.ask(
        "{ partners { totalCount edges { node { name } } } partnerChanges { who } }", HELD
    ) == {"partners": {"totalCount": 0, "edges": []}, "partnerChanges": []}
    for name in ("acme", "bolt"):
        code, *_ = await office.refused(f'{{ partner(name: "{name}") {{ name }} }}', HELD)
        assert code == "NOT_FOUND"
    assert office.registry.asked == 0


@pytest.mark.parametrize(
    "field", ["partners { totalCount }", 'partner(name: "acme") { name }', "partnerChanges { who }"]
)
async def test_without_the_scope_nothing_is_read(field: str) -> None:
    office = Office()
    code, message, _ = await office.refused(f"{{ {field} }}", may(*(set(Scope) - {Scope.PARTNERS_READ})))
    assert code == "FIELD_NOT_GRANTED"
    assert message.endswith("needs the scope partners:read")
    assert office.registry.asked == 0


async def test_where_nothing_is_administered_it_is_said() -> None:
    office = Office()
    office.office = None  # type: ignore[assignment]  # as in a graph of its own
    code, *_ = await office.refused("{ partners { totalCount } }")
    assert code == "STORE_UNAVAILABLE"


def test_there_is_no_field_for_a_digest() -> None:
    assert "digest" not in SCHEMA.as_str().lower()
