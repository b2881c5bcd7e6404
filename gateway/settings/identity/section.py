"""Who may ask: the issuers whose tokens are taken, and partners that are declared in the file itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from domain.partners import Principal
from domain.registry.records import ANONYMOUS, Partner, Subject, principal_of
from gateway.settings.grants import PartnerSettings
from gateway.settings.identity.issuers import TrustedIssuer, read_issuers
from gateway.settings.reading.checking import checked, mapping
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The section, checked.

    partners: the declared ones, by the key under which they stand; two keys may be one partner's. persons:
    whom some subjects stand for, where the file says it.
    """

    issuers: Mapping[str, TrustedIssuer]
    partners: Mapping[str, Partner] = field(default_factory=lambda: MappingProxyType({}))
    persons: Mapping[Subject, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def principals(self) -> Mapping[str, Principal]:
        """The declared partners as they ask, by their keys."""
        return {key: principal_of(partner) for key, partner in self.partners.items()}


class _Principal(PartnerSettings):
    """A declared partner, whose key is its subject and its name, unless `subject` or `partner` says it.

    issuer: whose tokens name the subject; the only one where it is left out. person: for the audit.
    """

    partner: str = ""
    subject: str = ""
    issuer: str = ""
    person: str = ""


def read_identity(section: object, path: Where, problems: Problems) -> Identity | None:
    """Check the section `identity`; what is wrong goes to `problems`, and then there is none."""
    given = dict(mapping(section, path, problems))
    principals = mapping(given.pop("principals", None), (*path, "principals"), problems)
    issuers = read_issuers(given, path, problems)
    declared = _Declared(issuers, (*path, "principals"), problems)
    for key, value in principals.items():
        declared.read(key, value)
    if issuers is None:
        return None
    return Identity(
        issuers=MappingProxyType(dict(issuers)),
        partners=MappingProxyType(declared.partners),
        persons=MappingProxyType(declared.persons),
    )


class _Declared:
    """What the file declares under `principals`, one after the other."""

    def __init__(self, issuers: Mapping[str, TrustedIssuer] | None, path: Where, problems: Problems) -> None:
        self._issuers = issuers
        self._path = path
        self._problems = problems
        self.partners: dict[str, Partner] = {}
        self.persons: dict[Subject, str] = {}

    def read(self, key: str, value: object) -> None:
        model = checked(_Principal, value, (*self._path, key), self._problems)
        if model is None:
            return
        subject = self._subject(key, model)
        subjects = frozenset() if subject is None else frozenset({subject})
        self.partners[key] = model.named(self._name(key, model), subjects)
        if subject is not None and model.person:
            self.persons[subject] = model.person

    def _name(self, key: str, model: _Principal) -> str:
        if ANONYMOUS in {key, model.partner} and model.partner not in {"", key}:
            place = (*self._path, key, "partner")
            self._problems.add(place, f"'{ANONYMOUS}' is who sends no credential, and nobody else")
        return model.partner or key

    def _subject(self, key: str, model: _Principal) -> Subject | None:
        """Whose tokens are this partner's; None for the anonymous one, and where nobody can say."""
        if key == ANONYMOUS or self._issuers is None:
            return None
        path = (*self._path, key)
        if model.issuer and model.issuer not in self._issuers:
            self._problems.add((*path, "issuer"), unknown("an issuer", model.issuer, self._issuers))
            return None
        if not model.issuer and len(self._issuers) != 1:
            self._problems.add((*path, "issuer"), "is missing: say whose tokens name this subject")
            return None
        subject = Subject(model.issuer or next(iter(self._issuers)), model.subject or key)
        if any(subject in other.subjects for other in self.partners.values()):
            self._problems.add((*path, "subject"), "is declared already")
        return subject
