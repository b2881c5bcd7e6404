"""The instance file: one YAML document that names the systems, and how they fit together.

Everything that is wrong with it is told at once, each with its place and line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from domain.authority import Authority
from domain.errors import ConfigInvalid
from domain.folds.overdue import DueRule
from gateway.settings.authority import read_authority
from gateway.settings.budgets import Budgets, read_budgets
from gateway.settings.carriers import CarrierSettings, read_carriers
from gateway.settings.checking import checked, mapping, sequence
from gateway.settings.complaints import unknown
from gateway.settings.due import read_due_rules
from gateway.settings.freshness import NO_WORD, Freshness, read_freshness
from gateway.settings.identity import Identity, read_identity
from gateway.settings.instances import Instance, Manifests, read_instances
from gateway.settings.limits import Limits
from gateway.settings.links import DeclaredLink, contradictions, read_table
from gateway.settings.locations import LocationSettings, read_locations
from gateway.settings.names import NameRules, read_names
from gateway.settings.problems import ConfigProblems, Problems
from gateway.settings.yaml_reading import read_yaml

_SECTIONS = (
    "instances",
    "names",
    "tables",
    "authority",
    "locations",
    "carriers",
    "due",
    "freshness",
    "budgets",
    "identity",
    "limits",
)
_LARGEST_FILE = 4_194_304


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceFile:
    """What the file says, checked. Instances stand in its order, by name."""

    instances: Mapping[str, Instance]
    names: NameRules
    links: tuple[DeclaredLink, ...]
    authority: Authority
    due: tuple[DueRule, ...]
    locations: Mapping[str, LocationSettings]
    carriers: Mapping[str, CarrierSettings]
    identity: Identity
    limits: Limits
    freshness: Freshness = NO_WORD
    budgets: Budgets = field(default_factory=dict)


def load_instance_file(file: Path, manifests: Manifests, environ: Mapping[str, str]) -> InstanceFile:
    """Read and check the file, with `${NAME}` from `environ`; raises ConfigProblems naming every place."""
    try:
        document = read_yaml(_text(file), environ)
    except ConfigInvalid as error:
        raise ConfigProblems(str(file), (error,)) from None
    sections = mapping(document.value, (), document.problems)
    read = _sections(sections, file.parent, manifests, document.problems)
    problems = document.problems.found()
    if problems or read is None:
        raise ConfigProblems(str(file), problems)
    return read


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise ConfigInvalid(f"is larger than {_LARGEST_FILE} bytes")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigInvalid(f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigInvalid("is not UTF-8", place=f"line {line}") from None


def _sections(
    raw: Mapping[str, object], folder: Path, manifests: Manifests, problems: Problems
) -> InstanceFile | None:
    for name in raw:
        if name not in _SECTIONS:
            problems.add((name,), unknown("a section", name, _SECTIONS))
    instances = read_instances(raw.get("instances"), manifests, ("instances",), problems)
    locations = read_locations(raw.get("locations"), instances, ("locations",), problems)
    carriers = read_carriers(raw.get("carriers"), instances, ("carriers",), problems)
    names = read_names(raw.get("names"), instances, ("names",), problems)
    authority = read_authority(raw.get("authority"), instances, locations, ("authority",), problems)
    due = read_due_rules(raw.get("due"), instances, locations, ("due",), problems)
    freshness = read_freshness(raw.get("freshness"), instances, ("freshness",), problems)
    budgets = read_budgets(raw.get("budgets"), instances, ("budgets",), problems)
    links = _links(raw.get("tables"), _Beside(folder, frozenset(instances)), problems)
    identity = read_identity(raw.get("identity"), ("identity",), problems)
    limits = checked(Limits, raw.get("limits"), ("limits",), problems)
    if identity is None or limits is None or freshness is None:
        return None
    return InstanceFile(
        instances={name: instance for name, instance in instances.items() if instance is not None},
        names=names,
        links=links,
        authority=authority,
        due=due,
        locations=locations,
        carriers=carriers,
        identity=identity,
        limits=limits,
        freshness=freshness,
        budgets=budgets,
    )


class _Beside(NamedTuple):
    """What a table is read with: the folder of the instance file, and the instances that it names."""

    folder: Path
    instances: frozenset[str]


def _links(section: object, beside: _Beside, problems: Problems) -> tuple[DeclaredLink, ...]:
    links: list[DeclaredLink] = []
    for index, name in enumerate(sequence(section, ("tables",), problems)):
        if not isinstance(name, str):
            problems.add(("tables", index), "should be the name of a CSV file")
            continue
        rows, wrong = read_table(beside.folder / name, beside.instances)
        problems.add_foreign(("tables", index), wrong)
        links += rows
    problems.add_foreign(("tables", "rows"), contradictions(links))
    return tuple(links)
