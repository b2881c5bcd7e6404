"""The file of partners that is kept under version control, and applied to the registry.

Grants are written in it as in the instance file, by the same model. Everything that is wrong with it is told
at once, each with its place and line.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from domain.errors import BadInput, ConfigInvalid
from domain.registry.checks import check_name
from domain.registry.checks import checked as fit
from domain.registry.records import ANONYMOUS, Partner, PartnerStatus, Subject
from gateway.settings.grants import PartnerSettings
from gateway.settings.reading.checking import SECTION, checked, mapping
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import ConfigProblems, Problems, Where
from gateway.settings.reading.yaml_reading import read_yaml, text_of

PARTNERS = "partners"


def _by_itself(value: object) -> object:
    return {"subject": value} if isinstance(value, str) else value


class _Subject(BaseModel):
    """Whose tokens are the partner's; a text by itself is a subject of the only issuer."""

    model_config = SECTION

    subject: str = Field(min_length=1)
    issuer: str = ""


class _Partner(PartnerSettings):
    """A partner below its name."""

    subjects: tuple[Annotated[_Subject, BeforeValidator(_by_itself)], ...] = ()
    status: PartnerStatus = PartnerStatus.ACTIVE


def read_policy_file(
    file: Path, issuers: Collection[str] | None, environ: Mapping[str, str]
) -> tuple[Partner, ...]:
    """The partners of the file, in its order. issuers: those that there are; None where nobody knows.

    Raises ConfigProblems naming every place.
    """
    try:
        document = read_yaml(text_of(file), environ)
    except ConfigInvalid as error:
        raise ConfigProblems(str(file), (error,)) from None
    problems = document.problems
    sections = mapping(document.value, (), problems)
    for name in sections:
        if name != PARTNERS:
            problems.add((name,), unknown("a section", name, (PARTNERS,)))
    if PARTNERS not in sections:
        problems.add((PARTNERS,), "is missing: `partners: {}` says that there are none")
    reading = _Reading(issuers, problems)
    for name, value in mapping(sections.get(PARTNERS), (PARTNERS,), problems).items():
        reading.read(name, value)
    if found := problems.found():
        raise ConfigProblems(str(file), found)
    return tuple(reading.partners)


class _Reading:
    """What the file declares, one partner after the other."""

    def __init__(self, issuers: Collection[str] | None, problems: Problems) -> None:
        self._issuers = issuers
        self._problems = problems
        self._owners: dict[Subject, str] = {}
        self.partners: list[Partner] = []

    def read(self, name: str, value: object) -> None:
        path = (PARTNERS, name)
        self._check(path, partial(check_name, name))
        model = checked(_Partner, value, path, self._problems)
        if model is None:
            return
        subjects = [self._subject(one, (*path, "subjects", at)) for at, one in enumerate(model.subjects)]
        if name == ANONYMOUS and subjects:
            place = (*path, "subjects")
            self._problems.add(place, f"'{ANONYMOUS}' is who sends no credential, and nobody else")
        partner = model.named(name, frozenset(filter(None, subjects)), model.status)
        self._check(path, partial(fit, partner))
        self.partners.append(partner)

    def _check(self, path: Where, check: Callable[[], object]) -> None:
        try:
            check()
        except BadInput as error:
            self._problems.add((*path, *_steps(error.field)), error.public.removeprefix(f"{error.field}: "))

    def _subject(self, model: _Subject, path: Where) -> Subject | None:
        """The subject, unless nobody can say whose tokens name it, or it is another partner's."""
        issuer = model.issuer or self._only(path)
        if issuer is None:
            return None
        if self._issuers is not None and issuer not in self._issuers:
            self._problems.add((*path, "issuer"), unknown("an issuer", issuer, self._issuers))
        subject = Subject(issuer, model.subject)
        owner = self._owners.setdefault(subject, str(path[1]))
        if owner != path[1]:
            self._problems.add(path, f"is a subject of '{owner}' already")
        return subject

    def _only(self, path: Where) -> str | None:
        if self._issuers is not None and len(self._issuers) == 1:
            return next(iter(self._issuers))
        self._problems.add((*path, "issuer"), "is missing: say whose tokens name this subject")
        return None


def _steps(field: str) -> tuple[str, ...]:
    """Where the file has what the registry calls so: the grant's parts stand beside the others there."""
    place = field.removeprefix("grant.").removeprefix("rows.").removeprefix("shapes.")
    return () if place == "name" else tuple(place.split(".", maxsplit=1))
