"""An instance file as tables for the person who wrote it. Secrets are in none of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text

from domain.authority import AuthorityRule, Fact
from domain.folds.overdue import DueRule
from domain.identifiers import IdentifierKind
from domain.partners import Lane
from gateway.cli.budget_table import budget_table
from gateway.cli.identity_tables import identity_tables
from gateway.cli.tables import span, table, titled
from gateway.settings.carriers import CarrierSettings
from gateway.settings.documents import PartnerDocuments
from gateway.settings.freshness import EVERY
from gateway.settings.instance_file import InstanceFile
from gateway.settings.naming.names import NameRule
from gateway.settings.naming.spelling import Spelling
from gateway.settings.reading.problems import ConfigProblems
from gateway.settings.systems.instances import Instance
from gateway.telemetry.redaction import safe_url


def problem_table(error: ConfigProblems) -> Group:
    """Everything that is wrong, in the order of the file."""
    count = len(error.problems)
    shown = table("Place", "What is wrong")
    for problem in error.problems:
        shown.add_row(
            Text(problem.place, style="red"), Text(problem.public.removeprefix(f"{problem.place}: "))
        )
    return titled(f"{error.place}: {count} problem{'' if count == 1 else 's'}", shown)


def file_tables(path: Path, file: InstanceFile) -> Iterator[RenderableType]:
    """What the file says, one table a section that says something."""
    yield Text(f"{path} is right.\n", style="green")
    yield _instances(file.instances)
    yield _names(file)
    if file.authority.rules:
        yield _authority(file)
    if file.locations:
        yield _locations(file)
    if file.carriers:
        yield _carriers(file.carriers)
    if file.due:
        yield _due(file.due)
    if file.freshness.of:
        yield _freshness(file)
    if file.budgets:
        yield budget_table(file)
    yield from identity_tables(file.identity)
    if limits := file.limits.model_dump(exclude_unset=True, exclude_none=True, exclude={"timeouts"}):
        yield _limits(limits)
    if file.limits.timeouts:
        yield _timeouts(file.limits.timeouts)
    if file.documents:
        yield _documents(file.documents)


def _instances(instances: Mapping[str, Instance]) -> Group:
    shown = table("Instance", "Adapter", "Address", "Polled", "Offers")
    for instance in instances.values():
        address = safe_url(str(getattr(instance.settings, "base_url", "")))
        offers = ", ".join(sorted(instance.capabilities))
        shown.add_row(instance.name, instance.adapter, escape(address), _polled(instance), offers)
    return titled("Systems", shown)


def _polled(instance: Instance) -> str:
    if not instance.sync.enabled or "changes" not in instance.capabilities:
        return "no"
    return f"every {span(instance.sync.every)}" if instance.sync.every else "as all"


def _names(file: InstanceFile) -> Group:
    rows = Counter((link.foreign.kind, link.foreign.instance) for link in file.links)
    kinds = [kind for kind in IdentifierKind if kind in file.names or any(key[0] is kind for key in rows)]
    shown = table("Kind", "Ours are those of", "Written by the others", "Rows in tables")
    for kind in kinds:
        rule = file.names.get(kind, NameRule())
        counted = "\n".join(f"{name} {rows[kind, name]}" for name in file.instances if rows[kind, name])
        written = "\n".join(f"{name} {_spelled(spelling)}" for name, spelling in rule.written_by.items())
        shown.add_row(kind, rule.owner or "-", escape(written) or "-", counted or "-")
    return titled("Names", shown)


def _spelled(spelling: Spelling) -> str:
    told = (
        f"without '{spelling.strip_prefix}'" if spelling.strip_prefix else "",
        f"filled up to {spelling.pad} digits" if spelling.pad else "",
        f"with '{spelling.add_prefix}' in front" if spelling.add_prefix else "",
        "with a GS1 check digit" if spelling.check_digit else "",
    )
    return ", ".join(filter(None, told)) or "as they are"


def _authority(file: InstanceFile) -> Group:
    shown = table("Fact", "Where", "Business units", "Believed")
    spoken: set[Fact] = set()
    for rule in file.authority.rules:
        rest = " else" if rule.fact in spoken else ""
        where = _where(rule) or f"everywhere{rest}"
        units = ", ".join(sorted(rule.business_units)) or "all"
        shown.add_row(rule.fact, escape(where), escape(units), ", then ".join(rule.instances))
        spoken.add(rule.fact)
    return titled("Authority: the first rule that speaks of a thing", shown)


def _where(rule: AuthorityRule) -> str:
    regions = (f"region {region}" for region in sorted(rule.regions))
    return ", ".join((*sorted(rule.locations), *regions))


def _locations(file: InstanceFile) -> Group:
    shown = table("Location", "Region", "Warehouse system")
    for code, place in file.locations.items():
        shown.add_row(escape(code), escape(place.region) or "-", place.warehouse or "-")
    return titled("Locations", shown)


def _carriers(carriers: Mapping[str, CarrierSettings]) -> Group:
    shown = table("Instance", "Answers for", "Accounts", "Its numbers begin with")
    for name, carrier in carriers.items():
        told = (sorted(carrier.names), sorted(carrier.accounts), carrier.prefixes)
        shown.add_row(name, *(escape(", ".join(texts)) or "-" for texts in told))
    return titled("Carriers", shown)


def _due(rules: Sequence[DueRule]) -> Group:
    shown = table("Of", "Milestone", "Due", "Where", "Owed by")
    for rule in rules:
        since = rule.after or "the promise"
        due = f"{span(rule.within)} after {since}" if rule.within else f"by {since}"
        channels = (f"channel {name}" for name in sorted(rule.channels))
        where = ", ".join((*channels, *sorted(rule.locations)))
        shown.add_row(rule.subject, rule.milestone, due, escape(where) or "everywhere", rule.owed_by)
    return titled("Due: what has not come by then is overdue", shown)


def _limits(limits: Mapping[str, int | timedelta]) -> Group:
    shown = table("Limit", "At most")
    for name, most in limits.items():
        shown.add_row(name, f"{most.total_seconds():g} s" if isinstance(most, timedelta) else f"{most:,}")
    return titled("Limits of one operation that the file sets", shown)


def _timeouts(timeouts: Mapping[Lane, timedelta]) -> Group:
    shown = table("Lane", "At most")
    for lane in Lane:
        if lane in timeouts:
            shown.add_row(lane, f"{timeouts[lane].total_seconds():g} s")
    return titled("How long a request may take, within ORDERGRAPH_REQUEST_TIMEOUT", shown)


def _documents(documents: Mapping[str, PartnerDocuments]) -> Group:
    shown = table("Partner", "Documents", "Runs")
    for partner, own in documents.items():
        shown.add_row(escape(partner), str(len(own.by_key)), "these only" if own.only else "others too")
    return titled("Trusted documents", shown)


def _freshness(file: InstanceFile) -> Group:
    """The terms that hold, with the defaults for what the file leaves out."""
    shown = table("Of", "Port", "Fresh for", "Given for", "Kept for", "Nothing for", "Waits", "Costly")
    for instance, port in sorted(file.freshness.of):
        if port == EVERY:
            shown.add_row(instance or "all", "every", *_told(file, instance, port))
            continue
        terms = file.freshness.terms(instance, port)
        times = (terms.soft, terms.ttl, terms.keep, terms.negative, terms.wait)
        shown.add_row(instance or "all", port, *map(span, times), "yes" if terms.costly else "no")
    return titled("Freshness", shown)


def _told(file: InstanceFile, instance: str, port: str) -> list[str]:
    """What is said of all ports at once; each has its own default for the rest."""
    said = file.freshness.of[instance, port]
    times = (said.soft, said.ttl, said.keep, said.negative, said.wait)
    costly = "-" if said.costly is None else "yes" if said.costly else "no"
    return [*("-" if time is None else span(time) for time in times), costly]
