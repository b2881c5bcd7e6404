"""Declared rules of names: who writes our own, and how each other instance writes them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pydantic import BaseModel, Field

from domain.identifiers import IdentifierKind
from gateway.settings.naming.spelling import Spelling
from gateway.settings.reading.checking import SECTION, checked, mapping
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRule:
    """Names of one kind. `owner` is the instance whose names are our names; "" where none is."""

    owner: str = ""
    written_by: Mapping[str, Spelling] = field(default_factory=dict)

    def spellings(self) -> Mapping[str, Spelling]:
        """How each instance that writes names of this kind spells them, the owner first."""
        owner = {self.owner: Spelling()} if self.owner else {}
        return owner | dict(self.written_by)


NameRules = Mapping[IdentifierKind, NameRule]
NO_RULES: NameRules = MappingProxyType({})


class _Rule(BaseModel):
    model_config = SECTION

    owner: str = ""
    written_by: Mapping[str, object] = Field(default_factory=dict)


def read_names(section: object, instances: Collection[str], path: Where, problems: Problems) -> NameRules:
    """Check the section `names`; what is wrong goes to `problems`."""
    kinds = mapping(section, path, problems)
    for kind in kinds:
        if kind not in set(IdentifierKind):
            problems.add((*path, kind), unknown("a kind of name", kind, IdentifierKind))
    return {
        kind: _rule(kinds[kind], instances, (*path, str(kind)), problems)
        for kind in IdentifierKind
        if kind in kinds
    }


def _rule(value: object, instances: Collection[str], path: Where, problems: Problems) -> NameRule:
    raw = checked(_Rule, value, path, problems)
    if raw is None:
        return NameRule()
    if raw.owner and raw.owner not in instances:
        problems.add((*path, "owner"), unknown("a configured instance", raw.owner, instances))
    written_by: dict[str, Spelling] = {}
    for instance, spelling in raw.written_by.items():
        place = (*path, "written_by", instance)
        if instance == raw.owner:
            problems.add(place, "owns these names, so it writes them as they are")
        elif instance not in instances:
            problems.add(place, unknown("a configured instance", instance, instances))
        else:
            written_by[instance] = checked(Spelling, spelling, place, problems) or Spelling()
    return NameRule(owner=raw.owner, written_by=written_by)
