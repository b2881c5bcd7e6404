"""Who may ask: the OIDC issuer, and fixed principals until there is a registry of partners."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, HttpUrl, TypeAdapter

from domain.partners import Grant, Lane, Principal, RowScope, Scope
from gateway.settings.checking import SECTION, checked, mapping
from gateway.settings.problems import Problems, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The issuer whose tokens are taken, the audience that they must name, and principals by `sub`."""

    issuer: str
    audience: str
    principals: Mapping[str, Principal] = field(default_factory=lambda: MappingProxyType({}))


_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)


def _is_url(text: str) -> str:
    """Check it, but keep it as it is written: a token's `iss` must be equal to the letter."""
    _URL.validate_python(text)
    return text


class _Identity(BaseModel):
    model_config = SECTION

    issuer: Annotated[str, AfterValidator(_is_url)]
    audience: str = Field(default="ordergraph", min_length=1)


class _Principal(BaseModel):
    """`person` is a name for the audit. A list of rows that is left out leaves those rows open."""

    model_config = SECTION

    scopes: frozenset[Scope]
    lane: Lane = Lane.INTERACTIVE
    weight: int = Field(default=1, ge=1, le=1000)
    partner: str = ""
    person: str = ""
    customers: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    locations: frozenset[str] | None = None
    suppliers: frozenset[str] | None = None
    carriers: frozenset[str] | None = None

    def named(self, subject: str) -> Principal:
        """The principal of the domain; the token's subject names the partner where nothing else does."""
        rows = RowScope(
            customers=self.customers,
            channels=self.channels,
            locations=self.locations,
            suppliers=self.suppliers,
            carriers=self.carriers,
        )
        return Principal(
            partner=self.partner or subject,
            person=self.person,
            grant=Grant(scopes=self.scopes, rows=rows),
            lane=self.lane,
            weight=self.weight,
        )


def read_identity(section: object, path: Where, problems: Problems) -> Identity | None:
    """Check the section `identity`; what is wrong goes to `problems`, and then there is none."""
    given = dict(mapping(section, path, problems))
    principals = _principals(given.pop("principals", None), (*path, "principals"), problems)
    raw = checked(_Identity, given, path, problems)
    if raw is None:
        return None
    return Identity(issuer=raw.issuer, audience=raw.audience, principals=MappingProxyType(principals))


def _principals(section: object, path: Where, problems: Problems) -> dict[str, Principal]:
    found = {}
    for subject, value in mapping(section, path, problems).items():
        model = checked(_Principal, value, (*path, subject), problems)
        if model is not None:
            found[subject] = model.named(subject)
    return found
