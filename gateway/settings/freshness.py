"""How old an answer may be: section `freshness` of the instance file."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, Field

from gateway.settings.reading.checking import SECTION, checked, mapping
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where
from gateway.settings.systems.instances import Instance

EVERY = "every"
"""Stands for all ports at once."""

Span = Annotated[timedelta, Field(ge=timedelta(0), le=timedelta(days=365))] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms the answers of one port are kept.

    soft: for so long a value is fresh. ttl: for so long it is given at once, and read again behind the
    answer. keep: for so long it is given where its system cannot be asked. negative: for so long nobody is
    asked again for what did not exist. wait: for so long a caller waits for the system where an older value
    is known. costly: of several replicas only one asks for a key at a time.
    """

    soft: timedelta
    ttl: timedelta
    keep: timedelta
    negative: timedelta
    wait: timedelta = timedelta(seconds=1)
    costly: bool = False

    @property
    def keeps_nothing(self) -> bool:
        """Whether every read goes through, and nothing is remembered of it."""
        return not (self.ttl or self.keep or self.negative)


class PortTerms(BaseModel):
    """What the file says of a port; the rest is the port's default."""

    model_config = SECTION

    soft: Span = None
    ttl: Span = None
    keep: Span = None
    negative: Span = None
    wait: Span = None
    costly: bool | None = None


class MemoryBounds(BaseModel):
    """What is held in memory, decoded: so many records, of so much together when encoded."""

    model_config = SECTION

    entries: int = Field(default=50_000, ge=1, le=10_000_000)
    megabytes: int = Field(default=128, ge=1, le=65_536)


class LastKnownBounds(BaseModel):
    """What is held in our store: values for so long, and at most so many."""

    model_config = SECTION

    keep: timedelta = Field(default=timedelta(days=30), gt=timedelta(0), le=timedelta(days=3650))
    entries: int = Field(default=500_000, ge=0, le=100_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """The section, checked. of: what it says by instance ("" for all) and by port (EVERY for all)."""

    of: Mapping[tuple[str, str], PortTerms]
    memory: MemoryBounds
    last_known: LastKnownBounds

    def terms(self, instance: str, port: str) -> Terms:
        """The terms of a port of an instance: what is said closest to it counts."""
        port = _RESTS_ON.get(port, port)
        said = [self.of.get((who, what)) for who in (instance, "") for what in (port, EVERY)]
        return _agreed(DEFAULTS.get(port, _MOVING), [each for each in said if each is not None])


_RESTS_ON = {"availability": "stock", "positions": "stock"}
"""What is derived of one port's records alone is fresh as long as they are."""


def _agreed(default: Terms, closest_first: Iterable[PortTerms]) -> Terms:
    told = {name: getattr(default, name) for name in PortTerms.model_fields}
    for each in reversed(list(closest_first)):
        told |= each.model_dump(exclude_none=True)
    terms = Terms(**told)
    soft, keep = min(terms.soft, terms.ttl), max(terms.keep, terms.ttl)
    return Terms(**told | {"soft": soft, "keep": keep})


def read_freshness(
    section: object,
    instances: Mapping[str, Instance | None],
    path: Where,
    problems: Problems,
) -> Freshness | None:
    """Check the section `freshness`; what is wrong goes to `problems`."""
    given = dict(mapping(section, path, problems))
    memory = checked(MemoryBounds, given.pop("memory", None), (*path, "memory"), problems)
    last = checked(LastKnownBounds, given.pop("last_known", None), (*path, "last_known"), problems)
    of = _ports("", given.pop("ports", None), (*path, "ports"), DEFAULTS, problems)
    for name, value in mapping(given.pop("instances", None), (*path, "instances"), problems).items():
        place = (*path, "instances", name)
        if name not in instances:
            problems.add(place, unknown("a configured instance", name, instances))
            continue
        instance = instances[name]
        known = DEFAULTS.keys() & instance.capabilities if instance is not None else DEFAULTS
        of |= _ports(name, value, place, known, problems)
    for name in given:
        problems.add((*path, name), unknown("a key", name, ("ports", "instances", "memory", "last_known")))
    return None if memory is None or last is None else Freshness(of=of, memory=memory, last_known=last)


def _ports(
    instance: str, section: object, path: Where, known: Collection[str], problems: Problems
) -> dict[tuple[str, str], PortTerms]:
    found = {}
    for port, value in mapping(section, path, problems).items():
        if port != EVERY and port not in known:
            problems.add((*path, port), unknown("a port", port, sorted((*known, EVERY))))
            continue
        terms = checked(PortTerms, value, (*path, port), problems)
        if terms is None:
            continue
        if terms.soft is not None and terms.ttl is not None and terms.soft > terms.ttl:
            problems.add((*path, port, "soft"), "should not be longer than ttl")
        found[instance, port] = terms
    return found


def _seconds(soft: float, ttl: float, *, keep: timedelta, negative: float = 2, costly: bool = False) -> Terms:
    return Terms(
        soft=timedelta(seconds=soft),
        ttl=timedelta(seconds=ttl),
        keep=keep,
        negative=timedelta(seconds=negative),
        costly=costly,
    )


_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)
_MOVING = _seconds(5, 15, keep=_WEEK)
"""What people wait for: an order placed or picked just now is seen within seconds."""

DEFAULTS: Mapping[str, Terms] = {
    "orders": _MOVING,
    "fulfilments": _MOVING,
    "shipments": _MOVING,
    "returns": _MOVING,
    "orders_by_reference": _seconds(15, 60, keep=_WEEK),
    # A carrier counts its calls, and scans a parcel a few times a day.
    "tracking": _seconds(30, 120, keep=_WEEK, negative=15, costly=True),
    # Sold by the second; what was there an hour ago must not be sold any more.
    "stock": _seconds(5, 10, keep=timedelta(hours=1)),
    "purchase_orders": _seconds(30, 120, keep=_WEEK),
    # Nobody waits for these to change.
    "products": _seconds(600, 3600, keep=_MONTH, negative=15),
    "locations": _seconds(600, 3600, keep=_MONTH, negative=15),
    "customers": _seconds(300, 1800, keep=_MONTH, negative=15),
}
"""By port. A test holds that every port of the backends stands here."""

NO_WORD = Freshness(of={}, memory=MemoryBounds(), last_known=LastKnownBounds())
"""Of a file that says nothing of freshness."""
