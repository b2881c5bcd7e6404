"""The declared rules of authority: whose word counts for which fact, where."""

from collections.abc import Collection

from pydantic import BaseModel, Field

from domain.authority import Authority, AuthorityRule, Fact
from gateway.settings.checking import SECTION, checked, sequence
from gateway.settings.complaints import unknown
from gateway.settings.problems import Problems, Where


class _Rule(BaseModel):
    model_config = SECTION

    fact: str
    instances: tuple[str, ...] = Field(min_length=1)
    at: tuple[str, ...] = ()


def read_authority(
    section: object,
    instances: Collection[str],
    locations: Collection[str],
    path: Where,
    problems: Problems,
) -> Authority:
    """Check the section `authority`; what is wrong goes to `problems`."""
    rules: list[AuthorityRule] = []
    for index, value in enumerate(sequence(section, path, problems)):
        place = (*path, index)
        raw = checked(_Rule, value, place, problems)
        if raw is None:
            continue
        _check_names(raw, instances, locations, place, problems)
        if raw.fact not in set(Fact):
            problems.add((*place, "fact"), unknown("a fact", raw.fact, Fact))
            continue
        rule = AuthorityRule(fact=Fact(raw.fact), instances=raw.instances, locations=frozenset(raw.at))
        _check_reached(rule, rules, place, problems)
        rules.append(rule)
    return Authority(tuple(rules))


def _check_names(
    raw: _Rule, instances: Collection[str], locations: Collection[str], path: Where, problems: Problems
) -> None:
    for index, name in enumerate(raw.instances):
        if name not in instances:
            problems.add((*path, "instances", index), unknown("a configured instance", name, instances))
        elif name in raw.instances[:index]:
            problems.add((*path, "instances", index), f"'{name}' stands twice")
    for index, name in enumerate(raw.at):
        if name not in locations:
            problems.add((*path, "at", index), unknown("one of the locations", name, locations))


def _check_reached(rule: AuthorityRule, above: list[AuthorityRule], path: Where, problems: Problems) -> None:
    """Rules are read from the top, so one below a wider one of the same fact would never speak."""
    for other in above:
        if other.fact is rule.fact and (
            not other.locations or other.locations >= rule.locations > frozenset()
        ):
            problems.add(path, f"is never reached: a rule above it already speaks for {rule.fact} there")
            return
