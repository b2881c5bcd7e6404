"""Section `identity`: one issuer or several, and the partners that the file declares."""

from datetime import timedelta

import pytest

from domain.partners import Lane
from domain.registry.records import Subject
from domain.shapes.words import PersonalShape, YesNo
from gateway.settings.identity.issuers import PARTNER_CLAIMS, TrustedIssuer
from gateway.settings.identity.section import Identity, read_identity
from gateway.settings.reading.problems import Problems

STAFF, SHOPS = "https://id.example.com/staff", "https://login.example.net/"
TWO = {"staff": {"issuer": STAFF}, "shops": {"issuer": SHOPS}}
SCOPES = {"scopes": ["orders:read"]}
DESK = "identity.principals.desk"


def read(**section: object) -> Identity:
    problems = Problems({})
    identity = read_identity(section, ("identity",), problems)
    assert problems.found() == ()
    assert identity is not None
    return identity


def complaints(**section: object) -> list[str]:
    problems = Problems({})
    read_identity(section, ("identity",), problems)
    return [problem.public for problem in problems.found()]


def test_one_issuer_may_stand_without_a_name() -> None:
    assert read(issuer=STAFF).issuers == {
        "default": TrustedIssuer(
            name="default",
            url=STAFF,
            audiences=("ordergraph",),
            algorithms=("ES256", "RS256"),
            leeway=timedelta(seconds=30),
            partner=PARTNER_CLAIMS,
        )
    }


def test_several_issuers_have_names_and_rules_of_their_own() -> None:
    shops = {
        "issuer": SHOPS,
        "audience": ["api://ordergraph", "ordergraph"],
        "algorithms": ["PS256"],
        "leeway": "PT5S",
        "partner": "https://example.net/partner",
        "person": "/ext/user",
        "jwks": "https://login.example.net/keys",
    }
    issuers = read(issuers={"staff": {"issuer": STAFF}, "shops": shops}).issuers
    assert list(issuers) == ["staff", "shops"]
    assert issuers["shops"] == TrustedIssuer(
        name="shops",
        url=SHOPS,
        audiences=("api://ordergraph", "ordergraph"),
        algorithms=("PS256",),
        leeway=timedelta(seconds=5),
        partner=("https://example.net/partner",),
        person="/ext/user",
        jwks="https://login.example.net/keys",
    )


def test_no_issuer_at_all_must_be_said() -> None:
    assert read(issuers={}).issuers == {}
    assert complaints() == ["identity.issuer: is missing"]


@pytest.mark.parametrize("algorithm", ["HS256", "HS512", "none", "RSA"])
def test_an_algorithm_with_a_shared_secret_or_none_cannot_be_allowed(algorithm: str) -> None:
    (complaint,) = complaints(issuer=STAFF, algorithms=["ES256", algorithm])
    assert complaint.startswith("identity.algorithms[1]: should be 'ES256', ")


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"issuers": TWO, "issuer": STAFF}, "identity.issuer: does not go with `issuers`: write it into one"),
        (
            {"issuers": TWO | {"more": {"issuer": STAFF}}},
            "identity.issuers.more.issuer: is the issuer 'staff'",
        ),
        ({"issuers": {"staff": {}}}, "identity.issuers.staff.issuer: is missing"),
        ({"issuers": {"Staff!": {"issuer": STAFF}}}, "identity.issuers.Staff!: should be lower-case letters"),
        ({"issuer": STAFF, "audience": []}, "identity.audience: should not be empty"),
        ({"issuer": STAFF, "partner": ""}, "identity.partner[0]: should not be empty"),
        (
            {"issuer": STAFF, "leeway": "PT10M"},
            "identity.leeway: should be less than or equal to 5 minutes",
        ),
        ({"issuer": STAFF, "jwks": "keys"}, "identity.jwks: should be a URL such as https://host/path"),
        ({"issuer": STAFF, "jwks": SHOPS, "discovery": SHOPS}, "identity: discovery and jwks exclude each"),
    ],
)
def test_what_is_wrong_with_an_issuer_is_told(section: dict[str, object], message: str) -> None:
    (complaint,) = complaints(**section)
    assert complaint.startswith(message)


def test_a_declared_partner_is_a_subject_of_the_only_issuer() -> None:
    acme = SCOPES | {
        "partner": "acme",
        "person": "mira",
        "lane": "PARTNER_BULK",
        "quantity": "yes_no",
        "personal": "masked",
        "audited": True,
        "quota": {"points": 10},
    }
    identity = read(issuer=STAFF, principals={"acme-portal": acme})
    partner = identity.partners["acme-portal"]
    assert (partner.name, partner.lane, partner.grant.audited) == ("acme", Lane.PARTNER_BULK, True)
    assert (partner.grant.shapes.quantity, partner.grant.shapes.personal) == (YesNo(), PersonalShape.MASKED)
    assert partner.quota is not None
    assert partner.subjects == {Subject("default", "acme-portal")}
    assert identity.persons == {Subject("default", "acme-portal"): "mira"}
    assert identity.principals["acme-portal"].partner == "acme"


def test_with_several_issuers_a_declared_partner_says_whose_subject_it_is() -> None:
    principals = {
        "desk": SCOPES | {"issuer": "staff"},
        "shop": SCOPES | {"issuer": "shops", "subject": "desk"},
    }
    partners = read(issuers=TWO, principals=principals).partners
    assert partners["desk"].subjects == {Subject("staff", "desk")}
    assert partners["shop"].subjects == {Subject("shops", "desk")}


def test_whoever_sends_no_credential_is_nobodys_subject() -> None:
    identity = read(issuer=STAFF, principals={"anonymous": {"scopes": ["availability:read"]}})
    assert identity.partners["anonymous"].subjects == frozenset()


@pytest.mark.parametrize(
    ("principals", "message"),
    [
        ({"desk": SCOPES}, "identity.principals.desk.issuer: is missing: say whose tokens name this subject"),
        (
            {"desk": SCOPES | {"issuer": "stuff"}},
            f"{DESK}.issuer: 'stuff' is not an issuer; did you mean 'staff'? Known: shops, staff.",
        ),
        (
            {"a": SCOPES | {"issuer": "staff"}, "b": SCOPES | {"issuer": "staff", "subject": "a"}},
            "identity.principals.b.subject: is declared already",
        ),
        (
            {"a": SCOPES | {"issuer": "staff", "partner": "anonymous"}},
            "identity.principals.a.partner: 'anonymous' is who sends no credential, and nobody else",
        ),
        (
            {"anonymous": SCOPES | {"partner": "acme"}},
            "identity.principals.anonymous.partner: 'anonymous' is who sends no credential, and nobody else",
        ),
    ],
)
def test_what_is_wrong_with_a_declared_partner_is_told(principals: dict[str, object], message: str) -> None:
    assert complaints(issuers=TWO, principals=principals) == [message]
