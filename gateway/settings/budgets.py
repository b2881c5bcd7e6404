"""What the hosts of the systems bear: section `budgets` of the instance file."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import BaseModel, Field, field_validator, model_validator

from domain.budgets import (
    DEFAULT_SHARES,
    BreakerRules,
    BudgetRules,
    HostRules,
    Maintenance,
    RetryRules,
)
from domain.partners import Lane
from gateway.settings.reading.checking import SECTION, checked, mapping
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where
from gateway.settings.systems.instances import Instance

EVERY = "*"
"""The key of what holds for every host that has no key of its own."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PORTS = {"http": 80, "https": 443}
_ZERO = timedelta(0)
_LONGEST = timedelta(hours=1)
_BREAKER, _RETRIES = BreakerRules(), RetryRules()

Pause = Annotated[timedelta, Field(ge=_ZERO, le=_LONGEST)]
Span = Annotated[timedelta, Field(gt=_ZERO, le=_LONGEST)]


class BreakerSettings(BaseModel):
    """When a host is left in peace: as `BreakerRules`."""

    model_config = SECTION

    failures: int = Field(default=_BREAKER.failures, ge=0, le=1_000)
    ratio: float = Field(default=_BREAKER.ratio, gt=0, le=1)
    window: Span = _BREAKER.window
    pause: Span = _BREAKER.pause
    longest_pause: Span = _BREAKER.longest_pause
    probes: int = Field(default=_BREAKER.probes, ge=1, le=100)


class RetrySettings(BaseModel):
    """When a read is tried again: as `RetryRules`."""

    model_config = SECTION

    attempts: int = Field(default=_RETRIES.attempts, ge=1, le=10)
    pause: Span = _RETRIES.pause
    longest_pause: Span = _RETRIES.longest_pause


class Window(BaseModel):
    """A time of maintenance. Over midnight where `until` is not after `start`."""

    model_config = SECTION

    days: tuple[str, ...] = _DAYS
    start: time
    until: time
    zone: str = "UTC"

    @field_validator("days")
    @classmethod
    def _known_days(cls, days: tuple[str, ...]) -> tuple[str, ...]:
        if not days or set(days) - set(_DAYS):
            raise ValueError(f"should be some of {', '.join(_DAYS)}")
        return days

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("should be a time zone such as Europe/Berlin")
        return zone

    @field_validator("start", "until")
    @classmethod
    def _of_the_zone(cls, moment: time) -> time:
        if moment.tzinfo is not None:
            raise ValueError("should be a time of day such as 02:00; its zone is `zone`")
        return moment

    def rules(self) -> Maintenance:
        """The window in the words of the domain."""
        days = frozenset(_DAYS.index(day) for day in self.days)
        return Maintenance(days=days, start=self.start, end=self.until, zone=self.zone)


class HostBudget(BaseModel):
    """What one host bears. Without `concurrency` and without a key of its own, each process counts alone."""

    model_config = SECTION

    rate: float | None = Field(default=None, gt=0, le=100_000)
    burst: int | None = Field(default=None, ge=1, le=100_000)
    concurrency: int | None = Field(default=None, ge=1, le=10_000)
    daily: int | None = Field(default=None, ge=1)
    shares: Mapping[Lane, Annotated[float, Field(gt=0, le=1)]] = Field(default_factory=dict)
    recovery: Span = timedelta(seconds=30)
    wait: Pause = _ZERO
    longest_pause: Pause = timedelta(minutes=5)
    maintenance: tuple[Window, ...] = ()
    breaker: BreakerSettings = BreakerSettings()
    retries: RetrySettings = RetrySettings()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.shares and (set(self.shares) != set(Lane) or sum(self.shares.values()) > 1 + 1e-9):
            raise ValueError(
                f"shares should name {', '.join(Lane)}, with parts of 1 that are 1 at most in sum"
            )
        if self.burst is not None and self.rate is None:
            raise ValueError("burst needs a rate")
        return self

    def rules(self, connections: int) -> HostRules:
        """The rules of a host with so many connections in each process."""
        counted = (self.rate, self.concurrency, self.daily)
        shares = tuple(self.shares[lane] for lane in Lane) if self.shares else DEFAULT_SHARES
        return HostRules(
            budget=BudgetRules(
                concurrency=self.concurrency or connections,
                rate=self.rate,
                burst=self.burst or max(1, round(self.rate or 1)),
                daily=self.daily,
                shares=(shares[0], shares[1], shares[2], shares[3]),
                recovery=self.recovery,
                shared=any(one is not None for one in counted),
            ),
            breaker=BreakerRules(**dict(self.breaker)),
            retries=RetryRules(**dict(self.retries)),
            maintenance=tuple(window.rules() for window in self.maintenance),
            wait=self.wait,
            longest_pause=self.longest_pause,
        )


Budgets = Mapping[str, HostBudget]
"""By host (`name:port`), and under EVERY for the others."""


def host_of(instance: Instance) -> str:
    """Where an instance is called: `name:port`, or its own name where it has no address."""
    parts = urlsplit(str(getattr(instance.settings, "base_url", "")))
    if not parts.hostname:
        return instance.name
    return f"{parts.hostname}:{parts.port or _PORTS.get(parts.scheme, 0)}"


def read_budgets(
    section: object, instances: Mapping[str, Instance | None], path: Where, problems: Problems
) -> Budgets:
    """Check the section `budgets`; what is wrong goes to `problems`."""
    hosts = {name: host_of(one) for name, one in instances.items() if one is not None}
    found: dict[str, HostBudget] = {}
    keys: dict[str, str] = {}
    for key, value in mapping(section, path, problems).items():
        budget = checked(HostBudget, value, (*path, key), problems)
        if key in instances and key not in hosts:
            continue
        host = key if key == EVERY else hosts.get(key) or _named(key, hosts)
        if host is None:
            known = {EVERY, *instances, *hosts.values()}
            problems.add((*path, key), unknown("an instance, or the host of one", key, known))
        elif host in keys:
            problems.add((*path, key), f"is the host of '{keys[host]}', which has its budget already")
        else:
            keys[host] = key
            if budget is not None:
                found[host] = budget
    return found


def _named(key: str, hosts: Mapping[str, str]) -> str | None:
    """The host that is meant, with its port or, where only one port is called, without."""
    meant = {host for host in hosts.values() if key.lower() in (host, host.rpartition(":")[0])}
    return meant.pop() if len(meant) == 1 else None
