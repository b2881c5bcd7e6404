"""The declared rules of authority: whose word counts for which fact, where and for whom."""

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import BaseModel, Field

from domain.authority import OF_ORDERS, OF_PLACES, Authority, AuthorityRule, Fact
from gateway.settings.locations import LocationSettings
from gateway.settings.reading.checking import SECTION, checked, sequence
from gateway.settings.reading.complaints import unknown
from gateway.settings.reading.problems import Problems, Where

Locations = Mapping[str, LocationSettings]


class _Rule(BaseModel):
    model_config = SECTION

    fact: str
    instances: tuple[str, ...] = Field(min_length=1)
    at: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    business_units: tuple[Annotated[str, Field(min_length=1)], ...] = ()


def read_authority(
    section: object,
    instances: Collection[str],
    locations: Locations,
    path: Where,
    problems: Problems,
) -> Authority:
    """Check the section `authority`; what is wrong goes to `problems`."""
    region_of = {code: place.region for code, place in locations.items() if place.region}
    rules: list[AuthorityRule] = []
    for index, value in enumerate(sequence(section, path, problems)):
        place = (*path, index)
        raw = checked(_Rule, value, place, problems)
        if raw is None:
            continue
        _check_names(raw, instances, place, problems)
        _check_known(raw.at, "one of the locations", locations, (*place, "at"), problems)
        regions = set(region_of.values())
        _check_known(raw.regions, "the region of a location", regions, (*place, "regions"), problems)
        if raw.fact not in set(Fact):
            problems.add((*place, "fact"), unknown("a fact", raw.fact, Fact))
            continue
        rule = _rule(raw)
        _check_narrowing(raw, rule.fact, place, problems)
        _check_reached(rule, rules, region_of, place, problems)
        rules.append(rule)
    return Authority(tuple(rules), region_of)


def _rule(raw: _Rule) -> AuthorityRule:
    return AuthorityRule(
        fact=Fact(raw.fact),
        instances=raw.instances,
        locations=frozenset(raw.at),
        regions=frozenset(raw.regions),
        business_units=frozenset(raw.business_units),
    )


def _check_names(raw: _Rule, instances: Collection[str], path: Where, problems: Problems) -> None:
    for index, name in enumerate(raw.instances):
        if name not in instances:
            problems.add((*path, "instances", index), unknown("a configured instance", name, instances))
        elif name in raw.instances[:index]:
            problems.add((*path, "instances", index), f"'{name}' stands twice")


def _check_known(
    names: tuple[str, ...], what: str, known: Collection[str], path: Where, problems: Problems
) -> None:
    for index, name in enumerate(names):
        if name not in known:
            problems.add((*path, index), unknown(what, name, known))


def _check_narrowing(raw: _Rule, fact: Fact, path: Where, problems: Problems) -> None:
    """A rule that is narrowed by what its records do not say would never speak."""
    for key, names in (("at", raw.at), ("regions", raw.regions)):
        if names and fact not in OF_PLACES:
            problems.add((*path, key), f"cannot narrow a rule for {fact}, which is known by no place")
    if raw.business_units and fact not in OF_ORDERS:
        problems.add(
            (*path, "business_units"), f"cannot narrow a rule for {fact}, which belongs to no business unit"
        )


def _check_reached(
    rule: AuthorityRule,
    above: list[AuthorityRule],
    region_of: Mapping[str, str],
    path: Where,
    problems: Problems,
) -> None:
    """Rules are read from the top, so one below a wider one of the same fact would never speak."""
    for other in above:
        if other.fact is rule.fact and _is_wider(other, rule, region_of):
            problems.add(path, f"is never reached: a rule above it already speaks for {rule.fact} there")
            return


def _is_wider(above: AuthorityRule, rule: AuthorityRule, region_of: Mapping[str, str]) -> bool:
    """Whether `above` speaks whenever `rule` would; of orders it listens to its own instances alone."""
    if not above.is_narrowed:
        return True
    if rule.fact in OF_ORDERS and not set(rule.instances) <= set(above.instances):
        return False
    units, is_placed = above.business_units, bool(above.locations or above.regions)
    by_unit = not units or frozenset() < rule.business_units <= units
    inside = frozenset() < _places(rule, region_of) <= _places(above, region_of)
    return by_unit and (inside or not is_placed)


def _places(rule: AuthorityRule, region_of: Mapping[str, str]) -> frozenset[str]:
    """Every place that a rule names, those of its regions included."""
    return rule.locations | {place for place, region in region_of.items() if region in rule.regions}
