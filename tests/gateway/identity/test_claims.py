"""Tokens as the providers make them, without a setting: whom they name, and for whom."""

from dataclasses import replace

import pytest

from domain.registry.records import Subject
from gateway.identity.claims import claim, person, subjects
from tests.gateway.identity.issuing import TRUSTED

UUID, APP = "5a0e7f4c-5b0f-4a53-9f0b-3d6f0f1c2b4a", "0f6b2c1e-8c39-4b5c-9d6e-2a4e8f7b9c11"

CLIENTS: dict[str, dict[str, object]] = {
    "RFC 9068": {"sub": "acme-erp", "client_id": "acme-erp"},
    "Keycloak": {
        "sub": UUID,
        "azp": "acme-erp",
        "client_id": "acme-erp",
        "preferred_username": "service-account-acme-erp",
    },
    "Keycloak, older": {"sub": UUID, "azp": "Acme-ERP", "preferred_username": "service-account-acme-erp"},
    "Entra ID, version 2": {
        "sub": UUID,
        "oid": UUID,
        "azp": APP,
        "azpacr": "1",
        "ver": "2.0",
        "idtyp": "app",
    },
    "Entra ID, version 1": {"sub": UUID, "oid": UUID, "appid": APP, "appidacr": "1", "ver": "1.0"},
    "Auth0": {"sub": "q9Xk@clients", "azp": "q9Xk", "gty": "client-credentials"},
    "Auth0, RFC 9068": {"sub": "q9Xk@clients", "client_id": "q9Xk"},
    "Okta": {"sub": "0oa1b2", "cid": "0oa1b2", "scp": ["orders"]},
}
PEOPLE: dict[str, tuple[dict[str, object], str]] = {
    "Keycloak": ({"sub": UUID, "azp": "portal", "preferred_username": "ann"}, "portal"),
    "Entra ID": ({"sub": "pairwise", "oid": UUID, "azp": APP, "scp": "access"}, APP),
    "Entra ID, a subject that is the object": ({"sub": UUID, "oid": UUID, "azp": APP, "scp": "access"}, APP),
    "Auth0": ({"sub": "auth0|7", "azp": "q9Xk"}, "q9Xk"),
    "Okta": ({"sub": "ann@example.com", "cid": "0oa1b2", "uid": "00u7"}, "0oa1b2"),
}


@pytest.mark.parametrize("claims", CLIENTS.values(), ids=CLIENTS)
def test_a_client_is_named_and_asks_for_itself(claims: dict[str, object]) -> None:
    names = {subject.value for subject in subjects(TRUSTED, claims)}
    assert names & {"acme-erp", "Acme-ERP", APP, "q9Xk", "0oa1b2"}
    assert person(TRUSTED, claims) == ""


@pytest.mark.parametrize(("claims", "client"), PEOPLE.values(), ids=PEOPLE)
def test_a_person_comes_first_and_then_the_client(claims: dict[str, object], client: str) -> None:
    assert subjects(TRUSTED, claims) == (Subject("staff", str(claims["sub"])), Subject("staff", client))
    assert person(TRUSTED, claims) == claims["sub"]


def test_settings_say_which_claims_count_and_in_which_order() -> None:
    trusted = replace(TRUSTED, partner=("/ext/partner", "https://acme.example/partner", "missing"))
    claims = {
        "sub": "ann",
        "ext": {"partner": "acme"},
        "https://acme.example/partner": "globex",
        "email": "ann@acme.example",
    }
    assert subjects(trusted, claims) == (Subject("staff", "acme"), Subject("staff", "globex"))
    assert person(replace(trusted, person="email"), claims) == "ann@acme.example"


@pytest.mark.parametrize("value", [7, True, None, ["acme"], {"name": "acme"}, ""])
def test_only_a_text_names_somebody(value: object) -> None:
    assert subjects(TRUSTED, {"sub": value}) == ()
    assert person(TRUSTED, {"sub": value}) == ""


@pytest.mark.parametrize("name", ["/ext/none", "/ext/partner/deeper", "/none/partner", "ext", "/", ""])
def test_a_path_to_nothing_is_empty(name: str) -> None:
    assert claim({"ext": {"partner": "acme"}}, name) == ""


def test_a_person_s_name_has_an_end() -> None:
    assert len(person(TRUSTED, {"sub": "a" * 5_000})) == 200
