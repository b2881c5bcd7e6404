"""The zone of a place, where there is only one that it can be.

A place may lie in several zones (a state that is split, a country with islands). Its time is resolved all
the same where all of them give the same instant, and refused where they do not: never guessed.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files

from adapters.carrier_karrio.raw.records import Place, Told
from adapters.carrier_karrio.regions import ZONES_OF
from domain.errors import ImpossibleValue
from domain.instants import to_utc

Declared = Mapping[str, str]
"""Zones that an operator declares, by a carrier's area (`BCN`), a region (`CA-QC`) or a country (`ES`)."""

ANYWHERE = "*"
"""For places that say neither region nor country."""


def instant(told: Told | ImpossibleValue, place: Place, declared: Declared) -> datetime:
    """A time in UTC. Raises ImpossibleValue, with what the source wrote, where its zone is unknown."""
    if isinstance(told, ImpossibleValue):
        raise told
    if told.moment.tzinfo is not None:
        return to_utc(told.moment)
    zones = zones_of(place, declared)
    instants = {_in_zone(told, zone) for zone in zones}
    if len(instants) == 1:
        return instants.pop()
    where = " ".join(filter(None, dict.fromkeys((place.area, str(place))))) or "nowhere"
    known = f"it may be any of {', '.join(zones)}" if zones else "none is known"
    raise ImpossibleValue(f"'{told.text}' has no zone, and of its place ({where}) {known}")


def zones_of(place: Place, declared: Declared) -> tuple[str, ...]:
    """The zones that a place may lie in: the declared one, else those of its region, else of its country.

    A place that says neither is where an operator declares that such places are.
    """
    country = country_code(place.country)
    region = f"{country}-{place.region.strip().upper()}"
    for name in (place.area, region, country):
        if name and name in declared:
            return (declared[name],)
    elsewhere = (declared[ANYWHERE],) if ANYWHERE in declared else ()
    return ZONES_OF.get(region) or _zones_of_countries().get(country) or elsewhere


def country_code(name: str) -> str:
    """ISO 3166's two letters, of these or of the English name; empty where it is neither."""
    told = name.strip().upper()
    return told if told in _zones_of_countries() else _countries().get(told, "")


def _in_zone(told: Told, zone: str) -> datetime:
    return to_utc(told.moment, zone=zone)


@cache
def _countries() -> Mapping[str, str]:
    """Codes of countries by their names, as the time zone database has them."""
    return {name.upper(): code for code, name, *_ in _rows("iso3166.tab")}


@cache
def _zones_of_countries() -> Mapping[str, tuple[str, ...]]:
    zones: dict[str, tuple[str, ...]] = {}
    for code, _, zone, *_ in _rows("zone.tab"):
        zones[code] = (*zones.get(code, ()), zone)
    return zones


def _rows(table: str) -> Iterable[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", table).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
