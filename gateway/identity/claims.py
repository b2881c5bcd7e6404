"""Whom the claims of a verified token name: subjects that may be a partner's, and the person."""

from collections.abc import Mapping

from domain.registry.records import Subject
from gateway.settings.identity.issuers import TrustedIssuer

Claims = Mapping[str, object]

_CLIENTS = ("client_id", "azp", "appid", "cid")
_LONGEST_NAME = 200


def subjects(issuer: TrustedIssuer, claims: Claims) -> tuple[Subject, ...]:
    """Who may be asking, in the order in which the issuer's settings ask for it."""
    named = dict.fromkeys(claim(claims, name) for name in issuer.partner)
    return tuple(Subject(issuer.name, value) for value in named if value)


def person(issuer: TrustedIssuer, claims: Claims) -> str:
    """On whose behalf; empty where a client asks for itself."""
    if issuer.person:
        return claim(claims, issuer.person)[:_LONGEST_NAME]
    return "" if _for_itself(claims) else claim(claims, "sub")[:_LONGEST_NAME]


def claim(claims: Claims, name: str) -> str:
    """The text under a claim's name, or at its path where it begins with `/`; empty where there is none."""
    value: object = claims
    for step in name[1:].split("/") if name.startswith("/") else (name,):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def _for_itself(claims: Claims) -> bool:
    """Whether these are client credentials, in the words of each provider."""
    subject = claim(claims, "sub")
    clients = {client for name in _CLIENTS if (client := claim(claims, name))}
    return (
        subject in clients  # RFC 9068, Okta
        or subject.removesuffix("@clients") in clients  # Auth0
        or claim(claims, "gty") == "client-credentials"  # Auth0
        or claim(claims, "idtyp") == "app"  # Entra ID
        or (claim(claims, "oid") == subject and "scp" not in claims)  # Entra ID, without that optional claim
        or claim(claims, "preferred_username") in {f"service-account-{one.lower()}" for one in clients}
    )
