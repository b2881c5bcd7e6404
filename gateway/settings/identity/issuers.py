"""The issuers whose tokens are taken, and which of their claims name whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, HttpUrl, TypeAdapter, model_validator

from gateway.settings.reading.checking import SECTION, checked, mapping
from gateway.settings.reading.problems import Problems, Where

ONLY = "default"
"""The name of an issuer that is written without one."""

PARTNER_CLAIMS = ("sub", "client_id", "azp", "appid", "cid")
"""Who Keycloak, Entra ID, Auth0, Okta and RFC 9068 say is asking: a subject, or a client."""

# fmt: off
Algorithm = Literal[
    "ES256", "ES384", "ES512", "Ed25519", "EdDSA", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"
]
# fmt: on
_ALGORITHMS: tuple[Algorithm, ...] = ("ES256", "RS256")
_LEEWAY = timedelta(seconds=30)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedIssuer:
    """One issuer under a name of ours, and how its tokens are read.

    url: to the letter as in a token's `iss`. audiences: one of them must stand in `aud`. partner: the claims
    that may name a partner; the first that names one counts. person: the claim that names the person; empty
    for `sub`, unless the client asks for itself. A claim that begins with `/` is a path into nested ones.
    discovery, jwks: where its documents are, if not where OIDC puts them.
    """

    name: str
    url: str
    audiences: tuple[str, ...]
    algorithms: tuple[str, ...] = _ALGORITHMS
    leeway: timedelta = _LEEWAY
    partner: tuple[str, ...] = PARTNER_CLAIMS
    person: str = ""
    discovery: str = ""
    jwks: str = ""


_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)


def _is_url(text: str) -> str:
    """Check it, but keep it as it is written: a token's `iss` must be equal to the letter."""
    _URL.validate_python(text)
    return text


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Url = Annotated[str, AfterValidator(_is_url)]
Text = Annotated[str, Field(min_length=1, max_length=500)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed), Field(min_length=1)]


class IssuerSettings(BaseModel):
    """One issuer, as `TrustedIssuer`; `audience` and `partner` are one text or a list of them."""

    model_config = SECTION

    issuer: Url
    audience: Texts = ("ordergraph",)
    algorithms: Annotated[tuple[Algorithm, ...], Field(min_length=1)] = _ALGORITHMS
    leeway: timedelta = Field(default=_LEEWAY, ge=timedelta(0), le=timedelta(minutes=5))
    partner: Texts = PARTNER_CLAIMS
    person: str = ""
    discovery: Url | None = None
    jwks: Url | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.discovery and self.jwks:
            raise ValueError("discovery and jwks exclude each other: one place is enough")
        return self

    def trusted(self, name: str) -> TrustedIssuer:
        """The issuer under its name."""
        return TrustedIssuer(
            name=name,
            url=self.issuer,
            audiences=self.audience,
            algorithms=self.algorithms,
            leeway=self.leeway,
            partner=self.partner,
            person=self.person,
            discovery=self.discovery or "",
            jwks=self.jwks or "",
        )


def read_issuers(
    section: Mapping[str, object], path: Where, problems: Problems
) -> Mapping[str, TrustedIssuer] | None:
    """Issuers by name: those of `issuers`, or the only one, whose keys stand in the section itself."""
    if "issuers" not in section:
        only = checked(IssuerSettings, section, path, problems)
        return None if only is None else {ONLY: only.trusted(ONLY)}
    for name in section:
        if name != "issuers":
            problems.add((*path, name), "does not go with `issuers`: write it into one of them")
    named = mapping(section["issuers"], (*path, "issuers"), problems)
    return _distinct(named, (*path, "issuers"), problems)


def _distinct(
    section: Mapping[str, object], path: Where, problems: Problems
) -> Mapping[str, TrustedIssuer] | None:
    found: dict[str, TrustedIssuer] = {}
    whose: dict[str, str] = {}
    for name, value in section.items():
        if not _NAME.fullmatch(name):
            problems.add((*path, name), "should be lower-case letters, digits, `.`, `_` and `-`")
        model = checked(IssuerSettings, value, (*path, name), problems)
        if model is None:
            continue
        other = whose.setdefault(model.issuer, name)
        if other != name:
            problems.add((*path, name, "issuer"), f"is the issuer '{other}' already")
        found[name] = model.trusted(name)
    return found if len(found) == len(section) else None
