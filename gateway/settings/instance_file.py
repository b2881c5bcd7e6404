"""The instance file: one YAML document that names the systems, and how they fit together.

Everything that is wrong with it is told at once, each with its place and line.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from domain.authority import Authority
from domain.availability.rules import PLAIN, SellingRules
from domain.errors import ConfigInvalid
from domain.folds.overdue import DueRule
from gateway.settings.authority import read_authority
from gateway.settings.brokers.section import Brokers, read_brokers
from gateway.settings.budgets import Budgets, read_budgets
from gateway.settings.carriers import CarrierSettings, read_carriers
from gateway.settings.documents import DocumentCheck, PartnerDocuments, read_documents
from gateway.settings.due import read_due_rules
from gateway.settings.events import Events
from gateway.settings.freshness import NO_WORD, Freshness, read_freshness
from gateway.settings.identity.section import Identity, read_identity
from gateway.settings.limits import Limits
from gateway.settings.locations import LocationSettings, read_locations
from gateway.settings.naming.links import DeclaredLink, contradictions, read_table
from gateway.settings.naming.names import NameRules, read_names
from gateway.settings.positions import PositionsOf, read_positions
from gateway.settings.reading.checking import checked, mapping, sequence
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import ConfigProblems, Problems
from gateway.settings.reading.secret_files import read_secret
from gateway.settings.reading.yaml_reading import read_yaml, text_of
from gateway.settings.reservations import ReservationSettings
from gateway.settings.selling.section import read_selling
from gateway.settings.systems.instances import Around, Instance, Manifests, read_instances
from gateway.settings.systems.tls import PUBLIC, Tls, read_tls
from gateway.settings.webhooks.section import Webhooks

_SECTIONS = (
    "instances",
    "tls",
    "names",
    "tables",
    "authority",
    "locations",
    "carriers",
    "due",
    "selling",
    "freshness",
    "budgets",
    "identity",
    "limits",
    "documents",
    "events",
    "webhooks",
    "reservations",
    "positions",
    "brokers",
)

Checking = Callable[[Limits], DocumentCheck]
"""How the trusted documents of a file with these limits are checked."""


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
    selling: SellingRules = PLAIN
    freshness: Freshness = NO_WORD
    budgets: Budgets = field(default_factory=dict)
    tls: Tls = PUBLIC
    documents: Mapping[str, PartnerDocuments] = field(default_factory=dict)
    events: Events = field(default_factory=Events)
    webhooks: Webhooks = field(default_factory=Webhooks)
    reservations: ReservationSettings = field(default_factory=ReservationSettings)
    positions: PositionsOf = field(default_factory=dict)
    brokers: Brokers = field(default_factory=Brokers)

    def tls_of(self, instance: str) -> Tls:
        """Who vouches for an instance, and who we are to it: as it says itself, or else as the file says."""
        return self.instances[instance].tls or self.tls


def unchecked(_limits: Limits) -> DocumentCheck:
    """For who runs no documents: their files are only read."""
    return lambda _text: ()


def load_instance_file(
    file: Path, manifests: Manifests, environ: Mapping[str, str], checking: Checking = unchecked
) -> InstanceFile:
    """Read and check the file, with `${NAME}` from `environ`; raises ConfigProblems naming every place.

    checking: how trusted documents are checked, for who knows the schema.
    """
    try:
        document = read_yaml(text_of(file), environ, read_secret)
    except ConfigInvalid as error:
        raise ConfigProblems(str(file), (error,)) from None
    sections = mapping(document.value, (), document.problems)
    read = _sections(sections, _Around(file.parent, manifests, checking), document.problems)
    problems = document.problems.found()
    if problems or read is None:
        raise ConfigProblems(str(file), problems)
    return read


class _Around(NamedTuple):
    """What the file does not say itself: where it lies, which adapters there are, and what is a document."""

    folder: Path
    manifests: Manifests
    checking: Checking


def _sections(raw: Mapping[str, object], around: _Around, problems: Problems) -> InstanceFile | None:
    for name in raw:
        if name not in _SECTIONS:
            problems.add((name,), unknown("a section", name, _SECTIONS))
    beside = Around(around.manifests, around.folder)
    instances = read_instances(raw.get("instances"), beside, ("instances",), problems)
    tls = read_tls(raw.get("tls"), around.folder, ("tls",), problems)
    locations = read_locations(raw.get("locations"), instances, ("locations",), problems)
    carriers = read_carriers(raw.get("carriers"), instances, ("carriers",), problems)
    names = read_names(raw.get("names"), instances, ("names",), problems)
    authority = read_authority(raw.get("authority"), instances, locations, ("authority",), problems)
    due = read_due_rules(raw.get("due"), instances, locations, ("due",), problems)
    selling = read_selling(raw.get("selling"), around.folder, locations, ("selling",), problems)
    freshness = read_freshness(raw.get("freshness"), instances, ("freshness",), problems)
    budgets = read_budgets(raw.get("budgets"), instances, ("budgets",), problems)
    links = _links(raw.get("tables"), _Beside(around.folder, frozenset(instances)), problems)
    identity = read_identity(raw.get("identity"), ("identity",), problems)
    limits = checked(Limits, raw.get("limits"), ("limits",), problems)
    check = around.checking(limits or Limits()) if raw.get("documents") else unchecked(Limits())
    documents = read_documents(raw.get("documents"), around.folder, check, ("documents",), problems)
    events = checked(Events, raw.get("events"), ("events",), problems)
    webhooks = checked(Webhooks, raw.get("webhooks"), ("webhooks",), problems)
    reservations = checked(ReservationSettings, raw.get("reservations"), ("reservations",), problems)
    positions = read_positions(raw.get("positions"), instances, ("positions",), problems)
    brokers = read_brokers(raw.get("brokers"), around.folder, instances, ("brokers",), problems)
    if identity is None or limits is None or freshness is None or tls is None:
        return None
    if events is None or webhooks is None or reservations is None:
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
        selling=selling,
        freshness=freshness,
        budgets=budgets,
        tls=tls,
        documents=documents,
        events=events,
        webhooks=webhooks,
        reservations=reservations,
        positions=positions,
        brokers=brokers,
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
