"""Authority: which instance's word counts for which fact, where and for whom.

Rules are declared in the instance file and read from the top: the first rule that speaks names the
instances in the order in which they are believed, and who is not named is not believed. A fact without
a rule believes every instance alike, in the order in which they are configured.

A rule may be narrowed by place, region and business unit. Of what is kept by place, the key says the
place. Of orders the records themselves say where they belong, and only a record of an instance that the
rule names is heard for that: business units are codes of its own system. A rule that a silent instance
might have made speak is in doubt: whoever goes on below it must say so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec


class Fact(StrEnum):
    """A group of fields that one system owns. `order.…` are parts of an order that another may own."""

    ORDER = "order"
    ORDER_PARTIES = "order.parties"
    ORDER_LINES = "order.lines"
    ORDER_PROMISE = "order.promise"
    ORDER_INVOICES = "order.invoices"
    ORDER_HOLDS = "order.holds"
    FULFILMENT = "fulfilment"
    SHIPMENT = "shipment"
    ESTIMATE = "estimate"
    STOCK_PHYSICAL = "stock.physical"
    STOCK_CLAIMS = "stock.claims"
    STOCK_SUPPLY = "stock.supply"
    PRODUCT = "product"
    LOCATION = "location"
    CUSTOMER = "customer"


OF_ORDERS = frozenset(fact for fact in Fact if fact.partition(".")[0] == Fact.ORDER)
"""Facts whose rules can be narrowed by business unit, since records say where they belong."""

OF_PLACES = OF_ORDERS | {Fact.STOCK_PHYSICAL, Fact.STOCK_CLAIMS, Fact.STOCK_SUPPLY, Fact.LOCATION}
"""Facts whose rules can be narrowed by place and region."""


class Belonging(msgspec.Struct, frozen=True):
    """Where a thing belongs: our places that it is kept at or ships from, and who owns it."""

    locations: frozenset[str] = frozenset()
    business_unit: str = ""


NOWHERE = Belonging()


class AuthorityRule(msgspec.Struct, frozen=True, kw_only=True):
    """For `fact` believe `instances`, first to last.

    locations, regions: at any of these places, or of the places of these regions; everywhere where both are
    empty. business_units: and only of these; of all where empty.
    """

    fact: Fact
    instances: tuple[str, ...]
    locations: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    business_units: frozenset[str] = frozenset()

    @property
    def is_narrowed(self) -> bool:
        """Whether it speaks of some things only."""
        return bool(self.locations or self.regions or self.business_units)


class Choice(msgspec.Struct, frozen=True):
    """Who is believed. instances: first to last, None where no rule speaks.

    doubted_by: silent instances whose record might have made a rule above speak instead.
    """

    instances: tuple[str, ...] | None = None
    doubted_by: tuple[str, ...] = ()

    def ranked(self, present: Iterable[str]) -> Sequence[str]:
        """Those present that may speak, most believed first."""
        if self.instances is None:
            return list(present)
        here = set(present)
        return [name for name in self.instances if name in here]


class Authority(msgspec.Struct, frozen=True):
    """The declared rules. region_of: the region of each of our places that has one."""

    rules: tuple[AuthorityRule, ...] = ()
    region_of: Mapping[str, str] = {}

    def believed(self, fact: Fact, location: str = "") -> tuple[str, ...] | None:
        """The instances that a rule names for the fact at the place; None where no rule speaks."""
        there = Belonging(frozenset({location} - {""}))
        rules = (rule for rule in self.rules if rule.fact is fact)
        return next((rule.instances for rule in rules if self._covers(rule, there)), None)

    def ranked(self, fact: Fact, instances: Iterable[str], location: str = "") -> Sequence[str]:
        """Those of `instances` that may speak of the fact at the place, most believed first."""
        return Choice(self.believed(fact, location)).ranked(instances)

    def choice(self, fact: Fact, told: Mapping[str, Belonging], silent: Collection[str] = ()) -> Choice:
        """Who is believed of a thing, by what the record of each instance tells of where it belongs.

        silent: instances that might have a record of it and could not answer. The order in which anything
        is told is of no consequence.
        """
        doubted: dict[str, None] = {}
        for rule in self.rules:
            if rule.fact is not fact:
                continue
            if not rule.is_narrowed or self._speaks(rule, told):
                return Choice(rule.instances, tuple(doubted))
            doubted |= dict.fromkeys(name for name in rule.instances if name in silent)
        return Choice(None, tuple(doubted))

    def _speaks(self, rule: AuthorityRule, told: Mapping[str, Belonging]) -> bool:
        return any(self._covers(rule, told[name]) for name in rule.instances if name in told)

    def _covers(self, rule: AuthorityRule, thing: Belonging) -> bool:
        if rule.business_units and thing.business_unit not in rule.business_units:
            return False
        if not rule.locations and not rule.regions:
            return True
        regions = {self.region_of[place] for place in thing.locations if place in self.region_of}
        return bool(rule.locations & thing.locations or rule.regions & regions)
