"""Partners changed through the graph: in the name of who asks, and never beyond what that one has."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from domain.partners import Grant, Lane, Principal, RowScope, Scope
from domain.quota import Quota
from domain.registry.records import ChangeKind, Partner, PartnerStatus, Subject
from domain.shapes.words import Band, Capped, FieldShape, PersonalShape, Shapes, TimeShape, YesNo
from gateway.identity.api_keys import digest, prefix_of
from tests.contracts.partner_examples import key
from tests.doubles.clock import START
from tests.resolvers.administration.offices import ACME, ADMIN, HELD, SECRET, Office
from tests.resolvers.asking import may

ADD = """
mutation (
  $name: String!, $title: String!, $subjects: [PartnerSubjectInput!], $grant: GrantInput, $quota: QuotaInput
) {
  addPartner(
    name: $name, title: $title, subjects: $subjects, grant: $grant, lane: STOREFRONT, weight: 2, quota: $quota
  ) {
    partner { name status grant { scopes } keys { prefix } changes { who kind } }
  }
}
"""
SET = """
mutation ($name: String!, $grant: GrantInput!, $lane: Lane, $weight: Int, $quota: QuotaInput) {
  setGrant(name: $name, grant: $grant, lane: $lane, weight: $weight, quota: $quota) { partner { name } }
}
"""
GRANT = {
    "scopes": ["orders:read", "availability:read"],
    "customers": ["C-1"],
    "locations": [],
    "quantity": {"form": "CAPPED", "at": "10.0", "low": 2},
    "personal": "MASKED",
    "time": "DATE",
    "fields": [
        {"field": "StockPosition.sellable", "quantity": {"form": "YES_NO"}},
        {"field": "Order.placedAt", "time": "EXACT"},
    ],
    "audited": True,
}
MEANT = Grant(
    scopes=frozenset({Scope.ORDERS_READ, Scope.AVAILABILITY_READ}),
    rows=RowScope(customers=frozenset({"C-1"}), locations=frozenset()),
    shapes=Shapes(
        quantity=Capped(at=Decimal(10), low=Decimal(2)),
        personal=PersonalShape.MASKED,
        time=TimeShape.DATE,
        fields=(
            FieldShape(field="Order.placedAt", time=TimeShape.EXACT),
            FieldShape(field="StockPosition.sellable", quantity=YesNo()),
        ),
    ),
    audited=True,
)
MUTATIONS = (
    'addPartner(name: "bolt") { partner { name } }',
    'setGrant(name: "acme", grant: {scopes: []}) { partner { name } }',
    'suspendPartner(name: "acme") { partner { name } }',
    'resumePartner(name: "acme") { partner { name } }',
    'removePartner(name: "acme") { partner { name } }',
    'addPartnerKey(name: "acme") { text }',
    'revokePartnerKey(prefix: "og_1") { key { prefix } }',
)


async def test_a_partner_is_taken_up_whole() -> None:
    office = Office()
    variables = {
        "name": "bolt",
        "title": "Bolt",
        "subjects": [{"issuer": "corp", "value": "bolt-portal"}],
        "grant": GRANT,
        "quota": {"points": 100, "window": "PT10S"},
    }
    answer = await office.ask(ADD, variables=variables)
    assert answer["addPartner"]["partner"] == {
        "name": "bolt",
        "status": "ACTIVE",
        "grant": {"scopes": ["availability:read", "orders:read"]},
        "keys": [],
        "changes": [{"who": "mira of ops", "kind": "ADDED"}],
    }
    assert office.registry.held["bolt"] == Partner(
        name="bolt",
        title="Bolt",
        grant=MEANT,
        lane=Lane.STOREFRONT,
        weight=2,
        quota=Quota(points=100, window=timedelta(seconds=10), concurrency=50),
        subjects=frozenset({Subject("corp", "bolt-portal")}),
    )


async def test_a_partner_of_a_name_alone_may_see_nothing() -> None:
    office = Office()
    await office.ask('mutation { addPartner(name: "bolt") { partner { name } } }')
    assert office.registry.held["bolt"] == Partner(name="bolt", grant=Grant(scopes=frozenset()))


async def test_a_grant_takes_the_place_of_what_was_and_the_rest_stays() -> None:
    quota = Quota(points=7, window=timedelta(minutes=1), concurrency=1)
    office = Office(replace(ACME, lane=Lane.BACKGROUND, weight=4, quota=quota))
    await office.ask(SET, variables={"name": "acme", "grant": GRANT})
    changed = office.registry.held["acme"]
    assert (changed.grant, changed.lane, changed.weight, changed.quota) == (MEANT, Lane.BACKGROUND, 4, quota)
    more = {"lane": "STOREFRONT", "weight": 1, "quota": {"points": 9}}
    await office.ask(SET, variables={"name": "acme", "grant": {"scopes": []}, **more})
    changed = office.registry.held["acme"]
    assert (changed.grant, changed.lane, changed.weight) == (Grant(scopes=frozenset()), Lane.STOREFRONT, 1)
    assert changed.quota == Quota(points=9, window=timedelta(minutes=1), concurrency=50)
    assert {line.kind for line in office.registry.lines} == {ChangeKind.CHANGED}


@pytest.mark.parametrize(
    ("grant", "field"),
    [
        ({"scopes": ["orders:read", "orders:red"]}, "grant.scopes[1]"),
        ({"scopes": [], "quantity": {"form": "CAPPED"}}, "grant.quantity.at"),
        ({"scopes": [], "quantity": {"form": "BAND", "at": 5}}, "grant.quantity.at"),
        ({"scopes": [], "quantity": {"form": "YES_NO", "low": 5}}, "grant.quantity.low"),
        ({"scopes": [], "quantity": {"form": "CAPPED", "at": -1}}, "grant.shapes.quantity.at"),
        ({"scopes": [], "customers": [""]}, "grant.rows.customers"),
        ({"scopes": [], "fields": [{"field": ""}]}, "grant.fields"),
        ({"scopes": [], "fields": [{"field": "Order.placedAtt", "time": "DATE"}]}, "grant.fields"),
        ({"scopes": [], "fields": [{"field": "Order.placedAt", "personal": "MASKED"}]}, "grant.fields"),
        (
            {"scopes": [], "fields": [{"field": "Order.placedAt", "time": one} for one in ("DATE", "EXACT")]},
            "grant.shapes.fields",
        ),
        (
            {"scopes": [], "fields": [{"field": "A.b", "quantity": {"form": "CAPPED"}}]},
            "grant.fields.A.b.quantity.at",
        ),
    ],
)
async def test_a_grant_that_cannot_be_names_the_field(grant: object, field: str) -> None:
    office = Office()
    code, _, named = await office.refused(SET, variables={"name": "acme", "grant": grant})
    assert (code, named) == ("BAD_INPUT", field)
    assert office.registry.lines == []


async def test_a_band_and_an_exact_quantity_may_say_what_is_low() -> None:
    office = Office()
    for form, shape in (
        ("BAND", Band(low=Decimal(2))),
        ("EXACT", replace(Shapes().quantity, low=Decimal(2))),
    ):
        grant = {"scopes": [], "quantity": {"form": form, "low": "2.00"}}
        await office.ask(SET, variables={"name": "acme", "grant": grant})
        assert office.registry.held["acme"].grant.shapes == Shapes(quantity=shape)


async def test_a_partner_is_suspended_resumed_and_removed() -> None:
    office = Office()
    await office.registry.add_key(key("og_1"), who="mira", now=START)
    partner = "{ partner { name status keys { prefix } } }"
    said = [
        (await office.ask(f'mutation {{ done: {word}Partner(name: "acme") {partner} }}'))["done"]["partner"]
        for word in ("suspend", "resume", "remove")
    ]
    assert [(one["status"], len(one["keys"])) for one in said] == [
        ("SUSPENDED", 1),
        ("ACTIVE", 1),
        ("ACTIVE", 0),
    ]
    assert office.registry.held == {}


async def test_a_key_is_told_whole_once() -> None:
    office = Office()
    made = (
        await office.ask(
            'mutation { addPartnerKey(name: "acme", label: "export", expiresAt: "2030-01-01T00:00:00Z")'
            " { text key { prefix label expiresAt } } }"
        )
    )["addPartnerKey"]
    (kept,) = office.registry.held_keys.values()
    assert prefix_of(made["text"]) == made["key"]["prefix"] == kept.prefix
    assert kept.digest == digest(SECRET, made["text"])
    assert (made["key"]["label"], made["key"]["expiresAt"]) == ("export", "2030-01-01T00:00:00Z")
    ended = await office.ask(
        "mutation ($prefix: String!) { revokePartnerKey(prefix: $prefix) { key { prefix revokedAt } } }",
        variables={"prefix": made["text"]},
    )
    assert ended["revokePartnerKey"]["key"] == {"prefix": kept.prefix, "revokedAt": "2026-03-02T08:00:00Z"}
    assert [line.who for line in office.registry.lines] == ["mira of ops"] * 2


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize(
    "principal",
    [HELD, may(*(set(Scope) - {Scope.PARTNERS_WRITE}))],
    ids=["held to rows", "without the scope"],
)
async def test_whoever_may_not_changes_nothing(mutation: str, principal: Principal) -> None:
    office = Office()
    await office.registry.add_key(key("og_1"), who="mira", now=START)
    held, keys, lines = (
        dict(office.registry.held),
        dict(office.registry.held_keys),
        len(office.registry.lines),
    )
    code, *_ = await office.refused(f"mutation {{ {mutation} }}", principal)
    assert code == "FIELD_NOT_GRANTED"
    assert (office.registry.held, office.registry.held_keys, len(office.registry.lines)) == (
        held,
        keys,
        lines,
    )


FEW = Principal(partner="few", grant=Grant(scopes=frozenset({Scope.PARTNERS_WRITE, Scope.ORDERS_READ})))


@pytest.mark.parametrize(
    "mutation",
    [
        'addPartner(name: "bolt", grant: {scopes: ["orders:read:pii"]}) { partner { name } }',
        'setGrant(name: "acme", grant: {scopes: ["orders:read:pii"]}) { partner { name } }',
        'addPartnerKey(name: "desk") { text }',
    ],
)
async def test_nobody_gives_what_it_has_not_got(mutation: str) -> None:
    desk = Partner(name="desk", grant=Grant(scopes=frozenset({Scope.ORDERS_PII})))
    office = Office(ACME, desk)
    code, message, _ = await office.refused(f"mutation {{ {mutation} }}", FEW)
    assert (code, message) == (
        "FIELD_NOT_GRANTED",
        "You have not got what you would give: orders:read:pii",
    )
    assert (office.registry.lines, office.registry.held_keys) == ([], {})


async def test_what_a_partner_has_can_be_narrowed_and_taken_by_who_has_less() -> None:
    wide = replace(ACME, grant=Grant(scopes=frozenset({Scope.ORDERS_PII, Scope.OPS_READ})))
    office = Office(wide)
    for mutation in (
        'setGrant(name: "acme", grant: {scopes: ["orders:read:pii", "orders:read"]}) { __typename }',
        'suspendPartner(name: "acme") { __typename }',
    ):
        await office.ask(f"mutation {{ {mutation} }}", FEW)
    changed = office.registry.held["acme"]
    assert changed.grant.scopes == {Scope.ORDERS_PII, Scope.ORDERS_READ}
    assert changed.status is PartnerStatus.SUSPENDED


async def test_nobody_changes_its_own_grant_but_may_change_its_key() -> None:
    office = Office(Partner(name="ops", grant=ADMIN.grant))
    code, message, _ = await office.refused(
        'mutation { setGrant(name: "ops", grant: {scopes: []}) { __typename } }'
    )
    assert (code, message) == ("FIELD_NOT_GRANTED", "Nobody changes its own grant")
    await office.ask('mutation { addPartnerKey(name: "ops") { text } }')
    assert len(office.registry.held_keys) == 1


@pytest.mark.parametrize("mutation", MUTATIONS[1:6])
async def test_an_unknown_partner_is_named(mutation: str) -> None:
    code, message, field = await Office().refused(f"mutation {{ {mutation.replace('acme', 'bolt')} }}")
    assert (code, message, field) == ("BAD_INPUT", "name: no partner has the name 'bolt'", "name")


async def test_a_name_that_is_there_and_a_subject_that_is_anothers_are_refused() -> None:
    office = Office()
    assert (await office.refused('mutation { addPartner(name: "acme") { __typename } }'))[2] == "name"
    variables = {"name": "bolt", "title": "", "subjects": [{"issuer": "corp", "value": "acme-portal"}]}
    assert (await office.refused(ADD, variables=variables))[2] == "subjects"


async def test_who_may_write_but_not_read_is_told_the_name_alone() -> None:
    office = Office()
    mutation = 'mutation { suspendPartner(name: "acme") { partner { name status grant { scopes } } } }'
    data, errors = await office.asked(mutation, may(Scope.PARTNERS_WRITE))
    assert data["suspendPartner"]["partner"] == {"name": "acme", "status": None, "grant": None}
    assert {error["extensions"]["code"] for error in errors} == {"FIELD_NOT_GRANTED"}
    assert office.registry.held["acme"].status is PartnerStatus.SUSPENDED


async def test_a_long_name_of_a_person_is_cut_for_the_audit() -> None:
    office = Office()
    long = Principal(partner="ops", person="m" * 300, grant=ADMIN.grant)
    await office.ask('mutation { suspendPartner(name: "acme") { __typename } }', long)
    assert office.registry.lines[-1].who == "m" * 200
