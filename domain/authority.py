"""Authority: which instance's word counts for which fact, where.

Rules are declared in the instance file and read from the top: the first rule that speaks of a fact
and a place names the instances in the order in which they are believed. A fact without a rule
believes every instance alike, in the order in which they are configured.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec


class Fact(StrEnum):
    """A group of fields that one system owns."""

    ORDER = "order"
    FULFILMENT = "fulfilment"
    SHIPMENT = "shipment"
    ESTIMATE = "estimate"
    STOCK_PHYSICAL = "stock.physical"
    STOCK_CLAIMS = "stock.claims"
    STOCK_SUPPLY = "stock.supply"
    PRODUCT = "product"
    LOCATION = "location"
    CUSTOMER = "customer"


class AuthorityRule(msgspec.Struct, frozen=True, kw_only=True):
    """For `fact` (at `locations`, or everywhere when empty) believe `instances`, first to last."""

    fact: Fact
    instances: tuple[str, ...]
    locations: frozenset[str] = frozenset()


class Authority(msgspec.Struct, frozen=True):
    """The declared rules."""

    rules: tuple[AuthorityRule, ...] = ()

    def believed(self, fact: Fact, location: str = "") -> tuple[str, ...] | None:
        """The instances that a rule names for the fact at the place; None where no rule speaks."""
        for rule in self.rules:
            if rule.fact is fact and (not rule.locations or location in rule.locations):
                return rule.instances
        return None

    def ranked(self, fact: Fact, instances: Iterable[str], location: str = "") -> Sequence[str]:
        """Those of `instances` that may speak, most believed first."""
        believed = self.believed(fact, location)
        if believed is None:
            return list(instances)
        present = set(instances)
        return [name for name in believed if name in present]
